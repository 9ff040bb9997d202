#include "journeys.h"

#include <fmt/core.h>
#include <stdio.h>
#include <sys/wait.h>

#include <fstream>
#include <stdexcept>

namespace towpath::faults {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::chrono::seconds longest{90};
constexpr const char* passphrase = "a passphrase of the campaign";

constexpr const char* slow_workflow = R"(name: slow
on: workflow_dispatch
jobs:
  wait:
    runs-on: ubuntu-latest
    steps:
      - run: tail -f /dev/null
)";

bool is_final(const std::string& state) { return state != "queued" && state != "running"; }

void write_file(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

}  // namespace

Journeys::Journeys(Installation& installation) : i_(installation) {}

void Journeys::expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

void Journeys::wait(const std::string& what, const std::function<bool()>& check) {
  expect(i_.api().wait_until(check, longest), "in vain waited until " + what);
}

json::array Journeys::items(const std::string& path) { return i_.api().must("GET", path).at("items").as_array(); }

json::value Journeys::environment(const std::string& component, const std::string& name) {
  const auto status = i_.api().call("GET", fmt::format("/api/v1/components/{}/status", component));
  if (status.has_value())
    for (const auto& each : status->at("environments").as_array())
      if (text_of(each, "name") == name) return each;
  return nullptr;
}

std::size_t Journeys::deployments_in(const std::string& environment) {
  return items("/api/v1/deployments?component=steady&limit=200&environment=" + environment).size();
}

/// Until there are exactly `count` deployments, all of which have ended, the newest of them well.
void Journeys::wait_deployed(const std::string& component, const std::string& environment, std::size_t count) {
  json::array all;
  wait(fmt::format("{} was deployed to {} for the {}. time", component, environment, count), [&] {
    all = items(fmt::format("/api/v1/deployments?component={}&environment={}&limit=200", component, environment));
    return all.size() >= count && is_final(text_of(all.front(), "state"));
  });
  expect(all.size() == count,
         fmt::format("{} has {} deployments to {}, not {}", component, all.size(), environment, count));
  expect(text_of(all.front(), "state") == "succeeded",
         fmt::format("the deployment of {} to {} is {}: {}", component, environment, text_of(all.front(), "state"),
                     text_of(all.front(), "reason")));
}

void Journeys::expect_runs_succeeded(const std::string& project) {
  for (const auto& run : items(fmt::format("/api/v1/runs?project={}&limit=200", project)))
    expect(text_of(run, "state") == "succeeded",
           fmt::format("run '{}' is {}: {}", text_of(run, "title"), text_of(run, "state"), text_of(run, "error")));
}

std::string Journeys::fresh_name(const std::string& prefix) { return fmt::format("{}{}", prefix, ++number_); }

void Journeys::create_component(const std::string& name) {
  i_.api().must("POST", "/api/v1/golden-paths/python-service/runs",
                json::object{{"parameters", json::object{{"name", name}, {"owner", "user:default/admin"}}}});
  wait_deployed(name, "development", 1);
}

/// Git's output; throws when git fails. The token goes through the environment, never into an argument.
std::string Journeys::git(const std::string& folder, const std::string& arguments) {
  const std::string command = fmt::format(
      "cd '{}' && GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1 HOME='{}' git -c user.name=Campaign -c "
      "user.email=campaign@towpath.localhost {} 2>&1",
      folder, folder, arguments);
  FILE* pipe = ::popen(command.c_str(), "r");
  expect(pipe != nullptr, "git cannot be started");
  std::string out;
  char buffer[4096];
  for (std::size_t n = 0; (n = ::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  const int status = ::pclose(pipe);
  expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, fmt::format("git {}: {}", arguments, out));
  return out;
}

namespace {

/// Where `name`'s working copy is, with credentials for this life of the server in a file beside it.
std::string working_copy(Installation& installation, const std::string& name) {
  const fs::path folder = installation.data().parent_path() / "work";
  fs::create_directories(folder);
  std::string url = installation.api().url();
  url.insert(url.find("://") + 3, "admin:" + installation.api().token().reveal() + "@");
  write_file(folder / ".git-credentials", url + "\n");
  return (folder / name).string();
}

std::string push_command(Installation& installation, const std::string& name) {
  return fmt::format("-c credential.helper='store --file ../.git-credentials' push {}/git/{}.git HEAD:main",
                     installation.api().url(), name);
}

}  // namespace

void Journeys::prepare() {
  create_component("steady");
  i_.api().must("POST", "/api/v1/repositories", json::object{{"name", "slow"}});
  const std::string folder = working_copy(i_, "slow");
  write_file(folder + "/.github/workflows/slow.yml", slow_workflow);
  git(folder, "init -q -b main");
  git(folder, "add -A");
  git(folder, "commit -q -m slow");
  git(folder, push_command(i_, "slow"));
}

const std::map<std::string, Journeys::Half>& Journeys::table() {
  static const std::map<std::string, Half> halves{
      {"cancel", {&Journeys::begin_cancel, &Journeys::finish_cancel}},
      {"configure", {&Journeys::begin_configure, &Journeys::finish_configure}},
      {"change", {&Journeys::begin_change, &Journeys::finish_change}},
      {"create", {&Journeys::begin_create, &Journeys::finish_create}},
      {"delete", {&Journeys::begin_delete, &Journeys::finish_delete}},
      {"expiry", {&Journeys::begin_expiry, &Journeys::finish_expiry}},
      {"key", {&Journeys::begin_key, &Journeys::finish_key}},
      {"promote", {&Journeys::begin_promote, &Journeys::finish_deployment}},
      {"push", {&Journeys::begin_push, &Journeys::finish_push}},
      {"repository", {&Journeys::begin_repository, &Journeys::finish_repository}},
      {"restart", {&Journeys::begin_restart, &Journeys::finish_deployment}},
      {"rollback", {&Journeys::begin_rollback, &Journeys::finish_deployment}},
      {"rotate", {&Journeys::begin_rotate, &Journeys::finish_deployment}},
      {"scale", {&Journeys::begin_scale, &Journeys::finish_scale}},
      {"secret", {&Journeys::begin_secret, &Journeys::finish_secret}},
      {"stop", {&Journeys::begin_stop, &Journeys::finish_deployment}},
  };
  return halves;
}

std::vector<std::string> Journeys::names() {
  std::vector<std::string> out;
  for (const auto& [name, half] : table()) out.push_back(name);
  return out;
}

void Journeys::begin(const std::string& journey) { (this->*table().at(journey).begin)(); }
void Journeys::finish(const std::string& journey) { (this->*table().at(journey).finish)(); }

// A service from a golden path: repository, catalog, pipeline, release, database, deployment.

void Journeys::begin_create() {
  name_ = fresh_name("made");
  (void)i_.api().call("POST", "/api/v1/golden-paths/python-service/runs",
                      json::object{{"parameters", json::object{{"name", name_}, {"owner", "user:default/admin"}}}});
}

void Journeys::finish_create() {
  if (items("/api/v1/runs?kind=golden_path&project=" + name_).empty())
    i_.api().must("POST", "/api/v1/golden-paths/python-service/runs",
                  json::object{{"parameters", json::object{{"name", name_}, {"owner", "user:default/admin"}}}});
  wait_deployed(name_, "development", 1);
  expect_runs_succeeded(name_);
  i_.api().must("GET", "/api/v1/entities/component/default/" + name_);
}

// A new version of the steady service, by git push.

void Journeys::begin_push() {
  push([this](const fs::path& folder) { write_file(folder / "CHANGES", fresh_name("change ")); });
}

void Journeys::push(const std::function<void(const fs::path&)>& edit) {
  before_ = deployments_in("development");
  const std::string folder = working_copy(i_, "steady");
  if (!fs::exists(folder)) {
    git(fs::path(folder).parent_path().string(),
        fmt::format("-c credential.helper='store --file .git-credentials' clone -q {}/git/steady.git steady",
                    i_.api().url()));
  }
  edit(folder);
  git(folder, "add -A");
  git(folder, "commit -q -m change");
  commit_ = git(folder, "rev-parse HEAD").substr(0, 40);
  try {
    git(folder, push_command(i_, "steady"));
  } catch (const std::runtime_error&) {
    // The server died while it took the push; finish_push() pushes again, as a person does.
  }
}

void Journeys::finish_push() {
  git(working_copy(i_, "steady"), push_command(i_, "steady"));
  wait_deployed("steady", "development", before_ + 1);
  const json::value there = environment("steady", "development");
  expect(text_of(there, "commit") == commit_, "development does not run what was pushed: " + json::serialize(there));
}

// Deployments of the steady service.

void Journeys::ask_deployment(const std::string& verb, const std::string& environment, json::object body) {
  verb_ = verb;
  where_ = environment;
  body_ = std::move(body);
  before_ = deployments_in(environment);
  (void)i_.api().call("POST", "/api/v1/" + verb_, body_);
}

void Journeys::finish_deployment() {
  if (deployments_in(where_) == before_) i_.api().must("POST", "/api/v1/" + verb_, body_);
  wait_deployed("steady", where_, before_ + 1);
}

void Journeys::begin_promote() {
  ask_deployment("promotions", "staging", {{"component", "steady"}, {"from", "development"}, {"to", "staging"}});
}
void Journeys::begin_rollback() {
  ask_deployment("rollbacks", "development", {{"component", "steady"}, {"environment", "development"}});
}
void Journeys::begin_restart() {
  ask_deployment("restarts", "development", {{"component", "steady"}, {"environment", "development"}});
}
void Journeys::begin_rotate() {
  ask_deployment("resource-rotations", "development",
                 {{"component", "steady"}, {"environment", "development"}, {"resource", "db"}});
}
void Journeys::begin_stop() {
  ask_deployment("stops", "staging", {{"component", "steady"}, {"environment", "staging"}});
}

// One instance of the steady service more, or the one fewer again.

void Journeys::begin_scale() {
  instances_ = instances_ == 1 ? 2 : 1;
  body_ = {{"component", "steady"}, {"environment", "development"}, {"instances", instances_}};
  (void)i_.api().call("POST", "/api/v1/scales", body_);
}

void Journeys::finish_scale() {
  const auto runs = [&] { return items("/api/v1/runs?kind=scale&project=steady&limit=1"); };
  const std::string wanted =
      fmt::format("scale steady to {} instance{} in development", instances_, instances_ == 1 ? "" : "s");
  if (const auto last = runs(); last.empty() || text_of(last.front(), "title") != wanted)
    i_.api().must("POST", "/api/v1/scales", body_);
  wait("scaling had ended", [&] {
    const std::string state = text_of(runs().front(), "state");
    expect(state != "failed", "scaling failed: " + json::serialize(runs().front()));
    return state == "succeeded";
  });
  const json::value there = environment("steady", "development");
  expect(there.at("instances").as_int64() == instances_,
         "the number is not what was asked for: " + json::serialize(there));
}

// Configuration, secrets, and the key they are encrypted with.

void Journeys::begin_configure() {
  name_ = fresh_name("hello ");
  const json::value now = i_.api().must("GET", "/api/v1/configuration/steady/staging");
  before_ = now.at("version").to_number<std::size_t>();
  (void)i_.api().call("PUT", "/api/v1/configuration/steady/staging",
                      json::object{{"values", json::object{{"GREETING", name_}}}});
}

void Journeys::finish_configure() {
  const json::value now = i_.api().must("PUT", "/api/v1/configuration/steady/staging",
                                        json::object{{"values", json::object{{"GREETING", name_}}}});
  expect(now.at("version").to_number<std::size_t>() == before_ + 1,
         "one change made another number of versions: " + json::serialize(now));
}

void Journeys::begin_secret() {
  (void)i_.api().call("PUT", "/api/v1/secrets/component.steady/CAMPAIGN", json::object{{"value", fresh_name("word")}});
}

void Journeys::finish_secret() {
  i_.api().must("PUT", "/api/v1/secrets/component.steady/CAMPAIGN", json::object{{"value", fresh_name("word")}});
  std::size_t found = 0;
  for (const auto& secret : items("/api/v1/secrets?scope=component.steady"))
    found += text_of(secret, "name") == "CAMPAIGN";
  expect(found == 1, fmt::format("the secret is there {} times", found));
}

void Journeys::begin_key() {
  (void)i_.api().call("PUT", "/api/v1/master-key/passphrase", json::object{{"passphrase", passphrase}});
}

void Journeys::finish_key() {
  if (text_of(i_.api().must("GET", "/api/v1/master-key"), "state") == "locked")
    i_.api().must("POST", "/api/v1/master-key/unlock", json::object{{"passphrase", passphrase}});
  begin_restart();  // reads secrets that were written before
  finish_deployment();
}

// An environment that ends by itself.

void Journeys::begin_expiry() {
  name_ = fresh_name("short");
  (void)i_.api().call("POST", "/api/v1/environments",
                      json::object{{"project", "steady"}, {"name", name_}, {"type", "ephemeral"}, {"ttlSeconds", 4}});
  (void)i_.api().call("POST", "/api/v1/deployments", json::object{{"component", "steady"}, {"environment", name_}});
}

void Journeys::finish_expiry() {
  wait("the environment " + name_ + " was gone", [&] {
    for (const auto& each : items("/api/v1/environments?project=steady"))
      if (text_of(each, "name") == name_) return false;
    return true;
  });
}

// A component and its data go.

void Journeys::begin_delete() {
  name_ = fresh_name("gone");
  create_component(name_);
  (void)i_.api().call("DELETE", "/api/v1/components/" + name_);
}

void Journeys::finish_delete() {
  const auto is_there = [&] { return i_.api().call("GET", "/api/v1/components/" + name_ + "/status").has_value(); };
  if (is_there() && items("/api/v1/runs?kind=deletion&project=" + name_).empty())
    i_.api().must("DELETE", "/api/v1/components/" + name_);
  wait("the component " + name_ + " was gone", [&] { return !is_there(); });
  wait("its deletion had ended", [&] {
    const auto runs = items("/api/v1/runs?kind=deletion&project=" + name_);
    return runs.size() == 1 && text_of(runs.front(), "state") == "succeeded";
  });
}

void Journeys::begin_repository() {
  name_ = fresh_name("repository");
  if (!i_.api().call("POST", "/api/v1/repositories", json::object{{"name", name_}}).has_value()) return;
  (void)i_.api().call("DELETE", "/api/v1/repositories/" + name_);
}

void Journeys::finish_repository() {
  const std::string path = "/api/v1/repositories/" + name_;
  if (const auto there = i_.api().call("GET", path); there.has_value()) i_.api().must("DELETE", path);
  // The name is free again, and what is made of it is whole.
  i_.api().must("POST", "/api/v1/repositories", json::object{{"name", name_}});
  i_.api().must("GET", path + "/branches");
  i_.api().must("DELETE", path);
}

// A branch that becomes a change and is merged; in the repository whose workflow runs only when it is asked.

void Journeys::begin_change() {
  name_ = fresh_name("change");
  if (!i_.api()
           .call("PUT", "/api/v1/repositories/slow/protections/main", json::object{{"requiresResolvedThreads", true}})
           .has_value())
    return;
  const json::array files{json::object{{"path", name_}, {"content", name_}}};
  const auto opened = i_.api().call("POST", "/api/v1/repositories/slow/changes",
                                    json::object{{"title", name_}, {"source", name_}, {"files", files}});
  if (!opened.has_value()) return;
  (void)i_.api().call("POST",
                      fmt::format("/api/v1/repositories/slow/changes/{}/merge", opened->at("number").as_int64()),
                      json::object{{"strategy", "squash"}});
}

void Journeys::finish_change() {
  const std::string list = "/api/v1/changes?repository=slow&q=" + name_;
  if (items(list).empty()) {
    const json::array files{json::object{{"path", name_}, {"content", name_}}};
    i_.api().must("POST", "/api/v1/repositories/slow/changes",
                  json::object{{"title", name_}, {"source", name_}, {"files", files}});
  }
  const json::array changes = items(list);
  expect(changes.size() == 1, fmt::format("{} was opened {} times", name_, changes.size()));
  if (text_of(changes.front(), "state") == "open")
    i_.api().must("POST",
                  fmt::format("/api/v1/repositories/slow/changes/{}/merge", changes.front().at("number").as_int64()),
                  json::object{{"strategy", "squash"}});
  expect(text_of(items(list).front(), "state") == "merged", name_ + " was not merged");
  const std::size_t commits = items("/api/v1/repositories/slow/commits?path=" + name_).size();
  expect(commits == 1, fmt::format("{} is on the main branch {} times", name_, commits));
}

// A pipeline that is cancelled while it works.

void Journeys::begin_cancel() {
  const json::value started =
      i_.api().must("POST", "/api/v1/repositories/slow/workflows/slow.yml/dispatches", json::object());
  run_ = text_of(started, "id");
  wait("the slow step began", [&] {
    const json::value run = i_.api().must("GET", "/api/v1/runs/" + run_);
    for (const auto& node : run.at("nodes").as_array())
      if (!node.at("steps").as_array().empty()) return true;
    return false;
  });
  (void)i_.api().call("POST", "/api/v1/runs/" + run_ + "/cancellation", json::object{{"reason", "campaign"}});
}

void Journeys::finish_cancel() {
  std::string state;
  wait("the run was cancelled", [&] {
    state = text_of(i_.api().must("GET", "/api/v1/runs/" + run_), "state");
    if (state == "running" || state == "queued")  // it was not acknowledged, so it is asked for again
      (void)i_.api().call("POST", "/api/v1/runs/" + run_ + "/cancellation", json::object());
    return state != "running" && state != "queued" && state != "cancelling";
  });
  expect(state == "cancelled", "a cancelled run is " + state);
}

}  // namespace towpath::faults
