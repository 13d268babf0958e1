#ifndef SPIRAL_CSystem_H
#define SPIRAL_CSystem_H
#endif
