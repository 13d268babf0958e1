#ifndef SPIRAL_CSIMD_H
#define SPIRAL_CSIMD_H

#include <stdint.h>

// Eight-lane helpers for what Swift's own vectors compile to calls or scalar code.
// All are inlined; baseline x86-64 (SSE2), AVX2 and AArch64 give identical results.

typedef float spiral_float8 __attribute__((ext_vector_type(8)));
typedef int32_t spiral_int8x32 __attribute__((ext_vector_type(8)));
typedef uint32_t spiral_uint8x32 __attribute__((ext_vector_type(8)));
typedef uint16_t spiral_uint8x16 __attribute__((ext_vector_type(8)));
typedef uint8_t spiral_uint8x8 __attribute__((ext_vector_type(8)));

#define SPIRAL_INLINE static inline __attribute__((always_inline))

/// Each lane truncated towards zero, low 16 bits; lanes must be inside the range of int32.
SPIRAL_INLINE spiral_uint8x16 spiral_truncate_to_u16(spiral_float8 value) {
  return __builtin_convertvector(
      __builtin_convertvector(value, spiral_int8x32), spiral_uint8x16);
}

/// Each lane as a 32-bit number.
SPIRAL_INLINE spiral_uint8x32 spiral_widen_u16(spiral_uint8x16 value) {
  return __builtin_convertvector(value, spiral_uint8x32);
}

/// The low 8 bits of each lane.
SPIRAL_INLINE spiral_uint8x8 spiral_narrow_to_u8(spiral_uint8x16 value) {
  return __builtin_convertvector(value, spiral_uint8x8);
}

/// The high half of each 32-bit product.
SPIRAL_INLINE spiral_uint8x16 spiral_multiply_high_u16(spiral_uint8x16 a, spiral_uint8x16 b) {
  return __builtin_convertvector(
      (__builtin_convertvector(a, spiral_uint8x32) * __builtin_convertvector(b, spiral_uint8x32))
          >> 16,
      spiral_uint8x16);
}

/// a * b / 32768, rounded down; the quotient must fit 16 bits.
SPIRAL_INLINE spiral_uint8x16 spiral_multiply_fix15(spiral_uint8x16 a, spiral_uint8x16 b) {
  return (spiral_multiply_high_u16(a, b) << 1) | ((a * b) >> 15);
}

/// (a * x + b * y) / 32768, rounded down once; the quotient must fit 16 bits.
SPIRAL_INLINE spiral_uint8x16 spiral_blend_fix15(
    spiral_uint8x16 a, spiral_uint8x16 x, spiral_uint8x16 b, spiral_uint8x16 y) {
  spiral_uint8x16 first = a * x;
  spiral_uint8x16 second = b * y;
  spiral_uint8x16 high = spiral_multiply_high_u16(a, x) + spiral_multiply_high_u16(b, y);
  // the sum of the low halves has 17 bits; only its top two matter
  spiral_uint8x16 carry = ((first & 0x7fff) + (second & 0x7fff)) >> 15;
  return (high << 1) + (first >> 15) + (second >> 15) + carry;
}

#endif
