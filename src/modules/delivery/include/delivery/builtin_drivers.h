#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "delivery/driver.h"
#include "delivery/traffic.h"
#include "process/shim.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Everything referred to outlives the drivers.
struct BuiltinDriverOptions {
  std::filesystem::path data_directory;
  process::ShimClient& shims;
  process::Spawner& spawner;
  const Traffic& traffic;  ///< For the port in URLs.
  const Clock& clock;
  Secret postgres_dsn;  ///< Administrator of the server for databases; empty: a private server at first need.
};

/// postgres, volume, route, dns, service, environment, static and cmd; what each does:
/// src/modules/delivery/drivers/README.md.
std::vector<std::unique_ptr<Driver>> make_builtin_drivers(BuiltinDriverOptions options);

}  // namespace towpath::delivery
