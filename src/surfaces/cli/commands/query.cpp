#include <fmt/core.h>

#include "api_client.h"
#include "commands.h"

namespace towpath::cli {

std::string query_of(const Arguments& args, const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names)
    if (const std::string value = args.text("--" + name); !value.empty())
      out += fmt::format("&{}={}", name, encode(value));
  return out;
}

}  // namespace towpath::cli
