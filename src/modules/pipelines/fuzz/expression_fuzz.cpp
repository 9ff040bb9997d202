#include <cstdint>
#include <string_view>

#include "pipelines/expression.h"

using namespace towpath::pipelines;

// Anything may be parsed and evaluated: an answer or an error, in bounded memory and stack.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Vocabulary vocabulary{{"github", "env", "matrix"}, {{"hashFiles", 1, 255}}};
  static const Scope scope = [] {
    Scope made;
    made.contexts.set("github", value_from_json(R"({"ref": "x", "event": {"a": [1, {"b": null}, "c"]}})").value());
    made.functions["hashfiles"] = [](std::span<const Value> arguments) -> towpath::Result<Value> {
      return Value(static_cast<double>(arguments.size()));
    };
    return made;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto expression = Expression::parse(text, vocabulary); expression.has_value()) {
    if (const auto value = expression.value().evaluate(scope); value.has_value()) {
      const std::string shown = value.value().to_text();
      if (shown.size() > max_evaluation_memory) __builtin_trap();
    }
  }
  return 0;
}
