#include "shell_routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "delivery_json.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

std::uint16_t side_of(std::optional<std::int64_t> value, std::uint16_t otherwise) {
  // What does not fit is out of the allowed range too, which check() says.
  return value ? static_cast<std::uint16_t>(std::clamp<std::int64_t>(*value, 0, 65'535)) : otherwise;
}

Result<http::Response> open_shell(ShellService& shells, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  ShellService::Request wanted;
  ShellOrder& order = wanted.order;
  order.component = body.required_string("component");
  order.environment = body.required_string("environment");
  order.command = body.optional_strings("command");
  order.reason = body.optional_string("reason").value_or("");
  if (auto terminal = body.optional_object("terminal")) {
    order.has_terminal = true;
    order.window = {side_of(terminal->optional_integer("columns"), order.window.columns),
                    side_of(terminal->optional_integer("rows"), order.window.rows)};
    order.terminal_type = terminal->optional_string("type").value_or(order.terminal_type);
  }
  wanted.override_reason = body.optional_string("override").value_or("");
  CHECK_OK(body.finish());
  TRY(const Started started, shells.open(request.principal, wanted));
  return http::json_response(202, boost::json::serialize(to_json(started)));
}

Result<http::Response> connect(ShellService& shells, const http::Request& request) {
  http::QueryReader query(request);
  const auto shown = query.integer("shown").value_or(0);
  CHECK_OK(query.finish());
  const runs::RunId run{std::string(request.param("id"))};
  TRY(const auto session, shells.join(request.principal, run));
  http::Response response;
  response.websocket = [&shells, session, run, shown](std::shared_ptr<http::WebSocket> socket) {
    session->attach(socket, static_cast<std::uint64_t>(shown));
    shells.leave_if_over(run);
  };
  return response;
}

}  // namespace

void add_shell_routes(http::Router& router, ShellService& shells) {
  router.add({.method = "POST",
              .pattern = "/api/v1/shells",
              .permission = "shell.open",
              .handler = [&shells](const http::Request& request) { return open_shell(shells, request); }});
  router.add({.method = "GET",
              .pattern = "/api/v1/shells/{id:ulid}/terminal",
              .permission = "shell.open",
              .handler = [&shells](const http::Request& request) { return connect(shells, request); }});
}

}  // namespace towpath::delivery
