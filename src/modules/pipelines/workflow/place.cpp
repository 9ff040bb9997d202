#include "workflow/place.h"

#include <initializer_list>

namespace towpath::pipelines {
namespace {

using Names = std::vector<std::string>;

Names with(Names names, std::initializer_list<const char*> more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

constexpr std::size_t any_number = 255;

}  // namespace

const Vocabulary& vocabulary_of(Place place) {
  static const Names root = {"github", "inputs", "vars"};
  static const Names needs = with(root, {"needs"});
  static const Names job = with(needs, {"strategy", "matrix"});
  static const Names running = with(job, {"steps", "job", "runner", "env"});
  static const std::vector<FunctionSignature> hash = {{"hashFiles", 1, any_number}};

  static const Vocabulary nowhere = {{}, {}};
  static const Vocabulary workflow = {root, {}};
  static const Vocabulary workflow_env = {with(root, {"secrets"}), {}};
  static const Vocabulary job_if = {
      needs, {{"always", 0, 0}, {"cancelled", 0, 0}, {"failure", 0, any_number}, {"success", 0, any_number}}};
  static const Vocabulary strategy = {needs, {}};
  static const Vocabulary in_job = {job, {}};
  static const Vocabulary job_env = {with(job, {"secrets"}), {}};
  static const Vocabulary job_defaults = {with(job, {"env"}), {}};
  static const Vocabulary environment_url = {running, {}};
  static const Vocabulary job_outputs = {with(running, {"secrets"}), {}};
  static const Vocabulary step = {with(running, {"secrets"}), hash};
  static const Vocabulary step_if = {
      running, {{"always", 0, 0}, {"cancelled", 0, 0}, {"failure", 0, 0}, {"success", 0, 0}, hash.front()}};

  switch (place) {
    case Place::nowhere:
      return nowhere;
    case Place::workflow:
      return workflow;
    case Place::workflow_env:
      return workflow_env;
    case Place::job_if:
      return job_if;
    case Place::strategy:
      return strategy;
    case Place::job:
      return in_job;
    case Place::job_env:
      return job_env;
    case Place::job_defaults:
      return job_defaults;
    case Place::environment_url:
      return environment_url;
    case Place::job_outputs:
      return job_outputs;
    case Place::step:
      return step;
    case Place::step_if:
      return step_if;
  }
  return nowhere;
}

}  // namespace towpath::pipelines
