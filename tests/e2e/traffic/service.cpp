#include <doctest/doctest.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <fstream>

#include "base/strings.h"
#include "platform.h"
#include "support/test_paths.h"

namespace towpath::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* workflow = R"(name: ci
on:
  push:
    branches: [main]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: towpath/upload-bundle@v1
        with:
          path: bundle
)";

std::string score_of(const Service::Options& options) {
  std::string text = fmt::format("apiVersion: score.dev/v1b1\nmetadata:\n  name: {}\n", options.name);
  if (!options.annotations.empty()) text += "  annotations:\n";
  for (const auto& [name, value] : options.annotations) text += fmt::format("    {}: '{}'\n", name, value);
  text +=
      "service:\n  ports:\n    http:\n      port: 8080\n"
      "containers:\n  main:\n    image: .\n    command: [\"./workload\"]\n";
  if (options.has_database || options.has_cache) text += "    variables:\n";
  if (options.has_database)
    text +=
        "      DB_HOST: ${resources.db.host}\n      DB_PORT: ${resources.db.port}\n"
        "      DB_NAME: ${resources.db.name}\n      DB_USERNAME: ${resources.db.username}\n"
        "      DB_PASSWORD: ${resources.db.password}\n";
  if (options.has_cache)
    text +=
        "      CACHE_HOST: ${resources.cache.host}\n      CACHE_PORT: ${resources.cache.port}\n"
        "      CACHE_USERNAME: ${resources.cache.username}\n      CACHE_PASSWORD: ${resources.cache.password}\n";
  if (options.has_volume) text += "    volumes:\n      /state:\n        source: ${resources.state}\n";
  text +=
      "    readinessProbe:\n      httpGet:\n        path: /healthz\n        port: 8080\n"
      "resources:\n  dns:\n    type: dns\n  route:\n    type: route\n    params:\n"
      "      host: ${resources.dns.host}\n      path: /\n      port: 8080\n";
  if (options.has_database) text += "  db:\n    type: postgres\n";
  if (options.has_cache) text += "  cache:\n    type: redis\n";
  if (options.has_volume) text += "  state:\n    type: volume\n";
  return text;
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  REQUIRE(out.good());
}

std::string git(const fs::path& folder, const std::string& words) {
  return output_of(
      fmt::format("cd '{}' && GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git -c user.name=Tester "
                  "-c user.email=tester@example.org -c commit.gpgsign=false {}",
                  folder.string(), words));
}

}  // namespace

Service::Service(Platform& platform, Options options) : platform_(platform), options_(std::move(options)) {
  std::string folder = (fs::temp_directory_path() / "traffic-service-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  folder_ = folder;
  const Answer made = platform_.api().post("/api/v1/repositories", {{"name", options_.name}});
  CAPTURE(made.text);
  REQUIRE(made.status == 201);
  write(folder_ / ".github/workflows/ci.yml", workflow);
  write(folder_ / "score.yaml", score_of(options_));
  write(
      folder_ / "catalog-info.yaml",
      fmt::format("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {}\nspec:\n  type: service\n"
                  "  lifecycle: experimental\n  owner: user:default/admin\n",
                  options_.name));
  fs::create_directories(folder_ / "bundle");
  fs::copy_file(TRAFFIC_WORKLOAD, folder_ / "bundle/workload");
  git(folder_, "init -q -b main .");
}

Service::~Service() {
  std::error_code ignored;  // in the machine's temporary folder
  fs::remove_all(folder_, ignored);
}

std::string Service::push(const std::string& version, const std::string& health) {
  write(folder_ / "bundle/version", version + "\n");
  write(folder_ / "bundle/health", health + "\n");
  git(folder_, "add -A");
  git(folder_, "commit -q -m '" + version + "'");
  git(folder_, "push -q '" + platform_.push_url(options_.name) + "' main 2>&1");
  return std::string(trim(git(folder_, "rev-parse HEAD")));
}

boost::json::value Service::deployed(const std::string& commit, const std::string& environment) {
  std::string deployment;
  const auto seen = platform_.api().events("/api/v1/events/stream?after=0", [&](const StreamEvent& event) {
    const std::string type = event.at("/type");
    if (event.at("/payload/commit") != commit || event.at("/payload/environment") != environment) return false;
    deployment = event.at("/payload/deployment");
    return type == "delivery.deployment.succeeded" || type == "delivery.deployment.failed";
  });
  return platform_.api().get("/api/v1/deployments/" + deployment).body;
}

void Service::deploy(const std::string& version) {
  const auto deployment = deployed(push(version));
  CAPTURE(deployment);
  REQUIRE(text_at(deployment, "/state") == "succeeded");
}

boost::json::value Service::run(const std::string& path, boost::json::object body) {
  const Answer started = platform_.api().post(path, body);
  CAPTURE(started.text);
  REQUIRE(started.status == 202);
  platform_.api().finished_run(started.at("/run/id"));
  return platform_.api().get("/api/v1/deployments/" + started.at("/deployment")).body;
}

Place Service::place(const std::string& environment) const {
  const Answer status = platform_.api().get("/api/v1/components/" + options_.name + "/status");
  const auto environments = status.value("/environments");
  for (const auto& each : environments.as_array())
    if (text_at(each, "/name") == environment) {
      const std::string url = text_at(each, "/url");
      const auto begin = url.find("://") + 3;
      return {platform_.workload_port(), url.substr(begin, url.find(':', begin) - begin)};
    }
  FAIL("it does not run in ", environment, ": ", status.text);
  return {};
}

std::string Service::get(const std::string& path, const std::string& environment) const {
  const Place where = place(environment);
  http::ClientRequest request{.method = "GET", .url = fmt::format("http://127.0.0.1:{}{}", where.port, path)};
  request.headers.set("Host", where.host);
  const auto answer = http::fetch(request);
  return answer && answer->status == 200 ? answer->body : "";
}

std::string Service::fact(const std::string& name, const std::string& environment) const {
  for (const std::string& line : split(get("/facts", environment), '\n'))
    if (line.starts_with(name + "=")) return line.substr(name.size() + 1);
  return "";
}

}  // namespace towpath::testing
