#ifndef SPIRAL_CSIMD_DAB_H
#define SPIRAL_CSIMD_DAB_H

#include <stddef.h>

// Included by CSIMD.h: what the dabs of a brush need, eight and sixteen pixels at a time.

// Wide vectors as arguments differ between processors, which does not matter to what is inlined.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float spiral_float16 __attribute__((ext_vector_type(16)));
typedef int32_t spiral_int16x32 __attribute__((ext_vector_type(16)));
typedef uint16_t spiral_uint16x16 __attribute__((ext_vector_type(16)));

/// Each lane truncated towards zero and at least 0, for lanes above -2^31 and below 65536.
SPIRAL_INLINE spiral_uint8x16 spiral_clamp_to_u16(spiral_float8 value) {
  spiral_int8x32 whole = __builtin_convertvector(value, spiral_int8x32);
#ifdef __SSE4_1__
  typedef int32_t int4x32 __attribute__((vector_size(16)));
  return (spiral_uint8x16)__builtin_ia32_packusdw128((int4x32)whole.lo, (int4x32)whole.hi);
#else
  whole = whole < 0 ? (spiral_int8x32)0 : whole;
  return __builtin_convertvector(whole, spiral_uint8x16);
#endif
}

/// The same for sixteen lanes.
SPIRAL_INLINE spiral_uint16x16 spiral_clamp_to_u16x16(spiral_float16 value) {
  spiral_int16x32 whole = __builtin_convertvector(value, spiral_int16x32);
#ifdef __AVX2__
  typedef int32_t int8x32 __attribute__((vector_size(32)));
  typedef int64_t int4x64 __attribute__((vector_size(32)));
  // packed within each half of the register: the middle quarters come out swapped
  int4x64 packed =
      (int4x64)__builtin_ia32_packusdw256((int8x32)whole.lo, (int8x32)whole.hi);
  return (spiral_uint16x16)__builtin_shufflevector(packed, packed, 0, 2, 1, 3);
#else
  whole = whole < 0 ? (spiral_int16x32)0 : whole;
  return __builtin_convertvector(whole, spiral_uint16x16);
#endif
}

/// Each lane truncated towards zero, low 16 bits; lanes must be inside the range of int32.
SPIRAL_INLINE spiral_uint16x16 spiral_truncate_to_u16x16(spiral_float16 value) {
  return __builtin_convertvector(
      __builtin_convertvector(value, spiral_int16x32), spiral_uint16x16);
}

/// The high half of each 32-bit product.
SPIRAL_INLINE spiral_uint16x16 spiral_multiply_high_u16x16(
    spiral_uint16x16 a, spiral_uint16x16 b) {
#ifdef __AVX2__
  typedef int16_t int16x16 __attribute__((vector_size(32)));
  return (spiral_uint16x16)__builtin_ia32_pmulhuw256((int16x16)a, (int16x16)b);
#else
  spiral_uint16x16 product;
  product.lo = spiral_multiply_high_u16(a.lo, b.lo);
  product.hi = spiral_multiply_high_u16(a.hi, b.hi);
  return product;
#endif
}

/// `value` in the first `count` lanes, 0 in the others.
SPIRAL_INLINE spiral_uint8x16 spiral_first_lanes_u16(spiral_uint8x16 value, int16_t count) {
  typedef int16_t lanes __attribute__((ext_vector_type(8)));
  lanes place = {0, 1, 2, 3, 4, 5, 6, 7};
  return value & (spiral_uint8x16)(place < count);
}

/// `value` in the first `count` lanes, 0 in the others.
SPIRAL_INLINE spiral_uint16x16 spiral_first_lanes_u16x16(spiral_uint16x16 value, int16_t count) {
  typedef int16_t lanes __attribute__((ext_vector_type(16)));
  lanes place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return value & (spiral_uint16x16)(place < count);
}

/// Truncated towards zero; the value must be inside the range of int32.
SPIRAL_INLINE int32_t spiral_truncate(float value) { return (int32_t)value; }

// MARK: How strongly a dab covers

/// The shape of a dab in the coordinates of its tile.
typedef struct {
  /// Centre.
  float x, y;
  /// 1 / radius^2.
  float inverse_square;
  /// The long axis, its length squared (in float not always 1), and the short axis's share of it.
  float cosine, sine, axis_square, aspect_ratio;
  /// Opacity as two linear segments over the squared distance in squared radii, which meet at
  /// `hardness`, and nothing from 1 on.
  float hardness, inner_offset, inner_slope, outer_offset, outer_slope;
  /// Antialiased dabs: the step from the nearest to the farthest point of a pixel, and the squared
  /// distance of the farthest below which the mean of both is good enough.
  float far_x, far_y, plain_below;
} spiral_dab_shape;

/// What is known of a dab and leaves out work that would change nothing. Where traits are arguments
/// they must be constants.
typedef enum {
  /// Nothing.
  SPIRAL_ANY = 0,
  /// sine, axis_square and aspect_ratio are 1.
  SPIRAL_UPRIGHT = 1,
  /// The outer segment lies within 2^20, so that rounding moves no level by 1: beyond 1 there are no
  /// positive levels.
  SPIRAL_GENTLE = 2,
  /// The opacity is below 32768.
  SPIRAL_FAINT = 4,
  /// The opacity is 32768.
  SPIRAL_FULL = 8,
  /// No colour level is 32768.
  SPIRAL_COLORED = 16,
} spiral_traits;

/// The levels at squared distances `rr`, truncated.
SPIRAL_INLINE spiral_uint8x16 spiral_fall_off(
    const spiral_dab_shape *dab, spiral_float8 rr, spiral_traits traits) {
  spiral_int8x32 inner = rr <= dab->hardness;
  spiral_float8 slope =
      inner ? (spiral_float8)dab->inner_slope : (spiral_float8)dab->outer_slope;
  spiral_float8 offset =
      inner ? (spiral_float8)dab->inner_offset : (spiral_float8)dab->outer_offset;
  spiral_float8 level = offset + rr * slope;
  if (traits & SPIRAL_GENTLE) return spiral_clamp_to_u16(level);
  return spiral_truncate_to_u16(rr > 1.0f ? (spiral_float8)0.0f : level);
}

/// The same for sixteen lanes.
SPIRAL_INLINE spiral_uint16x16 spiral_fall_off_x16(
    const spiral_dab_shape *dab, spiral_float16 rr, spiral_traits traits) {
  spiral_int16x32 inner = rr <= dab->hardness;
  spiral_float16 slope =
      inner ? (spiral_float16)dab->inner_slope : (spiral_float16)dab->outer_slope;
  spiral_float16 offset =
      inner ? (spiral_float16)dab->inner_offset : (spiral_float16)dab->outer_offset;
  spiral_float16 level = offset + rr * slope;
  if (traits & SPIRAL_GENTLE) return spiral_clamp_to_u16x16(level);
  return spiral_truncate_to_u16x16(rr > 1.0f ? (spiral_float16)0.0f : level);
}

/// Coverage sampled at the centres of pixels: `columns` are their x, `dy` their y from the dab's.
SPIRAL_INLINE spiral_uint16x16 spiral_smooth_coverage(
    const spiral_dab_shape *dab, float dy, spiral_float16 columns, spiral_traits traits) {
  spiral_float16 dx = columns - dab->x, across, along;
  if (traits & SPIRAL_UPRIGHT) {
    across = dy * dab->cosine - dx;
    along = dy + dx * dab->cosine;
  } else {
    across = (dy * dab->cosine - dx * dab->sine) * dab->aspect_ratio;
    along = dy * dab->sine + dx * dab->cosine;
  }
  return spiral_fall_off_x16(
      dab, (across * across + along * along) * dab->inverse_square, traits);
}

/// The squared distance of points from the dab's centre, stretched across the long axis.
SPIRAL_INLINE spiral_float8 spiral_dab_square(
    const spiral_dab_shape *dab, spiral_float8 x, spiral_float8 y, spiral_traits traits) {
  spiral_float8 across, along;
  if (traits & SPIRAL_UPRIGHT) {
    across = y * dab->cosine - x;
    along = y + x * dab->cosine;
  } else {
    across = (y * dab->cosine - x * dab->sine) * dab->aspect_ratio;
    along = y * dab->sine + x * dab->cosine;
  }
  return across * across + along * along;
}

SPIRAL_INLINE spiral_float8 spiral_clamp(
    spiral_float8 value, spiral_float8 low, spiral_float8 high) {
  value = value < low ? low : value;
  return value > high ? high : value;
}

/// Coverage estimated from the nearest and the farthest point of each pixel; `columns` are the x of
/// their left edges, `row` the y of their upper ones.
SPIRAL_INLINE spiral_uint8x16 spiral_antialiased_coverage(
    const spiral_dab_shape *dab, float row, spiral_float8 columns, spiral_traits traits) {
  // The pixel seen from the dab's centre
  spiral_float8 right = dab->x - columns, left = right - 1.0f, middle_x = right - 0.5f;
  float bottom = dab->y - row, top = bottom - 1.0f, middle_y = bottom - 0.5f;

  // Nearest point: its centre projected on the long axis and kept inside the pixel, or the dab's own
  spiral_float8 along_x, along_y, side;
  if (traits & SPIRAL_UPRIGHT) {
    along_y = middle_x * dab->cosine + middle_y;
    along_x = dab->cosine * along_y;
    side = middle_x - dab->cosine - dab->cosine * (middle_y + 1.0f);
  } else {
    spiral_float8 along =
        (middle_x * dab->cosine + middle_y * dab->sine) / dab->axis_square;
    along_x = dab->cosine * along;
    along_y = dab->sine * along;
    side = (middle_x - dab->cosine) * dab->sine - dab->cosine * (middle_y + dab->sine);
  }
  spiral_float8 near_x = spiral_clamp(along_x, left, right);
  spiral_float8 near_y = spiral_clamp(along_y, (spiral_float8)top, (spiral_float8)bottom);
  spiral_int8x32 is_center_row = (spiral_int8x32)-(top < 0 && bottom > 0);
  spiral_int8x32 inside = (left < 0.0f) & (right > 0.0f) & is_center_row;
  near_x = inside ? (spiral_float8)0.0f : near_x;
  near_y = inside ? (spiral_float8)0.0f : near_y;
  spiral_float8 near = spiral_dab_square(dab, near_x, near_y, traits) * dab->inverse_square;

  // Farthest point: a fixed step away from it, on the pixel's side of the short axis
  spiral_int8x32 below = side < 0.0f;
  spiral_float8 step_x = below ? (spiral_float8)(-dab->far_x) : (spiral_float8)dab->far_x;
  spiral_float8 step_y = below ? (spiral_float8)dab->far_y : (spiral_float8)(-dab->far_y);
  spiral_float8 far_square = spiral_dab_square(dab, near_x + step_x, near_y + step_y, traits);
  spiral_float8 far = far_square * dab->inverse_square;

  // Visibility of the nearest point over 1 + difference, or the plain mean well inside
  spiral_float8 rough = 1.0f - (1.0f - near) / (1.0f + (far - near));
  spiral_float8 rr = far_square < dab->plain_below ? (far + near) * 0.5f : rough;
  return spiral_fall_off(dab, near > 1.0f ? near : rr, traits);
}

// MARK: One colour over a plane

/// A colour level `x` prepared for ``spiral_paint_fix15``.
///
/// (a * x + (32768 - a) * y) / 32768 is y - a + floor(2 a * (x + 32768 - y) / 65536), and that floor
/// is one multiplication. x + 32768 - y has 16 bits unless x is 32768, and then
/// y + floor(2 a * (x - y) / 65536) is the same.
typedef struct {
  uint16_t level;
  /// x + 32768, or x when that is 32768.
  uint16_t sum;
  /// All bits, or none when x is 32768.
  uint16_t mask;
} spiral_paint;

/// `level` is at most 32768.
SPIRAL_INLINE spiral_paint spiral_make_paint(uint16_t level) {
  spiral_paint white = {level, level, 0};
  spiral_paint other = {level, (uint16_t)(level + 32768), 0xffff};
  return level == 32768 ? white : other;
}

/// (a * x + (32768 - a) * y) / 32768, rounded down once, for numbers up to 32768 and within the
/// traits.
SPIRAL_INLINE spiral_uint8x16 spiral_paint_fix15(
    spiral_uint8x16 a, spiral_paint x, spiral_uint8x16 y, spiral_traits traits) {
  spiral_uint8x16 mixed =
      y - (traits & SPIRAL_COLORED ? a : a & x.mask) + spiral_multiply_high_u16(a + a, x.sum - y);
  if (!(traits & SPIRAL_FAINT)) mixed = a == 32768 ? (spiral_uint8x16)x.level : mixed;
  return mixed;
}

/// The same for sixteen lanes.
SPIRAL_INLINE spiral_uint16x16 spiral_paint_fix15_x16(
    spiral_uint16x16 a, spiral_paint x, spiral_uint16x16 y, spiral_traits traits) {
  spiral_uint16x16 mixed =
      y - (traits & SPIRAL_COLORED ? a : a & x.mask) + spiral_multiply_high_u16x16(a + a, x.sum - y);
  if (!(traits & SPIRAL_FAINT)) mixed = a == 32768 ? (spiral_uint16x16)x.level : mixed;
  return mixed;
}

// MARK: Rows of a canvas without alpha

/// The colour and the opacity of a dab that only paints.
typedef struct {
  spiral_paint red, green, blue;
  /// At most 32768.
  uint16_t opacity;
} spiral_ink;

/// coverage * opacity / 32768, rounded down.
SPIRAL_INLINE spiral_uint8x16 spiral_ink_strength(
    const spiral_ink *ink, spiral_uint8x16 coverage, spiral_traits traits) {
  if (traits & SPIRAL_FULL) return coverage;
  uint16_t twice = (uint16_t)(2 * ink->opacity);
  if (traits & SPIRAL_FAINT) return spiral_multiply_high_u16(coverage, (spiral_uint8x16)twice);
  return spiral_multiply_fix15(coverage, (spiral_uint8x16)ink->opacity);
}

/// The same for sixteen lanes.
SPIRAL_INLINE spiral_uint16x16 spiral_ink_strength_x16(
    const spiral_ink *ink, spiral_uint16x16 coverage, spiral_traits traits) {
  if (traits & SPIRAL_FULL) return coverage;
  uint16_t twice = (uint16_t)(2 * ink->opacity);
  if (traits & SPIRAL_FAINT) {
    return spiral_multiply_high_u16x16(coverage, (spiral_uint16x16)twice);
  }
  coverage.lo = spiral_multiply_fix15(coverage.lo, (spiral_uint8x16)ink->opacity);
  coverage.hi = spiral_multiply_fix15(coverage.hi, (spiral_uint8x16)ink->opacity);
  return coverage;
}

/// Where a dab paints: pixels of one row of a tile.
typedef struct {
  /// The element of column 0; green and blue are `plane` and twice `plane` elements further.
  uint16_t *red;
  ptrdiff_t plane;
  /// Columns, inclusive; whole blocks are written from `first` on.
  int32_t first, last;
  /// The columns from here on belong to another tile.
  int32_t end;
} spiral_row;

/// Paints pixels of a row in blocks of sixteen; `dy` is their y from the dab's centre.
SPIRAL_INLINE void spiral_paint_smooth_row(
    const spiral_dab_shape *dab, const spiral_ink *ink, spiral_row row, float dy,
    spiral_traits traits) {
  typedef spiral_uint16x16 block __attribute__((aligned(2)));
  spiral_float16 places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  spiral_float16 columns = (float)row.first + places + 0.5f;
  for (int32_t x = row.first; x <= row.last; x += 16, columns += 16.0f) {
    spiral_uint16x16 a = spiral_smooth_coverage(dab, dy, columns, traits);
    if (x + 16 > row.end) a = spiral_first_lanes_u16x16(a, (int16_t)(row.end - x));
    a = spiral_ink_strength_x16(ink, a, traits);
    block *red = (block *)(row.red + x);
    block *green = (block *)(row.red + row.plane + x);
    block *blue = (block *)(row.red + 2 * row.plane + x);
    *red = spiral_paint_fix15_x16(a, ink->red, *red, traits);
    *green = spiral_paint_fix15_x16(a, ink->green, *green, traits);
    *blue = spiral_paint_fix15_x16(a, ink->blue, *blue, traits);
  }
}

/// Paints pixels of a row in blocks of eight, antialiased; `y` is the row's own.
SPIRAL_INLINE void spiral_paint_antialiased_row(
    const spiral_dab_shape *dab, const spiral_ink *ink, spiral_row row, float y, spiral_traits traits) {
  typedef spiral_uint8x16 block __attribute__((aligned(2)));
  spiral_float8 places = {0, 1, 2, 3, 4, 5, 6, 7};
  spiral_float8 columns = (float)row.first + places;
  for (int32_t x = row.first; x <= row.last; x += 8, columns += 8.0f) {
    spiral_uint8x16 a = spiral_antialiased_coverage(dab, y, columns, traits);
    if (x + 8 > row.end) a = spiral_first_lanes_u16(a, (int16_t)(row.end - x));
    a = spiral_ink_strength(ink, a, traits);
    block *red = (block *)(row.red + x);
    block *green = (block *)(row.red + row.plane + x);
    block *blue = (block *)(row.red + 2 * row.plane + x);
    *red = spiral_paint_fix15(a, ink->red, *red, traits);
    *green = spiral_paint_fix15(a, ink->green, *green, traits);
    *blue = spiral_paint_fix15(a, ink->blue, *blue, traits);
  }
}

#pragma clang diagnostic pop

#endif
