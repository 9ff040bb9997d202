#include "address_drivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "driver_json.h"
#include "host_names.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;

/// Answers from the request alone.
class AddressDriver : public Driver {
 public:
  explicit AddressDriver(const Traffic& traffic) : traffic_(traffic) {}

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(outputs(request));
    return ok();
  }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                 const DriverContext& context) override {
    TRY(auto outcome, apply(request, context));
    return std::optional(std::move(outcome));
  }
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    TRY(const auto values, outputs(request));
    ResourceOutcome outcome;
    outcome.outputs = json::serialize(values);
    return outcome;
  }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }

 protected:
  virtual Result<json::object> outputs(const ResourceRequest& request) const = 0;
  std::string url(std::string_view host, std::string_view path) const {
    return fmt::format("http://{}:{}{}", host, traffic_.port(), path == "/" ? "" : path);
  }

  const Traffic& traffic_;
};

class DnsDriver final : public AddressDriver {
 public:
  using AddressDriver::AddressDriver;
  std::string_view name() const override { return "dns"; }
  DriverOffer offer(const std::string&) const override { return {{}, {{"host"}, {"url"}}, false}; }

 private:
  Result<json::object> outputs(const ResourceRequest& request) const override {
    TRY(const auto params, read_object(request, "params", request.params));
    CHECK_OK(only_keys(request, "parameter", params, {}));
    const auto host = workload_host(request.workload, request.environment, request.environment_type);
    return json::object{{"host", host}, {"url", url(host, "/")}};
  }
};

class RouteDriver final : public AddressDriver {
 public:
  using AddressDriver::AddressDriver;
  std::string_view name() const override { return "route"; }
  DriverOffer offer(const std::string&) const override {
    return {{{"host", "Host name: ${resources.<name>.host} of a resource of type dns.", true, ""},
             {"path", "Requests whose path begins with it.", false, "/"},
             {"port", "Name or number of a port under service.ports.", true, ""}},
            {{"host"}, {"path"}, {"url"}},
            false};
  }

 private:
  static std::string word(const json::object& params, std::string_view key, std::string_view otherwise) {
    const auto* value = params.if_contains(key);
    if (value == nullptr || value->is_null()) return std::string(otherwise);
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
  }

  static bool is_path(std::string_view path) {
    return path.starts_with('/') &&
           std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
  }

  /// A number, or the name of a service port (Score: LABEL).
  static bool is_port(const std::string& port) {
    if (port.empty() || port.size() > 63) return false;
    if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return is_host_name(port) && port.find('.') == std::string::npos;
    return port.size() <= 5 && std::stoi(port) >= 1 && std::stoi(port) <= 65'535;
  }

  Result<json::object> outputs(const ResourceRequest& request) const override {
    TRY(const auto params, read_object(request, "params", request.params));
    CHECK_OK(only_keys(request, "parameter", params, {"host", "path", "port"}));
    const auto host = word(params, "host", ""), path = word(params, "path", "/"), port = word(params, "port", "");
    if (host.empty())
      return invalid_inputs(request, "its parameter 'host' is missing")
          .with_hint("declare a resource of type dns and write host: ${resources.<its name>.host}");
    if (!is_host_name(host))
      return invalid_inputs(request, fmt::format("'{}' is not a host name", host))
          .with_hint("use lower-case letters, digits, hyphens and dots");
    if (!is_path(path))
      return invalid_inputs(request, fmt::format("'{}' is not a path", path)).with_hint("begin it with '/'");
    if (!is_port(port))
      return invalid_inputs(request, fmt::format("'{}' is not a port", port))
          .with_hint("use the name or number of a port under service.ports");
    return json::object{{"host", host}, {"path", path}, {"url", url(host, path)}};
  }
};

class ServiceDriver final : public AddressDriver {
 public:
  using AddressDriver::AddressDriver;
  std::string_view name() const override { return "service"; }
  DriverOffer offer(const std::string&) const override {
    return {{{"workload", "Name of the other workload; without it the resource's own name counts.", false, ""}},
            {{"name"}, {"host"}, {"port"}, {"url"}},
            false};
  }

 private:
  Result<json::object> outputs(const ResourceRequest& request) const override {
    TRY(const auto params, read_object(request, "params", request.params));
    CHECK_OK(only_keys(request, "parameter", params, {"workload"}));
    auto workload = request.id.substr(request.id.rfind('.') + 1);  // npos + 1 is 0.
    if (const auto* named = params.if_contains("workload")) {
      if (!named->is_string()) return invalid_inputs(request, "its parameter 'workload' is not a name");
      workload = std::string(named->get_string());
    }
    const auto host = workload_host(workload, request.environment, request.environment_type);
    if (!is_host_name(host))
      return invalid_inputs(request, fmt::format("'{}' is not the name of a workload", workload));
    return json::object{{"name", host}, {"host", host}, {"port", traffic_.port()}, {"url", url(host, "/")}};
  }
};

}  // namespace

std::unique_ptr<Driver> make_dns_driver(const Traffic& traffic) { return std::make_unique<DnsDriver>(traffic); }
std::unique_ptr<Driver> make_route_driver(const Traffic& traffic) { return std::make_unique<RouteDriver>(traffic); }
std::unique_ptr<Driver> make_service_driver(const Traffic& traffic) { return std::make_unique<ServiceDriver>(traffic); }

}  // namespace towpath::delivery
