#include "standards/module.h"

#include <algorithm>
#include <atomic>

#include "decision_service.h"
#include "guard.h"
#include "policy_service.h"
#include "standards_routes.h"
#include "waiver_routes.h"
#include "waiver_service.h"

namespace towpath::standards {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{6};
constexpr std::chrono::milliseconds shortest_wait{1}, longest_wait{std::chrono::hours(24)};

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
    waiver_hints_ = kernel_.db.listen("standards.waivers", [this](std::string_view) {
      kernel_.jobs.post("waivers", [this](std::stop_token) { settle_waivers(); });
    });
    kernel_.jobs.post("waivers", [this](std::stop_token) { settle_waivers(); });
    kernel_.jobs.every(clean_up_every, "old decisions", [this](std::stop_token) { decisions_.clean_up(); });
  }
  void stop() override {
    waiver_hints_.reset();
    changes_.reset();
  }
  gate::Guard& guard() override { return guard_; }
  Waivers& waivers() override { return waivers_; }
  void clock_moved() override { settle_waivers(); }

 private:
  /// Does what is due and comes back when the next thing is; a timer that was set before does nothing then.
  void settle_waivers() {
    const auto mine = ++waiver_timers_;
    const auto next = waivers_.settle();
    if (!next) return;
    const auto wait =
        std::chrono::duration_cast<std::chrono::milliseconds>(*next - kernel_.clock.now()) + shortest_wait;
    kernel_.jobs.after(std::clamp(wait, shortest_wait, longest_wait), "waivers", [this, mine](std::stop_token) {
      if (waiver_timers_ == mine) settle_waivers();
    });
  }

  Kernel kernel_;
  StandardsPorts ports_;
  PolicyBook book_;
  WaiverService waivers_;
  PolicyGuard guard_;
  PolicyService policies_;
  WhatIfService what_if_{kernel_, book_};
  DecisionService decisions_;
  std::atomic<std::uint64_t> waiver_timers_ = 0;
  db::Subscription changes_, waiver_hints_;
};

}  // namespace

std::unique_ptr<StandardsModule> make_module(Kernel kernel, StandardsPorts ports) {
  return std::make_unique<Impl>(std::move(kernel), std::move(ports));
}

}  // namespace towpath::standards
