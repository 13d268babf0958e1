// An engine for tests that misbehaves in the way that -DMODE=... names; MODE 0 behaves.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spiral_backend.h"

enum {
  WELL = 0,
  CRASH_WHEN_LOADED,
  CRASH_IN_DESCRIBE,
  CRASH_IN_STEP,
  HANG_IN_OPEN,
  NO_SYMBOL,
  OTHER_MAJOR,
  NEWER_HOST_NEEDED,
  SHORT_DESCRIPTOR,
  BAD_NAME,
  NO_STEP,
  SPEC_IS_NO_JSON,
  SPEC_IS_TOO_LARGE,
  SPEC_CLAIMS_MORE,
  OPEN_WITHOUT_LANE,
  DRAW_BEYOND_THE_END,
  SAVE_BEYOND_THE_END,
  SAVE_CLAIMS_MORE,
  INFO_IS_NO_NUMBER,
  PRINTS,
  FAIL_IN_FIFTH_STEP,
  REFUSE_A_LOAD,
  INVALID_OPTION,
  SPEC_DIFFERS,
};

enum { SIDE = 16, BYTES = SIDE * SIDE * 3 };

struct spiral_lane {
  spiral_buffers buffers;
  uint64_t state[2];
};

static void crash(void) {
  raise(SIGSEGV);
}

__attribute__((constructor)) static void loaded(void) {
  if (MODE == CRASH_WHEN_LOADED) crash();
  if (MODE == PRINTS) printf("hello from the engine\n");
}

static spiral_status describe(const spiral_option *options, size_t count, char *text,
                              size_t capacity, size_t *length, spiral_error *error) {
  if (MODE == CRASH_IN_DESCRIBE) crash();
  if (MODE == PRINTS) printf("the engine describes itself\n");
  if (MODE == INVALID_OPTION && count > 0 && options[0].number == 7) {
    snprintf(error->text, error->capacity, "seven is taken");
    return SPIRAL_INVALID_OPTION;
  }
  const char *n = MODE == SPEC_IS_TOO_LARGE ? "99999999999" : "4";
  static int calls = 0;
  int version = MODE == SPEC_DIFFERS ? (int)getpid() : 1 + 0 * calls++;
  *length = (size_t)snprintf(
      text, capacity,
      "{\"version\":\"%d\","
      "\"observationSpace\":{\"type\":\"Dict\",\"order\":[\"canvas\"],\"subspaces\":{\"canvas\":{"
      "\"type\":\"Box\",\"dtype\":\"uint8\",\"shape\":[16,16,3],\"low\":0,\"high\":255}}},"
      "\"actionSpace\":{\"type\":\"Dict\",\"order\":[\"level\"],\"decodeOrder\":[\"level\"],"
      "\"subspaces\":{\"level\":{\"type\":\"Discrete\",\"n\":%s,\"meaning\":{\"kind\":\"ordinal\"}}}},"
      "\"options\":{\"number\":{\"type\":\"integer\",\"default\":1,\"min\":0,\"max\":9}},"
      "\"info\":{\"steps\":{\"doc\":\"steps so far\"}}}%s",
      version, n, MODE == SPEC_IS_NO_JSON ? "}" : "");
  if (MODE == SPEC_CLAIMS_MORE) *length = capacity + 1;
  return SPIRAL_OK;
}

static spiral_status open_lane(const spiral_host *host, const spiral_option *options,
                               size_t count, const spiral_buffers *buffers, spiral_lane **lane,
                               spiral_error *error) {
  (void)options;
  (void)count;
  (void)error;
  if (MODE == HANG_IN_OPEN) pause();
  if (MODE == OPEN_WITHOUT_LANE) return SPIRAL_OK;
  host->log(host->context, SPIRAL_LOG_WARNING, "the engine opens a lane");
  *lane = calloc(1, sizeof **lane);
  (*lane)->buffers = *buffers;
  return SPIRAL_OK;
}

static spiral_status reset(spiral_lane *lane, uint64_t seed, spiral_error *error) {
  (void)error;
  lane->state[0] = seed;
  lane->state[1] = 0;
  lane->buffers.info[0] = MODE == INFO_IS_NO_NUMBER ? 0.0 / lane->buffers.info[0] : 0;
  return SPIRAL_OK;
}

static spiral_status step(spiral_lane *lane, int32_t *terminated, spiral_error *error) {
  if (MODE == CRASH_IN_STEP) crash();
  lane->state[0] += (uint64_t)lane->buffers.action[0] + 1;
  lane->state[1] += 1;
  lane->buffers.info[0] = (double)lane->state[1];
  if (MODE == FAIL_IN_FIFTH_STEP && lane->state[1] == 5) {
    snprintf(error->text, error->capacity, "the paint ran out");
    return SPIRAL_FAILED;
  }
  *terminated = lane->buffers.action[0] == 3;
  return SPIRAL_OK;
}

static spiral_status draw(spiral_lane *lane, spiral_error *error) {
  (void)error;
  int extra = MODE == DRAW_BEYOND_THE_END ? 16 : 0;
  memset(lane->buffers.observation[0], (int)(lane->state[0] & 255), BYTES + extra);
  return SPIRAL_OK;
}

static spiral_status save(spiral_lane *lane, void *state, size_t capacity, size_t *length,
                          spiral_error *error) {
  (void)error;
  *length = sizeof lane->state;
  if (MODE == SAVE_CLAIMS_MORE) *length = capacity + 1;
  if (MODE == SAVE_BEYOND_THE_END) memset(state, 0, capacity + 16);
  if (sizeof lane->state > capacity) return SPIRAL_TOO_SMALL;
  memcpy(state, lane->state, sizeof lane->state);
  return SPIRAL_OK;
}

static spiral_status load(spiral_lane *lane, const void *state, size_t length,
                          spiral_error *error) {
  if (length != sizeof lane->state || (MODE == REFUSE_A_LOAD && ((uint64_t *)state)[1] > 1)) {
    snprintf(error->text, error->capacity, "not this one");
    return SPIRAL_STATE_INCOMPATIBLE;
  }
  memcpy(lane->state, state, sizeof lane->state);
  lane->buffers.info[0] = (double)lane->state[1];
  return SPIRAL_OK;
}

static void close_lane(spiral_lane *lane) { free(lane); }

#if MODE == 5
SPIRAL_BACKEND_EXPORT const int some_other_symbol = 1;
#define spiral_backend_descriptor static_descriptor
__attribute__((visibility("hidden")))
#endif
const spiral_backend spiral_backend_descriptor = {
    .struct_size = MODE == SHORT_DESCRIPTOR ? 40 : sizeof(spiral_backend),
    .abi_major = MODE == OTHER_MAJOR ? 2 : SPIRAL_BACKEND_ABI_MAJOR,
    .abi_minor = MODE == NEWER_HOST_NEEDED ? 9 : SPIRAL_BACKEND_ABI_MINOR,
    .abi_minor_least = MODE == NEWER_HOST_NEEDED ? 7 : 0,
    .name = MODE == BAD_NAME ? "../evil" : "hostile",
    .describe = describe,
    .open = open_lane,
    .reset = reset,
    .step = MODE == NO_STEP ? NULL : step,
    .draw = draw,
    .save = save,
    .load = load,
    .close = close_lane,
};
