#pragma once

#include <functional>
#include <string>

#include "db/db.h"
#include "events/events.h"
#include "http/server.h"
#include "runs/runs.h"

namespace towpath::app {

/// What the server tells of itself, and where it knows it from.
struct ServerFacts {
  db::Db& db;
  events::Events& events;
  runs::Runs& runs;
  std::function<const http::Server*()> http;  ///< Null before it listens.
  UtcTime started_at;
  std::string data_directory, host_id;
  std::int64_t workers = 0, http_workers = 0;
};

/// GET /api/v1/server.
void add_server_route(http::Router& router, ServerFacts facts);

}  // namespace towpath::app
