#include "pipelines/job_state.h"

#include <algorithm>

#include "workflow/place.h"

namespace towpath::pipelines {
namespace {

using Arguments = std::span<const Value>;

Scope::Function constant(bool value) {
  return [value](Arguments) -> Result<Value> { return Value(value); };
}

Result<bool> holds(const std::string& if_text, Place place, const Scope& scope) {
  TRY(const Expression condition, Expression::parse(if_text, vocabulary_of(place)));
  TRY(const Value value, condition.evaluate(scope));
  return value.is_truthy();
}

// success() and failure() of a job look at all its ancestors, or at the needs they are given by id.
Scope::Function over_needs(const std::vector<NeededJob>& needs, bool of_ancestors,
                           const std::function<bool(const std::vector<Conclusion>&)>& test) {
  return [=](Arguments arguments) -> Result<Value> {
    if (arguments.empty()) return Value(of_ancestors);
    std::vector<Conclusion> results;
    for (const Value& argument : arguments) {
      const auto need = std::find_if(needs.begin(), needs.end(), [&](const NeededJob& job) {
        return loosely_equal(Value(job.id), Value(argument.to_text()));
      });
      if (need != needs.end()) results.push_back(need->result);
    }
    return Value(test(results));
  };
}

bool all_succeeded(const std::vector<Conclusion>& results) {
  return std::all_of(results.begin(), results.end(), [](Conclusion c) { return c == Conclusion::success; });
}

bool any_failed(const std::vector<Conclusion>& results) {
  return std::any_of(results.begin(), results.end(), [](Conclusion c) { return c == Conclusion::failure; });
}

}  // namespace

std::string_view to_string(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::success:
      return "success";
    case Conclusion::failure:
      return "failure";
    case Conclusion::cancelled:
      return "cancelled";
    case Conclusion::skipped:
      return "skipped";
  }
  return "";
}

Scope job_condition_scope(const Object& contexts, const std::vector<NeededJob>& needs,
                          const std::vector<Conclusion>& ancestors, Cancelled cancelled) {
  Scope scope;
  scope.contexts = contexts;
  Object needed;
  for (const NeededJob& need : needs) {
    Object job;
    job.set("result", Value(to_string(need.result)));
    job.set("outputs", Value(need.outputs));
    needed.set(need.id, Value(std::move(job)));
  }
  scope.contexts.set("needs", Value(std::move(needed)));
  const bool is_cancelled = cancelled == Cancelled::yes;
  scope.functions["always"] = constant(true);
  scope.functions["cancelled"] = constant(is_cancelled);
  scope.functions["success"] = over_needs(needs, !is_cancelled && all_succeeded(ancestors), all_succeeded);
  scope.functions["failure"] = over_needs(needs, !is_cancelled && any_failed(ancestors), any_failed);
  return scope;
}

Result<bool> job_condition_holds(const std::string& if_text, const Scope& scope) {
  return holds(if_text, Place::job_if, scope);
}

Result<bool> step_condition_holds(const std::string& if_text, const Scope& scope) {
  return holds(if_text, Place::step_if, scope);
}

JobState::JobState(Object contexts, std::map<std::string, std::string> env, Scope::Function hash_files)
    : contexts_(std::move(contexts)), env_(std::move(env)), hash_files_(std::move(hash_files)) {}

Conclusion JobState::status() const {
  if (is_cancelled_) return Conclusion::cancelled;
  return has_failed_ ? Conclusion::failure : Conclusion::success;
}

Scope JobState::scope(const std::map<std::string, std::string>& step_env) const {
  Scope scope;
  scope.contexts = contexts_;
  Object env(KeyCase::sensitive);
  for (const auto& [name, value] : env_) env.set(name, Value(value));
  for (const auto& [name, value] : step_env) env.set(name, Value(value));
  Object job;
  job.set("status", Value(to_string(status())));
  scope.contexts.set("env", Value(std::move(env)));
  scope.contexts.set("steps", Value(steps_));
  scope.contexts.set("job", Value(std::move(job)));
  scope.functions["always"] = constant(true);
  scope.functions["cancelled"] = constant(status() == Conclusion::cancelled);
  scope.functions["failure"] = constant(status() == Conclusion::failure);
  scope.functions["success"] = constant(status() == Conclusion::success);
  scope.functions["hashfiles"] = hash_files_;
  return scope;
}

Conclusion JobState::finish_step(const std::string& id, Conclusion outcome, bool may_fail, Object outputs) {
  const Conclusion conclusion = outcome == Conclusion::failure && may_fail ? Conclusion::success : outcome;
  has_failed_ = has_failed_ || conclusion == Conclusion::failure;
  Object step;
  step.set("outputs", Value(std::move(outputs)));
  step.set("outcome", Value(to_string(outcome)));
  step.set("conclusion", Value(to_string(conclusion)));
  steps_.set(id, Value(std::move(step)));
  return conclusion;
}

}  // namespace towpath::pipelines
