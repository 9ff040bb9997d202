#include "answer.h"

#include <boost/json.hpp>
#include <string>

#include "base/clip.h"
#include "json/json.h"

namespace towpath::script {
namespace {

constexpr std::size_t quoted_bytes = 60;

std::string text_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string shortened(std::string text) {
  if (text.size() <= quoted_bytes) return text;
  return std::string(clipped(text, quoted_bytes)) + "…";
}

/// "3:14: " or nothing.
std::string position_of(const boost::json::object& answer) {
  const auto* line = answer.if_contains("line");
  const auto* column = answer.if_contains("column");
  if (!line || !column) return {};
  return boost::json::serialize(*line) + ":" + boost::json::serialize(*column) + ": ";
}

std::string hint_for(std::string_view code, std::string_view message) {
  if (code == "unknown_variable") return "Name one of the variables this expression is given.";
  if (code == "no_such_key") return "Ask with has(...) first, or write has(x.y) && x.y == ... .";
  if (code == "no_such_overload" && message.find("double") != std::string_view::npos &&
      message.find("int") != std::string_view::npos)
    return "Numbers of the input are doubles: write 1.0 instead of 1, or int(x).";
  if (code == "no_such_overload") return "Convert one side: int(x), double(x), string(x), timestamp(x), duration(x).";
  if (code == "no_matching_overload") return "Check the function's name and what it is called with.";
  if (code == "invalid_regular_expression") return "Patterns are RE2's: no look-around and no back references.";
  return "docs/manual: Expressions lists what an expression can say.";
}

Error error_of(const boost::json::object& answer) {
  const std::string code = text_at(answer, "code");
  const std::string text = shortened(text_at(answer, "text"));
  std::string message = text_at(answer, "message");
  const auto* member = answer.if_contains("member");
  const bool missing = member && member->is_object();
  if (missing) message = "The input has no '" + text_at(member->get_object(), "name") + "'.";
  if (text_at(answer, "stage") == "parse") {
    if (code == "unknown_variable") message = "There is no variable '" + text + "'.";
    std::string near = text.empty() || code == "unknown_variable" ? "" : " Near '" + text + "'.";
    return invalid_input("script.invalid_expression", position_of(answer) + message + near)
        .with_hint(hint_for(code, message));
  }
  Error error = failed("script.expression_failed", position_of(answer) + message).with_hint(hint_for(code, message));
  if (missing) error.add_field(text_at(member->get_object(), "pointer"), "is missing");
  return error;
}

}  // namespace

bool is_value(std::string_view answer) { return answer.starts_with('v'); }
bool is_limit(std::string_view answer) { return answer.starts_with('l'); }

Result<boost::json::value> read_answer(std::string_view answer, std::string_view source) {
  if (answer == "vtrue") return boost::json::value(true);
  if (answer == "vfalse") return boost::json::value(false);
  if (is_limit(answer))
    return failed("script.expression_limit", "The expression is nested too deeply or needs too much memory.")
        .with_hint("Split it: it has " + std::to_string(source.size()) + " bytes.");
  auto value = json::parse(answer.substr(1));
  if (!value) return failed("script.expression_failed", "The result cannot be written as JSON.");
  if (is_value(answer)) return value;
  return error_of(value->as_object());
}

}  // namespace towpath::script
