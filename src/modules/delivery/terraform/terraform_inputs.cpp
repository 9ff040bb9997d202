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
  const auto* module = from.if_contains("module");
  const auto* git = from.if_contains("git");
  if ((module == nullptr) == (git == nullptr))
    return invalid_inputs(request, "the definition names either a 'module' or one in 'git', and not both")
        .with_hint("module: |\n  output \"greeting\" { value = \"hello\" }");
  if (module) {
    TRY(out.files, read_files(request, *module, "module", "main.tf"));
  }
  if (git) {
    TRY(out.git, read_git(request, *git));
  }
  TRY(out.variables, object_of(request, from, "variables"));
  TRY(out.secret_variables, object_of(request, from, "secretVariables"));
  CHECK_OK(check_variables(request, out.variables, "variables"));
  CHECK_OK(check_variables(request, out.secret_variables, "secretVariables"));
  for (const auto& [name, unused] : out.secret_variables)
    if (out.variables.contains(name))
      return invalid_inputs(request, fmt::format("the variable '{}' is both secret and not", std::string_view(name)));
  TRY(out.outputs, names_of(request, from, "outputs"));
  TRY(out.secrets, names_of(request, from, "secrets"));
  TRY(out.env, read_env(request, from, reserved_prefixes));
  return out;
}

/// As inputs that read() takes.
object as_object(const TerraformInputs& inputs) {
  object files, env;
  for (const auto& [name, text] : inputs.files) files[name] = text;
  for (const auto& [name, text] : inputs.env) env[name] = text;
  object out{{"tool", inputs.tool},
             {"variables", inputs.variables},
             {"secretVariables", inputs.secret_variables},
             {"outputs", boost::json::value_from(inputs.outputs)},
             {"secrets", boost::json::value_from(inputs.secrets)},
             {"env", std::move(env)}};
  if (inputs.git)
    out["git"] =
        object{{"repository", inputs.git->repository}, {"revision", inputs.git->revision}, {"path", inputs.git->path}};
  else
    out["module"] = std::move(files);
  return out;
}

}  // namespace

Result<TerraformInputs> read_terraform_inputs(const ResourceRequest& request) {
  TRY(const object from, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", from,
                     {"tool", "module", "git", "variables", "secretVariables", "outputs", "secrets", "env"}));
  TRY(TerraformInputs out, read(request, from));
  for (const auto& [name, secret] : request.secret_inputs) {
    if (!is_identifier(name) || out.variables.contains(name))
      return invalid_inputs(request, fmt::format("the secret '{}' cannot be a variable of its own", name));
    out.secret_variables[name] = secret.reveal();
  }
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
