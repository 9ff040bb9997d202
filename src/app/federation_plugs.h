#pragma once

#include <string>

#include "catalog/catalog.h"
#include "federation/ports.h"
#include "forge/forge.h"
#include "observe/incidents.h"
#include "secrets/secrets.h"

namespace towpath::app {

// Ports of federation, filled with what secrets, catalog and observe offer.

/// Secrets of sources and subscriptions lie in scopes of their own, which no route shows.
class FederationKeys final : public federation::Keys {
 public:
  explicit FederationKeys(secrets::Secrets& secrets) : secrets_(secrets) {}
  Status store(const std::string& id, const Secret& secret) override;
  Result<Secret> load(const std::string& id) override;
  Status forget(const std::string& id) override;

 private:
  secrets::Secrets& secrets_;
};

/// Components from the catalog.
class CatalogComponents final : public federation::Components {
 public:
  explicit CatalogComponents(catalog::Catalog& catalog) : catalog_(catalog) {}
  std::optional<federation::KnownComponent> find(const std::string& name) override;

 private:
  catalog::Catalog& catalog_;
};

/// Incidents of observe.
class ObservedIncidents final : public federation::Incidents {
 public:
  explicit ObservedIncidents(observe::IncidentReports& incidents) : incidents_(incidents) {}
  Result<std::string> open(const federation::ReportedIncident& incident) override;
  Result<bool> close(const std::string& origin, const std::string& key, UtcTime at) override;

 private:
  observe::IncidentReports& incidents_;
};

/// Repositories of the forge: a component's has its name.
class ForgeRepositories final : public federation::Repositories {
 public:
  explicit ForgeRepositories(forge::Forge& forge) : forge_(forge) {}
  std::optional<std::vector<federation::BroughtCommit>> between(const std::string& component, const std::string& base,
                                                                const std::string& head, std::size_t most) override;

 private:
  forge::Forge& forge_;
};

}  // namespace towpath::app
