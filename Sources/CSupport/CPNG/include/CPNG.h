#ifndef SPIRAL_CPNG_H
#define SPIRAL_CPNG_H

#include <stddef.h>
#include <stdint.h>

// libpng's simplified API (png.h, "SIMPLIFIED API") catches every error inside libpng and reports
// it as text, so no longjmp leaves these functions.

/// The length of the buffers that take libpng's error texts.
enum { spiral_png_message_length = 64 };

/// What a PNG file holds.
typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1 (grey), 3 (RGB) or 4 (RGBA, also for grey with alpha and transparent palettes).
  uint32_t channels;
} spiral_png_info;

/// Reads the header of a PNG file. Returns 1, or 0 with a text in `message`.
int spiral_png_read_info(
    const uint8_t *bytes, size_t count, spiral_png_info *info, char *message);

/// Decodes a PNG file to 8 bits a sample into `pixels` of `capacity` bytes, which must be
/// width * height * channels of `info`. Returns 1, or 0 with a text in `message`.
int spiral_png_decode(
    const uint8_t *bytes, size_t count, const spiral_png_info *info, uint8_t *pixels,
    size_t capacity, char *message);

/// The most bytes a PNG file of this size takes, or 0 when it cannot be one.
size_t spiral_png_encoded_bound(const spiral_png_info *info);

/// Encodes pixels of width * height * channels bytes into `output` of `*count` bytes and sets
/// `*count` to the length of the file. Returns 1, or 0 with a text in `message`.
int spiral_png_encode(
    const uint8_t *pixels, const spiral_png_info *info, uint8_t *output, size_t *count,
    char *message);

#endif
