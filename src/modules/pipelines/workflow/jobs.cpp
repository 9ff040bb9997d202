#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"

#include "workflow/parts.h"
#include "workflow/step_ids.h"

namespace towpath::pipelines {
namespace {

constexpr Key job_keys[] = {{"name"},
                            {"needs"},
                            {"if"},
                            {"runs-on"},
                            {"permissions"},
                            {"environment"},
                            {"concurrency"},
                            {"outputs"},
                            {"env"},
                            {"defaults"},
                            {"steps"},
                            {"timeout-minutes"},
                            {"cancel-timeout-minutes"},
                            {"strategy"},
                            {"continue-on-error"},
                            {"container", false},
                            {"services", false},
                            {"snapshot", false}};
constexpr Key call_keys[] = {{"name"}, {"uses", false}, {"with", false}, {"secrets", false}, {"needs"},
                             {"if"},   {"permissions"}, {"concurrency"}, {"strategy"}};
constexpr Key runs_on_keys[] = {{"group", false}, {"labels"}};
constexpr Key environment_keys[] = {{"name"}, {"url"}, {"deployment", false}};
constexpr Key strategy_keys[] = {{"fail-fast"}, {"max-parallel"}, {"matrix"}};

// Each need of a job with its place.
using Needs = std::vector<std::pair<std::string, yaml::Position>>;

class JobReader {
 public:
  explicit JobReader(Reader& reader) : reader_(reader) {}

  std::vector<Job> read(const yaml::Node& node) {
    std::vector<Job> jobs;
    if (!reader_.is_mapping(node, "'jobs'")) return jobs;
    for (const yaml::Entry& entry : node.entries()) {
      if (const std::string problem = id_problem(entry.key); !problem.empty()) reader_.error(entry.key_at, problem);
      jobs.push_back(read_job(entry));
    }
    check_needs(node, jobs);
    return jobs;
  }

 private:
  Job read_job(const yaml::Entry& entry) {
    Job job;
    job.id = entry.key;
    job.at = entry.key_at;
    const yaml::Node& node = entry.value;
    const std::string what = "the job '" + entry.key + "'";
    const bool is_call = node.find("uses") != nullptr && node.find("runs-on") == nullptr;
    if (!reader_.is_mapping(node, what, is_call ? std::span<const Key>(call_keys) : std::span<const Key>(job_keys))) {
      return job;
    }
    read_needs(node.find("needs"), job);
    job.name = reader_.read_optional(node, "name", Place::job, Expect::text);
    job.if_text = reader_.read_condition(node.find("if"), Place::job_if);
    job.permissions = read_permissions(reader_, node.find("permissions"));
    job.concurrency = read_concurrency(reader_, node.find("concurrency"), Place::job);
    if (const yaml::Node* strategy = node.find("strategy")) job.strategy = read_strategy(reader_, *strategy);
    if (is_call) return job;
    if (const yaml::Node* runs_on = reader_.required(node, "runs-on", what)) read_runs_on(*runs_on, job);
    if (const yaml::Node* env = node.find("env")) job.env = reader_.read_env(*env, "'env'", Place::job_env);
    if (const yaml::Node* outputs = node.find("outputs")) {
      job.outputs = reader_.read_named(*outputs, "'outputs'", Place::job_outputs);
    }
    job.defaults = read_defaults(reader_, node.find("defaults"), Place::job_defaults);
    job.timeout_minutes = reader_.read_or_null(node, "timeout-minutes", Place::job, Expect::number);
    job.cancel_timeout_minutes = reader_.read_or_null(node, "cancel-timeout-minutes", Place::job, Expect::number);
    job.continue_on_error = reader_.read_or_null(node, "continue-on-error", Place::job, Expect::boolean);
    if (const yaml::Node* environment = node.find("environment")) read_environment(*environment, job);
    if (const yaml::Node* steps = node.find("steps")) job.steps = read_steps(reader_, *steps);
    return job;
  }

  void read_needs(const yaml::Node* node, const Job& job) {
    Needs& needs = needs_[job.id];
    if (node == nullptr) return;
    if (node->is_scalar()) {
      needs.emplace_back(reader_.read_literal(*node, Expect::non_empty_text), node->at());
    } else if (reader_.is_sequence(*node, "'needs'")) {
      for (const yaml::Node& item : node->items()) {
        needs.emplace_back(reader_.read_literal(item, Expect::non_empty_text), item.at());
      }
    }
  }

  void read_runs_on(const yaml::Node& node, Job& job) {
    const yaml::Node* labels = &node;
    if (node.is_mapping()) {
      labels = reader_.is_mapping(node, "'runs-on'", runs_on_keys) ? node.find("labels") : nullptr;
    }
    if (labels == nullptr) return;
    if (labels->is_sequence()) {
      std::vector<Template> items;
      for (const yaml::Node& item : labels->items()) items.push_back(read_label(item));
      job.runs_on = Template(labels->at(), std::move(items));
    } else {
      job.runs_on = read_label(*labels);
    }
  }

  Template read_label(const yaml::Node& node) {
    Template label = reader_.read(node, Place::job, Expect::non_empty_text);
    if (label.is_literal()) {
      const std::string name = to_lower(label.literal().to_text());
      if (name.starts_with("windows") || name.starts_with("macos")) {
        reader_.unsupported(node.at(), "jobs run on Linux here, not on '" + name + "'");
      }
    }
    return label;
  }

  void read_environment(const yaml::Node& node, Job& job) {
    EnvironmentUse use;
    if (node.is_mapping()) {
      if (!reader_.is_mapping(node, "'environment'", environment_keys)) return;
      const yaml::Node* name = reader_.required(node, "name", "'environment'");
      if (name == nullptr) return;
      use.name = reader_.read(*name, Place::job, Expect::text);
      use.url = reader_.read_optional(node, "url", Place::environment_url, Expect::text);
    } else {
      use.name = reader_.read(node, Place::job, Expect::text);
    }
    job.environment = std::move(use);
  }

  // Resolves the names of `needs` to the ids of the jobs and refuses cycles.
  void check_needs(const yaml::Node& node, std::vector<Job>& jobs) {
    std::map<std::string, Job*> by_id;
    for (Job& job : jobs) by_id.emplace(job.id, &job);
    for (Job& job : jobs) {
      for (const auto& [name, at] : needs_[job.id]) {
        if (by_id.contains(name)) {
          if (std::find(job.needs.begin(), job.needs.end(), name) == job.needs.end()) job.needs.push_back(name);
          continue;
        }
        std::vector<std::string> ids;
        for (const auto& [id, known] : by_id) ids.push_back(id);
        const auto near = nearest(name, ids);
        reader_.error(at, "the job '" + job.id + "' needs the unknown job '" + name + "'",
                      near ? "did you mean '" + *near + "'?" : "");
      }
    }
    if (jobs.empty()) reader_.error(node.at(), "a workflow needs at least one job");
    std::set<std::string> reached;
    for (bool grew = true; grew;) {
      grew = false;
      for (const Job& job : jobs) {
        const bool ready = std::all_of(job.needs.begin(), job.needs.end(),
                                       [&](const std::string& need) { return reached.contains(need); });
        if (ready && reached.insert(job.id).second) grew = true;
      }
    }
    for (const Job& job : jobs) {
      if (reached.contains(job.id)) continue;
      for (const auto& [name, at] : needs_[job.id]) {
        if (by_id.contains(name) && !reached.contains(name)) {
          reader_.error(at, "the job '" + job.id + "' needs '" + name + "', which makes a cycle");
        }
      }
    }
  }

  Reader& reader_;
  std::map<std::string, Needs> needs_;  ///< By job id.
};

void check_matrix(Reader& reader, const yaml::Node& matrix) {
  if (!reader.is_mapping(matrix, "'matrix'")) return;
  for (const yaml::Entry& entry : matrix.entries()) {
    const bool is_filter = entry.key == "include" || entry.key == "exclude";
    if (entry.value.string() != nullptr && entry.value.string()->find("${{") != std::string::npos) continue;
    if (!reader.is_sequence(entry.value, "'" + entry.key + "' in 'matrix'")) continue;
    if (!is_filter && entry.value.items().empty()) {
      reader.error(entry.value.at(), "'" + entry.key + "' in 'matrix' has no values");
    }
    if (!is_filter) continue;
    for (const yaml::Node& item : entry.value.items()) {
      const bool is_expression = item.string() != nullptr && item.string()->find("${{") != std::string::npos;
      if (!is_expression) reader.is_mapping(item, "an entry of '" + entry.key + "'");
    }
  }
}

}  // namespace

Strategy read_strategy(Reader& reader, const yaml::Node& node) {
  Strategy strategy;
  if (node.is_scalar() && node.string() != nullptr && node.string()->find("${{") != std::string::npos) {
    reader.unsupported(node.at(), "a 'strategy' that is one expression is not supported yet",
                       "give 'matrix' the expression instead");
    return strategy;
  }
  if (!reader.is_mapping(node, "'strategy'", strategy_keys)) return strategy;
  strategy.fail_fast = reader.read_or_null(node, "fail-fast", Place::strategy, Expect::boolean);
  strategy.max_parallel = reader.read_or_null(node, "max-parallel", Place::strategy, Expect::number);
  if (const yaml::Node* matrix = node.find("matrix"); matrix != nullptr) {
    const bool is_expression = matrix->string() != nullptr && matrix->string()->find("${{") != std::string::npos;
    if (!is_expression) check_matrix(reader, *matrix);
    strategy.matrix = reader.read(*matrix, Place::strategy, Expect::anything);
  }
  return strategy;
}

std::vector<Job> read_jobs(Reader& reader, const yaml::Node& node) { return JobReader(reader).read(node); }

}  // namespace towpath::pipelines
