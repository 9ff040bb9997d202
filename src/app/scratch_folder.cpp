#include "scratch_folder.h"

#include <fmt/core.h>
#include <stdlib.h>

namespace towpath::app {

Result<ScratchFolder> ScratchFolder::make(std::string_view what) {
  std::string name = (std::filesystem::temp_directory_path() / fmt::format("{}-XXXXXX", what)).string();
  if (!::mkdtemp(name.data())) return failed("app.no_temporary_folder", "No temporary folder can be made.");
  return ScratchFolder(std::move(name));
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // what cannot be removed is in the temporary folder of the machine
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace towpath::app
