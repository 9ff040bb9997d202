#include "forge/module.h"
#include "forge_routes.h"
#include "forge_service.h"

namespace towpath::forge {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public ForgeModule {
 public:
  Impl(Kernel kernel, process::Spawner& spawner) : kernel_(std::move(kernel)), spawner_(spawner), service_(kernel_) {}
  std::string_view name() const override { return "forge"; }
  std::vector<db::Migration> migrations() const override { return forge::migrations(); }
  void routes(http::Router& router) override {
    add_routes(router, service_);
    add_transport(router, service_, spawner_);
  }
  void start() override {
    service_.remove_litter();
    service_.sync_all();
  }
  Forge& forge() override { return service_; }

 private:
  Kernel kernel_;
  process::Spawner& spawner_;
  ForgeService service_;
};

}  // namespace

std::unique_ptr<ForgeModule> make_module(Kernel kernel, process::Spawner& spawner) {
  return std::make_unique<Impl>(std::move(kernel), spawner);
}

}  // namespace towpath::forge
