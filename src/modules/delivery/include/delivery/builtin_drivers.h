#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "delivery/driver.h"
#include "delivery/module_source.h"
#include "delivery/terraform.h"
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
  TerraformStates* terraform_states = nullptr;  ///< Null, as modules: no driver for infrastructure as code.
  ModuleSource* modules = nullptr;
  std::function<std::string()> address = {};  ///< Of this server, for the program's requests; "" before it listens.
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";  ///< Where programs are looked for.
};

/// postgres, volume, route, dns, service, environment, static, random, cmd, template and terraform; what each does:
/// src/modules/delivery/drivers/README.md.
std::vector<std::unique_ptr<Driver>> make_builtin_drivers(BuiltinDriverOptions options);

}  // namespace towpath::delivery
