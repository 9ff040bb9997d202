#include "feedback/module.h"

#include "feedback_json.h"
#include "feedback_routes.h"
#include "heartbeat.h"

namespace towpath::feedback {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{1};

class Impl final : public Module {
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

 private:
  Kernel kernel_;
  Notifications notifications_{kernel_};
  Board board_{kernel_, notifications_};
  FeedbackService feedback_{kernel_, board_};
  RoadmapService roadmap_{kernel_, board_};
};

}  // namespace

std::unique_ptr<Module> make_module(Kernel kernel) { return std::make_unique<Impl>(std::move(kernel)); }

}  // namespace towpath::feedback
