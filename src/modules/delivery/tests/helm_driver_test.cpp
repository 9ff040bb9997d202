#include "drivers/helm_driver.h"

#include <doctest/doctest.h>

#include "configuration_fixture.h"
#include "drivers/kubernetes_driver.h"
#include "far_cluster.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;
using boost::json::object;

// Helm is not to be had for the machines this is tested on: tests/data/helm speaks as it does.

namespace {

const std::string canary = "canary-e06a-value";

/// Stands where the driver is that applies objects: hands out what it was told, and keeps it as its only object.
class Told final : public Driver {
 public:
  std::string_view name() const override { return "told"; }
  DriverOffer offer(const std::string&) const override { return {{}, {{"manifests"}}, false}; }
  Status check(const ResourceRequest&) const override { return ok(); }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest&, const DriverContext&) override {
    return outcome;
  }
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    outcome.emplace().outputs = request.inputs;
    return *outcome;
  }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override {
    outcome.reset();
    return ok();
  }
  bool has_preview() const override { return true; }
  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext&) override {
    return std::optional(DriverChanges{{{"apply", request.inputs}}, 0, {{"apply", 1}}});
  }
  std::optional<ResourceOutcome> outcome;
};

object chart(const std::string& text =
                 "kind: ConfigMap\nsize: {{ .Values.size }}\nkey: {{ .Values.login.key }}\n"
                 "name: {{ .Release.Name }}\nin: {{ .Release.Namespace }}\n") {
  return {{"Chart.yaml", "name: shop\nversion: 1.0.0\n"}, {"templates/all.yaml", text}};
}

class Host {
 public:
  explicit Host(const std::string& where_programs_are =
                    (towpath::testing::source_folder() / "src/modules/delivery/tests/data").string())
      : where_programs_are_(where_programs_are) {
    process::SpawnerOptions options;
    options.data_directory = scratch_.path() / "data";
    spawner_ = process::start_spawner(options).value();
    driver = driver_over(std::make_unique<Told>());
    context.log = [this](std::string_view line) { log += std::string(line) + "\n"; };
  }
  std::unique_ptr<Driver> driver_over(std::unique_ptr<Driver> applies) {
    return make_helm_driver(std::move(applies), {.folder = scratch_.path() / "data/helm",
                                                 .spawner = *spawner_,
                                                 .modules = texts,
                                                 .search_path = where_programs_are_});
  }
  bool has_leftovers() const { return !std::filesystem::is_empty(scratch_.path() / "data/helm/runs"); }

 private:
  const std::string where_programs_are_;
  ScratchFolder scratch_;
  std::unique_ptr<process::Spawner> spawner_;

 public:
  FolderTexts texts;
  std::string log;
  std::unique_ptr<Driver> driver;
  DriverContext context;
};

bool has_python() { return has_program("python3"); }

object inputs() {
  return {{"chart", chart()},
          {"values", {{"size", "small"}, {"login", {{"user", "shop"}}}}},
          {"secretValues", {{"login", {{"key", canary}}}}},
          {"release", "shop"},
          {"namespace", "store"},
          {"outputs", {{"host", {{"kind", "Service"}}}}}};
}

}  // namespace

TEST_CASE("helm driver: it keeps the contract of drivers") {
  if (!has_python()) return;
  Host host;

  check_contract(*host.driver, request_with(inputs()), true);

  CHECK(!host.has_leftovers());
}

TEST_CASE(
    "helm driver: a chart's objects reach the driver that applies, with its own inputs; no secret is in the log") {
  if (!has_python()) return;
  Host host;

  const auto made = value_of(host.driver->apply(request_with(inputs()), host.context));

  const auto told = boost::json::parse(made.outputs).as_object();
  const std::string manifests(told.at("manifests").as_string());
  CHECK(manifests.find("size: small\nkey: " + canary + "\nname: shop\nin: store\n") != std::string::npos);
  CHECK(told.at("namespace") == "store");
  CHECK(told.at("outputs").at("host").at("kind") == "Service");
  CHECK(!told.contains("values"));
  CHECK(host.log.find(canary) == std::string::npos);
  CHECK(value_of(host.driver->preview(request_with(inputs()), host.context))->counts.at("apply") == 1);
}

TEST_CASE("helm driver: a chart comes from Git, as a folder or an archive") {
  if (!has_python()) return;
  Host host;
  host.texts.files = {{"Chart.yaml", "name: web\n"}};
  const auto request = request_with({{"git", {{"repository", "config"}, {"path", "web"}}}});
  CHECK(host.driver->apply(request, host.context).has_value());
  CHECK(host.texts.exported == "commit-of-main");

  const auto missing = host.driver->apply(
      request_with({{"git", {{"repository", "config"}, {"path", "web"}}}, {"archive", "web-1.0.tgz"}}), host.context);
  REQUIRE(!missing.has_value());
  CHECK(missing.error().code() == "delivery.helm_failed");
}

TEST_CASE("helm driver: what helm refuses is told in its words, masked, and nothing is applied") {
  if (!has_python()) return;
  Host host;
  auto wrong = inputs();
  wrong["chart"] = chart("{{ .Values.colour }}");

  const auto failed = host.driver->apply(request_with(wrong), host.context);

  REQUIRE(!failed.has_value());
  CHECK(failed.error().code() == "delivery.helm_failed");
  CHECK(failed.error().message().find("no value for Values.colour") != std::string::npos);
  CHECK(!host.has_leftovers());
}

TEST_CASE("helm driver: inputs that cannot be are refused before anything is done") {
  Host host("/nowhere");
  const auto refused = [&](const char* key, const boost::json::value& value) {
    auto wrong = inputs();
    wrong[key] = value;
    const auto checked = host.driver->check(request_with(wrong));
    REQUIRE(!checked.has_value());
    return checked.error();
  };
  CHECK(refused("release", "Shop!").message().find("'Shop!' cannot be a release") != std::string::npos);
  CHECK(refused("namespace", "--kube-context").message().find("cannot be a namespace") != std::string::npos);
  CHECK(refused("archive", "../x.tgz").message().find("'archive' is no file") != std::string::npos);
  CHECK(refused("values", "text").code() == "delivery.invalid_inputs");
  const auto missing = host.driver->check(request_with(inputs())).error();
  CHECK(missing.code() == "delivery.tool_missing");
  CHECK(missing.hint().find("helm.sh") != std::string::npos);
}

TEST_CASE("cluster: wherever its API server goes away, helm's driver says so, and one chart is there when it is back") {
  if (is_skipped<FarCluster>() || !has_python()) return;
  FarCluster far;
  Host host;
  const SystemClock clock;
  FarTarget target{far.way,
                   "cache",
                   "delivery.cluster_unreachable",
                   [&] { return host.driver_over(make_kubernetes_driver(far.cluster(), clock)); },
                   FarCluster::use,
                   [&](const ResourceRequest& request) { return far.count(request); }};
  target.fresh = [](Driver&) {
    auto request = FarCluster::fresh();
    object files{{"Chart.yaml", "name: far\nversion: 1.0.0\n"}};
    for (const auto& each : FarCluster::manifests(request))
      files["templates/" + std::string(each.at("kind").as_string()) + ".yaml"] = boost::json::serialize(each);
    request.inputs = FarCluster::inputs(request, {{"chart", std::move(files)}});
    return request;
  };

  check_apply_cut_everywhere(target);
  check_destroy_cut_everywhere(target, false);
  CHECK(!host.has_leftovers());
}
