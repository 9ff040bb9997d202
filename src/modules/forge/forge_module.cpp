#include "changes/change_routes.h"
#include "changes/changes_service.h"
#include "forge/module.h"
#include "forge_routes.h"
#include "forge_service.h"

namespace towpath::forge {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public ForgeModule {
 public:
  Impl(Kernel kernel, process::Spawner& spawner, const ForgePorts& ports)
      : kernel_(std::move(kernel)),
        spawner_(spawner),
        service_(kernel_),
        changes_(kernel_, service_, spawner_, ports.checks, ports.people) {
    service_.set_watcher(changes_);
  }
  std::string_view name() const override { return "forge"; }
  std::vector<db::Migration> migrations() const override { return forge::migrations(); }
  void routes(http::Router& router) override {
    add_routes(router, service_, changes_);
    add_change_routes(router, changes_);
    add_transport(router, service_, spawner_);
  }
  void start() override {
    service_.remove_litter();
    changes_.settle_all();
    service_.sync_all();
    changes_.find_missing_owners();
  }
  Forge& forge() override { return service_; }
  Changes& changes() override { return changes_; }

 private:
  Kernel kernel_;
  process::Spawner& spawner_;
  ForgeService service_;
  ChangesService changes_;
};

}  // namespace

std::unique_ptr<ForgeModule> make_module(Kernel kernel, process::Spawner& spawner, const ForgePorts& ports) {
  return std::make_unique<Impl>(std::move(kernel), spawner, ports);
}

}  // namespace towpath::forge
