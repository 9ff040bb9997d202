#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "delivery/configuration.h"

namespace towpath::app {

/// Machines for configuration management: entities of the kind Resource. Where they are reached is in annotations of
/// our group: `address` (without: the entity's name), `ssh-port`, `ssh-user`. Their tags are the groups.
class CatalogHosts final : public delivery::HostSource {
 public:
  explicit CatalogHosts(catalog::Catalog& catalog) : catalog_(catalog) {}
  Result<std::vector<delivery::ManagedHost>> hosts(const delivery::HostQuery& query) override;

 private:
  catalog::Catalog& catalog_;
};

}  // namespace towpath::app
