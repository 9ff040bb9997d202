#include "helm_chart.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "configuration/shown_text.h"
#include "drivers/driver_json.h"
#include "drivers/filter_process.h"
#include "drivers/source_folder.h"
#include "mask/masker.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;
using boost::json::object;

constexpr std::size_t most_manifests = 1u << 20, longest_name = 53, name_digits = 16, most_words = 500;
constexpr const char *values_file = "values.json", *secrets_file = "secrets.json", *sandbox_folder = "/tmp/chart";

bool is_release(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name.front() != '-' && name.back() != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
}

/// Texts of an object, as deep as they lie.
void add_texts(const boost::json::value& value, mask::Masker& masker) {
  if (value.is_string()) masker.add(std::string(value.get_string()));
  if (value.is_array())
    for (const auto& each : value.get_array()) add_texts(each, masker);
  if (value.is_object())
    for (const auto& [key, each] : value.get_object()) add_texts(each, masker);
}

/// A folder that goes with its run: it holds values.
struct RunFolder {
  explicit RunFolder(fs::path where) : path(std::move(where)) { make_private_folder(path); }
  ~RunFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  const fs::path path;
};

}  // namespace

Result<HelmInputs> read_helm_inputs(const ResourceRequest& request) {
  TRY(const object from, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(
      request, "input", from,
      {"chart", "git", "archive", "values", "secretValues", "release", "namespace", "outputs", "secrets", "force"}));
  HelmInputs out;
  CHECK_OK(read_source(request, from, "chart", "Chart.yaml", "git: {repository: charts, path: shop}", out));
  TRY(out.archive, text_of(request, from, "archive", "", ""));
  if (!out.archive.empty() && (!out.git || !is_inner_path(out.archive)))
    return invalid_inputs(request, "'archive' is no file of a repository")
        .with_hint("Write it relative to git.path, as in shop-1.2.0.tgz.");
  TRY(out.values, object_of(request, from, "values"));
  TRY(out.secret_values, object_of(request, from, "secretValues"));
  for (const auto& [name, secret] : request.secret_inputs) out.secret_values[name] = secret.reveal();
  TRY(out.release, text_of(request, from, "release", "", "tp-" + request.gu_id.substr(0, name_digits)));
  TRY(out.name_space, text_of(request, from, "namespace", "", ""));
  for (const auto& [what, name] : {std::pair("release", &out.release), std::pair("namespace", &out.name_space)})
    if (!is_release(*name) && !(name == &out.name_space && name->empty()))
      return invalid_inputs(request, fmt::format("'{}' cannot be a {}", *name, what))
          .with_hint("Use at most 53 lower-case letters, digits and '-'.");
  for (const char* key : {"namespace", "outputs", "secrets", "force"})
    if (const auto* given = from.if_contains(key)) out.passed_on[key] = *given;
  return out;
}

Result<std::string> render_chart(const ResourceRequest& request, HelmInputs inputs, const HelmSetting& setting,
                                 const DriverContext& context) {
  if (inputs.git) {
    TRY(inputs.git->revision, setting.modules.resolve(inputs.git->repository, inputs.git->revision));
  }
  const RunFolder folder(setting.run);
  TRY(const fs::path inner, write_source(folder.path / "source", request, {inputs.files, inputs.git}, setting.modules));
  make_private_folder(folder.path / "home");
  write_private_file(folder.path / values_file, boost::json::serialize(inputs.values));
  write_private_file(folder.path / secrets_file, boost::json::serialize(inputs.secret_values));
  mask::Masker masker;
  add_texts(inputs.secret_values, masker);

  const bool is_sandboxed = setting.spawner.report().engine != process::SandboxReport::Engine::none;
  const fs::path seen = is_sandboxed ? fs::path(sandbox_folder) : folder.path;
  fs::path chart = seen / "source" / inner;
  if (!inputs.archive.empty()) chart /= inputs.archive;
  process::Command command;
  command.argv = {setting.program.string(),
                  "template",
                  inputs.release,
                  chart.string(),
                  "--no-hooks",
                  "--include-crds",
                  "--values",
                  (seen / values_file).string(),
                  "--values",
                  (seen / secrets_file).string()};
  if (!inputs.name_space.empty()) {
    command.argv.emplace_back("--namespace");
    command.argv.push_back(inputs.name_space);
  }
  command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", (seen / "home").string()}, {"LANG", "C.UTF-8"}};
  command.cwd = seen;
  command.timeout = context.deadline;
  if (is_sandboxed) {
    command.sandbox.level = process::SandboxLevel::namespaces;
    command.sandbox.network = process::Network::none;
    command.sandbox.mounts = {{folder.path, sandbox_folder, process::Access::read_write},
                              {setting.program, setting.program}};
  }
  std::string words;
  TRY(auto ran, run_filter(
                    setting.spawner, command, "", most_manifests,
                    [&](std::string_view line) {
                      const std::string masked = masker.mask(line);
                      say(context, masked);
                      if (words.size() < most_words) words += (words.empty() ? "" : " ") + masked;
                    },
                    context.stop));
  if (ran.is_too_large)
    return failed("delivery.helm_failed",
                  fmt::format("The chart of resource '{}' gives more than {} bytes.", request.id, most_manifests));
  if (!ran.exit.is_success())
    return failed("delivery.helm_failed",
                  fmt::format("'helm template' for resource '{}' ended with {}{}{}", request.id,
                              process::describe(ran.exit), words.empty() ? "." : ": ", shown(words, most_words)));
  return std::move(ran.out);
}

}  // namespace towpath::delivery
