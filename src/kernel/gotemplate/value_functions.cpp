// sprig's functions of any value: defaults and choices.
#include <algorithm>
#include <array>

#include "call.h"

namespace towpath::gotemplate {
namespace {

Result<Value> default_value(const Call& call) { return call.size() < 2 || is_empty(call[1]) ? call[0] : call[1]; }
Result<Value> empty(const Call& call) { return Value(is_empty(call[0])); }
Result<Value> coalesce(const Call& call) {
  const auto found = std::find_if(call.arguments.begin(), call.arguments.end(), is_true);
  return found == call.arguments.end() ? Value() : *found;
}
Result<Value> all(const Call& call) {
  return Value(std::all_of(call.arguments.begin(), call.arguments.end(), is_true));
}
Result<Value> any(const Call& call) {
  return Value(std::any_of(call.arguments.begin(), call.arguments.end(), is_true));
}
Result<Value> ternary(const Call& call) {
  const bool* condition = call[2].as_bool();
  if (!condition) return call.wrong_type(2, "bool");
  return *condition ? call[0] : call[1];
}
Result<Value> fail(const Call& call) {
  TRY(std::string message, call.text(0));
  return render_error(std::move(message));
}
Result<Value> to_string(const Call& call) {
  if (call[0].is_nil()) return Value("<nil>");
  TRY(std::string text, as_string(call[0], call.meter));
  return Value(std::move(text));
}

constexpr std::array functions{Builtin{"default", 1, -1, default_value},
                               Builtin{"empty", 1, 1, empty},
                               Builtin{"coalesce", 0, -1, coalesce},
                               Builtin{"all", 0, -1, all},
                               Builtin{"any", 0, -1, any},
                               Builtin{"ternary", 3, 3, ternary},
                               Builtin{"fail", 1, 1, fail},
                               Builtin{"toString", 1, 1, to_string}};

}  // namespace

std::span<const Builtin> value_functions() { return functions; }

}  // namespace towpath::gotemplate
