#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/time.h"
#include "delivery/configuration.h"
#include "delivery/driver.h"
#include "delivery/module_source.h"
#include "process/spawner.h"

#include "configuration_tool.h"

namespace towpath::delivery {

/// Everything referred to outlives the driver.
struct ConfigurationDriverOptions {
  std::filesystem::path folder;  ///< Its own, below the data directory; made at first need.
  process::Spawner& spawner;
  AppliedConfigurations& applied;
  ModuleSource& modules;
  const Clock& clock;
  HostSource* hosts = nullptr;   ///< Null: no definition can take its hosts from the catalog.
  bool is_host_allowed = false;  ///< Whether a definition may run outside of the sandbox.
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";  ///< Where programs are looked for.
};

/// A driver of configuration management with the given tool. preview() is the tool's check mode. apply() runs check
/// mode, writes down what is about to be applied, and runs the tool; as soon as it changes what check mode did not
/// name, it is stopped. drift() is check mode with what was applied last. What a run hands out is its outputs.
///
/// These tools keep no state, so "it exists" is "it was applied and not destroyed", as we wrote it down: observe() asks
/// nothing of the machines. destroy() runs what the definition names for that, as it was applied last; without, what
/// was made stays, and the log says so. The resource's own folder is kept aside for the retention time.
///
/// Values of variables travel in a file only the program may read, never in arguments or the environment.
///
/// Errors: delivery.tool_missing, delivery.invalid_inputs, delivery.configuration_failed (with the tool's own words,
/// and file and line where it says them), delivery.configuration_answer, delivery.configuration_output,
/// delivery.host_not_allowed, delivery.no_hosts, delivery.plan_changed, those of ModuleSource.
std::unique_ptr<Driver> make_configuration_driver(std::unique_ptr<ConfigurationTool> tool,
                                                  ConfigurationDriverOptions options);

}  // namespace towpath::delivery
