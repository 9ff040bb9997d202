#include "source_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "delivery/score.h"
#include "driver_json.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t most_files = 64, most_bytes = 1u << 20, longest_path = 200;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_identifier(std::string_view name) {
  return !name.empty() && name.size() <= 128 && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

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
    return invalid_inputs(request, fmt::format("the definition's '{}' is no list of names", key));
  };
  if (!found->is_array()) return wrong();
  for (const value& name : found->get_array()) {
    if (!name.is_string() || !is_identifier(name.get_string())) return wrong();
    out.emplace_back(name.get_string());
  }
  return out;
}

namespace {

/// Files by name: of an object of texts, or one text, which becomes the file `usual_name`. `what` names the input.
Result<std::map<std::string, std::string>> read_files(const ResourceRequest& request, const value& given,
                                                      std::string_view what, const std::string& usual_name) {
  std::map<std::string, std::string> out;
  if (given.is_string()) {
    out[usual_name] = std::string(given.get_string());
  } else if (given.is_object()) {
    for (const auto& [name, text] : given.get_object()) {
      if (!is_inner_path(name))
        return invalid_inputs(request, fmt::format("'{}' cannot be a file of the {}", std::string_view(name), what))
            .with_hint("Use relative names of letters, digits, '_', '-', '.' and '/', without hidden parts.");
      if (!text.is_string())
        return invalid_inputs(request, fmt::format("the {}'s file '{}' is no text", what, std::string_view(name)));
      out[std::string(name)] = std::string(text.get_string());
    }
  } else {
    return invalid_inputs(request, fmt::format("the definition's '{}' is neither a text nor an object of files", what));
  }
  std::size_t bytes = 0;
  for (const auto& [name, text] : out) {
    bytes += text.size();
    for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
      if (out.contains(name.substr(0, slash)))
        return invalid_inputs(request,
                              fmt::format("'{}' is both a file and a folder of the {}", name.substr(0, slash), what));
  }
  if (out.empty() || out.size() > most_files || bytes > most_bytes)
    return invalid_inputs(request,
                          fmt::format("a {} has 1 to {} files and at most {} bytes", what, most_files, most_bytes))
        .with_hint("Keep a larger one in a repository and name it with 'git'.");
  return out;
}

Result<GitSource> read_git(const ResourceRequest& request, const value& git) {
  if (!git.is_object()) return invalid_inputs(request, "the definition's 'git' is no object");
  const object& from = git.get_object();
  CHECK_OK(only_keys(request, "field of git", from, {"repository", "revision", "path"}));
  GitSource out;
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

Result<std::vector<std::pair<std::string, std::string>>> read_env(
    const ResourceRequest& request, const object& from, const std::vector<std::string_view>& reserved_prefixes) {
  std::vector<std::pair<std::string, std::string>> out;
  TRY(const object env, object_of(request, from, "env"));
  for (const auto& [key, text] : env) {
    const std::string_view name = key;
    if (!text.is_string() || !is_identifier(name))
      return invalid_inputs(request, fmt::format("'{}' in 'env' is no variable with a text", name));
    if (std::any_of(reserved_prefixes.begin(), reserved_prefixes.end(),
                    [&](std::string_view prefix) { return name.starts_with(prefix); }))
      return invalid_inputs(request, fmt::format("'{}' in 'env' is set by this server", name))
          .with_hint("Give variables under 'variables' or 'secretVariables'.");
    out.emplace_back(name, text.get_string());
  }
  return out;
}

}  // namespace

Status read_source(const ResourceRequest& request, const object& from, std::string_view key,
                   const std::string& usual_name, std::string_view example, SourceInputs& out) {
  const auto* text = from.if_contains(key);
  const auto* git = from.if_contains("git");
  if ((text == nullptr) == (git == nullptr))
    return invalid_inputs(request, fmt::format("the definition names either a '{}' or one in 'git', and not both", key))
        .with_hint(std::string(example));
  if (text) {
    TRY(out.files, read_files(request, *text, key, usual_name));
  }
  if (git) {
    TRY(out.git, read_git(request, *git));
  }
  return ok();
}

Status read_values(const ResourceRequest& request, const object& from,
                   const std::vector<std::string_view>& reserved_prefixes, SourceInputs& out) {
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
  return ok();
}

Status add_secret_inputs(const ResourceRequest& request, SourceInputs& out) {
  for (const auto& [name, secret] : request.secret_inputs) {
    if (!is_identifier(name) || out.variables.contains(name))
      return invalid_inputs(request, fmt::format("the secret '{}' cannot be a variable of its own", name));
    out.secret_variables[name] = secret.reveal();
  }
  return ok();
}

object source_object(const SourceInputs& inputs, std::string_view key) {
  object files, env;
  for (const auto& [name, text] : inputs.files) files[name] = text;
  for (const auto& [name, text] : inputs.env) env[name] = text;
  object out{{"variables", inputs.variables},
             {"secretVariables", inputs.secret_variables},
             {"outputs", boost::json::value_from(inputs.outputs)},
             {"secrets", boost::json::value_from(inputs.secrets)},
             {"env", std::move(env)}};
  if (inputs.git)
    out["git"] =
        object{{"repository", inputs.git->repository}, {"revision", inputs.git->revision}, {"path", inputs.git->path}};
  else
    out[key] = std::move(files);
  return out;
}

std::vector<std::string> parameters_of(const std::string& inputs, const std::vector<std::string>& literal) {
  std::vector<std::string> out;
  auto parsed = json::parse(inputs);
  if (!parsed || !parsed->is_object()) return out;
  for (const std::string& key : literal) parsed->get_object().erase(key);
  const auto paths = placeholders_of_json(boost::json::serialize(*parsed));
  if (!paths.has_value()) return out;
  for (const auto& path : *paths)
    if (path.size() == 2 && path.front() == "params" && std::find(out.begin(), out.end(), path[1]) == out.end())
      out.push_back(path[1]);
  std::sort(out.begin(), out.end());
  return out;
}

DriverOffer source_offer(const SourceInputs& read, const std::string& inputs, const std::vector<std::string>& literal,
                         const std::string& what) {
  DriverOffer out;
  for (const std::string& name : parameters_of(inputs, literal)) out.parameters.push_back({name, what, true, ""});
  for (const std::string& output : read.outputs) out.outputs.push_back({output});
  for (const std::string& secret : read.secrets) out.outputs.push_back({secret, true});
  return out;
}

}  // namespace towpath::delivery
