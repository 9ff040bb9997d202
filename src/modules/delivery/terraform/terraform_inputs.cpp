#include "terraform_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/sha256.h"
#include "delivery/score.h"
#include "drivers/driver_json.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t most_files = 64, most_bytes = 1u << 20, longest_path = 200;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// As the programs name variables and outputs.
bool is_identifier(std::string_view name) {
  return !name.empty() && name.size() <= 128 && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

/// A path below a folder: no way up, no hidden part, nothing a shell or a terminal would understand.
bool is_inner_path(std::string_view path) {
  if (path.empty() || path.size() > longest_path || path.front() == '/' || path.back() == '/') return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part.front() == '.') return false;
    begin = end + 1;
  }
  return std::all_of(path.begin(), path.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '/'; });
}

Result<std::string> text_of(const ResourceRequest& request, const object& from, std::string_view key,
                            std::string_view where, std::string otherwise) {
  const auto* found = from.if_contains(key);
  if (!found || found->is_null()) return otherwise;
  if (!found->is_string())
    return invalid_inputs(request, fmt::format("the definition's '{}{}' is no text", where, key));
  return std::string(found->get_string());
}

Result<object> object_of(const ResourceRequest& request, const object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  if (!found || found->is_null()) return object{};
  if (!found->is_object()) return invalid_inputs(request, fmt::format("the definition's '{}' is no object", key));
  return found->get_object();
}

Result<std::vector<std::string>> names_of(const ResourceRequest& request, const object& from, std::string_view key) {
  std::vector<std::string> out;
  const auto* found = from.if_contains(key);
  if (!found || found->is_null()) return out;
  const auto wrong = [&] {
    return invalid_inputs(request, fmt::format("the definition's '{}' is no list of outputs' names", key));
  };
  if (!found->is_array()) return wrong();
  for (const value& name : found->get_array()) {
    if (!name.is_string() || !is_identifier(name.get_string())) return wrong();
    out.emplace_back(name.get_string());
  }
  return out;
}

Status read_files(const ResourceRequest& request, const value& module, TerraformInputs& out) {
  if (module.is_string()) {
    out.files["main.tf"] = std::string(module.get_string());
  } else if (module.is_object()) {
    for (const auto& [name, text] : module.get_object()) {
      if (!is_inner_path(name))
        return invalid_inputs(request, fmt::format("'{}' cannot be a file of the module", std::string_view(name)))
            .with_hint("Use relative names of letters, digits, '_', '-', '.' and '/', without hidden parts.");
      if (!text.is_string())
        return invalid_inputs(request, fmt::format("the module's file '{}' is no text", std::string_view(name)));
      out.files[std::string(name)] = std::string(text.get_string());
    }
  } else {
    return invalid_inputs(request, "the definition's 'module' is neither a text nor an object of files");
  }
  std::size_t bytes = 0;
  for (const auto& [name, text] : out.files) {
    bytes += text.size();
    for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
      if (out.files.contains(name.substr(0, slash)))
        return invalid_inputs(request,
                              fmt::format("'{}' is both a file and a folder of the module", name.substr(0, slash)));
  }
  if (out.files.empty() || out.files.size() > most_files || bytes > most_bytes)
    return invalid_inputs(request,
                          fmt::format("a module has 1 to {} files and at most {} bytes", most_files, most_bytes))
        .with_hint("Keep a larger one in a repository and name it with 'git'.");
  return ok();
}

Result<TerraformGit> read_git(const ResourceRequest& request, const value& git) {
  if (!git.is_object()) return invalid_inputs(request, "the definition's 'git' is no object");
  const object& from = git.get_object();
  CHECK_OK(only_keys(request, "field of git", from, {"repository", "revision", "path"}));
  TerraformGit out;
  TRY(out.repository, text_of(request, from, "repository", "git.", ""));
  if (out.repository.empty())
    return invalid_inputs(request, "'git' names no repository").with_hint("git: {repository: infrastructure}");
  TRY(out.revision, text_of(request, from, "revision", "git.", out.revision));
  TRY(out.path, text_of(request, from, "path", "git.", ""));
  if (!out.path.empty() && !is_inner_path(out.path))
    return invalid_inputs(request, fmt::format("'{}' is no folder of a repository", out.path))
        .with_hint("Write it relative to the root, as in modules/database.");
  return out;
}

Status check_variables(const ResourceRequest& request, const object& variables, std::string_view what) {
  for (const auto& [name, unused] : variables)
    if (!is_identifier(name))
      return invalid_inputs(request, fmt::format("'{}' in '{}' cannot be a variable", std::string_view(name), what));
  return ok();
}

/// Variables of the programs' own would change what they do, and TF_LOG what they print.
bool is_reserved(std::string_view name) { return name.starts_with("TF_") || name.starts_with("TOFU_"); }

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
  if (module) CHECK_OK(read_files(request, *module, out));
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
  TRY(const object env, object_of(request, from, "env"));
  for (const auto& [name, text] : env) {
    if (!text.is_string() || !is_identifier(name))
      return invalid_inputs(request, fmt::format("'{}' in 'env' is no variable with a text", std::string_view(name)));
    if (is_reserved(name))
      return invalid_inputs(request, fmt::format("'{}' in 'env' is set by this server", std::string_view(name)))
          .with_hint("Give variables of the module under 'variables' or 'secretVariables'.");
    out.env.emplace_back(name, text.get_string());
  }
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

std::vector<std::string> parameters_of(const std::string& inputs) {
  std::vector<std::string> out;
  auto parsed = json::parse(inputs);
  if (!parsed || !parsed->is_object()) return out;
  parsed->get_object().erase("module");
  const auto paths = placeholders_of_json(boost::json::serialize(*parsed));
  if (!paths.has_value()) return out;
  for (const auto& path : *paths)
    if (path.size() == 2 && path.front() == "params" && std::find(out.begin(), out.end(), path[1]) == out.end())
      out.push_back(path[1]);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace towpath::delivery
