#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "buckets/buckets.h"
#include "delivery/configuration.h"
#include "delivery/driver.h"
#include "delivery/kubernetes.h"
#include "delivery/module_source.h"
#include "delivery/terraform.h"
#include "delivery/traffic.h"
#include "process/shim.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Administrators' addresses of servers that others run. Empty: a private server at first need.
struct ServiceServers {
  Secret postgres;  ///< A connection string of PostgreSQL.
  Secret mysql;     ///< mysql://user:password@host:port, of MariaDB.
  Secret redis;     ///< redis://user:password@host:port.
  Secret rabbitmq;  ///< http://user:password@host:port, of its management API.
};

/// Everything referred to outlives the drivers.
struct BuiltinDriverOptions {
  std::filesystem::path data_directory;
  process::ShimClient& shims;
  process::Spawner& spawner;
  const Traffic& traffic;  ///< For the port in URLs.
  const Clock& clock;
  ServiceServers servers = {};
  TerraformStates* terraform_states = nullptr;  ///< Null, as modules: no driver for infrastructure as code.
  ModuleSource* modules = nullptr;
  std::function<std::string()> address = {};  ///< Of this server, for the program's requests; "" before it listens.
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";  ///< Where programs are looked for.
  AppliedConfigurations* applied_configurations =
      nullptr;                            ///< Null, as modules: no drivers of configuration management.
  HostSource* hosts = nullptr;            ///< Null: none of their definitions takes hosts from it.
  bool is_host_allowed = false;           ///< Whether their definitions may leave the sandbox.
  std::shared_ptr<Cluster> cluster = {};  ///< Null: no driver for one.
  buckets::Buckets* buckets = nullptr;    ///< Null: no driver s3.
};

/// postgres, mariadb, redis, nats, rabbitmq, s3, volume, route, dns, service, environment, static, random, cmd, http,
/// template, terraform, pulumi, ansible, puppet, chef, kubernetes and helm; what each does:
/// src/modules/delivery/drivers/README.md.
std::vector<std::unique_ptr<Driver>> make_builtin_drivers(BuiltinDriverOptions options);

}  // namespace towpath::delivery
