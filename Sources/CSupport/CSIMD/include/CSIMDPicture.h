#ifndef SPIRAL_CSIMD_PICTURE_H
#define SPIRAL_CSIMD_PICTURE_H

#include <string.h>

// Included by CSIMD.h: fix15 planes as bytes, sixteen pixels at a time.

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

/// (255 * level + 16384) / 32768 of sixteen levels up to 32768, in the low halves of the lanes.
SPIRAL_INLINE spiral_uint16x16 spiral_fix15_to_byte_x16(const uint16_t *levels) {
  spiral_uint16x16 level;
  memcpy(&level, levels, sizeof level);
#ifdef __AVX2__
  // the instruction takes signed numbers, so 32767 stands for 32768: both are 255
  typedef int16_t int16x16 __attribute__((vector_size(32)));
  spiral_uint16x16 most = 32767, factor = 255;
  level = __builtin_elementwise_min(level, most);
  return (spiral_uint16x16)__builtin_ia32_pmulhrsw256((int16x16)level, (int16x16)factor);
#else
  level.lo = spiral_fix15_to_byte(level.lo);
  level.hi = spiral_fix15_to_byte(level.hi);
  return level;
#endif
}

/// Writes sixteen opaque pixels as one byte each: their levels in a plane.
SPIRAL_INLINE void spiral_write_grey_x16(const uint16_t *levels, uint8_t *bytes) {
  typedef uint8_t bytes16 __attribute__((ext_vector_type(16)));
  bytes16 packed = __builtin_convertvector(spiral_fix15_to_byte_x16(levels), bytes16);
  memcpy(bytes, &packed, sizeof packed);
}

/// Writes sixteen opaque pixels as red, green, blue: 48 bytes. The planes are `plane` elements apart.
SPIRAL_INLINE void spiral_write_rgb_x16(const uint16_t *red, ptrdiff_t plane, uint8_t *bytes) {
  spiral_uint16x16 r = spiral_fix15_to_byte_x16(red);
  spiral_uint16x16 g = spiral_fix15_to_byte_x16(red + plane);
  spiral_uint16x16 b = spiral_fix15_to_byte_x16(red + 2 * plane);
  spiral_uint16x16 pairs = r | g << 8;
#ifdef __AVX2__
  // Four pixels of three bytes and an empty one in each quarter, then the empty ones at its end
  typedef uint8_t bytes32 __attribute__((ext_vector_type(32)));
  spiral_uint16x16 even = __builtin_shufflevector(
      pairs, b, 0, 16, 1, 17, 2, 18, 3, 19, 8, 24, 9, 25, 10, 26, 11, 27);
  spiral_uint16x16 odd = __builtin_shufflevector(
      pairs, b, 4, 20, 5, 21, 6, 22, 7, 23, 12, 28, 13, 29, 14, 30, 15, 31);
  bytes32 first = __builtin_shufflevector(
      (bytes32)even, (bytes32)even, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3,
      16, 17, 18, 20, 21, 22, 24, 25, 26, 28, 29, 30, 19, 19, 19, 19);
  bytes32 second = __builtin_shufflevector(
      (bytes32)odd, (bytes32)odd, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3,
      16, 17, 18, 20, 21, 22, 24, 25, 26, 28, 29, 30, 19, 19, 19, 19);
  // each of the stores overwrites the end of the one before
  memcpy(bytes, &first, 16);
  memcpy(bytes + 12, &second, 16);
  memcpy(bytes + 24, (const uint8_t *)&first + 16, 16);
  memcpy(bytes + 36, (const uint8_t *)&second + 16, 12);
#else
  // Six bytes in each word; all but the last are overwritten at the end by the next
  typedef uint32_t words __attribute__((ext_vector_type(16)));
  typedef uint64_t longs __attribute__((ext_vector_type(8)));
  words pixels =
      __builtin_convertvector(pairs, words) | __builtin_convertvector(b, words) << 16;
  longs both = (longs)pixels;
  longs sixes = (both & 0xffffff) | (both >> 8 & 0xffffff000000);
  for (int pair = 0; pair < 7; ++pair) memcpy(bytes + 6 * pair, (uint64_t *)&sixes + pair, 8);
  memcpy(bytes + 42, (uint64_t *)&sixes + 7, 6);
#endif
}

#pragma clang diagnostic pop

#endif
