#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "delivery/driver.h"
#include "terraform/terraform_documents.h"

namespace towpath::delivery {

// What pulumi prints, read as text from outside: with limits, nothing assumed. Errors of all that read:
// delivery.pulumi_answer.

/// Bytes of a deployment, a preview or outputs that are read at most.
inline constexpr std::size_t largest_pulumi_document = 8u << 20;

/// What `preview --json` says would be done, in its order; at most 200 changes are named. Steps that change nothing,
/// and the two halves of a replacement, are left out, as is the stack itself. Values are not looked at.
Result<DriverChanges> read_pulumi_preview(std::string_view text);

/// "aws:s3/bucket:Bucket::main" of a resource's URN.
std::string subject_of_urn(std::string_view urn);

/// What `stack output --json` says, once without and once with `--show-secrets`: the first shows "[secret]" for those.
Result<TerraformOutputs> read_pulumi_outputs(std::string_view masked, std::string_view plain);

/// The project's name in a Pulumi.yaml: variables are written below it.
Result<std::string> read_pulumi_project(std::string_view text);

/// A deployment as `stack export` prints it, put into a document as the states of terraform are (format 4): so it has
/// their history, lock and retention, and one way to be read. `state`: its name, which is the lineage.
Result<Secret> as_state(std::string_view deployment, const TerraformOutputs& outputs, const std::string& state,
                        std::int64_t serial);
/// The deployment in such a document, for `stack import`.
Result<Secret> deployment_of(const Secret& state);

}  // namespace towpath::delivery
