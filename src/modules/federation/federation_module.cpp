#include "federation/module.h"

#include "courier.h"
#include "events/several_servers.h"
#include "jobs/alarm.h"
#include "source_routes.h"
#include "subscription_routes.h"

namespace towpath::federation {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{1};

class Impl final : public FederationModule {
 public:
  Impl(Kernel kernel, FederationPorts ports, Reach reach)
      : kernel_(std::move(kernel)), ports_(std::move(ports)), reach_(std::move(reach)) {}
  std::string_view name() const override { return "federation"; }
  std::vector<db::Migration> migrations() const override { return federation::migrations(); }
  Outbox& outbox() override { return courier_; }

  void routes(http::Router& router) override {
    add_source_routes(router, sources_, ingest_);
    add_ingest_routes(router, ingest_);
    add_subscription_routes(router, subscriptions_);
  }

  void start() override {
    kernel_.jobs.every(clean_up_every, "old requests and deliveries", [this](std::stop_token) {
      ingest_.clean_up();
      courier_.clean_up();
    });
    // What is told goes into the queue exactly once an event, whoever dies in between.
    telling_ = kernel_.events.react("federation.subscriptions", told_types(), [this](const events::SealedEvent& event) {
      return std::optional<events::Events::Reaction>(
          [this, telling = telling_of(event, ports_.url ? ports_.url() : ""), what = event.type](db::Tx& tx) -> Status {
            if (telling) courier_.put(tx, *telling, what);
            return ok();
          });
    });
    waiting_ = kernel_.db.listen(std::string(delivery_channel), [this](std::string_view) { deliveries_.call(); });
    deliveries_.call();  // what a server that died left behind
    leading_ = events::several_servers(kernel_.events).on_leading([this] { deliveries_.call(); });
  }

  void stop() override {
    leading_.reset();
    telling_.reset();
    waiting_.reset();
  }

 private:
  Kernel kernel_;
  FederationPorts ports_;
  const Reach reach_;
  KeyRing ring_{ports_.keys};
  SourceService sources_{kernel_, ports_.keys};
  FactTeller teller_{kernel_, ports_.components, ports_.incidents, ports_.repositories};
  IngestService ingest_{kernel_, ring_, sources_, teller_};
  Courier courier_{kernel_, ring_, reach_};
  jobs::Alarm deliveries_{
      kernel_.jobs, kernel_.clock, "outgoing webhooks",
      events::only_when_leading(kernel_.events, [this](std::stop_token stop) { return courier_.round(stop); })};
  SubscriptionService subscriptions_{kernel_, ports_.keys, reach_};
  db::Subscription telling_, waiting_, leading_;
};

}  // namespace

Result<std::unique_ptr<FederationModule>> make_module(Kernel kernel, FederationPorts ports,
                                                      const FederationOptions& options) {
  TRY(Reach reach, Reach::of(options.networks));
  return std::unique_ptr<FederationModule>(
      std::make_unique<Impl>(std::move(kernel), std::move(ports), std::move(reach)));
}

}  // namespace towpath::federation
