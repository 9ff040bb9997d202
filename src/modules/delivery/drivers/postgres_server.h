#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "database_store.h"
#include "process/shim.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// The PostgreSQL server on which workloads get their databases. Thread-safe, blocking.
class PostgresServer {
 public:
  virtual ~PostgresServer() = default;
  /// Whether there can be one, without starting it. Errors: delivery.tool_missing.
  virtual Status check() const = 0;
  /// Whether there is one with data, running or not.
  virtual bool is_made() const = 0;
  /// A connection as administrator. Errors: delivery.tool_missing, delivery.postgres_unreachable,
  /// delivery.postgres_not_started (with its last output).
  virtual Result<DatabaseStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) = 0;
};

/// One that others run, named by an administrator's connection string.
std::unique_ptr<PostgresServer> make_configured_postgres(Secret dsn);

/// A private one, made and started at first need and kept by a shim, so that it outlives this process like the
/// workloads that use it. Below `folder`: `home/cluster`, `password` (of the superuser, 0600), `port`, `process/` (of
/// the shim). Listens on 127.0.0.1 only. PostgreSQL refuses root: then it runs as the system's user `postgres`, in the
/// sandbox where there is one, since that user need not be able to reach the data directory. `shims` and `spawner`
/// outlive it.
std::unique_ptr<PostgresServer> make_private_postgres(std::filesystem::path folder, process::ShimClient& shims,
                                                      process::Spawner& spawner);

}  // namespace towpath::delivery
