#include "support/test_paths.h"

namespace towpath::testing {

std::filesystem::path corpus() { return TOWPATH_CORPUS; }
std::filesystem::path source_folder() { return TOWPATH_SOURCE_DIR; }
std::filesystem::path program() { return TOWPATH_PROGRAM; }

}  // namespace towpath::testing
