#include <boost/json.hpp>

#include "activity_routes.h"
#include "activity_service.h"
#include "addition_routes.h"
#include "approval_routes.h"
#include "approval_service.h"
#include "base/elsewhere.h"
#include "definition_routes.h"
#include "definition_service.h"
#include "definition_trial.h"
#include "delivery/module.h"
#include "delivery/shells.h"
#include "delivery_routes.h"
#include "delivery_service.h"
#include "drift.h"
#include "drift_routes.h"
#include "environment_type_routes.h"
#include "environment_type_service.h"
#include "environment_views_routes.h"
#include "events/several_servers.h"
#include "freeze_routes.h"
#include "freeze_service.h"
#include "job_executors.h"
#include "job_routes.h"
#include "job_service.h"
#include "jobs/alarm.h"
#include "log/log.h"
#include "question_routes.h"
#include "recovery.h"
#include "retirement.h"
#include "rotation.h"
#include "runtime_routes.h"
#include "runtime_rule_service.h"
#include "scale_executors.h"
#include "scale_routes.h"
#include "scale_service.h"
#include "service_health.h"
#include "shells/shell_executors.h"
#include "shells/shell_routes.h"
#include "sleep_executor.h"
#include "sleep_routes.h"
#include "sleep_watch.h"
#include "terraform/terraform_routes.h"
#include "tools/tool_routes.h"
#include "workload_view.h"

namespace towpath::delivery {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::days data_kept{7};
constexpr auto kept_data_pause = std::chrono::hours(1);
constexpr auto drift_pause = std::chrono::hours(1);

class Impl final : public DeliveryModule {
 public:
  Impl(Kernel kernel, DeliveryPorts ports, const ShellLimits& shells)
      : kernel_(std::move(kernel)),
        ports_(std::move(ports)),
        context_{kernel_, ports_, stores_},
        service_(kernel_, ports_, stores_, context_),
        shell_sessions_(kernel_.clock, shells) {
    for (const char* kind : {"ResourceDefinition", "ResourceType"}) ports_.catalog.add_check(kind, book_);
    ports_.catalog.add_check("Resource", accounts_);
    const std::pair<const char*, runs::NodeExecutor*> executors[] = {{"delivery.plan", &plan_},
                                                                     {"delivery.resource", &resource_},
                                                                     {"delivery.migrate", &migrate_},
                                                                     {"delivery.rollout", &rollout_},
                                                                     {"delivery.finalize", &finalize_},
                                                                     {"delivery.stop", &stop_},
                                                                     {"delivery.destroy", &destroy_},
                                                                     {"delivery.forget", &forget_},
                                                                     {"delivery.job_plan", &job_plan_},
                                                                     {"delivery.job", &job_},
                                                                     {"delivery.job_end", &job_end_},
                                                                     {"delivery.revoke", &revoke_},
                                                                     {"delivery.clone", &clone_},
                                                                     {"delivery.sleep", &sleep_},
                                                                     {"delivery.scale_plan", &scale_plan_},
                                                                     {"delivery.scale", &scale_},
                                                                     {"delivery.scale_end", &scale_end_},
                                                                     {"delivery.shell", &shell_},
                                                                     {"delivery.shell_end", &shell_end_}};
    for (const auto& [kind, executor] : executors) ports_.runs.add_executor(kind, *executor);
  }
  std::string_view name() const override { return "delivery"; }
  std::vector<db::Migration> migrations() const override { return delivery::migrations(); }
  void routes(http::Router& router) override {
    add_routes(router, service_, ports_.runs);
    add_activity_routes(router, activity_);
    add_service_health_route(router, health_);
    add_view_routes(router, views_);
    add_addition_routes(router, additions_);
    add_approval_routes(router, approvals_);
    add_freeze_routes(router, freezes_, kernel_.clock);
    add_runtime_routes(router, runtime_rules_);
    add_definition_routes(router, definitions_, definition_trial_, service_);
    add_drift_routes(router, drift_service_);
    add_question_routes(router, questions_);
    add_job_routes(router, jobs_);
    add_scale_routes(router, scales_);
    add_shell_routes(router, shells_);
    add_sleep_routes(router, service_);
    add_environment_type_routes(router, types_);
    if (ports_.terraform_states) add_terraform_routes(router, *ports_.terraform_states);
    if (ports_.tools) add_tool_routes(router, *ports_.tools);
  }

  void start() override {
    if (const Status seeded = book_.seed(); !seeded.has_value()) throw std::runtime_error(seeded.error().message());
    announce_table();
    // On the host whose repository it is: the release is read from there.
    bundles_ = servers_.consume_on(kernel_.host_id, "delivery.bundles", {"pipelines.bundle.published"},
                                   [this](const events::SealedEvent& event) {
                                     on_bundle(event);
                                     return true;
                                   });
    plans_ = kernel_.events.consume(
        "delivery.approvals",
        {"delivery.deployment.queued", "delivery.configuration.changed", "delivery.resource.provisioned",
         "delivery.resource.deleted"},
        [this](const events::SealedEvent& event) {
          if (event.type == "delivery.deployment.queued")
            approvals_.supersede(std::string(boost::json::parse(event.payload).at("deployment").as_string()));
          else
            approvals_.refresh(event.project_id);
          return true;
        });
    for (const auto& [channel, alarm] : {std::pair<const char*, jobs::Alarm*>("delivery.approvals", &approvals_due_),
                                         {"delivery.expiry", &environments_due_},
                                         {"delivery.orphans", &orphans_due_},
                                         {"delivery.sleep", &sleep_due_}}) {
      hints_.push_back(kernel_.db.listen(channel, [alarm = alarm](std::string_view) { alarm->call(); }));
      hints_.push_back(servers_.on_leading([alarm = alarm] { alarm->call(); }));
      alarm->call();
    }
    ports_.traffic.watch_asked([this](const std::vector<std::string>& routes) { service_.wake_asked(routes); });
    retirement_.wake();
    kernel_.jobs.post("kept data", [this](std::stop_token stop) { remove_kept(stop); });
    kernel_.jobs.every(kept_data_pause, "kept data", [this](std::stop_token stop) { remove_kept(stop); });
    kernel_.jobs.every(drift_pause, "drift of resources", [this](std::stop_token stop) { drift_.look(stop); });
    kernel_.jobs.post("instances after a start", [this](std::stop_token) { recover(context_, service_, workloads_); });
  }
  void stop() override {
    ports_.traffic.watch_asked(nullptr);
    bundles_.reset();
    plans_.reset();
    hints_.clear();
  }
  Delivery& delivery() override { return service_; }
  Status after_restore() override { return service_.after_restore(); }
  WorkloadView& workloads() override { return workloads_; }

 private:
  /// A new life of the server has a higher fence: what an older one still sends is refused by the data plane.
  void announce_table() {
    DeploymentStore::Generation generation;
    std::vector<TrafficRoute> table;
    const Status read = kernel_.db.transact([&](db::Tx& tx) -> Status {
      generation = stores_.deployments.begin_fence(tx, kernel_.host_id);
      table = stores_.deployments.table(tx, kernel_.host_id);
      return ok();
    });
    if (!read.has_value()) throw std::runtime_error(read.error().message());
    if (const Status set = ports_.traffic.set_table(generation.fence, generation.number, table); !set.has_value())
      log::error("the proxy did not take the table of routes",
                 {{"code", set.error().code()}, {"detail", set.error().message()}});
  }

  void on_bundle(const events::SealedEvent& event) {
    const boost::json::value payload = boost::json::parse(event.payload);
    const auto text = [&](std::string_view key) { return std::string(payload.at(key).as_string()); };
    const auto published =
        service_.publish({text("repository"), text("commit"), text("branch"), text("bundle"), text("run")},
                         payload.at("isDefaultBranch").as_bool());
    if (!published.has_value() && !elsewhere(published.error()))
      log::info("a bundle did not become a release", {{"repository", text("repository")},
                                                      {"code", published.error().code()},
                                                      {"detail", published.error().message()}});
  }

  /// What deletions kept aside is removed when its time is over.
  void remove_kept(std::stop_token stop) {
    const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(kernel_.clock.now());
    const DriverContext context{[](std::string_view line) {
                                  log::info("kept data", {{"did", line}});
                                },
                                stop, std::chrono::minutes(5)};
    for (Driver* driver : ports_.drivers)
      if (const Status removed = driver->remove_kept(today - data_kept, context); !removed.has_value())
        log::warn(
            "kept data could not be removed and is tried again later",
            {{"driver", driver->name()}, {"code", removed.error().code()}, {"detail", removed.error().message()}});
  }

  Kernel kernel_;
  DeliveryPorts ports_;
  Stores stores_;
  DeploymentContext context_;
  DeliveryService service_;
  ShellSessions shell_sessions_;
  DefinitionBook book_{kernel_, ports_.drivers, stores_};
  CloudAccountBook accounts_{stores_};
  DefinitionService definitions_{kernel_, ports_.catalog.catalog(), book_, stores_, ports_.drivers};
  DefinitionTrial definition_trial_{context_.preparation(), book_};
  ApprovalService approvals_{kernel_, ports_.runs, ports_.approval_nodes, stores_};
  FreezeService freezes_{kernel_, stores_};
  RuntimeRuleService runtime_rules_{kernel_, stores_, ports_.runtime};
  EnvironmentTypeService types_{kernel_, stores_};
  ActivityService activity_{kernel_, stores_, ports_.runs};
  ServiceHealthReport health_{kernel_};
  EnvironmentViews views_{kernel_, ports_, stores_, service_};
  DriftService drift_service_{context_, service_};
  QuestionService questions_{context_, service_};
  JobService jobs_{context_};
  ScaleService scales_{context_};
  ShellService shells_{context_, shell_sessions_};
  Additions additions_{kernel_, ports_, stores_, service_};
  Retirement retirement_{context_};
  DriftWatch drift_{kernel_, stores_, ports_.vault, ports_.drivers};
  Workloads workloads_{context_};
  PlanExecutor plan_{context_};
  ResourceExecutor resource_{context_};
  MigrateExecutor migrate_{context_};
  RolloutExecutor rollout_{context_, retirement_};
  FinalizeExecutor finalize_{context_, retirement_};
  RevokeExecutor revoke_{context_, retirement_};
  CloneExecutor clone_{service_};
  StopExecutor stop_{context_};
  SleepExecutor sleep_{context_, retirement_};
  SleepWatch sleep_watch_{context_, service_};
  DestroyExecutor destroy_{context_};
  ForgetExecutor forget_{context_};
  JobPlanExecutor job_plan_{context_};
  JobExecutor job_{context_};
  JobEndExecutor job_end_{context_};
  ScalePlanExecutor scale_plan_{context_};
  ScaleExecutor scale_{context_, retirement_};
  ScaleEndExecutor scale_end_{context_};
  ShellExecutor shell_{context_, shell_sessions_};
  ShellEndExecutor shell_end_{context_, shell_sessions_};
  jobs::Alarm approvals_due_{
      kernel_.jobs, kernel_.clock, "expired approvals",
      events::only_when_leading(kernel_.events, [this](std::stop_token) { return approvals_.expire_due(); })};
  jobs::Alarm environments_due_{
      kernel_.jobs, kernel_.clock, "expired environments",
      events::only_when_leading(kernel_.events, [this](std::stop_token) { return service_.delete_expired(); })};
  jobs::Alarm orphans_due_{
      kernel_.jobs, kernel_.clock, "resources of no workload",
      events::only_when_leading(kernel_.events, [this](std::stop_token) { return service_.delete_orphans(); })};
  // On every server: each knows the traffic of its own proxy.
  jobs::Alarm sleep_due_{kernel_.jobs, kernel_.clock, "environments nobody uses",
                         [this](std::stop_token) { return sleep_watch_.look(); }};
  events::SeveralServers& servers_ = events::several_servers(kernel_.events);
  db::Subscription bundles_, plans_;
  std::vector<db::Subscription> hints_;  // call what is due earlier than was known
};

}  // namespace

std::unique_ptr<DeliveryModule> make_module(Kernel kernel, DeliveryPorts ports) {
  return make_module(std::move(kernel), std::move(ports), ShellLimits{});
}

std::unique_ptr<DeliveryModule> make_module(Kernel kernel, DeliveryPorts ports, const ShellLimits& shells) {
  return std::make_unique<Impl>(std::move(kernel), std::move(ports), shells);
}

}  // namespace towpath::delivery
