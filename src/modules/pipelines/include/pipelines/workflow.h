#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipelines/expression.h"
#include "pipelines/glob_filter.h"
#include "pipelines/template.h"
#include "yaml/yaml.h"

namespace towpath::pipelines {

/// `include` and `ignore` lists of one kind of name; at most one of them is given.
struct NameFilter {
  GlobFilter include;
  GlobFilter ignore;
};

struct PushTrigger {
  NameFilter branches;
  NameFilter tags;
  NameFilter paths;
};

struct PullRequestTrigger {
  std::vector<std::string> types = {"opened", "synchronize", "reopened"};
  NameFilter branches;
  NameFilter paths;
};

enum class InputType { string, boolean, number, choice, environment };

struct DispatchInput {
  std::string name;
  std::string description;
  InputType type = InputType::string;
  bool is_required = false;
  std::optional<Value> default_value;
  std::vector<std::string> options;  ///< Of a choice.
};

struct DispatchTrigger {
  std::vector<DispatchInput> inputs;
};

struct ScheduleTrigger {
  std::string cron;      ///< Five fields.
  std::string timezone;  ///< IANA name; empty is UTC.
};

/// What starts the workflow.
struct Triggers {
  std::optional<PushTrigger> push;
  std::optional<PullRequestTrigger> pull_request;
  std::optional<DispatchTrigger> workflow_dispatch;
  std::vector<ScheduleTrigger> schedule;
};

/// Access of the job's token by scope ("contents": "read").
using Permissions = std::map<std::string, std::string>;

struct RunDefaults {
  std::optional<Template> shell;
  std::optional<Template> working_directory;
};

enum class ConcurrencyQueue { single, max };

struct Concurrency {
  Template group;
  Template cancel_in_progress;
  ConcurrencyQueue queue = ConcurrencyQueue::single;
};

struct EnvironmentUse {
  Template name;
  std::optional<Template> url;
};

/// `owner/repository[/path]@ref` in lower case, split.
struct ActionReference {
  std::string text;  ///< As written.
  std::string name;  ///< "actions/checkout", "actions/cache/restore": lower case, without the ref.
  std::string ref;
};

/// An entry of a mapping with literal keys.
using NamedTemplates = std::vector<std::pair<std::string, Template>>;

struct Step {
  yaml::Position at;
  std::string id;  ///< As written, or generated ("__run", "__actions_checkout_2").
  bool has_given_id = false;
  std::optional<Template> name;
  std::string if_text;                  ///< With `success() && (...)` around what names no status function.
  std::optional<Template> run;          ///< A step has either this
  std::optional<ActionReference> uses;  ///< or this.
  NamedTemplates with;
  Template env;  ///< A mapping, or an expression that gives one; null when absent.
  std::optional<Template> shell;
  std::optional<Template> working_directory;
  Template continue_on_error;  ///< Null when absent.
  Template timeout_minutes;    ///< Null when absent.
};

struct Strategy {
  Template matrix;        ///< A mapping, or an expression that gives one; null when absent.
  Template fail_fast;     ///< Null is true.
  Template max_parallel;  ///< Null is no limit.
};

struct Job {
  yaml::Position at;
  std::string id;
  std::optional<Template> name;
  std::vector<std::string> needs;  ///< Job ids, in their own spelling.
  std::string if_text;             ///< As Step::if_text.
  Template runs_on;
  Template env;  ///< As Step::env.
  NamedTemplates outputs;
  RunDefaults defaults;
  Template timeout_minutes;         ///< Null is 360.
  Template cancel_timeout_minutes;  ///< Null is 5.
  Template continue_on_error;
  Strategy strategy;
  std::optional<Permissions> permissions;  ///< Absent: the workflow's.
  std::optional<Concurrency> concurrency;
  std::optional<EnvironmentUse> environment;
  std::vector<Step> steps;
};

struct Workflow {
  std::string file_name;
  std::string name;  ///< The file name when not given.
  std::string description;
  std::optional<Template> run_name;
  Triggers triggers;
  Template env;
  RunDefaults defaults;
  std::optional<Permissions> permissions;
  std::optional<Concurrency> concurrency;
  std::vector<Job> jobs;  ///< In the order of the file.
};

enum class Severity {
  error,        ///< Not a valid workflow.
  unsupported,  ///< Valid, but it names what cannot be run here yet.
  warning,      ///< Runs, but surely not as meant.
};

struct Problem {
  Severity severity = Severity::error;
  yaml::Position at;
  std::string message;  ///< One sentence, without the place.
  std::string hint;     ///< May be empty.
};

struct WorkflowCheck {
  std::optional<Workflow> workflow;  ///< Absent when there is an error.
  std::vector<Problem> problems;     ///< In the order of the file.

  bool has(Severity severity) const;
  /// Valid, and nothing in it is unsupported.
  bool is_runnable() const { return !has(Severity::error) && !has(Severity::unsupported); }
};

/// Reads a workflow file strictly: every key is known and every expression names only what its place offers
/// (docs.github.com workflow syntax; actions/languageservices workflow-v1.0.json). Reports all problems at once.
WorkflowCheck check_workflow(std::string_view text, const std::string& file_name);

/// As check_workflow(), for callers that need the workflow or one error. The message is that of the first problem with
/// "file:line:column: " before it, the others are fields.
/// Errors: pipelines.invalid_workflow, pipelines.unsupported_workflow when everything wrong is of that severity.
Result<Workflow> parse_workflow(std::string_view text, const std::string& file_name);

/// The error of parse_workflow() for a check that is not runnable.
Error as_error(const WorkflowCheck& check, std::string_view file_name);

/// "ci.yml:3:5: message": how a problem is shown.
std::string describe(const Problem& problem, std::string_view file_name);

}  // namespace towpath::pipelines
