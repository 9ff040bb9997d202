#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <string>

#include "delivery/driver.h"
#include "delivery/module_source.h"
#include "drivers/source_inputs.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// What a definition of the driver `helm` says, with placeholders resolved.
struct HelmInputs : SourceInputs {
  std::string archive;  ///< A file of the repository (.tgz) that is the chart; "" for the folder itself.
  std::string release;  ///< Name of the release that templates see.
  std::string name_space;
  boost::json::object values, secret_values;
  boost::json::object passed_on;  ///< What the driver that applies the objects is told, too.
};

/// Reads and checks inputs: `chart` (an object of files) or `git` (and `archive`), `values`, `secretValues`, `release`,
/// `namespace`, and `outputs`, `secrets`, `force` of the driver that applies. Secret inputs of the request become
/// secret values. Errors: delivery.invalid_inputs.
Result<HelmInputs> read_helm_inputs(const ResourceRequest& request);

/// What rendering needs.
struct HelmSetting {
  std::filesystem::path program;  ///< Absolute.
  std::filesystem::path run;      ///< A folder of its own, which must not exist; removed afterwards.
  process::Spawner& spawner;
  ModuleSource& modules;
};

/// The chart's objects as YAML documents, at most 1 MiB: `helm template`, hooks left out. It runs in the sandbox,
/// without the network; the charts a chart depends on lie in its `charts/`. Values are in a file only the program may
/// read. Errors: delivery.helm_failed (with helm's words, masked), those of ModuleSource and of the spawner.
Result<std::string> render_chart(const ResourceRequest& request, HelmInputs inputs, const HelmSetting& setting,
                                 const DriverContext& context);

}  // namespace towpath::delivery
