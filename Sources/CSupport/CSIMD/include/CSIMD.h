#ifndef SPIRAL_CSIMD_H
#define SPIRAL_CSIMD_H
#endif
