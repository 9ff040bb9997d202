#include "control_json.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "json/json.h"
#include "route_index.h"

namespace towpath::proxy {

namespace {

namespace bj = boost::json;

constexpr std::array<std::string_view, 7> operations = {"hello",    "set_table", "metrics", "in_flight",
                                                        "takeover", "confirm",   "watch"};

const bj::value* member(const bj::value& value, std::string_view key) {
  const auto* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

std::int64_t integer(const bj::value& value, std::string_view key) {
  const auto* found = member(value, key);
  if (found == nullptr) return 0;
  if (found->is_int64()) return found->get_int64();
  return found->is_uint64() ? static_cast<std::int64_t>(found->get_uint64()) : 0;
}

std::string text(const bj::value& value, std::string_view key) {
  const auto* found = member(value, key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

bj::object table_object(const Table& table) {
  bj::array routes;
  for (const auto& route : table.routes) {
    bj::object object{{"id", route.id}, {"host", route.host}, {"path", route.path}, {"port", route.port}};
    if (!route.address.empty()) object["address"] = route.address;
    if (route.sleep != Sleep::awake) object["sleep"] = route.sleep == Sleep::asleep ? "asleep" : "failed";
    if (!route.further_ports.empty())
      object["furtherPorts"] = bj::array(route.further_ports.begin(), route.further_ports.end());
    routes.push_back(std::move(object));
  }
  return {
      {"v", control_protocol}, {"fence", table.fence}, {"generation", table.generation}, {"routes", std::move(routes)}};
}

int port_of(std::int64_t number) { return number < 0 || number > 65535 ? -1 : static_cast<int>(number); }

std::vector<int> further_ports(const bj::value& route) {
  std::vector<int> out;
  const auto* listed = member(route, "furtherPorts");
  if (listed == nullptr || !listed->is_array()) return out;
  for (const auto& each : listed->get_array()) out.push_back(each.is_int64() ? port_of(each.get_int64()) : -1);
  return out;
}

Result<Table> table_of(const bj::value& value) {
  Table table;
  table.fence = integer(value, "fence");
  table.generation = integer(value, "generation");
  const auto* routes = member(value, "routes");
  if (routes == nullptr || !routes->is_array())
    return invalid_input("proxy.invalid_table", "the table has no list of routes");
  for (const auto& route : routes->get_array()) {
    const std::string sleep = text(route, "sleep");
    table.routes.push_back({text(route, "id"), text(route, "host"), text(route, "path"),
                            port_of(integer(route, "port")), text(route, "address"),
                            sleep == "asleep"   ? Sleep::asleep
                            : sleep == "failed" ? Sleep::failed
                                                : Sleep::awake,
                            further_ports(route)});
  }
  CHECK_OK(validate(table));
  return table;
}

Result<bj::value> parse(std::string_view bytes) {
  json::Limits limits;
  limits.bytes = longest_control_frame;
  return json::parse(bytes, limits);
}

ErrorKind kind_of(std::string_view word) {
  for (const auto kind : {ErrorKind::invalid_input, ErrorKind::conflict, ErrorKind::unavailable})
    if (to_string(kind) == word) return kind;
  return ErrorKind::failed;
}

/// The answer when it says ok, else its error.
Result<bj::value> accepted(std::string_view bytes) {
  TRY(auto value, parse(bytes));
  const auto* ok = member(value, "ok");
  if (ok != nullptr && ok->is_bool() && ok->get_bool()) return value;
  auto error =
      Error(kind_of(text(value, "kind")), text(value, "code"), text(value, "message")).with_hint(text(value, "hint"));
  return error;
}

bj::object ok_object() { return {{"ok", true}}; }

struct MetricKey {
  std::string_view name;
  std::uint64_t RouteMetrics::*member;
};
constexpr MetricKey metric_keys[] = {{"requests", &RouteMetrics::requests},
                                     {"responses4xx", &RouteMetrics::responses_4xx},
                                     {"responses5xx", &RouteMetrics::responses_5xx},
                                     {"upstreamFailures", &RouteMetrics::upstream_failures},
                                     {"clientAborts", &RouteMetrics::client_aborts},
                                     {"bytesIn", &RouteMetrics::bytes_in},
                                     {"bytesOut", &RouteMetrics::bytes_out},
                                     {"inFlight", &RouteMetrics::in_flight},
                                     {"openTunnels", &RouteMetrics::open_tunnels},
                                     {"tunnels", &RouteMetrics::tunnels},
                                     {"idleMilliseconds", &RouteMetrics::idle_milliseconds},
                                     {"latencyMicroseconds", &RouteMetrics::latency_microseconds}};

}  // namespace

std::string to_text(const ControlRequest& request) {
  auto object = request.operation == ControlRequest::Operation::set_table ? table_object(request.table)
                                                                          : bj::object{{"v", control_protocol}};
  object["op"] = operations[static_cast<std::size_t>(request.operation)];
  if (request.operation == ControlRequest::Operation::in_flight) object["port"] = request.port;
  return bj::serialize(object);
}

Result<ControlRequest> parse_request_text(std::string_view bytes) {
  TRY(const auto value, parse(bytes));
  if (const auto version = integer(value, "v"); version < 1 || version > control_protocol)
    return invalid_input("proxy.protocol",
                         fmt::format("this proxy speaks control protocol {}, not {}", control_protocol, version));
  ControlRequest request;
  const auto name = text(value, "op");
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i] != name) continue;
    request.operation = static_cast<ControlRequest::Operation>(i);
    if (request.operation == ControlRequest::Operation::set_table) {
      TRY(request.table, table_of(value));
    }
    request.port = static_cast<int>(integer(value, "port"));
    return request;
  }
  return invalid_input("proxy.protocol", fmt::format("this proxy knows no operation '{}'", name));
}

std::string table_text(const Table& table) { return bj::serialize(table_object(table)); }

Result<Table> parse_table_text(std::string_view bytes) {
  TRY(const auto value, parse(bytes));
  return table_of(value);
}

std::string error_answer(const Error& error) {
  return bj::serialize(bj::object{{"ok", false},
                                  {"kind", to_string(error.kind())},
                                  {"code", error.code()},
                                  {"message", error.message()},
                                  {"hint", error.hint()}});
}

std::string plain_answer() { return bj::serialize(ok_object()); }

std::string hello_answer(const Hello& hello) {
  auto object = ok_object();
  object["protocol"] = hello.protocol;
  object["version"] = hello.version;
  object["pid"] = hello.pid;
  object["port"] = hello.port;
  object["fence"] = hello.fence;
  object["generation"] = hello.generation;
  return bj::serialize(object);
}

std::string metrics_answer(const std::vector<RouteMetrics>& metrics) {
  bj::array routes;
  for (const auto& route : metrics) {
    bj::object object{{"id", route.id}};
    for (const auto& key : metric_keys) object[key.name] = route.*key.member;
    object["latency"] = bj::array(route.latency.begin(), route.latency.end());
    routes.push_back(std::move(object));
  }
  auto object = ok_object();
  object["latencyBounds"] = bj::array(latency_bounds.begin(), latency_bounds.end());
  object["routes"] = std::move(routes);
  return bj::serialize(object);
}

std::string in_flight_answer(std::uint64_t count) {
  auto object = ok_object();
  object["inFlight"] = count;
  return bj::serialize(object);
}

std::string takeover_answer(const Table& table) {
  auto object = ok_object();
  object["table"] = table_object(table);
  return bj::serialize(object);
}

std::string asked_answer(const std::vector<std::string>& route_ids) {
  auto object = ok_object();
  object["asked"] = bj::array(route_ids.begin(), route_ids.end());
  return bj::serialize(object);
}

Status read_plain_answer(std::string_view bytes) {
  TRY(const auto value, accepted(bytes));
  return ok();
}

Result<Hello> read_hello_answer(std::string_view bytes) {
  TRY(const auto value, accepted(bytes));
  Hello hello;
  hello.protocol = static_cast<int>(integer(value, "protocol"));
  hello.version = text(value, "version");
  hello.pid = static_cast<int>(integer(value, "pid"));
  hello.port = static_cast<int>(integer(value, "port"));
  hello.fence = integer(value, "fence");
  hello.generation = integer(value, "generation");
  return hello;
}

Result<std::vector<RouteMetrics>> read_metrics_answer(std::string_view bytes) {
  TRY(const auto value, accepted(bytes));
  std::vector<RouteMetrics> all;
  const auto* routes = member(value, "routes");
  if (routes == nullptr || !routes->is_array()) return all;
  for (const auto& object : routes->get_array()) {
    RouteMetrics route;
    route.id = text(object, "id");
    for (const auto& key : metric_keys) route.*key.member = static_cast<std::uint64_t>(integer(object, key.name));
    if (const auto* latency = member(object, "latency"); latency != nullptr && latency->is_array())
      for (std::size_t i = 0; i < route.latency.size() && i < latency->get_array().size(); ++i)
        route.latency[i] =
            latency->get_array()[i].is_int64() ? static_cast<std::uint64_t>(latency->get_array()[i].get_int64()) : 0;
    all.push_back(std::move(route));
  }
  return all;
}

Result<std::uint64_t> read_in_flight_answer(std::string_view bytes) {
  TRY(const auto value, accepted(bytes));
  return static_cast<std::uint64_t>(integer(value, "inFlight"));
}

Result<std::vector<std::string>> read_asked_answer(std::string_view bytes) {
  TRY(const auto value, accepted(bytes));
  std::vector<std::string> ids;
  const auto* asked = member(value, "asked");
  if (asked == nullptr || !asked->is_array())
    return invalid_input("proxy.protocol", "the proxy did not say which routes are asked for");
  for (const auto& id : asked->get_array())
    if (id.is_string()) ids.emplace_back(id.get_string());
  return ids;
}

Result<Table> read_takeover_answer(std::string_view bytes) {
  TRY(const auto value, accepted(bytes));
  const auto* table = member(value, "table");
  if (table == nullptr) return invalid_input("proxy.invalid_table", "the other proxy sent no table");
  return table_of(*table);
}

}  // namespace towpath::proxy
