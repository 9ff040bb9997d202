#pragma once

#include <filesystem>
#include <string>

#include "api_client.h"

namespace towpath::testing {

/// What became of a line.
struct Finished {
  int code = -1;
  std::string out, err;
};

/// A line as somebody types it in a shell, with the shipped program on the path, a home of its own and this caller's
/// token.
Finished type(const std::string& line, const Api& who);

/// The bytes of a file; "" when there is none.
std::string text_of(const std::filesystem::path& path);

}  // namespace towpath::testing
