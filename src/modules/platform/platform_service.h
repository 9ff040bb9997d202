#pragma once

#include <memory>
#include <mutex>

#include "catalog/catalog.h"
#include "module/module.h"
#include "platform/platform.h"
#include "settings_store.h"
#include "usage_meter.h"

namespace towpath::platform {

class PlatformService final : public Platform {
 public:
  PlatformService(const Kernel& kernel, catalog::Catalog& catalog, Profile first_profile)
      : kernel_(kernel), catalog_(catalog), first_profile_(first_profile), meter_(kernel) {}

  Result<Offer> offer(const auth::Principal& principal, bool with_usage) override;
  Result<Capability> set_mode(const auth::Principal& principal, const std::string& key,
                              const ModeChange& change) override;
  Result<Product> product(const auth::Principal& principal) override;
  Result<Product> set_product(const auth::Principal& principal, const ProductChange& change) override;
  Status check_available(const auth::Principal& principal, std::string_view pattern) override;

  /// Reads what the catalog and the settings say now.
  void refresh();
  UsageMeter& meter() { return meter_; }

 private:
  std::shared_ptr<const Offer> snapshot() const;
  bool runs_the_platform(const auth::Principal& principal) const;
  /// Errors: platform.invalid_mode.
  static Result<ModeChange> checked(const Capability& capability, const ModeChange& change);
  /// Errors: platform.capability_not_found.
  Result<Capability> find(const std::string& key) const;
  Product read_product() const;
  Product read_product(db::Tx& tx) const;

  const Kernel& kernel_;
  catalog::Catalog& catalog_;
  const Profile first_profile_;
  SettingsStore settings_;
  UsageMeter meter_;
  std::mutex refreshing_;  ///< One at a time, so that an older reading never replaces a newer one.
  mutable std::mutex mutex_;
  std::shared_ptr<const Offer> offer_ = std::make_shared<Offer>();  ///< Shared with who reads it.
};

}  // namespace towpath::platform
