#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "delivery/driver.h"
#include "delivery/module_source.h"
#include "delivery/terraform.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Everything referred to outlives the driver.
struct PulumiDriverOptions {
  std::filesystem::path folder;  ///< Its own, below the data directory; made at first need.
  process::Spawner& spawner;
  TerraformStates& states;  ///< Where deployments are kept, too.
  ModuleSource& modules;
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";  ///< Where pulumi is looked for.
};

/// Driver `pulumi`: infrastructure as code by a Pulumi program. Inputs:
///   program          the text of a Pulumi.yaml, or an object of files with one; taken as it is, without placeholders
///   git              instead of it: repository of this platform, revision (usual: main), path of the project's folder
///   variables        object, the stack's configuration below the project's name
///   secretVariables  the same for secret ones
///   outputs, secrets which outputs are handed out, and which of them as secrets; without both all are, and those that
///                    pulumi calls secret as secrets
///   env              object of strings, variables of the process
///
/// A stack of one resource lies in a folder while a command works on it, in pulumi's own file backend; before, it comes
/// out of our states and afterwards it goes there, sealed, with the last twenty versions, also when the command failed.
/// What a server that died left in that folder is newer than what is stored, and is taken up again. The passphrase of
/// its secrets is the resource's own secret ".passphrase". Values of secret variables are given on standard input.
///
/// preview() is `preview --json`. pulumi has no plan that can be applied as it was saved: apply() makes the preview
/// again, compares it with what was agreed to, and updates at once. drift() is a preview with `--refresh` of what was
/// applied last; destroy() destroys that.
///
/// Errors: delivery.tool_missing, delivery.invalid_inputs, delivery.pulumi_failed (with pulumi's own words),
/// delivery.pulumi_answer, delivery.pulumi_output, delivery.pulumi_locked (another run has the state),
/// delivery.pulumi_passphrase (it was lost), delivery.plan_changed, those of TerraformStates and of ModuleSource.
std::unique_ptr<Driver> make_pulumi_driver(PulumiDriverOptions options);

}  // namespace towpath::delivery
