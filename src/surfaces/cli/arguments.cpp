#include "cli/command.h"

namespace towpath::cli {

std::string Arguments::text(std::string_view name) const {
  const auto it = values.find(std::string(name));
  return it == values.end() || it->second.empty() ? std::string() : it->second.back();
}

std::vector<std::string> Arguments::list(std::string_view name) const {
  const auto it = values.find(std::string(name));
  return it == values.end() ? std::vector<std::string>() : it->second;
}

}  // namespace towpath::cli
