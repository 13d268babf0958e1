#ifndef SPIRAL_CPNG_H
#define SPIRAL_CPNG_H
#endif
