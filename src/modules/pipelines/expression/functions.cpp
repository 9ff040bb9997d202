#include "expression/functions.h"

#include <charconv>
#include <iterator>
#include <map>
#include <string>

#include "base/strings.h"

#include "expression/node.h"
#include "expression/text.h"
#include "pipelines/expression.h"

namespace towpath::pipelines {
namespace {

constexpr std::size_t any_number = 255;

constexpr BuiltIn built_ins[] = {
    {"contains", 2, 2},   {"endswith", 2, 2}, {"format", 1, any_number}, {"join", 1, 2},
    {"startswith", 2, 2}, {"tojson", 1, 1},   {"fromjson", 1, 1},        {"case", 3, any_number},
};

Error evaluation_error(std::string message) {
  return invalid_input("pipelines.expression_evaluation", std::move(message));
}

// Text that grows piece by piece and stops at the memory limit instead of after it.
class BoundedText {
 public:
  explicit BoundedText(const Arguments& arguments) : arguments_(arguments) {}
  Status append(std::string_view piece) {
    if (piece.empty()) return ok();
    memory_ += 26 + 2 * utf16_length(piece);
    if (memory_ > max_evaluation_memory) return arguments_.exceeded_memory();
    text_ += piece;
    return ok();
  }
  Value take() { return Value(std::move(text_)); }

 private:
  const Arguments& arguments_;
  std::string text_;
  std::size_t memory_ = 0;
};

enum class Place { start, end };

Result<Value> contains(Arguments& arguments) {
  TRY(const Value left, arguments.at(0));
  TRY(const Value right, arguments.at(1));
  if (left.is_primitive()) {
    if (!right.is_primitive()) return Value(false);
    return Value(fold_case(left.to_text()).find(fold_case(right.to_text())) != std::u16string::npos);
  }
  if (left.kind() == ValueKind::array) {
    for (const Value& item : left.array().items) {
      if (loosely_equal(right, item)) return Value(true);
    }
  }
  return Value(false);
}

Result<Value> has_affix(Arguments& arguments, Place place) {
  TRY(const Value left, arguments.at(0));
  TRY(const Value right, arguments.at(1));
  if (!left.is_primitive() || !right.is_primitive()) return Value(false);
  const std::u16string text = fold_case(left.to_text());
  const std::u16string affix = fold_case(right.to_text());
  return Value(place == Place::start ? text.starts_with(affix) : text.ends_with(affix));
}

Result<Value> join_items(Arguments& arguments) {
  TRY(const Value items, arguments.at(0));
  if (items.is_primitive()) return Value(items.to_text());
  if (items.kind() != ValueKind::array) return Value("");
  std::string separator = ",";
  if (arguments.count() > 1) {
    TRY(const Value given, arguments.at(1));
    if (given.is_primitive()) separator = given.to_text();
  }
  BoundedText text(arguments);
  bool first = true;
  for (const Value& item : items.array().items) {
    if (!first) CHECK_OK(text.append(separator));
    CHECK_OK(text.append(item.to_text()));
    first = false;
  }
  return text.take();
}

// One placeholder of a format string: "{", digits, "}". A specifier after ":" changes nothing, no kind has one.
struct Placeholder {
  bool valid = false;
  std::size_t index = 0;
  std::size_t end = 0;
};

Placeholder read_placeholder(std::string_view format, std::size_t at) {
  std::size_t index = 0;
  const char* first = format.data() + at + 1;
  const char* last = format.data() + format.size();
  const auto [end, error] = std::from_chars(first, last, index);
  if (end == first || end == last || (*end != '}' && *end != ':')) return {};
  if (error == std::errc::result_out_of_range) index = any_number;
  const std::size_t close = format.find('}', static_cast<std::size_t>(end - format.data()));
  if (close == std::string_view::npos) return {};
  return {true, index, close + 1};
}

Result<Value> format_text(Arguments& arguments) {
  TRY(const Value first, arguments.at(0));
  const std::string format = first.to_text();
  std::map<std::size_t, std::string> cache;
  BoundedText text(arguments);
  for (std::size_t at = 0; at < format.size();) {
    const std::size_t brace = std::min(format.find_first_of("{}", at), format.size());
    CHECK_OK(text.append(std::string_view(format).substr(at, brace - at)));
    if (brace == format.size()) break;
    if (brace + 1 < format.size() && format[brace + 1] == format[brace]) {
      CHECK_OK(text.append(format.substr(brace, 1)));
      at = brace + 2;
      continue;
    }
    const Placeholder placeholder = format[brace] == '{' ? read_placeholder(format, brace) : Placeholder{};
    if (!placeholder.valid) return evaluation_error("The following format string is invalid: " + format);
    if (placeholder.index + 1 >= arguments.count()) {
      return evaluation_error("The following format string references more arguments than were supplied: " + format);
    }
    auto cached = cache.find(placeholder.index);
    if (cached == cache.end()) {
      TRY(const Value argument, arguments.at(placeholder.index + 1));
      cached = cache.emplace(placeholder.index, argument.to_text()).first;
    }
    CHECK_OK(text.append(cached->second));
    at = placeholder.end;
  }
  return text.take();
}

// Upper bound for the size of a JSON text, so that it is refused before it is built.
bool fits_as_json(const Value& value, std::size_t depth, std::size_t& budget) {
  const auto spend = [&](std::size_t bytes) {
    if (bytes > budget) return false;
    budget -= bytes;
    return true;
  };
  if (value.kind() == ValueKind::string) return spend(26 + 2 * utf16_length(value.string()));
  if (!spend(26 + 4 * depth)) return false;
  if (value.kind() == ValueKind::array) {
    for (const Value& item : value.array().items) {
      if (!fits_as_json(item, depth + 1, budget)) return false;
    }
  } else if (value.kind() == ValueKind::object) {
    for (const auto& [key, item] : value.object().entries()) {
      if (!spend(26 + 2 * key.size()) || !fits_as_json(item, depth + 1, budget)) return false;
    }
  }
  return true;
}

Result<Value> write_json(Arguments& arguments) {
  TRY(const Value value, arguments.at(0));
  std::size_t budget = max_evaluation_memory;
  if (!fits_as_json(value, 0, budget)) return arguments.exceeded_memory();
  return Value(to_json(value));
}

Result<Value> read_json(Arguments& arguments) {
  TRY(const Value argument, arguments.at(0));
  const std::string text = argument.to_text();
  if (trim_white_space(text).empty())
    return evaluation_error("Error parsing JSON when evaluating fromJson: empty input");
  Result<Value> value = value_from_json(text);
  if (!value) return evaluation_error("Error parsing JSON when evaluating fromJson: " + value.error().message());
  return value;
}

Result<Value> choose_case(Arguments& arguments) {
  const std::size_t last = arguments.count() - 1;
  for (std::size_t i = 0; i < last; i += 2) {
    TRY(const Value predicate, arguments.at(i));
    if (predicate.kind() != ValueKind::boolean) {
      return evaluation_error("case predicate must evaluate to a boolean value");
    }
    if (predicate.boolean()) return arguments.at(i + 1);
  }
  return arguments.at(last);
}

}  // namespace

const BuiltIn* find_built_in(std::string_view name) {
  const std::string wanted = to_lower(name);
  for (const BuiltIn& function : built_ins) {
    if (wanted == function.name) return &function;
  }
  return nullptr;
}

Result<Value> call_built_in(std::string_view name, Arguments& arguments) {
  if (name == "contains") return contains(arguments);
  if (name == "startswith") return has_affix(arguments, Place::start);
  if (name == "endswith") return has_affix(arguments, Place::end);
  if (name == "format") return format_text(arguments);
  if (name == "join") return join_items(arguments);
  if (name == "tojson") return write_json(arguments);
  if (name == "fromjson") return read_json(arguments);
  return choose_case(arguments);
}

}  // namespace towpath::pipelines
