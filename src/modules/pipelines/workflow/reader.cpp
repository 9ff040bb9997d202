#include "workflow/reader.h"

#include <algorithm>
#include <set>

#include "base/strings.h"

#include "expression/text.h"

namespace towpath::pipelines {
namespace {

constexpr std::string_view open_expression = "${{";

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string found(const yaml::Node& node) {
  if (!node.is_scalar() || node.is_null()) return "found a " + std::string(to_string(node.kind()));
  return "found " + quoted(node.text());
}

std::string expected(Expect expect) {
  switch (expect) {
    case Expect::boolean:
      return "true or false";
    case Expect::number:
      return "a number";
    case Expect::non_empty_text:
      return "text that is not empty";
    default:
      return "text";
  }
}

Value to_value(const yaml::Node& node) {
  if (const auto boolean = node.boolean()) return Value(*boolean);
  if (const auto number = node.number()) return Value(*number);
  return node.is_null() ? Value() : Value(node.text());
}

// Where the expression that starts at `open` ends: the offset after its "}}", npos when it is not closed. Braces
// inside a text literal do not close it.
std::size_t end_of_expression(std::string_view text, std::size_t open) {
  bool in_string = false;
  for (std::size_t i = open + open_expression.size(); i < text.size(); ++i) {
    if (text[i] == '\'') in_string = !in_string;
    if (!in_string && text[i] == '}' && text[i - 1] == '}') return i + 1;
  }
  return std::string_view::npos;
}

std::string_view inside(std::string_view text, std::size_t open, std::size_t end) {
  return trim_white_space(text.substr(open + open_expression.size(), end - open - open_expression.size() - 2));
}

// Text around expressions as the call of format() that it stands for.
std::string as_format_call(std::string_view text) {
  std::string format;
  std::string arguments;
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find(open_expression, at), text.size());
    format += replace_all(replace_all(replace_all(text.substr(at, open - at), "'", "''"), "{", "{{"), "}", "}}");
    if (open == text.size()) break;
    const std::size_t end = end_of_expression(text, open);
    format += "{" + std::to_string(count++) + "}";
    arguments += ", " + std::string(inside(text, open, end));
    at = end;
  }
  return "format('" + format + "'" + arguments + ")";
}

}  // namespace

void Reader::report(Severity severity, yaml::Position at, std::string message, std::string hint) {
  problems_.push_back({severity, at, std::move(message), std::move(hint)});
}
void Reader::error(yaml::Position at, std::string message, std::string hint) {
  report(Severity::error, at, std::move(message), std::move(hint));
}
void Reader::unsupported(yaml::Position at, std::string message, std::string hint) {
  report(Severity::unsupported, at, std::move(message), std::move(hint));
}
void Reader::warning(yaml::Position at, std::string message, std::string hint) {
  report(Severity::warning, at, std::move(message), std::move(hint));
}

void Reader::check_unique(const yaml::Node& mapping) {
  std::set<std::u16string> seen;
  for (const yaml::Entry& entry : mapping.entries()) {
    if (!seen.insert(fold_case(entry.key)).second) error(entry.key_at, quoted(entry.key) + " is already defined");
  }
}

bool Reader::is_mapping(const yaml::Node& node, std::string_view what) {
  if (!node.is_mapping()) {
    error(node.at(), std::string(what) + " must be a mapping; " + found(node));
    return false;
  }
  check_unique(node);
  return true;
}

bool Reader::is_mapping(const yaml::Node& node, std::string_view what, std::span<const Key> keys) {
  if (!is_mapping(node, what)) return false;
  for (const yaml::Entry& entry : node.entries()) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.name == entry.key; });
    if (key == keys.end()) {
      std::vector<std::string> names;
      for (const Key& known : keys) names.emplace_back(known.name);
      const auto near = nearest(entry.key, names);
      error(entry.key_at, "unknown key " + quoted(entry.key) + " in " + std::string(what),
            near ? "did you mean " + quoted(*near) + "?" : "known here: " + join(names, ", "));
    } else if (!key->is_supported) {
      unsupported(entry.key_at, quoted(entry.key) + " in " + std::string(what) + " is not supported yet");
    }
  }
  return true;
}

bool Reader::is_sequence(const yaml::Node& node, std::string_view what) {
  if (!node.is_sequence()) error(node.at(), std::string(what) + " must be a list; " + found(node));
  return node.is_sequence();
}

const yaml::Node* Reader::required(const yaml::Node& mapping, std::string_view key, std::string_view what) {
  const yaml::Node* node = mapping.find(key);
  if (node == nullptr) error(mapping.at(), std::string(what) + " needs " + quoted(key));
  return node;
}

Template Reader::read_text(const yaml::Node& node, std::string_view text, Place place) {
  std::vector<Template::Part> parts;
  bool is_valid = true;
  const auto fail = [&](std::string message) {
    error(node.at(), std::move(message));
    is_valid = false;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find(open_expression, at), text.size());
    if (open > at) parts.emplace_back(std::string(text.substr(at, open - at)));
    if (open == text.size()) break;
    const std::size_t end = end_of_expression(text, open);
    if (end == std::string_view::npos) {
      fail("the expression is not closed: '${{' has no '}}'");
      break;
    }
    const std::string_view inner = inside(text, open, end);
    at = end;
    if (inner.empty()) {
      fail("an expression was expected between '${{' and '}}'");
    } else if (place == Place::nowhere) {
      fail("an expression is not allowed here");
    } else if (inner == "insert") {
      unsupported(node.at(), "'${{ insert }}' is not supported yet");
      is_valid = false;
    } else if (Result<Expression> expression = Expression::parse(inner, vocabulary_of(place)); expression.has_value()) {
      parts.emplace_back(std::move(expression).value());
    } else {
      fail(expression.error().message());
    }
  }
  if (is_valid && parts.size() > 1 && utf16_length(as_format_call(text)) > max_expression_length) {
    fail("Exceeded max expression length " + std::to_string(max_expression_length));
  }
  return is_valid ? Template(node.at(), std::move(parts)) : Template(node.at(), Value());
}

Template Reader::read(const yaml::Node& node, Place place, Expect expect) {
  if (expect == Expect::anything && node.is_sequence()) {
    std::vector<Template> items;
    for (const yaml::Node& item : node.items()) items.push_back(read(item, place, expect));
    return {node.at(), std::move(items)};
  }
  if (expect == Expect::anything && node.is_mapping()) {
    check_unique(node);
    std::vector<std::pair<Template, Template>> entries;
    for (const yaml::Entry& entry : node.entries()) {
      const yaml::Node key(entry.key_at, entry.key);
      entries.emplace_back(read(key, place, Expect::text), read(entry.value, place, expect));
    }
    return {node.at(), std::move(entries)};
  }
  if (!node.is_scalar()) {
    error(node.at(), "expected " + expected(expect) + ", " + found(node));
    return {node.at(), Value()};
  }
  if (node.string() != nullptr && node.string()->find(open_expression) != std::string::npos) {
    return read_text(node, *node.string(), place);
  }
  const bool is_number = node.number().has_value();
  const bool matches = expect == Expect::boolean          ? node.boolean().has_value()
                       : expect == Expect::number         ? is_number
                       : expect == Expect::non_empty_text ? !node.text().empty()
                                                          : true;
  if (!matches) {
    error(node.at(), "expected " + expected(expect) + ", " + found(node));
    return {node.at(), Value()};
  }
  const bool is_text = expect == Expect::text || expect == Expect::non_empty_text;
  return {node.at(), is_text ? Value(node.text()) : to_value(node)};
}

std::optional<Template> Reader::read_optional(const yaml::Node& mapping, std::string_view key, Place place,
                                              Expect expect) {
  const yaml::Node* node = mapping.find(key);
  if (node == nullptr) return std::nullopt;
  return read(*node, place, expect);
}

Template Reader::read_or_null(const yaml::Node& mapping, std::string_view key, Place place, Expect expect) {
  return read_optional(mapping, key, place, expect).value_or(Template());
}

NamedTemplates Reader::read_named(const yaml::Node& node, std::string_view what, Place place) {
  NamedTemplates named;
  if (!is_mapping(node, what)) return named;
  for (const yaml::Entry& entry : node.entries()) {
    const yaml::Node key(entry.key_at, entry.key);
    named.emplace_back(read_literal(key, Expect::non_empty_text), read(entry.value, place, Expect::text));
  }
  return named;
}

Template Reader::read_env(const yaml::Node& node, std::string_view what, Place place) {
  if (node.string() != nullptr && trim(*node.string()).starts_with(open_expression)) {
    return read(node, place, Expect::text);
  }
  if (!is_mapping(node, what)) return {};
  std::vector<std::pair<Template, Template>> entries;
  for (const yaml::Entry& entry : node.entries()) {
    const yaml::Node key(entry.key_at, entry.key);
    entries.emplace_back(read(key, place, Expect::non_empty_text), read(entry.value, place, Expect::text));
  }
  return {node.at(), std::move(entries)};
}

std::string Reader::read_literal(const yaml::Node& node, Expect expect) {
  const Template value = read(node, Place::nowhere, expect);
  return value.is_literal() ? value.literal().to_text() : "";
}

bool Reader::read_flag(const yaml::Node& node) {
  return read(node, Place::nowhere, Expect::boolean).literal().is_truthy();
}

std::vector<std::string> Reader::read_names(const yaml::Node& node, std::string_view what) {
  std::vector<std::string> names;
  if (node.is_scalar()) {
    names.push_back(read_literal(node, Expect::non_empty_text));
  } else if (is_sequence(node, what)) {
    for (const yaml::Node& item : node.items()) names.push_back(read_literal(item, Expect::non_empty_text));
  }
  return names;
}

std::string Reader::read_condition(const yaml::Node* node, Place place) {
  const std::string none = "success()";
  if (node == nullptr) return none;
  if (!node->is_scalar()) {
    error(node->at(), "a condition must be text; " + found(*node));
    return none;
  }
  const std::string text = node->text();
  std::string condition(trim_white_space(text));
  if (text.find(open_expression) != std::string::npos) {
    const std::size_t problems_before = problems_.size();
    read_text(*node, text, place);
    if (problems_.size() > problems_before) return none;
    if (text.starts_with(open_expression) && end_of_expression(text, 0) == text.size()) {
      condition = inside(text, 0, text.size());
    } else {
      condition = as_format_call(text);
      warning(node->at(), "this condition is always true: it is text around an expression, and text is true",
              "remove '${{' and '}}', or what stands around them");
    }
  }
  if (condition.empty()) return none;
  const Vocabulary& vocabulary = vocabulary_of(place);
  Result<Expression> expression = Expression::parse(condition, vocabulary);
  if (!expression) {
    error(node->at(), expression.error().message());
    return none;
  }
  for (const char* status : {"success", "failure", "cancelled", "always"}) {
    if (expression.value().calls(status)) return condition;
  }
  return "success() && (" + condition + ")";
}

}  // namespace towpath::pipelines
