#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "golden_paths/golden_paths.h"

namespace towpath::golden_paths {

/// One file that belongs to a golden path.
struct SourceFile {
  std::string content;
  bool is_executable = false;
};
/// Paths relative to the golden path's folder.
using SourceFiles = std::map<std::string, SourceFile>;

struct TemplateStep {
  std::string id, name, action;
  boost::json::value input = boost::json::object();
  boost::json::value condition;  ///< `if`: null when absent.
};

/// A read template.yaml.
struct TemplateFile {
  GoldenPath summary;
  std::vector<TemplateStep> steps;
  boost::json::value output = boost::json::object();
  SourceFiles files;
};

/// Actions this server runs.
bool is_known_action(const std::string& action);

/// Errors: yaml.invalid, golden_paths.invalid_template (file:line:column).
Result<TemplateFile> read_template(const std::string& name, SourceFiles files);

/// Answers to what no page asks for, in whichever branch.
std::vector<FieldError> unknown_parameters(const TemplateFile& file, const boost::json::object& parameters);

/// Whether the answers to secret questions are among the parameters that are checked. Without them what a form says of
/// secrets is not checked, and one that is there is a mistake.
enum class SecretAnswersIn { none, parameters };

/// Checks parameters against every page and fills in defaults. Errors: golden_paths.invalid_parameters.
Result<boost::json::object> complete_parameters(const TemplateFile& file, const boost::json::value& parameters,
                                                SecretAnswersIn secrets = SecretAnswersIn::none);

/// The golden paths inside the binary, by folder name.
std::map<std::string, SourceFiles> shipped_golden_paths();

}  // namespace towpath::golden_paths
