#include "base/version.h"

#ifndef TOWPATH_VERSION
#error "TOWPATH_VERSION is set by src/base's CMake target"
#endif

namespace towpath {

std::string_view version() { return TOWPATH_VERSION; }
std::string_view build_commit() { return TOWPATH_COMMIT; }

}  // namespace towpath
