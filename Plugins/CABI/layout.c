// The layout of version 1.0 of the ABI, which no later 1.x may change.
#include "spiral_backend.h"

_Static_assert(sizeof(void *) == 8, "the ABI is that of 64-bit machines");
_Static_assert(offsetof(spiral_host, log) == 24 && sizeof(spiral_host) == 32, "spiral_host");
_Static_assert(sizeof(spiral_option) == 24, "spiral_option");
_Static_assert(offsetof(spiral_buffers, info) == 40 && sizeof(spiral_buffers) == 56,
               "spiral_buffers");
_Static_assert(offsetof(spiral_backend, name) == 16, "spiral_backend");
_Static_assert(offsetof(spiral_backend, close) == 80 && sizeof(spiral_backend) == 88,
               "spiral_backend");
