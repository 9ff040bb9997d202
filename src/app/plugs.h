#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buckets/buckets.h"
#include "catalog/catalog.h"
#include "delivery/delivery.h"
#include "delivery/traffic.h"
#include "delivery/vault.h"
#include "forge/forge.h"
#include "golden_paths/golden_paths.h"
#include "identity/identity.h"
#include "proxy/client.h"
#include "secrets/secrets.h"

namespace towpath::app {

// Ports that modules declare, filled with what other modules offer. A plug whose other side is built later is connected
// with connect() before anything starts.

/// Descriptor files from the forge; whose repository is the platform team's is told by the roles of its owner.
class ForgeSources final : public catalog::SourceReader {
 public:
  void connect(forge::Forge& forge, identity::Identity& identity) {
    forge_ = &forge;
    identity_ = &identity;
  }
  Result<std::string> read(const std::string& repository, const std::string& commit, const std::string& path) override {
    return forge_->file(repository, commit, path);
  }
  bool is_of_platform_team(const std::string& repository) override;

 private:
  forge::Forge* forge_ = nullptr;
  identity::Identity* identity_ = nullptr;
};

/// Owners of components from the catalog.
class CatalogOwners final : public secrets::ScopeOwners {
 public:
  void connect(catalog::Catalog& catalog) { catalog_ = &catalog; }
  std::optional<std::string> owner_of(const std::string& component) override;

 private:
  catalog::Catalog* catalog_ = nullptr;
};

/// Secrets of resources and components from the secrets module.
class SecretsVault final : public delivery::Vault {
 public:
  explicit SecretsVault(secrets::Secrets& secrets) : secrets_(secrets) {}
  Status store(const std::string& gu_id, const std::map<std::string, Secret>& values) override;
  Result<std::map<std::string, Secret>> load(const std::string& gu_id) override;
  Status forget(const std::string& gu_id) override;
  Status forget_component(const std::string& component, const std::string& environment) override;
  Result<std::map<std::string, Secret>> of_component(const std::string& component,
                                                     const std::string& environment) override;
  Result<std::map<std::string, Secret>> of_organisation() override { return secrets_.reveal_all("organisation"); }
  Result<std::string> seal(const Secret& text, std::string_view context) override {
    return secrets_.seal(text, context);
  }
  Result<Secret> open(std::string_view sealed, std::string_view context) override {
    return secrets_.open(sealed, context);
  }

 private:
  secrets::Secrets& secrets_;
};

/// Keys of buckets lie in their rows under the master key.
class BucketSealer final : public buckets::Sealer {
 public:
  explicit BucketSealer(secrets::Secrets& secrets) : secrets_(secrets) {}
  Result<std::string> seal(const Secret& text, std::string_view context) override {
    return secrets_.seal(text, context);
  }
  Result<Secret> open(std::string_view sealed, std::string_view context) override {
    return secrets_.open(sealed, context);
  }

 private:
  secrets::Secrets& secrets_;
};

/// The data plane through the proxy's control socket.
class ProxyTraffic final : public delivery::Traffic {
 public:
  explicit ProxyTraffic(const std::filesystem::path& data_directory)
      : data_directory_(data_directory), client_(data_directory) {}
  void set_port(int port) { port_ = port; }
  Status set_table(std::int64_t fence, std::int64_t generation,
                   const std::vector<delivery::TrafficRoute>& routes) override;
  Result<std::uint64_t> in_flight(int upstream_port) override;
  Result<std::vector<delivery::RouteCounters>> counters() override;
  void watch_asked(std::function<void(const std::vector<std::string>&)> asked) override;
  std::vector<double> latency_bounds() const override;
  int port() const override { return port_; }

 private:
  const std::filesystem::path data_directory_;
  proxy::ProxyClient client_;
  std::unique_ptr<proxy::AskedRoutes> asked_;
  int port_ = 0;
};

/// What a golden path's workload would have, from delivery.
std::function<Result<std::vector<golden_paths::PreviewResource>>(const auth::Principal&, const std::string&,
                                                                 const std::string&)>
foresight_of(delivery::Delivery& delivery);

}  // namespace towpath::app
