#include "feedback/module.h"

#include "announcement_routes.h"
#include "announcement_service.h"
#include "events/several_servers.h"
#include "feedback_json.h"
#include "feedback_routes.h"
#include "heartbeat.h"
#include "jobs/alarm.h"
#include "survey_routes.h"
#include "survey_satisfaction.h"
#include "survey_service.h"

namespace towpath::feedback {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{1};

/// What others tell people, beside what the developers' voice does.
class Bell final : public Notices {
 public:
  explicit Bell(const Notifications& notifications) : notifications_(notifications) {}
  void tell(db::Tx& tx, const std::set<std::string>& users, const Notice& notice) override {
    notifications_.tell(tx, users, {notice.kind, notice.title, notice.text, notice.link});
  }

 private:
  const Notifications& notifications_;
};

class Impl final : public FeedbackModule {
 public:
  Impl(Kernel kernel, People& people, Courier& courier, Chat& chat)
      : kernel_(std::move(kernel)),
        post_(kernel_, people, courier),
        notifications_(kernel_, post_, chat),
        announcements_(kernel_, notifications_, people),
        surveys_(kernel_, notifications_, people) {}
  std::string_view name() const override { return "feedback"; }
  std::vector<db::Migration> migrations() const override { return feedback::migrations(); }

  void routes(http::Router& router) override {
    add_item_routes(router, feedback_);
    add_roadmap_routes(router, roadmap_);
    add_notification_routes(router, notifications_, announcements_);
    add_announcement_routes(router, announcements_);
    add_mail_routes(router, post_);
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
    // What was written here or by another server sets the time anew, and so does the start.
    hints_.push_back(listen(PostOffice::channel, letters_));
    hints_.push_back(listen(AnnouncementService::channel, beginnings_));
    hints_.push_back(listen(SurveyService::channel, endings_));
    clock_moved();
    hints_.push_back(events::several_servers(kernel_.events).on_leading([this] { clock_moved(); }));
    deployments_ = kernel_.events.react("feedback.first-deployment", {"delivery.deployment.succeeded"},
                                        [this](const events::SealedEvent& event) { return on_deployment(event); });
  }

  void stop() override {
    deployments_.reset();
    hints_.clear();
  }

  Notices& notices() override { return bell_; }
  Satisfaction& satisfaction() override { return satisfaction_; }

  void clock_moved() override {
    for (jobs::Alarm* alarm : {&letters_, &beginnings_, &endings_}) alarm->call();
  }

 private:
  db::Subscription listen(std::string_view channel, jobs::Alarm& alarm) {
    return kernel_.db.listen(std::string(channel), [&alarm](std::string_view) { alarm.call(); });
  }

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
  PostOffice post_;
  Notifications notifications_;
  Bell bell_{notifications_};
  Board board_{kernel_, notifications_};
  FeedbackService feedback_{kernel_, board_};
  RoadmapService roadmap_{kernel_, board_};
  AnnouncementService announcements_;
  SurveyService surveys_;
  SurveySatisfaction satisfaction_{kernel_};
  jobs::Alarm letters_{
      kernel_.jobs, kernel_.clock, "letters",
      events::only_when_leading(kernel_.events, [this](std::stop_token stop) { return post_.send_due(stop); })};
  jobs::Alarm beginnings_{
      kernel_.jobs, kernel_.clock, "announcements that begin",
      events::only_when_leading(kernel_.events, [this](std::stop_token) { return announcements_.begin_due(); })};
  jobs::Alarm endings_{
      kernel_.jobs, kernel_.clock, "surveys that are over",
      events::only_when_leading(kernel_.events, [this](std::stop_token) { return surveys_.close_due(); })};
  db::Subscription deployments_;
  std::vector<db::Subscription> hints_;
};

}  // namespace

std::unique_ptr<FeedbackModule> make_module(Kernel kernel, People& people, Courier& courier, Chat& chat) {
  return std::make_unique<Impl>(std::move(kernel), people, courier, chat);
}

}  // namespace towpath::feedback
