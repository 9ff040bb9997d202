#include "feedback/module.h"

#include "feedback_json.h"
#include "feedback_routes.h"
#include "heartbeat.h"
#include "survey_routes.h"
#include "survey_service.h"

namespace towpath::feedback {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{1};

class Impl final : public Module {
 public:
  Impl(Kernel kernel, People& people) : kernel_(std::move(kernel)), surveys_(kernel_, notifications_, people) {}
  std::string_view name() const override { return "feedback"; }
  std::vector<db::Migration> migrations() const override { return feedback::migrations(); }

  void routes(http::Router& router) override {
    add_item_routes(router, feedback_);
    add_roadmap_routes(router, roadmap_);
    add_notification_routes(router, notifications_);
    add_survey_routes(router, surveys_);
    router.add({.method = "GET",
                .pattern = "/api/v1/platform/heartbeat",
                .permission = "feedback.read",
                .handler = [this](const http::Request& request) -> Result<http::Response> {
                  TRY(const Heartbeat now, heartbeat(kernel_, board_, request.principal));
                  return http::json_response(200, heartbeat_body(now));
                }});
  }

  void start() override {
    kernel_.jobs.every(clean_up_every, "old notifications", [this](std::stop_token) { notifications_.clean_up(); });
    kernel_.jobs.every(clean_up_every, "surveys that are over", [this](std::stop_token) { surveys_.close_due(); });
    deployments_ = kernel_.events.react("feedback.first-deployment", {"delivery.deployment.succeeded"},
                                        [this](const events::SealedEvent& event) { return on_deployment(event); });
  }

  void stop() override { deployments_.reset(); }

 private:
  std::optional<events::Events::Reaction> on_deployment(const events::SealedEvent& event) {
    const bool is_first =
        event.actor.starts_with("user:") && surveys_.asks_about_first_deployments() &&
        kernel_.events.find({.type = event.type, .actor = event.actor, .before = event.sequence, .limit = 1}).empty();
    if (!is_first) return events::Events::Reaction();
    return [this, user = event.actor](db::Tx& tx) -> Status {
      surveys_.ask_after_first_deployment(tx, user);
      return ok();
    };
  }

  Kernel kernel_;
  Notifications notifications_{kernel_};
  Board board_{kernel_, notifications_};
  FeedbackService feedback_{kernel_, board_};
  RoadmapService roadmap_{kernel_, board_};
  SurveyService surveys_;
  db::Subscription deployments_;
};

}  // namespace

std::unique_ptr<Module> make_module(Kernel kernel, People& people) {
  return std::make_unique<Impl>(std::move(kernel), people);
}

}  // namespace towpath::feedback
