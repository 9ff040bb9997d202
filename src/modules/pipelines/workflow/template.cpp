#include "pipelines/template.h"

#include <algorithm>

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;  // clang 16 does not deduce it for aggregates

Error placed(const Error& error, yaml::Position at) {
  return Error(error.kind(), error.code(),
               error.message() + " (line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ")");
}

Result<Value> evaluate_parts(const std::vector<Template::Part>& parts, yaml::Position at, const Scope& scope) {
  std::string text;
  for (const Template::Part& part : parts) {
    if (const auto* plain = std::get_if<std::string>(&part)) {
      text += *plain;
      continue;
    }
    Result<Value> value = std::get<Expression>(part).evaluate(scope);
    if (!value) return placed(value.error(), at);
    if (parts.size() == 1) return value;
    text += value.value().to_text();
  }
  return Value(std::move(text));
}

}  // namespace

bool Template::is_literal() const {
  return std::visit(Overloaded{[](const Value&) { return true; }, [](const std::vector<Part>&) { return false; },
                               [](const std::vector<Template>& items) {
                                 return std::all_of(items.begin(), items.end(),
                                                    [](const Template& item) { return item.is_literal(); });
                               },
                               [](const std::vector<std::pair<Template, Template>>& entries) {
                                 return std::all_of(entries.begin(), entries.end(), [](const auto& entry) {
                                   return entry.first.is_literal() && entry.second.is_literal();
                                 });
                               }},
                    content_);
}

Result<Value> Template::evaluate(const Scope& scope) const {
  if (const auto* value = std::get_if<Value>(&content_)) return *value;
  if (const auto* parts = std::get_if<std::vector<Part>>(&content_)) return evaluate_parts(*parts, at_, scope);
  if (is_sequence()) {
    Array array;
    for (const Template& item : items()) {
      TRY(Value value, item.evaluate(scope));
      array.items.push_back(std::move(value));
    }
    return Value(std::move(array));
  }
  Object object;
  for (const auto& [key, value] : entries()) {
    TRY(std::string key_text, key.evaluate_text(scope));
    TRY(Value evaluated, value.evaluate(scope));
    object.set(std::move(key_text), std::move(evaluated));
  }
  return Value(std::move(object));
}

Result<std::string> Template::evaluate_text(const Scope& scope) const {
  TRY(const Value value, evaluate(scope));
  return value.to_text();
}

Value Template::literal() const { return evaluate(Scope()).value(); }

bool Template::reads(std::string_view context) const {
  const auto matches = [wanted = to_lower(context)](const Part& part) {
    const auto* expression = std::get_if<Expression>(&part);
    if (expression == nullptr) return false;
    const std::vector<std::string> names = expression->contexts();
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return to_lower(name) == wanted; });
  };
  return std::visit(
      Overloaded{[](const Value&) { return false; },
                 [&](const std::vector<Part>& parts) { return std::any_of(parts.begin(), parts.end(), matches); },
                 [&](const std::vector<Template>& items) {
                   return std::any_of(items.begin(), items.end(), [&](const Template& t) { return t.reads(context); });
                 },
                 [&](const std::vector<std::pair<Template, Template>>& entries) {
                   return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
                     return entry.first.reads(context) || entry.second.reads(context);
                   });
                 }},
      content_);
}

}  // namespace towpath::pipelines
