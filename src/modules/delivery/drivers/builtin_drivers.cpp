#include "delivery/builtin_drivers.h"

#include "address_drivers.h"
#include "cmd_driver.h"
#include "configuration/configuration_driver.h"
#include "helm_driver.h"
#include "http_driver.h"
#include "kubernetes_driver.h"
#include "mariadb_driver.h"
#include "nats_driver.h"
#include "postgres_driver.h"
#include "pulumi_driver.h"
#include "rabbitmq_driver.h"
#include "random_driver.h"
#include "redis_driver.h"
#include "s3_driver.h"
#include "template_driver.h"
#include "terraform_driver.h"
#include "values_driver.h"
#include "volume_driver.h"

namespace towpath::delivery {

std::vector<std::unique_ptr<Driver>> make_builtin_drivers(BuiltinDriverOptions options) {
  const auto& data = options.data_directory;
  auto postgres = options.servers.postgres.empty()
                      ? make_private_postgres(data / "postgres", options.shims, options.spawner)
                      : make_configured_postgres(std::move(options.servers.postgres));
  auto mariadb = options.servers.mysql.empty() ? make_private_mariadb(data / "mariadb", options.shims, options.spawner)
                                               : make_configured_mariadb(std::move(options.servers.mysql));
  auto redis = options.servers.redis.empty() ? make_private_redis(data / "redis", options.shims, options.spawner)
                                             : make_configured_redis(std::move(options.servers.redis));
  auto nats = std::make_unique<NatsServer>(data / "nats", options.shims, options.spawner);
  auto rabbitmq = options.servers.rabbitmq.empty()
                      ? make_private_rabbitmq(data / "rabbitmq", options.shims, options.spawner)
                      : make_configured_rabbitmq(std::move(options.servers.rabbitmq));
  std::vector<std::unique_ptr<Driver>> drivers;
  drivers.push_back(make_postgres_driver(std::move(postgres), options.clock));
  drivers.push_back(make_mariadb_driver(std::move(mariadb), options.clock));
  drivers.push_back(make_redis_driver(std::move(redis), options.clock));
  drivers.push_back(make_nats_driver(std::move(nats), options.clock));
  if (options.buckets) drivers.push_back(make_s3_driver(*options.buckets, options.clock));
  drivers.push_back(make_rabbitmq_driver(std::move(rabbitmq), options.clock));
  drivers.push_back(make_volume_driver(options.data_directory / "volumes", options.clock));
  drivers.push_back(make_route_driver(options.traffic));
  drivers.push_back(make_dns_driver(options.traffic));
  drivers.push_back(make_service_driver(options.traffic));
  drivers.push_back(make_values_driver("environment"));
  drivers.push_back(make_values_driver("static"));
  drivers.push_back(make_random_driver());
  drivers.push_back(make_cmd_driver(options.spawner));
  drivers.push_back(make_http_driver(options.clock));
  drivers.push_back(make_template_driver(options.traffic));
  if (options.terraform_states && options.modules)
    drivers.push_back(make_terraform_driver({.folder = options.data_directory / "terraform",
                                             .spawner = options.spawner,
                                             .states = *options.terraform_states,
                                             .modules = *options.modules,
                                             .address = options.address,
                                             .search_path = options.search_path}));
  if (options.terraform_states && options.modules)
    drivers.push_back(make_pulumi_driver({.folder = options.data_directory / "pulumi",
                                          .spawner = options.spawner,
                                          .states = *options.terraform_states,
                                          .modules = *options.modules,
                                          .search_path = options.search_path}));
  if (options.applied_configurations && options.modules)
    for (auto* make : {make_ansible_tool, make_puppet_tool, make_chef_tool}) {
      auto tool = make();
      const auto folder = options.data_directory / tool->name();
      drivers.push_back(make_configuration_driver(std::move(tool), {.folder = folder,
                                                                    .spawner = options.spawner,
                                                                    .applied = *options.applied_configurations,
                                                                    .modules = *options.modules,
                                                                    .clock = options.clock,
                                                                    .hosts = options.hosts,
                                                                    .is_host_allowed = options.is_host_allowed,
                                                                    .search_path = options.search_path}));
    }
  if (options.cluster) drivers.push_back(make_kubernetes_driver(options.cluster, options.clock));
  if (options.cluster && options.modules)
    drivers.push_back(make_helm_driver(make_kubernetes_driver(options.cluster, options.clock),
                                       {.folder = options.data_directory / "helm",
                                        .spawner = options.spawner,
                                        .modules = *options.modules,
                                        .search_path = options.search_path}));
  return drivers;
}

}  // namespace towpath::delivery
