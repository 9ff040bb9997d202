#include "delivery/builtin_drivers.h"

#include "address_drivers.h"
#include "cmd_driver.h"
#include "postgres_driver.h"
#include "random_driver.h"
#include "template_driver.h"
#include "terraform_driver.h"
#include "values_driver.h"
#include "volume_driver.h"

namespace towpath::delivery {

std::vector<std::unique_ptr<Driver>> make_builtin_drivers(BuiltinDriverOptions options) {
  auto server = options.postgres_dsn.empty()
                    ? make_private_postgres(options.data_directory / "postgres", options.shims, options.spawner)
                    : make_configured_postgres(std::move(options.postgres_dsn));
  std::vector<std::unique_ptr<Driver>> drivers;
  drivers.push_back(make_postgres_driver(std::move(server), options.clock));
  drivers.push_back(make_volume_driver(options.data_directory / "volumes", options.clock));
  drivers.push_back(make_route_driver(options.traffic));
  drivers.push_back(make_dns_driver(options.traffic));
  drivers.push_back(make_service_driver(options.traffic));
  drivers.push_back(make_values_driver("environment"));
  drivers.push_back(make_values_driver("static"));
  drivers.push_back(make_random_driver());
  drivers.push_back(make_cmd_driver(options.spawner));
  drivers.push_back(make_template_driver(options.traffic));
  if (options.terraform_states && options.modules)
    drivers.push_back(make_terraform_driver({.folder = options.data_directory / "terraform",
                                             .spawner = options.spawner,
                                             .states = *options.terraform_states,
                                             .modules = *options.modules,
                                             .address = options.address,
                                             .search_path = options.search_path}));
  return drivers;
}

}  // namespace towpath::delivery
