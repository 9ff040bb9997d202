#include "platform/module.h"

#include <boost/json.hpp>

#include "platform_routes.h"
#include "platform_service.h"

namespace towpath::platform {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public PlatformModule {
 public:
  Impl(Kernel kernel, catalog::Catalog& catalog, Profile first_profile)
      : kernel_(std::move(kernel)), service_(kernel_, catalog, first_profile) {}
  std::string_view name() const override { return "platform"; }
  std::vector<db::Migration> migrations() const override { return platform::migrations(); }
  void routes(http::Router& router) override { add_platform_routes(router, service_); }

  void start() override {
    service_.refresh();
    // Also what another server changed.
    changes_ = kernel_.events.subscribe(
        {"catalog.entity.", "platform.product."}, std::nullopt, [this](const events::SealedEvent& event) {
          if (event.type.starts_with("platform.") || event.subject.starts_with("capability:"))
            kernel_.jobs.post("what the platform offers", [this](std::stop_token) { service_.refresh(); });
        });
  }
  void stop() override {
    changes_.reset();
    service_.meter().flush();
  }

  Platform& platform() override { return service_; }

 private:
  Kernel kernel_;
  PlatformService service_;
  db::Subscription changes_;
};

}  // namespace

std::unique_ptr<PlatformModule> make_module(Kernel kernel, catalog::Catalog& catalog, Profile first_profile) {
  return std::make_unique<Impl>(std::move(kernel), catalog, first_profile);
}

}  // namespace towpath::platform
