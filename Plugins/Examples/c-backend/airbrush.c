// An airbrush: every action sprays a soft round spot of one colour, grainy as droplets make it.
//
// Everything is whole numbers, so that the same seed and actions give the same bytes on every
// machine.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spiral_backend.h"

enum { CELLS = 32, RADII = 8, FLOWS = 4, LEVELS = 8, CHANNELS = 3 };
enum { LEAST_SIDE = 16, USUAL_SIDE = 64, MOST_SIDE = 1024 };

struct spiral_lane {
  spiral_buffers buffers;
  int side;
  // What is saved: where the droplets come from, how often it sprayed, and the canvas,
  // [side, side, 3].
  struct {
    uint64_t seed;
    uint64_t count;
  } state;
  uint8_t *canvas;
};

static size_t canvas_bytes(const spiral_lane *lane) {
  return (size_t)lane->side * (size_t)lane->side * CHANNELS;
}

static spiral_status fail(spiral_error *error, spiral_status status, const char *words) {
  snprintf(error->text, error->capacity, "%s", words);
  return status;
}

// MARK: The spec

#define LEVEL_PART(name)                                                                        \
  "\"" name "\":{\"type\":\"Discrete\",\"n\":8,\"meaning\":{\"kind\":\"ordinal\"},"             \
  "\"doc\":\"level of " name "\"}"

static const char spec_format[] =
    "{\"version\":\"1\",\"summary\":\"an airbrush, in C\","
    "\"observationSpace\":{\"type\":\"Dict\",\"order\":[\"canvas\"],\"subspaces\":{"
    "\"canvas\":{\"type\":\"Box\",\"dtype\":\"uint8\",\"shape\":[%d,%d,3],\"low\":0,\"high\":255,"
    "\"doc\":\"the paper, sRGB levels\"}}},"
    "\"actionSpace\":{\"type\":\"Dict\","
    "\"order\":[\"place\",\"radius\",\"flow\",\"red\",\"green\",\"blue\"],"
    "\"decodeOrder\":[\"place\",\"radius\",\"red\",\"green\",\"blue\",\"flow\"],"
    "\"subspaces\":{"
    "\"place\":{\"type\":\"Discrete\",\"n\":1024,\"meaning\":{\"kind\":\"grid\",\"shape\":[32,32]},"
    "\"doc\":\"cell of the spot's middle\"},"
    "\"radius\":{\"type\":\"Discrete\",\"n\":8,\"meaning\":{\"kind\":\"ordinal\"},"
    "\"doc\":\"radius of the spot, 1 to 8 32nds of the width\"},"
    "\"flow\":{\"type\":\"Discrete\",\"n\":4,\"meaning\":{\"kind\":\"ordinal\"},"
    "\"doc\":\"how much paint arrives in the middle, in quarters\"}," LEVEL_PART("red") "," LEVEL_PART(
        "green") "," LEVEL_PART("blue") "}},"
    "\"options\":{\"canvas\":{\"type\":\"integer\",\"default\":64,\"min\":16,\"max\":1024,"
    "\"doc\":\"width and height of the canvas, px\"}}}";

static int side_of(const spiral_option *options, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(options[i].name, "canvas") == 0) return (int)options[i].number;
  }
  return USUAL_SIDE;
}

static spiral_status airbrush_describe(const spiral_option *options, size_t count, char *text,
                                       size_t capacity, size_t *length, spiral_error *error) {
  int side = side_of(options, count);
  if (side < LEAST_SIDE || side > MOST_SIDE) {
    return fail(error, SPIRAL_INVALID_OPTION, "canvas is 16 to 1024 px");
  }
  *length = (size_t)snprintf(text, capacity, spec_format, side, side);
  // snprintf counts without the zero but needs room for it.
  if (*length < capacity) return SPIRAL_OK;
  *length += 1;
  return SPIRAL_TOO_SMALL;
}

// MARK: Lanes

static spiral_status airbrush_open(const spiral_host *host, const spiral_option *options,
                                   size_t count, const spiral_buffers *buffers,
                                   spiral_lane **opened, spiral_error *error) {
  spiral_lane *lane = calloc(1, sizeof *lane);
  if (lane == NULL) return fail(error, SPIRAL_RESOURCE_LIMIT, "no memory");
  lane->buffers = *buffers;
  lane->side = side_of(options, count);
  lane->canvas = calloc(1, canvas_bytes(lane));
  if (lane->canvas == NULL) {
    free(lane);
    return fail(error, SPIRAL_RESOURCE_LIMIT, "no memory");
  }
  host->log(host->context, SPIRAL_LOG_DEBUG, "a lane opens");
  *opened = lane;
  return SPIRAL_OK;
}

static void airbrush_close(spiral_lane *lane) {
  free(lane->canvas);
  free(lane);
}

static spiral_status airbrush_reset(spiral_lane *lane, uint64_t seed, spiral_error *error) {
  (void)error;
  lane->state.seed = seed;
  lane->state.count = 0;
  memset(lane->canvas, 255, canvas_bytes(lane));
  return SPIRAL_OK;
}

static spiral_status airbrush_draw(spiral_lane *lane, spiral_error *error) {
  (void)error;
  memcpy(lane->buffers.observation[0], lane->canvas, canvas_bytes(lane));
  return SPIRAL_OK;
}

// MARK: Spraying

// SplitMix64's output function (Steele, Lea and Flood, OOPSLA 2014): 64 bits that look random.
static uint64_t scramble(uint64_t bits) {
  bits += 0x9E3779B97F4A7C15;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
  return bits ^ (bits >> 31);
}

// How much of a pixel the spot covers, 0 to 256: the square of 1 - d^2/r^2 times the flow, and a
// quarter of it up to the droplets.
static int coverage(int64_t square, int64_t radius_square, int flow, uint64_t noise) {
  int64_t rest = 256 - 256 * square / radius_square;
  int64_t even = rest * rest / 256 * (flow + 1) / FLOWS;
  return (int)(even * (int64_t)(192 + noise % 64) / 256);
}

static void spray(spiral_lane *lane, const int *action) {
  // Places are in 64ths of a pixel.
  int64_t unit = 64, side = lane->side;
  int64_t middle_x = (2 * (action[0] % CELLS) + 1) * side * unit / (2 * CELLS);
  int64_t middle_y = (2 * (action[0] / CELLS) + 1) * side * unit / (2 * CELLS);
  int64_t radius = (action[1] + 1) * side * unit / 32;
  uint64_t first = scramble(lane->state.seed ^ scramble(lane->state.count++));
  for (int64_t row = 0; row < side; row++) {
    int64_t dy = row * unit + unit / 2 - middle_y;
    if (dy * dy >= radius * radius) continue;
    for (int64_t column = 0; column < side; column++) {
      int64_t dx = column * unit + unit / 2 - middle_x;
      if (dx * dx + dy * dy >= radius * radius) continue;
      uint64_t noise = scramble(first + (uint64_t)(row * side + column));
      int share = coverage(dx * dx + dy * dy, radius * radius, action[2], noise);
      uint8_t *pixel = lane->canvas + (row * side + column) * CHANNELS;
      for (int channel = 0; channel < CHANNELS; channel++) {
        int paint = action[3 + channel] * 255 / (LEVELS - 1);
        pixel[channel] = (uint8_t)((pixel[channel] * (256 - share) + paint * share + 128) >> 8);
      }
    }
  }
}

static spiral_status airbrush_step(spiral_lane *lane, int32_t *terminated, spiral_error *error) {
  (void)error;
  int action[6];
  // The host has validated them.
  for (int i = 0; i < 6; i++) action[i] = (int)lane->buffers.action[i];
  spray(lane, action);
  *terminated = 0;
  return SPIRAL_OK;
}

// MARK: The state

static spiral_status airbrush_save(spiral_lane *lane, void *bytes, size_t capacity,
                                   size_t *length, spiral_error *error) {
  (void)error;
  *length = sizeof lane->state + canvas_bytes(lane);
  if (*length > capacity) return SPIRAL_TOO_SMALL;
  memcpy(bytes, &lane->state, sizeof lane->state);
  memcpy((uint8_t *)bytes + sizeof lane->state, lane->canvas, canvas_bytes(lane));
  return SPIRAL_OK;
}

static spiral_status airbrush_load(spiral_lane *lane, const void *bytes, size_t length,
                                   spiral_error *error) {
  if (length != sizeof lane->state + canvas_bytes(lane)) {
    return fail(error, SPIRAL_STATE_INCOMPATIBLE, "the state is one of another canvas");
  }
  memcpy(&lane->state, bytes, sizeof lane->state);
  memcpy(lane->canvas, (const uint8_t *)bytes + sizeof lane->state, canvas_bytes(lane));
  return SPIRAL_OK;
}

const spiral_backend spiral_backend_descriptor = {
    .struct_size = sizeof(spiral_backend),
    .abi_major = SPIRAL_BACKEND_ABI_MAJOR,
    .abi_minor = SPIRAL_BACKEND_ABI_MINOR,
    .abi_minor_least = 0,
    .name = "airbrush",
    .describe = airbrush_describe,
    .open = airbrush_open,
    .reset = airbrush_reset,
    .step = airbrush_step,
    .draw = airbrush_draw,
    .save = airbrush_save,
    .load = airbrush_load,
    .close = airbrush_close,
};
