#include "terraform_inputs.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/sha256.h"
#include "drivers/driver_json.h"
#include "drivers/source_inputs.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

/// Variables of the programs' own would change what they do, and TF_LOG what they print.
const std::vector<std::string_view> reserved_prefixes = {"TF_", "TOFU_"};

Result<TerraformInputs> read(const ResourceRequest& request, const object& from) {
  TerraformInputs out;
  TRY(out.tool, text_of(request, from, "tool", "", out.tool));
  if (out.tool != "terraform" && out.tool != "opentofu")
    return invalid_inputs(request, fmt::format("'{}' is no tool of this driver", out.tool))
        .with_hint("known are: terraform, opentofu");
  CHECK_OK(
      read_source(request, from, "module", "main.tf", "module: |\n  output \"greeting\" { value = \"hello\" }", out));
  CHECK_OK(read_values(request, from, reserved_prefixes, out));
  return out;
}

/// As inputs that read() takes.
object as_object(const TerraformInputs& inputs) {
  object out = source_object(inputs, "module");
  out["tool"] = inputs.tool;
  return out;
}

}  // namespace

Result<TerraformInputs> read_terraform_inputs(const ResourceRequest& request) {
  TRY(const object from, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", from,
                     {"tool", "module", "git", "variables", "secretVariables", "outputs", "secrets", "env"}));
  TRY(TerraformInputs out, read(request, from));
  CHECK_OK(add_secret_inputs(request, out));
  return out;
}

Secret keep(const KeptConfiguration& kept) {
  return Secret(
      boost::json::serialize(object{{"inputs", as_object(kept.inputs)}, {"providerLock", kept.provider_lock}}));
}

Result<KeptConfiguration> read_kept(const ResourceRequest& request, const Secret& text) {
  TRY(const object from, read_object(request, "kept configuration", text.reveal()));
  TRY(const object inputs, object_of(request, from, "inputs"));
  KeptConfiguration out;
  TRY(out.inputs, read(request, inputs));
  TRY(out.provider_lock, text_of(request, from, "providerLock", "", ""));
  return out;
}

std::string module_digest(const TerraformInputs& inputs) {
  const object all = as_object(inputs);
  return sha256_hex(json::canonical(all.contains("git") ? all.at("git") : all.at("module")));
}

}  // namespace towpath::delivery
