#pragma once

#include "http/http.h"
#include "poll_desk.h"
#include "runner_service.h"

namespace towpath::runners {

/// For people: tokens, list, drain, removal.
void add_runner_routes(http::Router& router, RunnerService& service);

/// What machines ask. Their credential stands in the header Authorization, as "Bearer ...".
struct ProtocolPorts {
  const Kernel& kernel;
  RunnerService& service;
  PollDesk& desk;
  runs::Runs& runs;
  runs::RemoteNodes& nodes;
  JobOrders& orders;
};
void add_protocol_routes(http::Router& router, const ProtocolPorts& ports);

}  // namespace towpath::runners
