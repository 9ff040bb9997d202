#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "delivery/driver.h"
#include "delivery/module_source.h"
#include "delivery/terraform.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Everything referred to outlives the driver.
struct TerraformDriverOptions {
  std::filesystem::path folder;  ///< Its own, below the data directory; made at first need. An operator may put a
                                 ///< cli.tfrc there (mirrors and credentials of registries).
  process::Spawner& spawner;
  TerraformStates& states;
  ModuleSource& modules;
  std::function<std::string()> address;  ///< Of this server, "https://127.0.0.1:7080"; "" before it listens.
  std::chrono::seconds lock_wait{60};    ///< How long a run waits for the lock of another.
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";  ///< Where terraform and tofu are looked for.
};

/// Driver `terraform`: infrastructure as code by terraform or opentofu, whichever the definition names. Inputs:
///   tool             terraform (usual) or opentofu; the program is looked up on the server's PATH
///   module           the module's text, or an object of its files; taken as it is, without placeholders
///   git              instead of it: repository of this platform, revision (usual: main), path of the module's folder
///   variables        object, the module's variables
///   secretVariables  the same for secret ones: the program treats them as sensitive whatever the module says
///   outputs, secrets which outputs are handed out, and which of them as secrets; without both all are, and those that
///                    the module calls sensitive as secrets
///   env              object of strings, variables of the process (HTTPS_PROXY)
///
/// apply() plans, writes down what that means, and applies exactly that plan, or stops. State and lock are
/// TerraformStates'. Values of variables travel in a file only the program may read, never in arguments; and not in
/// TF_VAR_ variables, because every plugin and every provisioner's script would inherit these, and they know no types.
///
/// There is nothing to keep aside: destroy() destroys. Without `purge` the versions of the state stay for the retention
/// time. It uses what was applied last, whatever the definition says by now; drift() compares with that, too.
///
/// Killed in an apply, it does not know what it created since its state was written: see TerraformMakings. While
/// anything is in doubt, all but preview() refuse: apply() and destroy() with answer_lost_code, the others with
/// delivery.terraform_in_doubt.
///
/// Errors: delivery.tool_missing, delivery.invalid_inputs, delivery.terraform_failed (with the program's own words),
/// delivery.terraform_answer, delivery.terraform_output (what is to be handed out is not there or is secret),
/// delivery.terraform_locked (another run has the state), those of TerraformStates and of ModuleSource.
std::unique_ptr<Driver> make_terraform_driver(TerraformDriverOptions options);

}  // namespace towpath::delivery
