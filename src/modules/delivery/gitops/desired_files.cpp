#include "desired_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/product.h"
#include "base/strings.h"
#include "configuration/shown_text.h"
#include "json/json.h"
#include "kubernetes/kube_json.h"
#include "runtimes/kubernetes/pod_status.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
using json::object;

constexpr std::size_t longest_path = 400, most_words = 300, most_file = 1u << 20;

Error invalid_path(std::string_view pattern, std::string_view why) {
  return invalid_input("delivery.invalid_gitops", fmt::format("gitops-path '{}' {}.", pattern, why))
      .with_hint(
          "Write folders with {project}, {environment} and {workload}, as in apps/{project}/{environment}/{workload}.");
}

bool is_folder(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.size() <= 100 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

/// With keys in one order, whatever put them in.
std::string as_file(const object& whole) { return yaml::write(json::parse(towpath::json::canonical(whole))); }

json::value read_file(const std::string& text) {
  yaml::Limits limits;
  limits.bytes = most_file;
  const auto read = yaml::parse_one(text, std::string(deployment_file), limits);
  return read ? yaml::to_json(*read) : json::value();
}

Error no_deployment() {
  return failed("delivery.gitops_failed", "The file in the repository is no Deployment any more.")
      .with_hint("Deploy again: that commits it anew.");
}

std::string restarts_mark() { return fmt::format("{}/restarts", product::api_group); }

/// "https://host/a/b.git/" and "https://host/a/b" are one repository.
std::string plain_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with(".git")) url.resize(url.size() - 4);
  return url;
}

/// Whether a folder is, or is in, what is read.
bool reads(std::string folder, const std::string& path) {
  while (folder.starts_with("./")) folder.erase(0, 2);
  while (folder.ends_with('/')) folder.pop_back();
  while (folder.starts_with('/')) folder.erase(0, 1);
  return folder.empty() || folder == "." || path == folder || path.starts_with(folder + "/");
}

std::string words_of(const json::value& status_owner, const char* message) {
  return shown(kube_text(status_owner, message), most_words);
}

}  // namespace

Result<std::string> workload_path(const std::string& pattern, const std::string& project,
                                  const std::string& environment, const std::string& workload) {
  std::string path = replace_all(pattern, "{project}", label_value(project));
  path = replace_all(path, "{environment}", label_value(environment));
  path = replace_all(path, "{workload}", label_value(workload));
  if (path.find_first_of("{}") != path.npos) return invalid_path(pattern, "has a placeholder that does not exist");
  if (path.size() > longest_path) return invalid_path(pattern, "gives too long a path");
  for (const std::string& folder : split(path, '/'))
    if (!is_folder(folder))
      return invalid_path(pattern, fmt::format("gives '{}', which is no folder of a repository", path));
  return path;
}

std::map<std::string, std::string> files_of(const WorkloadObjects& objects) {
  std::map<std::string, std::string> out{{std::string(deployment_file), as_file(objects.main)}};
  if (!objects.service.empty()) out["service.yaml"] = as_file(objects.service);
  return out;
}

Result<std::string> with_restart(const std::string& deployment) {
  json::value whole = read_file(deployment);
  const auto* metadata = towpath::json::at_pointer(whole, "/spec/template/metadata");
  if (kube_text(whole, "/kind") != "Deployment" || metadata == nullptr || !metadata->is_object())
    return no_deployment();
  auto& annotations = whole.at("spec").at("template").at("metadata").as_object()["annotations"];
  if (!annotations.is_object()) annotations = object();
  auto& count = annotations.get_object()[restarts_mark()];
  std::int64_t number = 0;
  if (count.is_string())
    std::from_chars(count.get_string().data(), count.get_string().data() + count.get_string().size(), number);
  count = std::to_string(number + 1);
  return as_file(whole.as_object());
}

Result<std::string> with_replicas(const std::string& deployment, int replicas) {
  json::value whole = read_file(deployment);
  if (kube_text(whole, "/kind") != "Deployment" || !whole.as_object().contains("spec") || !whole.at("spec").is_object())
    return no_deployment();
  whole.at("spec").as_object()["replicas"] = replicas;
  return as_file(whole.as_object());
}

int replicas_in(const std::map<std::string, std::string>& files) {
  const auto file = files.find(std::string(deployment_file));
  return file == files.end() ? 1 : replicas_of(read_file(file->second));
}

FileOwner owner_of(const std::string& deployment) {
  const json::value whole = read_file(deployment);
  const auto label = [&](const std::string& mark) {
    return kube_text(whole, "/metadata/labels/" + towpath::json::escape_pointer(mark));
  };
  return {label(host_mark()), label(instance_mark())};
}

std::string differences(const std::map<std::string, std::string>& committed,
                        const std::map<std::string, std::string>& now) {
  std::vector<std::string> out;
  for (const auto& [name, content] : committed) {
    const auto found = now.find(name);
    if (found == now.end())
      out.push_back(name + " is gone");
    else if (found->second != content)
      out.push_back(name + " is changed");
  }
  for (const auto& [name, content] : now)
    if (!committed.contains(name)) out.push_back(shown(name, most_words) + " is new");
  return join(out, ", ");
}

std::vector<Bringer> bringers_of(const std::string& url, const std::string& path, const json::array& applications,
                                 const json::array& kustomizations, const json::array& sources) {
  std::vector<Bringer> out;
  const auto name_of = [](const char* kind, const json::value& each) {
    return fmt::format("{} {} in {}", kind, shown(kube_text(each, "/metadata/name"), most_words),
                       shown(kube_text(each, "/metadata/namespace"), most_words));
  };
  for (const auto& each : applications) {
    if (plain_url(kube_text(each, "/spec/source/repoURL")) != plain_url(url) ||
        !reads(kube_text(each, "/spec/source/path"), path))
      continue;
    const auto health = kube_text(each, "/status/health/status"),
               phase = kube_text(each, "/status/operationState/phase");
    Bringer found{name_of("Argo CD Application", each),
                  fmt::format("{}, {}", kube_text(each, "/status/sync/status"), health),
                  health == "Degraded" || phase == "Failed" || phase == "Error"};
    if (const auto said = words_of(each, "/status/operationState/message"); found.is_failing && !said.empty())
      found.words += ": " + said;
    found.words = shown(found.words, most_words);
    out.push_back(std::move(found));
  }
  std::set<std::pair<std::string, std::string>> ours;  // namespace and name of GitRepositories
  for (const auto& each : sources)
    if (plain_url(kube_text(each, "/spec/url")) == plain_url(url))
      ours.emplace(kube_text(each, "/metadata/namespace"), kube_text(each, "/metadata/name"));
  for (const auto& each : kustomizations) {
    const auto own_space = kube_text(each, "/metadata/namespace");
    auto source_space = kube_text(each, "/spec/sourceRef/namespace");
    if (source_space.empty()) source_space = own_space;
    if (kube_text(each, "/spec/sourceRef/kind") != "GitRepository" ||
        !ours.contains({source_space, kube_text(each, "/spec/sourceRef/name")}) ||
        !reads(kube_text(each, "/spec/path"), path))
      continue;
    for (const auto& condition : kube_list(each, "/status/conditions")) {
      if (kube_text(condition, "/type") != "Ready") continue;
      const auto state = kube_text(condition, "/status");
      out.push_back(
          {name_of("Flux Kustomization", each),
           shown(fmt::format("{}: {}", kube_text(condition, "/reason"), kube_text(condition, "/message")), most_words),
           state == "False"});
    }
  }
  return out;
}

}  // namespace towpath::delivery
