#include "variables_file.h"

#include <string_view>

#include "../surroundings.h"

namespace towpath::delivery {

void write_variables(const std::vector<std::pair<std::string, std::string>>& variables,
                     const std::filesystem::path& file) {
  std::string text;
  for (const auto& [name, value] : variables) text += name + "=" + value + '\0';
  write_memory_file(file, text, 0400);
}

}  // namespace towpath::delivery
