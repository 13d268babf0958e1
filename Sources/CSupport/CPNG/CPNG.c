#include "CPNG.h"

#include <png.h>
#include <string.h>

static int failed(png_image *image, char *message) {
  strncpy(message, image->message, spiral_png_message_length - 1);
  message[spiral_png_message_length - 1] = 0;
  png_image_free(image);
  return 0;
}

static int failed_with(const char *text, png_image *image, char *message) {
  strncpy(image->message, text, sizeof image->message - 1);
  return failed(image, message);
}

static uint32_t channels_of(png_uint_32 format) {
  if (format & PNG_FORMAT_FLAG_ALPHA) return 4;
  return (format & PNG_FORMAT_FLAG_COLOR) ? 3 : 1;
}

static png_uint_32 format_of(uint32_t channels) {
  if (channels == 4) return PNG_FORMAT_RGBA;
  return channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
}

/// Starts reading; on success the caller owns `image` and frees or finishes it.
static int begin(png_image *image, const uint8_t *bytes, size_t count) {
  memset(image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  return png_image_begin_read_from_memory(image, bytes, count);
}

int spiral_png_read_info(
    const uint8_t *bytes, size_t count, spiral_png_info *info, char *message) {
  png_image image;
  if (!begin(&image, bytes, count)) return failed(&image, message);
  info->width = image.width;
  info->height = image.height;
  info->channels = channels_of(image.format);
  png_image_free(&image);
  return 1;
}

int spiral_png_decode(
    const uint8_t *bytes, size_t count, const spiral_png_info *info, uint8_t *pixels,
    size_t capacity, char *message) {
  png_image image;
  if (!begin(&image, bytes, count)) return failed(&image, message);
  if (image.width != info->width || image.height != info->height ||
      channels_of(image.format) != info->channels)
    return failed_with("the header changed between two reads", &image, message);
  image.format = format_of(info->channels);
  // Without this flag 16-bit samples would be taken for linear light and brightened.
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  if (PNG_IMAGE_SIZE(image) > capacity)
    return failed_with("the pixel buffer is too small", &image, message);
  if (!png_image_finish_read(&image, NULL, pixels, 0, NULL)) return failed(&image, message);
  return 1;
}

static void describe(png_image *image, const spiral_png_info *info) {
  memset(image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  image->width = info->width;
  image->height = info->height;
  image->format = format_of(info->channels);
}

size_t spiral_png_encoded_bound(const spiral_png_info *info) {
  png_image image;
  describe(&image, info);
  const uint64_t row = (uint64_t)info->width * info->channels;
  if (row > 0x7fffffffU || row * info->height > 0x7fffffffU) return 0;
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}

int spiral_png_encode(
    const uint8_t *pixels, const spiral_png_info *info, uint8_t *output, size_t *count,
    char *message) {
  png_image image;
  describe(&image, info);
  png_alloc_size_t length = *count;
  if (!png_image_write_to_memory(&image, output, &length, 0, pixels, 0, NULL))
    return failed(&image, message);
  *count = length;
  return 1;
}
