#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/json.h"

using namespace towpath;

// What we accept, Boost.JSON accepts too, and the canonical text is a fixed point.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = json::parse(text);
  if (!value) return 0;
  boost::json::error_code error;
  boost::json::parse(text, error, {}, {.max_depth = 65});
  if (error && error != boost::json::error::exponent_overflow) std::abort();  // We read 1e-99999 as 0.
  const std::string canonical = json::canonical(value.value());
  const auto again = json::parse(canonical);
  if (!again || json::canonical(again.value()) != canonical) std::abort();
  json::at_pointer(value.value(), text.substr(0, 64));
  return 0;
}
