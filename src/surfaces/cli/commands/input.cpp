#include <fmt/core.h>

#include <fstream>
#include <iterator>

#include "commands.h"

namespace towpath::cli {

Result<std::string> text_from(Io& io, const std::string& file) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) return not_found("cli.no_file", fmt::format("The file '{}' cannot be read.", file));
  }
  std::istream& in = file == "-" ? io.in : opened;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

}  // namespace towpath::cli
