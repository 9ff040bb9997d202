#include "feedback/module.h"

#include "feedback_json.h"
#include "feedback_routes.h"
#include "heartbeat.h"

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
  explicit Impl(Kernel kernel) : kernel_(std::move(kernel)) {}
  std::string_view name() const override { return "feedback"; }
  std::vector<db::Migration> migrations() const override { return feedback::migrations(); }

  void routes(http::Router& router) override {
    add_item_routes(router, feedback_);
    add_roadmap_routes(router, roadmap_);
    add_notification_routes(router, notifications_);
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
  }

  Notices& notices() override { return bell_; }

 private:
  Kernel kernel_;
  Notifications notifications_{kernel_};
  Bell bell_{notifications_};
  Board board_{kernel_, notifications_};
  FeedbackService feedback_{kernel_, board_};
  RoadmapService roadmap_{kernel_, board_};
};

}  // namespace

std::unique_ptr<FeedbackModule> make_module(Kernel kernel) { return std::make_unique<Impl>(std::move(kernel)); }

}  // namespace towpath::feedback
