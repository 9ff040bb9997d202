#include <cstdint>
#include <string_view>

#include "pattern.h"

using namespace towpath;

// The first line is the pattern, the rest the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = input.find('\n');
  if (end == input.npos) return 0;
  const auto pattern = schema::Pattern::compile(input.substr(0, end));
  if (pattern) pattern.value().matches(input.substr(end + 1));
  return 0;
}
