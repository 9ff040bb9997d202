#include "scorecards/module.h"

#include <boost/json.hpp>

#include "campaign_routes.h"
#include "campaign_service.h"
#include "definitions.h"
#include "events/several_servers.h"
#include "fact_reader.h"
#include "jobs/alarm.h"
#include "keeper.h"
#include "posture_reader.h"
#include "scorecard_document.h"
#include "scorecard_routes.h"
#include "scorecard_service.h"

namespace towpath::scorecards {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public ScorecardsModule {
 public:
  Impl(Kernel kernel, ScorecardPorts ports)
      : kernel_(std::move(kernel)),
        check_(cel_),
        definitions_(ports.catalog.catalog(), cel_),
        facts_(kernel_.events, ports.facts),
        campaigns_(kernel_, definitions_, ports.bell),
        keeper_(kernel_, ports.catalog.catalog(), definitions_, facts_, ports.waivers),
        service_(kernel_, ports.catalog.catalog(), definitions_, keeper_) {
    ports.catalog.add_check("Scorecard", check_);
  }
  std::string_view name() const override { return "scorecards"; }
  std::vector<db::Migration> migrations() const override { return scorecards::migrations(); }
  void routes(http::Router& router) override {
    add_scorecard_routes(router, service_, kernel_.clock);
    add_campaign_routes(router, campaigns_);
  }

  Checks& checks() override { return definitions_; }

  void start() override {
    definitions_.refresh();
    hints_.push_back(events::several_servers(kernel_.events).on_leading([this] {
      kernel_.jobs.post("scorecards", [this](std::stop_token stop) { keeper_.catch_up(stop); });
    }));
    changes_ =
        kernel_.events.consume("scorecards",
                               {"catalog.entity.", "forge.pushed", "forge.branch.protected", "run.finished",
                                "delivery.deployment.succeeded", "delivery.deployment.failed",
                                "observe.incident.opened", "observe.incident.closed", "docs.set.", "standards.waiver."},
                               [this](const events::SealedEvent& event) {
                                 keeper_.handle(event);
                                 return true;
                               });
    results_changed_ =
        kernel_.events.subscribe({"scorecards.check.changed"}, std::nullopt, [this](const events::SealedEvent& event) {
          const boost::json::value payload = boost::json::parse(event.payload);
          campaigns_.result_changed(std::string(payload.at("scorecard").as_string()),
                                    std::string(payload.at("check").as_string()));
        });
    // The consumer runs on one server at a time; what the others show follows, too.
    definitions_changed_ =
        kernel_.events.subscribe({"catalog.entity."}, std::nullopt, [this](const events::SealedEvent& event) {
          if (event.subject.starts_with("scorecard:"))
            kernel_.jobs.post("scorecards in force", [this](std::stop_token) { definitions_.refresh(); });
        });
    // What was written here or by another server sets the time anew, and so does the start.
    hints_.push_back(listen(Keeper::channel, looks_));
    hints_.push_back(listen(CampaignService::channel, ends_));
    hints_.push_back(events::several_servers(kernel_.events).on_leading([this] { clock_moved(); }));
    clock_moved();
  }
  void stop() override {
    hints_.clear();
    definitions_changed_.reset();
    results_changed_.reset();
    changes_.reset();
  }

  Posture& posture() override { return posture_; }

  void clock_moved() override {
    looks_.call();
    ends_.call();
  }

 private:
  db::Subscription listen(std::string_view channel, jobs::Alarm& alarm) {
    return kernel_.db.listen(std::string(channel), [&alarm](std::string_view) { alarm.call(); });
  }

  Kernel kernel_;
  const script::Cel cel_;
  const ScorecardCheck check_;
  Definitions definitions_;
  FactReader facts_;
  CampaignService campaigns_;
  Keeper keeper_;
  ScorecardService service_;
  PostureReader posture_{kernel_, definitions_};
  jobs::Alarm looks_{
      kernel_.jobs, kernel_.clock, "scorecards that time changes",
      events::only_when_leading(kernel_.events, [this](std::stop_token stop) { return keeper_.evaluate_due(stop); })};
  jobs::Alarm ends_{
      kernel_.jobs, kernel_.clock, "campaigns",
      events::only_when_leading(kernel_.events, [this](std::stop_token stop) { return campaigns_.settle(stop); })};
  db::Subscription changes_, results_changed_, definitions_changed_;
  std::vector<db::Subscription> hints_;
};

}  // namespace

std::unique_ptr<ScorecardsModule> make_module(Kernel kernel, ScorecardPorts ports) {
  return std::make_unique<Impl>(std::move(kernel), ports);
}

}  // namespace towpath::scorecards
