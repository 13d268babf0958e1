#ifndef SPIRAL_CSIMD_H
#define SPIRAL_CSIMD_H

#include <stdint.h>

// Eight-lane helpers for what Swift's own vectors compile to calls or scalar code.
// All are inlined; the SSE2 forms and the plain ones give identical results.

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
#ifdef __SSE2__
  // spelled out because the compiler hoists the widening and then misses the instruction
  typedef int16_t int8x16 __attribute__((vector_size(16)));
  return (spiral_uint8x16)__builtin_ia32_pmulhuw128((int8x16)a, (int8x16)b);
#else
  return __builtin_convertvector(
      (__builtin_convertvector(a, spiral_uint8x32) * __builtin_convertvector(b, spiral_uint8x32))
          >> 16,
      spiral_uint8x16);
#endif
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

/// (255 * level + 16384) / 32768 for levels up to 32768: fix15 to a byte, rounded.
SPIRAL_INLINE spiral_uint8x16 spiral_fix15_to_byte(spiral_uint8x16 level) {
  spiral_uint8x16 factor = 510;
  return spiral_multiply_high_u16(level, factor) + ((level * factor) >> 15);
}

/// Each lane's square root, correctly rounded.
SPIRAL_INLINE spiral_float8 spiral_square_root(spiral_float8 value) {
  return __builtin_elementwise_sqrt(value);
}

/// The lesser lane of each pair; the second where either is NaN.
SPIRAL_INLINE spiral_float8 spiral_lesser(spiral_float8 a, spiral_float8 b) {
  return a < b ? a : b;
}

/// The greater lane of each pair; the second where either is NaN.
SPIRAL_INLINE spiral_float8 spiral_greater(spiral_float8 a, spiral_float8 b) {
  return a > b ? a : b;
}

/// `b` where the mask's lanes are -1, `a` where they are 0.
SPIRAL_INLINE spiral_float8 spiral_select(spiral_float8 a, spiral_float8 b, spiral_int8x32 mask) {
  return mask ? b : a;
}

/// `b` where the mask's lanes are -1, `a` where they are 0.
SPIRAL_INLINE spiral_int8x32 spiral_select_i32(
    spiral_int8x32 a, spiral_int8x32 b, spiral_int8x32 mask) {
  return mask ? b : a;
}

/// -1 in the lanes that are equal, 0 in the others.
SPIRAL_INLINE spiral_int8x32 spiral_equal_i32(spiral_int8x32 a, spiral_int8x32 b) { return a == b; }

/// -1 in the lanes that are not negative, 0 in the others.
SPIRAL_INLINE spiral_int8x32 spiral_not_negative(spiral_int8x32 a) { return a >= 0; }

/// Each lane truncated towards zero; lanes must be inside the range of int32.
SPIRAL_INLINE spiral_int8x32 spiral_truncate_to_i32(spiral_float8 value) {
  return __builtin_convertvector(value, spiral_int8x32);
}

/// Each lane as a float, rounded to nearest.
SPIRAL_INLINE spiral_float8 spiral_float_from_i32(spiral_int8x32 value) {
  return __builtin_convertvector(value, spiral_float8);
}

/// One bit a lane, the first lane lowest: 1 where the lane is negative.
SPIRAL_INLINE uint32_t spiral_sign_bits(spiral_int8x32 mask) {
#if defined(__AVX__)
  typedef float float8 __attribute__((vector_size(32)));
  return (uint32_t)__builtin_ia32_movmskps256((float8)mask);
#elif defined(__SSE2__)
  typedef float float4 __attribute__((vector_size(16)));
  return (uint32_t)__builtin_ia32_movmskps((float4)mask.lo) |
         (uint32_t)__builtin_ia32_movmskps((float4)mask.hi) << 4;
#else
  uint32_t bits = 0;
  for (int lane = 0; lane < 8; ++lane) bits |= (uint32_t)(mask[lane] < 0) << lane;
  return bits;
#endif
}

/// Tells the processor that this thread waits for another.
SPIRAL_INLINE void spiral_pause(void) {
#ifdef __SSE2__
  __builtin_ia32_pause();
#endif
}

#include "CSIMDDab.h"
#include "CSIMDPicture.h"
#include "CSIMDRandom.h"

#endif
