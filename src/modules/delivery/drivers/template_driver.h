#pragma once

#include <memory>

#include "delivery/driver.h"
#include "delivery/traffic.h"

namespace towpath::delivery {

/// Computes a resource from templates: the `template://` provisioners of Score's tools, which are Go templates that
/// give YAML. Inputs of the definition:
///   init, state, shared, outputs  the templates, rendered in this order; each sees what the ones before it gave
///   expected_outputs              keys that the outputs have to have
///   supported_params              names of parameters, for forms
///   secrets                       keys of the outputs that are secret
///   services, volumes, networks, files, directories, models, manifests, info_logs
///                                 what Docker Compose or Kubernetes would make; refused unless `made_elsewhere` names
///                                 it: then it is checked, and left to others
/// State and seed are kept in the vault: random values stay what they were. Shared state is the resource's own.
/// Errors, beside delivery.invalid_inputs: delivery.template_failed (which section, line and column, and the action).
/// `traffic` outlives it: for the port in `.WorkloadServices`.
std::unique_ptr<Driver> make_template_driver(const Traffic& traffic);

}  // namespace towpath::delivery
