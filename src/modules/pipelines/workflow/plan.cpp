#include "pipelines/plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/strings.h"

#include "pipelines/matrix.h"

namespace towpath::pipelines {
namespace {

constexpr std::size_t max_name_length = 100;

Error named(const Error& error, const Job& job) {
  return Error(error.kind(), error.code(), "job '" + job.id + "': " + error.message())
      .with_hint(error.hint())
      .with_field(std::to_string(job.at.line) + ":" + std::to_string(job.at.column), error.message());
}

// The part of a key after the job: made of the values, unique among the jobs of the matrix.
std::string slug(const std::vector<std::string>& segments, std::set<std::string>& taken) {
  std::string base = to_lower(join(segments, "_"));
  for (char& c : base) {
    const bool is_key_character = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (!is_key_character) c = '_';
  }
  base = base.substr(0, max_name_length);
  if (base.empty()) base = "job";
  std::string text = base;
  for (int n = 2; !taken.insert(text).second; ++n) text = base + "_" + std::to_string(n);
  return text;
}

std::string with_segments(const std::string& name, const std::vector<std::string>& segments) {
  std::string text = segments.empty() ? name : name + " (" + join(segments, ", ") + ")";
  if (text.size() > max_name_length) text = text.substr(0, max_name_length - 3) + "...";
  return text;
}

class Planner {
 public:
  Planner(const Job& job, const Scope& scope) : job_(job), scope_(scope) {}

  Result<std::vector<PlannedJob>> plan(const std::vector<std::string>& needs) {
    PlannedJob common;
    common.job_id = job_.id;
    common.needs = needs;
    TRY(common.fail_fast, flag(job_.strategy.fail_fast, true, "fail-fast"));
    TRY(common.max_parallel, max_parallel());
    TRY(const Value matrix, job_.strategy.matrix.evaluate(scope_));
    if (matrix.is_null()) {
      common.key = to_lower(job_.id);
      CHECK_OK(finish(common, {}));
      return std::vector<PlannedJob>{std::move(common)};
    }
    TRY(std::vector<MatrixJob> combinations, expand_matrix(matrix));
    std::vector<PlannedJob> planned;
    std::set<std::string> slugs;
    for (MatrixJob& combination : combinations) {
      PlannedJob job = common;
      job.key = to_lower(job_.id) + "/" + slug(combination.segments, slugs);
      job.matrix = std::move(combination.values);
      job.index = planned.size();
      job.total = combinations.size();
      if (common.max_parallel && planned.size() >= *common.max_parallel) {
        job.after.push_back(planned[planned.size() - *common.max_parallel].key);
      }
      CHECK_OK(finish(job, combination.segments));
      planned.push_back(std::move(job));
    }
    return planned;
  }

 private:
  Error invalid(const std::string& key, const std::string& expected, const Value& value) const {
    return invalid_input("pipelines.invalid_value",
                         "'" + key + "' must be " + expected + ", not '" + value.to_text() + "'");
  }

  Result<bool> flag(const Template& text, bool when_absent, const std::string& key) const {
    TRY(const Value value, text.evaluate(scope_));
    if (value.is_null()) return when_absent;
    if (value.kind() != ValueKind::boolean) return invalid(key, "true or false", value);
    return value.boolean();
  }

  Result<std::optional<std::size_t>> max_parallel() const {
    TRY(const Value value, job_.strategy.max_parallel.evaluate(scope_));
    if (value.is_null()) return std::optional<std::size_t>();
    const double number = value.to_number();
    if (!(number >= 1) || number > max_matrix_jobs) return invalid("max-parallel", "from 1 to 256", value);
    return std::optional<std::size_t>(static_cast<std::size_t>(number));
  }

  // What depends on the combination: the name and continue-on-error.
  Status finish(PlannedJob& job, const std::vector<std::string>& segments) const {
    Scope scope = scope_;
    scope.contexts.set("matrix", job.matrix);
    Object strategy;
    strategy.set("fail-fast", Value(job.fail_fast));
    strategy.set("job-index", Value(static_cast<double>(job.index)));
    strategy.set("job-total", Value(static_cast<double>(job.total)));
    strategy.set("max-parallel", Value(static_cast<double>(job.max_parallel.value_or(job.total))));
    scope.contexts.set("strategy", Value(std::move(strategy)));

    if (!job_.name || job_.name->is_literal()) {
      const std::string given = job_.name ? job_.name->literal().to_text() : "";
      job.name = with_segments(given.empty() ? job_.id : given, segments);
    } else if (job_.name->reads("needs")) {
      job.name = with_segments(job_.id, segments);  // known only later; the job has to be listed before
    } else {
      TRY(job.name, job_.name->evaluate_text(scope));
      if (trim(job.name).empty()) job.name = with_segments(job_.id, segments);
    }
    TRY(const Value value, job_.continue_on_error.evaluate(scope));
    if (!value.is_null() && value.kind() != ValueKind::boolean) {
      return invalid("continue-on-error", "true or false", value);
    }
    job.continue_on_error = value.is_truthy();
    return read_labels(job, scope);
  }

  Status read_labels(PlannedJob& job, const Scope& scope) const {
    if (job_.runs_on.reads("needs")) return ok();
    TRY(const Value value, job_.runs_on.evaluate(scope));
    const auto add = [&](const Value& label) {
      const std::string text = to_lower(trim(label.to_text()));
      if (!text.empty()) job.labels.push_back(text);
    };
    if (value.kind() == ValueKind::array)
      for (const Value& label : value.array().items) add(label);
    else
      add(value);
    constexpr std::size_t most_labels = 20;
    if (job.labels.size() > most_labels) return invalid("runs-on", "at most 20 labels", value);
    return ok();
  }

  const Job& job_;
  const Scope& scope_;
};

bool depends_on_needs(const Strategy& strategy) {
  return strategy.matrix.reads("needs") || strategy.fail_fast.reads("needs") || strategy.max_parallel.reads("needs");
}

// Needs before those that need them, otherwise as in the file.
std::vector<const Job*> in_order(const Workflow& workflow) {
  std::vector<const Job*> ordered;
  std::set<std::string> done;
  while (ordered.size() < workflow.jobs.size()) {
    for (const Job& job : workflow.jobs) {
      if (done.contains(job.id)) continue;
      if (std::all_of(job.needs.begin(), job.needs.end(), [&](const std::string& n) { return done.contains(n); })) {
        done.insert(job.id);
        ordered.push_back(&job);
      }
    }
  }
  return ordered;
}

}  // namespace

Result<std::vector<PlannedJob>> plan_jobs(const Workflow& workflow, const Scope& scope) {
  std::map<std::string, std::vector<PlannedJob>> by_job;
  for (const Job* job : in_order(workflow)) {
    std::vector<std::string> needs;
    for (const std::string& need : job->needs) {
      for (const PlannedJob& planned : by_job[need]) needs.push_back(planned.key);
    }
    if (depends_on_needs(job->strategy)) {
      PlannedJob pending;
      pending.key = to_lower(job->id);
      pending.job_id = job->id;
      pending.name = job->id;
      pending.needs = std::move(needs);
      pending.is_pending_matrix = true;
      by_job[job->id].push_back(std::move(pending));
      continue;
    }
    Result<std::vector<PlannedJob>> planned = Planner(*job, scope).plan(needs);
    if (!planned) return named(planned.error(), *job);
    by_job[job->id] = std::move(planned).value();
  }
  std::vector<PlannedJob> all;
  for (const Job& job : workflow.jobs) {
    for (PlannedJob& planned : by_job[job.id]) all.push_back(std::move(planned));
  }
  return all;
}

Result<std::vector<PlannedJob>> expand_job(const Job& job, const PlannedJob& pending, const Scope& scope) {
  Result<std::vector<PlannedJob>> planned = Planner(job, scope).plan(pending.needs);
  if (!planned) return named(planned.error(), job);
  return planned;
}

}  // namespace towpath::pipelines
