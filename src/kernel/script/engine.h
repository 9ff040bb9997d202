#pragma once

// The generated header of the engine (see CMakeLists.txt), as C++ can include it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "quickjs.h"
#pragma GCC diagnostic pop
