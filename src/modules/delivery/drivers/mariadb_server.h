#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "mariadb_store.h"
#include "process/shim.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// The MariaDB server on which workloads get their databases. Thread-safe, blocking.
class MariadbServer {
 public:
  virtual ~MariadbServer() = default;
  /// Whether there can be one, without starting it. Errors: delivery.tool_missing, delivery.invalid_address.
  virtual Status check() const = 0;
  /// Whether there is one with data, running or not.
  virtual bool is_made() const = 0;
  /// A connection as administrator. Errors: delivery.tool_missing, delivery.invalid_address,
  /// delivery.mariadb_unreachable, delivery.mariadb_not_started (with its last output).
  virtual Result<MariadbStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) = 0;
};

/// One that others run: "mysql://user:password@host:3306", an administrator's.
std::unique_ptr<MariadbServer> make_configured_mariadb(Secret address);

/// A private one (SupervisedServer). Below `folder`, beside what each has: `home/data`, `password` (of the
/// administrator, 0600; the server has only its hash). `shims` and `spawner` outlive it; `programs`:
/// where MariaDB is installed.
std::unique_ptr<MariadbServer> make_private_mariadb(std::filesystem::path folder, process::ShimClient& shims,
                                                    process::Spawner& spawner, std::filesystem::path programs = "/usr");

}  // namespace towpath::delivery
