#include "drivers/template_driver.h"

#include <doctest/doctest.h>

#include "driver_contract.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

struct ProxyOnPort final : Traffic {
  Status set_table(std::int64_t, std::int64_t, const std::vector<TrafficRoute>&) override { return ok(); }
  Result<std::uint64_t> in_flight(int) override { return std::uint64_t{0}; }
  Result<std::vector<RouteCounters>> counters() override { return std::vector<RouteCounters>(); }
  void watch_asked(std::function<void(const std::vector<std::string>&)>) override {}
  std::vector<double> latency_bounds() const override { return {}; }
  int port() const override { return 8088; }
};

ResourceRequest cache(const std::string& more = "") {
  auto request = resource_request("cache");
  request.inputs = R"({"init": "password: {{ randAlphaNum 16 | quote }}\n",
    "state": "name: cache-{{ .Id | replace \".\" \"-\" }}\npassword: {{ dig \"password\" .Init.password .State }}\n",
    "outputs": "name: {{ .State.name }}\npassword: {{ .State.password }}\nguid: {{ .Guid }}\n",
    "expected_outputs": ["name", "guid"], "secrets": ["password"])" +
                   more + "}";
  return request;
}

std::string refusal(const ResourceRequest& request) {
  ProxyOnPort proxy;
  const Status checked = make_template_driver(proxy)->check(request);
  return checked.has_value() ? "" : checked.error().code() + ": " + checked.error().message();
}

}  // namespace

TEST_CASE("templates keep the contract of drivers") {
  ProxyOnPort proxy;
  check_contract(*make_template_driver(proxy), cache(), false);
}

TEST_CASE("outputs that are secret, the state and the seed are secrets; the rest is for everybody") {
  ProxyOnPort proxy;
  const auto driver = make_template_driver(proxy);
  const auto made = driver->apply(cache(), {});
  REQUIRE_MESSAGE(made.has_value(), made.error().message());
  CHECK(made->outputs == R"({"guid":"0123456789abcdef0123456789abcdef","name":"cache-shop-cache"})");
  CHECK(made->state == "{}");
  CHECK(made->secrets.at("password").reveal().size() == 16);
  CHECK(made->secrets.size() == 3);
  for (const auto& [key, secret] : made->secrets) CHECK((key == "password" || key.starts_with('.')));
  CHECK(driver->apply(cache(), {})->secrets.at("password").reveal() != made->secrets.at("password").reveal());
}

TEST_CASE("what was drawn once stays when the templates change") {
  ProxyOnPort proxy;
  const auto driver = make_template_driver(proxy);
  const auto first = driver->apply(cache(), {});
  REQUIRE(first.has_value());
  auto later = cache();
  later.known_secrets = first->secrets;
  later.inputs = R"({"init": "other: {{ randAlphaNum 8 }}\npassword: {{ randAlphaNum 32 | quote }}\n",
    "state": "password: {{ dig \"password\" .Init.password .State }}\n",
    "outputs": "password: {{ .State.password }}\n", "secrets": ["password"]})";

  const auto second = driver->apply(later, {});

  REQUIRE_MESSAGE(second.has_value(), second.error().message());
  CHECK(second->secrets.at("password").reveal() == first->secrets.at("password").reveal());
  later.known_secrets = second->secrets;
  CHECK(driver->observe(later, {})->value().outputs == second->outputs);
}

TEST_CASE("templates see params, metadata, and where other workloads answer") {
  ProxyOnPort proxy;
  auto request = resource_request("service-port");
  request.params = R"({"workload": "bill", "port": "web"})";
  request.metadata = R"({"annotations": {"tier": "gold"}})";
  request.services = R"({"bill": {"web": {"port": 80, "targetPort": 8080, "protocol": "TCP"}}})";
  request.inputs =
      R"({"outputs": "{{ $w := (index .WorkloadServices .Params.workload) }}\n{{ if not $w.ServiceName }}{{ fail \"unknown workload\" }}{{ end }}\nhostname: {{ $w.ServiceName }}\nport: {{ (index $w.Ports .Params.port).TargetPort }}\ntier: {{ dig \"annotations\" \"tier\" \"none\" .Metadata }}\n"})";
  const auto made = make_template_driver(proxy)->apply(request, {});
  REQUIRE_MESSAGE(made.has_value(), made.error().message());
  CHECK(made->outputs == R"({"hostname":"bill-development.localhost","port":8088,"tier":"gold"})");

  request.params = R"({"workload": "none", "port": "web"})";
  CHECK(refusal(request).find("delivery.template_failed: resource 'workloads.shop.service-port' of type service-port: "
                              "outputs:2:31: fail: unknown workload") == 0);
}

TEST_CASE("what a definition says wrongly, or asks others for, is refused before anything is made") {
  CHECK(refusal(cache()).empty());
  CHECK(refusal(cache(R"(, "manifests": "[]")")) ==
        "delivery.invalid_inputs: resource 'workloads.shop.cache' of type cache: the definition's 'manifests' are for "
        "Docker Compose or Kubernetes: no driver here makes them");
  CHECK(refusal(cache(R"(, "manifests": "- a: {{ .Uid }}", "made_elsewhere": ["manifests"])")).empty());
  CHECK(refusal(cache(R"(, "manifests": "{{ .Nope }}", "made_elsewhere": ["manifests"])"))
            .starts_with("delivery.template_failed"));
  CHECK(refusal(cache(R"(, "output": "a: 1")")).starts_with("delivery.invalid_inputs"));
  auto request = cache();
  for (const char* inputs : {"{}", R"({"outputs": {"a": 1}})", R"({"outputs": "a: 1", "secrets": "a"})"}) {
    request.inputs = inputs;
    CHECK(refusal(request).starts_with("delivery.invalid_inputs"));
  }
  request.inputs = R"({"outputs": "a: 1", "expected_outputs": ["b"]})";
  CHECK(refusal(request).ends_with("its outputs have no 'b'"));
  request.inputs = R"({"outputs": "a: {{ if }}"})";
  CHECK(refusal(request).starts_with("delivery.template_failed"));
}

TEST_CASE("a message of a template shows none of the values it computed") {
  auto request = cache();
  request.inputs = R"({"init": "password: s3cr3t-value\n", "outputs": "{{ fail (cat \"bad\" .Init.password) }}"})";
  CHECK(refusal(request).find("s3cr3t-value") == std::string::npos);
  CHECK(refusal(request).find("bad ***") != std::string::npos);
}
