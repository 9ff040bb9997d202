#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "delivery/driver.h"
#include "delivery/module_source.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Everything referred to outlives the driver.
struct HelmDriverOptions {
  std::filesystem::path folder;  ///< Its own, below the data directory; made at first need.
  process::Spawner& spawner;
  ModuleSource& modules;
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";  ///< Where helm is looked for.
};

/// Driver `helm`: the objects of a Helm chart. The chart is rendered on this server (helm/helm_chart.h, which has the
/// inputs) and `applies` is asked with the objects as its input `manifests`: it alone knows the cluster, makes,
/// observes, compares and removes them, and is asked for what it keeps under its own name. Nothing of Helm's is in the
/// cluster, and its hooks are not run.
///
/// Errors: delivery.tool_missing, delivery.invalid_inputs, delivery.helm_failed, those of `applies`.
std::unique_ptr<Driver> make_helm_driver(std::unique_ptr<Driver> applies, HelmDriverOptions options);

}  // namespace towpath::delivery
