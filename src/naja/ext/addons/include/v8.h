// The part of V8's C++ API that addons use, over Node-API: see naja_v8/core.h and docs/addons.md. What is not
// here, is not there.
#ifndef NAJA_V8_H_
#define NAJA_V8_H_

#include "naja_v8/functions.h"

#define V8_MAJOR_VERSION 14
#define V8_MINOR_VERSION 4

#endif
