// Plays lists of calls on libmypaint's own surface and says how long each pass takes.
//
// Usage: harness BRUSH.myb CALLS SIDE
// Reads the list of calls (Plugins/Brush/BrushCallList.swift) into memory, then for every line on
// standard input plays all of it once on a white canvas of SIDE x SIDE pixels, and answers with the
// processor seconds of this thread. Nothing is observed: no pixel is converted or copied.

#define _GNU_SOURCE
#include <libmypaint/mypaint-brush.h>
#include <libmypaint/mypaint-fixed-tiled-surface.h>
#include <libmypaint/mypaint-tiled-surface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum kind { CLEAR, RESET, SET, STROKE, STEP };

struct call {
  enum kind kind;
  MyPaintBrushSetting setting;
  float x, y, pressure;
  double seconds;
};

struct list {
  struct call *calls;
  size_t count, capacity;
};

static void fail(const char *what, const char *where) {
  fprintf(stderr, "harness: %s: %s\n", where, what);
  exit(1);
}

static void append(struct list *list, struct call call) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity ? 2 * list->capacity : 4096;
    list->calls = realloc(list->calls, list->capacity * sizeof *list->calls);
    if (!list->calls) fail("out of memory", "calls");
  }
  list->calls[list->count++] = call;
}

static struct call parsed(const char *line) {
  struct call call = {.kind = STEP};
  char name[64];
  if (!strncmp(line, "clear", 5)) {
    call.kind = CLEAR;
  } else if (!strncmp(line, "reset", 5)) {
    call.kind = RESET;
  } else if (sscanf(line, "set %63s %f", name, &call.x) == 2) {
    call.kind = SET;
    call.setting = mypaint_brush_setting_from_cname(name);
    if ((int)call.setting < 0) fail("a setting that libmypaint does not know", name);
  } else if (sscanf(line, "to %f %f %f %lf", &call.x, &call.y, &call.pressure, &call.seconds) == 4) {
    call.kind = STROKE;
  } else if (strncmp(line, "step", 4)) {
    fail("not a call", line);
  }
  return call;
}

static struct list read_calls(const char *path) {
  struct list list = {0};
  char line[256];
  FILE *file = fopen(path, "r");
  if (!file) fail("cannot be read", path);
  while (fgets(line, sizeof line, file)) append(&list, parsed(line));
  fclose(file);
  return list;
}

static char *read_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("cannot be read", path);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = calloc((size_t)size + 1, 1);
  if (!text || fread(text, 1, (size_t)size, file) != (size_t)size) fail("cannot be read", path);
  fclose(file);
  return text;
}

/// Makes every pixel opaque white.
static void clear(MyPaintTiledSurface *surface, int side) {
  int tiles = (side + surface->tile_size - 1) / surface->tile_size;
  size_t numbers = 4 * (size_t)surface->tile_size * (size_t)surface->tile_size;
  for (int row = 0; row < tiles; ++row) {
    for (int column = 0; column < tiles; ++column) {
      MyPaintTileRequest request;
      mypaint_tile_request_init(&request, 0, column, row, FALSE);
      mypaint_tiled_surface_tile_request_start(surface, &request);
      for (size_t i = 0; i < numbers; ++i) request.buffer[i] = 1 << 15;
      mypaint_tiled_surface_tile_request_end(surface, &request);
    }
  }
}

/// Draws what is pending; returns whether that was anything.
static int finish(MyPaintSurface *surface) {
  MyPaintRectangle changed = {0};
  mypaint_surface_end_atomic(surface, &changed);
  return changed.width > 0;
}

/// The strokes of a step are one atomic operation, as in the published environment. Returns how many
/// steps drew something.
static int play(struct list list, MyPaintBrush *brush, MyPaintFixedTiledSurface *fixed, int side) {
  MyPaintSurface *surface = mypaint_fixed_tiled_surface_interface(fixed);
  int drawn = 0;
  mypaint_surface_begin_atomic(surface);
  for (size_t i = 0; i < list.count; ++i) {
    const struct call *call = &list.calls[i];
    switch (call->kind) {
      case CLEAR: clear((MyPaintTiledSurface *)fixed, side); break;
      case RESET:
        mypaint_brush_reset(brush);
        mypaint_brush_new_stroke(brush);
        break;
      case SET: mypaint_brush_set_base_value(brush, call->setting, call->x); break;
      case STROKE:
        mypaint_brush_stroke_to(
            brush, surface, call->x, call->y, call->pressure, 0, 0, call->seconds);
        break;
      case STEP:
        drawn += finish(surface);
        mypaint_surface_begin_atomic(surface);
        break;
    }
  }
  return drawn + finish(surface);
}

static double processor_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 4) fail("expected BRUSH.myb CALLS SIDE", "arguments");
  int side = atoi(arguments[3]);
  if (side < 1 || side > 4096) fail("not a side in 1...4096", arguments[3]);
  MyPaintBrush *brush = mypaint_brush_new();
  mypaint_brush_from_defaults(brush);
  if (!mypaint_brush_from_string(brush, read_text(arguments[1]))) fail("not a brush", arguments[1]);
  struct list list = read_calls(arguments[2]);
  MyPaintFixedTiledSurface *surface = mypaint_fixed_tiled_surface_new(side, side);

  char request[16];
  while (fgets(request, sizeof request, stdin)) {
    double start = processor_seconds();
    int drawn = play(list, brush, surface, side);
    double seconds = processor_seconds() - start;
    if (!drawn) fail("nothing was drawn", arguments[2]);
    printf("%.9f\n", seconds);
    fflush(stdout);
  }
  return 0;
}
