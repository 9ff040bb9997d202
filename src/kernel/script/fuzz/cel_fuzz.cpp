// Any bytes are an expression with a value or an error within the limits, and the same one each time.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "script/cel.h"

using namespace towpath::script;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Cel cel({.time = std::chrono::milliseconds(200), .memory_bytes = 16u << 20});
  static const boost::json::value input = boost::json::parse(
      R"({"a": {"b": [1, 2.5, "x", null, true, {"c": "d"}], "n": 3, "t": "2026-01-01T00:00:00Z"}, "s": "Gr\u00fc\u00dfe"})");
  static const std::vector<std::string> variables{"a", "s"};

  const std::string source(reinterpret_cast<const char*>(data), size);
  static_cast<void>(cel.check(source, variables));
  static_cast<void>(cel.references(source));
  const auto once = cel.evaluate(std::span(&source, 1), input);
  const auto again = cel.evaluate(std::span(&source, 1), input);
  if (once.size() != 1 || again.size() != 1) std::abort();
  // Time is the one thing that differs between two evaluations.
  const auto timed = [](const auto& result) { return !result && result.error().code() == "script.expression_limit"; };
  if (timed(once[0]) || timed(again[0])) return 0;
  if (once[0].has_value() != again[0].has_value()) std::abort();
  if (once[0] && boost::json::serialize(*once[0]) != boost::json::serialize(*again[0])) std::abort();
  return 0;
}
