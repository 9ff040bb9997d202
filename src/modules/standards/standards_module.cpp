#include "standards/module.h"

#include "decision_service.h"
#include "events/several_servers.h"
#include "guard.h"
#include "jobs/alarm.h"
#include "policy_service.h"
#include "standards_routes.h"
#include "waiver_routes.h"
#include "waiver_service.h"

namespace towpath::standards {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{6};

class Impl final : public StandardsModule {
 public:
  Impl(Kernel kernel, StandardsPorts ports)
      : kernel_(std::move(kernel)),
        ports_(std::move(ports)),
        book_(ports_.catalog.catalog()),
        waivers_(kernel_, ports_, book_),
        guard_(kernel_, ports_, book_, waivers_),
        policies_(kernel_, ports_.catalog.catalog(), book_),
        decisions_(kernel_, ports_.runs) {
    ports_.catalog.add_check("Policy", book_);
  }
  std::string_view name() const override { return "standards"; }
  std::vector<db::Migration> migrations() const override { return standards::migrations(); }
  void routes(http::Router& router) override {
    add_policy_routes(router, policies_);
    add_replay_route(router, what_if_);
    add_decision_routes(router, decisions_);
    add_waiver_routes(router, waivers_);
  }

  void start() override {
    book_.refresh();
    // Also what another server, or a push, changed.
    changes_ = kernel_.events.subscribe({"catalog.entity."}, std::nullopt, [this](const events::SealedEvent& event) {
      if (event.subject.starts_with("policy:"))
        kernel_.jobs.post("the policies in force", [this](std::stop_token) { book_.refresh(); });
    });
    waiver_hints_ = kernel_.db.listen("standards.waivers", [this](std::string_view) { waivers_due_.call(); });
    waivers_due_.call();
    leading_ = events::several_servers(kernel_.events).on_leading([this] { waivers_due_.call(); });
    kernel_.jobs.every(clean_up_every, "old decisions", [this](std::stop_token) { decisions_.clean_up(); });
  }
  void stop() override {
    leading_.reset();
    waiver_hints_.reset();
    changes_.reset();
  }
  gate::Guard& guard() override { return guard_; }
  Waivers& waivers() override { return waivers_; }
  void clock_moved() override { waivers_due_.call(); }

 private:
  Kernel kernel_;
  StandardsPorts ports_;
  PolicyBook book_;
  WaiverService waivers_;
  PolicyGuard guard_;
  PolicyService policies_;
  WhatIfService what_if_{kernel_, book_};
  DecisionService decisions_;
  jobs::Alarm waivers_due_{
      kernel_.jobs, kernel_.clock, "waivers",
      events::only_when_leading(kernel_.events, [this](std::stop_token) { return waivers_.settle(); })};
  db::Subscription changes_, waiver_hints_, leading_;
};

}  // namespace

std::unique_ptr<StandardsModule> make_module(Kernel kernel, StandardsPorts ports) {
  return std::make_unique<Impl>(std::move(kernel), std::move(ports));
}

}  // namespace towpath::standards
