#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "config/config.h"
#include "http/http.h"

namespace towpath::app {

/// The whole server: kernel and modules in order, ports plugged, HTTP listening. Runs until stop().
class Server {
 public:
  /// `program` is this binary's path, for the processes it starts. Errors: those of opening the database (db.in_use,
  /// db.newer_version), http.port_in_use, secrets.key_unreadable, process.spawner_unavailable, proxy.unavailable.
  static Result<std::unique_ptr<Server>> start(const config::Config& config, const std::string& program);
  virtual ~Server() = default;

  /// Brings the configured database to the schema of this version, as a start does, and starts nothing.
  /// Errors: as start().
  static Status migrate(const config::Config& config);

  virtual std::string url() const = 0;
  virtual int workload_port() const = 0;
  /// Everything the API answers, for the tests that compare it with its document and its permissions.
  virtual const std::vector<http::Route>& routes() const = 0;
  /// For the first sign-in; nothing once somebody has signed in as admin.
  virtual std::optional<std::string> sign_in_url() = 0;
  /// A token of the user admin for this start's own use (`up -o json`, the demo); replaces the one of the last start.
  virtual Result<Secret> admin_token() = 0;
  /// Stops accepting, finishes what runs, stops modules in reverse order. Workloads and the proxy go on.
  virtual void stop() = 0;
  /// stop(), and ends everything that outlives it: workloads, the proxy, the supervised PostgreSQL. For data
  /// directories that are thrown away.
  virtual void dismantle() = 0;
};

}  // namespace towpath::app
