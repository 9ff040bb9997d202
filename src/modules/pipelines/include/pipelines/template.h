#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "pipelines/expression.h"
#include "pipelines/value.h"
#include "yaml/yaml.h"

namespace towpath::pipelines {

/// A value of a workflow file in which text may hold `${{ expressions }}`: a scalar, a list or a mapping.
/// Text that is one expression and nothing else has the value of the expression; any other text is put together from
/// the text forms of its parts. Immutable.
class Template {
 public:
  using Part = std::variant<std::string, Expression>;
  using Content =
      std::variant<Value, std::vector<Part>, std::vector<Template>, std::vector<std::pair<Template, Template>>>;

  Template() = default;  ///< The literal null.
  Template(yaml::Position at, Content content) : at_(at), content_(std::move(content)) {}

  yaml::Position at() const { return at_; }
  /// True when nothing has to be evaluated. Lists and mappings of literals are literals too.
  bool is_literal() const;
  bool is_mapping() const { return content_.index() == 3; }
  bool is_sequence() const { return content_.index() == 2; }
  const std::vector<Template>& items() const { return std::get<2>(content_); }
  const std::vector<std::pair<Template, Template>>& entries() const { return std::get<3>(content_); }

  /// Errors: pipelines.expression_evaluation with the place in its message; what a function of the scope returns.
  Result<Value> evaluate(const Scope& scope) const;
  /// The text form of a scalar.
  Result<std::string> evaluate_text(const Scope& scope) const;
  /// The value of a literal. Precondition: is_literal().
  Value literal() const;

  /// True when an expression somewhere in it names the context (any case).
  bool reads(std::string_view context) const;

 private:
  yaml::Position at_;
  Content content_ = Value();
};

}  // namespace towpath::pipelines
