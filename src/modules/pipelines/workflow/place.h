#pragma once

#include "pipelines/expression.h"

namespace towpath::pipelines {

/// Where in a workflow file an expression stands; decides what it may name.
enum class Place {
  nowhere,  ///< No expression may stand here.
  workflow,
  workflow_env,
  job_if,
  strategy,
  job,
  job_env,
  job_defaults,
  environment_url,
  job_outputs,
  step,
  step_if,
};

/// The contexts and functions of a place, as workflow-v1.0.json of actions/languageservices lists them.
const Vocabulary& vocabulary_of(Place place);

}  // namespace towpath::pipelines
