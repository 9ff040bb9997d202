#include "program_search.h"

#include <unistd.h>

#include "base/strings.h"

namespace towpath::delivery {

std::optional<std::filesystem::path> find_program(std::string_view search_path, const std::string& name) {
  for (const std::string& folder : split(search_path, ':')) {
    if (!folder.starts_with('/')) continue;
    const std::filesystem::path file = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return std::nullopt;
}

}  // namespace towpath::delivery
