#ifndef SPIRAL_CSIMD_RANDOM_H
#define SPIRAL_CSIMD_RANDOM_H

// Included by CSIMD.h: the lagged-Fibonacci recurrence of a brush, four terms at a time.

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef double spiral_double4 __attribute__((ext_vector_type(4)));

/// a + b modulo 1, for a and b in 0..<1.
SPIRAL_INLINE spiral_double4 spiral_sum_modulo_one(spiral_double4 a, spiral_double4 b) {
  spiral_double4 sum = a + b;
  return sum >= 1.0 ? sum - 1.0 : sum;
}

/// Replaces ten terms of x[n] = (x[n-10] + x[n-7]) mod 1 by those 19 places further.
SPIRAL_INLINE void spiral_advance_lagged(double *terms) {
  spiral_double4 x0, x4, x8 = {terms[8], terms[9], 0, 0};
  memcpy(&x0, terms, sizeof x0);
  memcpy(&x4, terms + 4, sizeof x4);
  // xN are the terms from N on; of x8 the first two are known before x10 is
  spiral_double4 x3 = __builtin_shufflevector(x0, x4, 3, 4, 5, 6);
  spiral_double4 x10 = spiral_sum_modulo_one(x0, x3);
  x8 = __builtin_shufflevector(x8, x10, 0, 1, 4, 5);
  spiral_double4 x7 = __builtin_shufflevector(x4, x8, 3, 4, 5, 6);
  spiral_double4 x14 = spiral_sum_modulo_one(x4, x7);
  spiral_double4 x11 = __builtin_shufflevector(x10, x14, 1, 2, 3, 4);
  spiral_double4 x18 = spiral_sum_modulo_one(x8, x11);
  spiral_double4 x12 = __builtin_shufflevector(x10, x14, 2, 3, 4, 5);
  spiral_double4 x15 = __builtin_shufflevector(x14, x18, 1, 2, 3, 4);
  spiral_double4 x22 = spiral_sum_modulo_one(x12, x15);
  spiral_double4 x16 = __builtin_shufflevector(x14, x18, 2, 3, 4, 5);
  spiral_double4 x19 = __builtin_shufflevector(x18, x22, 1, 2, 3, 4);
  spiral_double4 x26 = spiral_sum_modulo_one(x16, x19);
  spiral_double4 x23 = __builtin_shufflevector(x22, x26, 1, 2, 3, 4);
  memcpy(terms, &x19, sizeof x19);
  memcpy(terms + 4, &x23, sizeof x23);
  terms[8] = x26[1];
  terms[9] = x26[2];
}

#pragma clang diagnostic pop

#endif
