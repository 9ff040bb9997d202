#include "pipelines/workflow.h"

#include <algorithm>
#include <cstdio>

#include "base/strings.h"

#include "workflow/parts.h"
#include "workflow/reader.h"

namespace towpath::pipelines {
namespace {

constexpr Key root_keys[] = {{"name"}, {"description"}, {"run-name"},    {"on"},  {"permissions"},
                             {"env"},  {"defaults"},    {"concurrency"}, {"jobs"}};
constexpr Key defaults_keys[] = {{"run"}};
constexpr Key run_defaults_keys[] = {{"shell"}, {"working-directory"}};
constexpr Key concurrency_keys[] = {{"group"}, {"cancel-in-progress"}, {"queue"}};

constexpr Key permission_scopes[] = {{"actions"},
                                     {"artifact-metadata"},
                                     {"attestations"},
                                     {"checks"},
                                     {"code-quality"},
                                     {"contents"},
                                     {"copilot-requests"},
                                     {"deployments"},
                                     {"discussions"},
                                     {"drives"},
                                     {"id-token"},
                                     {"issues"},
                                     {"models"},
                                     {"packages"},
                                     {"pages"},
                                     {"pull-requests"},
                                     {"repository-projects"},
                                     {"security-events"},
                                     {"statuses"},
                                     {"vulnerability-alerts"}};

bool is_access(std::string_view scope, std::string_view access) {
  if (access == "none") return true;
  if (access == "read") return scope != "id-token" && scope != "copilot-requests";
  return access == "write" && scope != "models";
}

Workflow read_workflow(Reader& reader, const yaml::Node& root, const std::string& file_name) {
  Workflow workflow;
  workflow.file_name = file_name;
  workflow.name = file_name;
  if (!reader.is_mapping(root, "a workflow", root_keys)) return workflow;
  if (const yaml::Node* name = root.find("name"); name != nullptr && !name->is_null()) {
    workflow.name = reader.read_literal(*name);
  }
  if (const yaml::Node* description = root.find("description")) {
    workflow.description = reader.read_literal(*description);
  }
  workflow.run_name = reader.read_optional(root, "run-name", Place::workflow, Expect::text);
  if (const yaml::Node* on = reader.required(root, "on", "a workflow")) workflow.triggers = read_triggers(reader, *on);
  if (const yaml::Node* env = root.find("env")) workflow.env = reader.read_env(*env, "'env'", Place::workflow_env);
  workflow.defaults = read_defaults(reader, root.find("defaults"), Place::nowhere);
  workflow.permissions = read_permissions(reader, root.find("permissions"));
  workflow.concurrency = read_concurrency(reader, root.find("concurrency"), Place::workflow);
  if (const yaml::Node* jobs = reader.required(root, "jobs", "a workflow")) workflow.jobs = read_jobs(reader, *jobs);
  return workflow;
}

// "file:line:column: what" of a YAML error, taken apart again.
Problem as_problem(const Error& error, const std::string& file_name) {
  Problem problem{Severity::error, {}, error.message(), error.hint()};
  if (!error.message().starts_with(file_name + ":")) return problem;
  const std::string rest = error.message().substr(file_name.size() + 1);
  problem.message = trim(rest);
  int line = 0;
  int column = 0;
  int length = 0;
  if (std::sscanf(rest.c_str(), "%d:%d: %n", &line, &column, &length) == 2 && length > 0) {
    problem.at = {line, column};
    problem.message = rest.substr(static_cast<std::size_t>(length));
  }
  return problem;
}

// No script, variable or name can hold one, and PostgreSQL stores no text that does.
void report_zero_bytes(const yaml::Node& node, std::vector<Problem>& problems) {
  const auto check = [&](std::string_view text, yaml::Position at) {
    if (text.find('\0') != std::string_view::npos)
      problems.push_back({Severity::error, at, "a zero byte ('\\0') cannot be part of a workflow", ""});
  };
  if (node.is_scalar()) check(node.text(), node.at());
  if (node.is_sequence())
    for (const yaml::Node& item : node.items()) report_zero_bytes(item, problems);
  if (node.is_mapping())
    for (const yaml::Entry& entry : node.entries()) {
      check(entry.key, entry.key_at);
      report_zero_bytes(entry.value, problems);
    }
}

}  // namespace

std::optional<Permissions> read_permissions(Reader& reader, const yaml::Node* node) {
  if (node == nullptr) return std::nullopt;
  Permissions permissions;
  if (node->is_scalar()) {
    const std::string text = reader.read_literal(*node);
    if (text != "read-all" && text != "write-all") {
      reader.error(node->at(), "'" + text + "' is no set of permissions", "read-all, write-all, or a mapping");
    }
    for (const Key& scope : permission_scopes) {
      const std::string access = text == "write-all" ? "write" : "read";
      if (is_access(scope.name, access)) permissions.emplace(scope.name, access);
    }
    return permissions;
  }
  if (!reader.is_mapping(*node, "'permissions'", permission_scopes)) return permissions;
  for (const yaml::Entry& entry : node->entries()) {
    const std::string access = reader.read_literal(entry.value);
    if (!is_access(entry.key, access)) {
      reader.error(entry.value.at(), "'" + access + "' is no access for '" + entry.key + "'", "read, write or none");
    }
    permissions.emplace(entry.key, access);
  }
  return permissions;
}

std::optional<Concurrency> read_concurrency(Reader& reader, const yaml::Node* node, Place place) {
  if (node == nullptr) return std::nullopt;
  Concurrency concurrency;
  if (!node->is_mapping()) {
    concurrency.group = reader.read(*node, place, Expect::non_empty_text);
    return concurrency;
  }
  if (!reader.is_mapping(*node, "'concurrency'", concurrency_keys)) return std::nullopt;
  if (const yaml::Node* group = reader.required(*node, "group", "'concurrency'")) {
    concurrency.group = reader.read(*group, place, Expect::non_empty_text);
  }
  concurrency.cancel_in_progress = reader.read_or_null(*node, "cancel-in-progress", place, Expect::boolean);
  if (const yaml::Node* queue = node->find("queue")) {
    const std::string text = reader.read_literal(*queue);
    if (text != "single" && text != "max") reader.error(queue->at(), "'" + text + "' is no queue", "single or max");
    concurrency.queue = text == "max" ? ConcurrencyQueue::max : ConcurrencyQueue::single;
    const Template& cancel = concurrency.cancel_in_progress;
    if (text == "max" && cancel.is_literal() && cancel.literal().is_truthy()) {
      reader.error(queue->at(), "'queue: max' and 'cancel-in-progress: true' exclude each other");
    }
  }
  return concurrency;
}

RunDefaults read_defaults(Reader& reader, const yaml::Node* node, Place place) {
  RunDefaults defaults;
  if (node == nullptr || !reader.is_mapping(*node, "'defaults'", defaults_keys)) return defaults;
  const yaml::Node* run = node->find("run");
  if (run == nullptr || !reader.is_mapping(*run, "'run' in 'defaults'", run_defaults_keys)) return defaults;
  defaults.shell = reader.read_optional(*run, "shell", place, Expect::non_empty_text);
  defaults.working_directory = reader.read_optional(*run, "working-directory", place, Expect::non_empty_text);
  return defaults;
}

bool WorkflowCheck::has(Severity severity) const {
  return std::any_of(problems.begin(), problems.end(), [=](const Problem& p) { return p.severity == severity; });
}

WorkflowCheck check_workflow(std::string_view text, const std::string& file_name) {
  WorkflowCheck check;
  const Result<yaml::Node> root = yaml::parse_one(text, file_name);
  if (!root) {
    check.problems.push_back(as_problem(root.error(), file_name));
    return check;
  }
  report_zero_bytes(root.value(), check.problems);
  if (!check.problems.empty()) return check;
  Reader reader;
  Workflow workflow = read_workflow(reader, root.value(), file_name);
  check.problems = std::move(reader.problems());
  std::stable_sort(check.problems.begin(), check.problems.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
  });
  if (!check.has(Severity::error)) check.workflow = std::move(workflow);
  return check;
}

Result<Workflow> parse_workflow(std::string_view text, const std::string& file_name) {
  WorkflowCheck check = check_workflow(text, file_name);
  if (check.is_runnable()) return std::move(*check.workflow);
  return as_error(check, file_name);
}

Error as_error(const WorkflowCheck& check, std::string_view file_name) {
  std::vector<Problem> problems = check.problems;
  std::erase_if(problems, [](const Problem& problem) { return problem.severity == Severity::warning; });
  const Problem& first = problems.front();
  const bool is_valid = !check.has(Severity::error);
  Error error = invalid_input(is_valid ? "pipelines.unsupported_workflow" : "pipelines.invalid_workflow",
                              describe(first, file_name))
                    .with_hint(first.hint);
  for (const Problem& problem : problems) {
    error.add_field(std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column), problem.message);
  }
  return error;
}

std::string describe(const Problem& problem, std::string_view file_name) {
  return std::string(file_name) + ":" + std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) +
         ": " + problem.message;
}

}  // namespace towpath::pipelines
