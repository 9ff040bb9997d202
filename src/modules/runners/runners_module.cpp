#include "poll_desk.h"
#include "runner_routes.h"
#include "runners/module.h"

namespace towpath::runners {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public Module {
 public:
  Impl(Kernel kernel, runs::Runs& runs, runs::RemoteNodes& nodes, JobOrders& orders, const RunnersOptions& options)
      : kernel_(std::move(kernel)),
        runs_(runs),
        nodes_(nodes),
        orders_(orders),
        options_(options),
        service_(kernel_, nodes, orders, options_),
        desk_(kernel_, service_, options_) {}
  std::string_view name() const override { return "runners"; }
  std::vector<db::Migration> migrations() const override { return runners::migrations(); }
  void routes(http::Router& router) override {
    add_runner_routes(router, service_);
    add_protocol_routes(router, {kernel_, service_, desk_, runs_, nodes_, orders_});
  }
  void start() override {
    // Before the engine recovers: no machine could renew while this server was away.
    nodes_.extend(kernel_.clock.now() + options_.restart_grace);
    desk_.start();
  }
  void stop() override { desk_.stop(); }

 private:
  Kernel kernel_;
  runs::Runs& runs_;
  runs::RemoteNodes& nodes_;
  JobOrders& orders_;
  const RunnersOptions options_;
  RunnerService service_;
  PollDesk desk_;
};

}  // namespace

std::unique_ptr<Module> make_module(Kernel kernel, runs::Runs& runs, runs::RemoteNodes& nodes, JobOrders& orders,
                                    RunnersOptions options) {
  return std::make_unique<Impl>(std::move(kernel), runs, nodes, orders, options);
}

}  // namespace towpath::runners
