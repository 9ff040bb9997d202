#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipelines/template.h"
#include "pipelines/workflow.h"
#include "workflow/place.h"
#include "yaml/yaml.h"

namespace towpath::pipelines {

/// What kind of value a key takes, expressions apart.
enum class Expect { text, non_empty_text, boolean, number, scalar, anything };

/// A key of a mapping of the workflow syntax.
struct Key {
  std::string_view name;
  bool is_supported = true;
};

/// Reads nodes strictly and collects what is wrong with them. What cannot be read becomes an empty value, so that the
/// rest of the file is still checked. One thread.
class Reader {
 public:
  void error(yaml::Position at, std::string message, std::string hint = {});
  void unsupported(yaml::Position at, std::string message, std::string hint = {});
  void warning(yaml::Position at, std::string message, std::string hint = {});
  std::vector<Problem>& problems() { return problems_; }

  /// True when `node` is a mapping; reports it, every key that is not in `keys`, and keys equal but for their case.
  bool is_mapping(const yaml::Node& node, std::string_view what, std::span<const Key> keys);
  /// The same for a mapping whose keys are free.
  bool is_mapping(const yaml::Node& node, std::string_view what);
  bool is_sequence(const yaml::Node& node, std::string_view what);
  /// The value of a key that must be there.
  const yaml::Node* required(const yaml::Node& mapping, std::string_view key, std::string_view what);

  Template read(const yaml::Node& node, Place place, Expect expect);
  /// The same for a key that may be absent.
  std::optional<Template> read_optional(const yaml::Node& mapping, std::string_view key, Place place, Expect expect);
  /// Null when the key is absent.
  Template read_or_null(const yaml::Node& mapping, std::string_view key, Place place, Expect expect);
  /// A mapping with free, literal keys and text values.
  NamedTemplates read_named(const yaml::Node& node, std::string_view what, Place place);
  /// A mapping with free keys and text values, or an expression that gives one.
  Template read_env(const yaml::Node& node, std::string_view what, Place place);
  /// A text without expressions.
  std::string read_literal(const yaml::Node& node, Expect expect = Expect::text);
  bool read_flag(const yaml::Node& node);
  /// One non-empty text or a list of them, without expressions.
  std::vector<std::string> read_names(const yaml::Node& node, std::string_view what);
  /// A condition with or without `${{ }}`; names a status function afterwards, `success() && (...)` is put around it
  /// where it does not. "success()" for an absent condition.
  std::string read_condition(const yaml::Node* node, Place place);

 private:
  Template read_text(const yaml::Node& node, std::string_view text, Place place);
  void check_unique(const yaml::Node& mapping);
  void report(Severity severity, yaml::Position at, std::string message, std::string hint);

  std::vector<Problem> problems_;
};

}  // namespace towpath::pipelines
