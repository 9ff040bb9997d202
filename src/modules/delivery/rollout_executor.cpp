#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/faults.h"
#include "base/strings.h"
#include "executors.h"
#include "log/log.h"
#include "retirement.h"
#include "rollout_times.h"
#include "sleep_events.h"

namespace towpath::delivery {
namespace {

using namespace std::chrono_literals;

constexpr auto first_probe_pause = 10ms;
constexpr auto longest_probe_pause = 1'000ms;
constexpr auto verify_time =
    500ms;  ///< The new version is watched this long with traffic before the old one is stopped.
constexpr auto drain_in_run = 500ms;  ///< What takes longer is not waited for by the run.
constexpr std::size_t lines_in_log = 20, lines_in_reason = 5;

std::string health_text(const InstanceStatus& status) {
  return status.reason.empty() ? std::string(to_string(status.health)) : status.reason;
}

}  // namespace

std::string_view to_string(Health health) {
  switch (health) {
    case Health::unknown:
      return "unknown";
    case Health::progressing:
      return "progressing";
    case Health::healthy:
      return "healthy";
    case Health::degraded:
      return "degraded";
    case Health::suspended:
      return "suspended";
    case Health::missing:
      return "missing";
  }
  return "unknown";
}

runs::NodeResult MigrateExecutor::execute(runs::NodeContext& context) {
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const auto& [deployment, release] = *loaded;
  const auto plan = c_.plan(deployment, release);
  if (!plan.has_value()) return runs::NodeResult::failure(plan.error());
  const auto annotation = plan->workload.annotations.find(std::string(migrate_annotation));
  if (annotation == plan->workload.annotations.end() || deployment.mode == Mode::rollback ||
      deployment.mode == Mode::restart)
    return runs::NodeResult::success();

  const int step = context.begin_step("Migrate the database");
  std::vector<std::string> command;
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(annotation->second, error);
  if (!error && parsed.is_array())
    for (const auto& word : parsed.as_array())
      if (word.is_string()) command.emplace_back(word.as_string());
  if (command.empty())
    return runs::NodeResult::failure(
        invalid_input("delivery.invalid_migration",
                      fmt::format("The annotation {} must be a JSON array of words.", migrate_annotation))
            .with_hint("Write it like '[\"./bin/server\", \"migrate\"]'."));
  const auto request = c_.instance_request(deployment, release, *plan);
  if (!request.has_value()) return runs::NodeResult::failure(request.error());
  for (const Container& container : request->containers)
    for (const auto& [name, value] : container.variables)
      if (name.find("PASSWORD") != std::string::npos || name.find("SECRET") != std::string::npos ||
          name.find("TOKEN") != std::string::npos)
        context.add_mask(value.reveal());
  fault_point("delivery.migrate.before_run");
  const auto code = c_.ports.runtime.run_once(
      *request, command, [&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); }, context.stop());
  fault_point("delivery.migrate.after_run");
  if (!code.has_value() || *code != 0) {
    context.end_step(step, runs::StepOutcome::failed, code.has_value() ? std::optional(*code) : std::nullopt);
    if (!code.has_value()) return runs::NodeResult::failure(code.error());
    return runs::NodeResult::failure(
        failed(
            "delivery.migration_failed",
            fmt::format("The database migration ended with exit code {}; the running version was not touched.", *code))
            .with_hint("Read the log of this step, mend the migration and push again."));
  }
  context.end_step(step, runs::StepOutcome::succeeded, 0);
  return runs::NodeResult::success();
}

Result<InstanceStatus> RolloutExecutor::start(runs::NodeContext& context, int step, const InstanceRequest& request,
                                              const Deployment& deployment) {
  CHECK_OK(c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.insert_instance(tx, {request.id.text(),
                                               deployment.id,
                                               deployment.component,
                                               deployment.project_id,
                                               deployment.environment,
                                               c_.kernel.host_id,
                                               "starting",
                                               "progressing",
                                               "",
                                               {},
                                               c_.kernel.clock.now(),
                                               std::nullopt,
                                               request.runtime});
    return ok();
  }));
  fault_point("delivery.start.after_intent");
  TRY(const InstanceStatus status, c_.ports.runtime.start(request, context.stop()));
  c_.started_with.remember(request);
  fault_point("delivery.start.after_start");
  CHECK_OK(c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.set_instance(tx, request.id.text(), "starting", status.host_ports, c_.kernel.clock.now());
    c_.stores.deployments.set_address(tx, request.id.text(), status.address);
    if (const auto row = c_.stores.deployments.instance(tx, request.id.text()))
      c_.stores.deployments.add_copies(tx, *row, further_copies(status), c_.kernel.clock.now());
    return ok();
  }));
  if (request.copies > 1) context.log(step, fmt::format("It has {} instances.\n", request.copies));
  for (const auto& [name, port] : status.host_ports)
    context.log(step, fmt::format("Port {} is reached at {}:{}.\n", name,
                                  status.address.empty() ? "127.0.0.1" : status.address, port));
  return status;
}

/// Probes from the first moment, ever more slowly, until the instance is healthy. Says why when it never was.
Status RolloutExecutor::wait_healthy(runs::NodeContext& context, int step, const InstanceRequest& request,
                                     std::chrono::seconds longest) {
  const auto until = std::chrono::steady_clock::now() + longest;
  /// What it wrote goes into the step's log, the end of it into the reason.
  const auto unfit = [&](const char* code, std::string why) -> Status {
    const auto lines = c_.ports.runtime.last_output(request.id, lines_in_log);
    if (!lines.empty()) context.log(step, "Last output of the new version:\n" + join(lines, "\n") + "\n");
    if (const auto count = std::min(lines.size(), lines_in_reason); count > 0 && why.find('\n') == std::string::npos)
      why +=
          "; last output:\n" + join(std::vector(lines.end() - static_cast<std::ptrdiff_t>(count), lines.end()), "\n");
    return failed(code, std::move(why))
        .with_hint(fmt::format("See what it wrote with 'towpath run logs {}', mend it and push again. If it only needs "
                               "longer to start, say so with the annotation {} in score.yaml.",
                               context.run_id().text(), startup_annotation));
  };
  std::chrono::milliseconds between = first_probe_pause;
  std::string last, logged;
  for (;;) {
    TRY(const InstanceStatus status, c_.ports.runtime.probe(request));
    if (status.health == Health::healthy) {
      context.log(step, "Healthy.\n");
      return ok();
    }
    last = health_text(status);
    if (last != logged) context.log(step, last + "\n");
    logged = last;
    if (!status.is_running && status.exit_code)
      return unfit("delivery.exited", fmt::format("The new version ended by itself and received no traffic: {}", last));
    if (std::chrono::steady_clock::now() >= until)
      return unfit("delivery.never_healthy",
                   fmt::format("The new version was not healthy within {} seconds and received no traffic: {}",
                               longest.count(), last));
    if (!pause(context.stop(), between))
      return failed("delivery.cancelled", "The deployment was cancelled while the new version started.");
    between = std::min<std::chrono::milliseconds>(between * 3 / 2, longest_probe_pause);
  }
}

Status RolloutExecutor::verify(runs::NodeContext& context, const InstanceRequest& request) {
  const auto until = std::chrono::steady_clock::now() + verify_time;
  do {
    TRY(const InstanceStatus status, c_.ports.runtime.probe(request));
    if (status.health != Health::healthy)
      return failed("delivery.unhealthy_after_switch",
                    fmt::format("The new version became unhealthy under traffic: {}", health_text(status)));
  } while (std::chrono::steady_clock::now() < until && pause(context.stop(), 100ms));
  return ok();
}

/// Stops the old version when nothing uses it any more; what takes longer goes on behind the run.
Status RolloutExecutor::retire(runs::NodeContext& context, int step, const std::string& instance_id) {
  const auto instance = c_.kernel.db
                            .read([&](db::Tx& tx) -> Result<std::optional<Instance>> {
                              return c_.stores.deployments.instance(tx, instance_id);
                            })
                            .value();
  if (!instance || instance->state != "draining") return ok();
  if (wait_unused(c_, context, ports_of(*instance), drain_in_run)) {
    context.log(step, fmt::format("Nothing uses {} any more; stopping it.\n", instance_id));
    return end_instance(c_, instance_id, "stopped");
  }
  context.log(step,
              fmt::format("{} still answers what it had begun, and is stopped when that has ended.\n", instance_id));
  retirement_.wake();
  return ok();
}

Status RolloutExecutor::give_back(const Deployment& deployment, const Plan& plan, const std::string& old_instance) {
  bool has_traffic = false;
  const auto previous = c_.kernel.db
                            .read([&](db::Tx& tx) -> Result<std::optional<Instance>> {
                              has_traffic = c_.stores.deployments.has_traffic(tx, deployment.instance_id);
                              return c_.stores.deployments.instance(tx, old_instance);
                            })
                            .value();
  if (!has_traffic) return ok();
  return switch_routes(c_, deployment.component, deployment.environment, old_instance,
                       previous ? ports_of(*previous) : PortsOfCopies(), plan.workload.ports);
}

/// What cannot be stopped now, because its runtime gives no answer, is stopped when it does.
void RolloutExecutor::leave_to_retirement(const std::string& instance_id, const Error& why) {
  log::warn("a version that failed could not be stopped and is tried again",
            {{"instance", instance_id}, {"code", why.code()}, {"detail", why.message()}});
  const Status left = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    if (c_.stores.deployments.instance(tx, instance_id))
      c_.stores.deployments.set_instance(tx, instance_id, "draining", std::nullopt, c_.kernel.clock.now());
    return ok();
  });
  if (!left.has_value()) throw std::runtime_error(left.error().message());
  retirement_.wake();
}

runs::NodeResult RolloutExecutor::execute(runs::NodeContext& context) {
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  auto [deployment, release] = *loaded;
  const auto plan = c_.plan(deployment, release);
  if (!plan.has_value()) return runs::NodeResult::failure(plan.error());
  auto request = c_.instance_request(deployment, release, *plan);
  if (!request.has_value()) return runs::NodeResult::failure(request.error());
  const auto times = rollout_times(plan->workload);
  if (!times.has_value()) return runs::NodeResult::failure(times.error());
  const auto old = c_.kernel.db
                       .read([&](db::Tx& tx) -> Result<std::optional<DeploymentStore::Current>> {
                         return c_.stores.deployments.current(tx, deployment.component, deployment.environment);
                       })
                       .value();
  const auto done = [&](const std::string& instance) {
    return runs::NodeResult::success(
        boost::json::serialize(boost::json::object{{"deployment", deployment.id}, {"instance", instance}}));
  };
  if (old && old->instance_id == deployment.instance_id) {  // The server died right after the switch.
    retirement_.wake();
    return done(deployment.instance_id);
  }
  const std::string old_instance = old ? old->instance_id : "";

  const auto step_of = [&](const char* name, auto&& body) -> Status {
    const int step = context.begin_step(name);
    Status status = body(step);
    if (!status.has_value()) context.log(step, status.error().message() + "\n");
    context.end_step(step, status.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
    return status;
  };
  /// The new instance goes; traffic never reached it, or goes back first.
  const auto give_up = [&](const Error& error) {
    if (context.is_shutdown()) return runs::NodeResult::failure(error);
    if (const Status back = give_back(deployment, *plan, old_instance); !back.has_value())
      return runs::NodeResult::failure(back.error());
    if (const Status ended = end_instance(c_, request->id.text(), "failed"); !ended.has_value()) {
      leave_to_retirement(request->id.text(), ended.error());
      return runs::NodeResult::failure(ended.error());
    }
    return runs::NodeResult::failure(error);
  };

  const auto same = running_same(deployment, *request, old_instance);
  if (same && same->id == old_instance) {
    const Status kept = step_of("Keep the version that runs", [&](int step) {
      context.log(step, "It was started with the same, and is healthy.\n");
      return keep_running(deployment, *plan, *same);
    });
    return kept.has_value() ? done(same->id) : runs::NodeResult::failure(kept.error());
  }
  PortsOfCopies host_ports;
  Status status = ok();
  if (same && take_warm(deployment, *same)) {
    request->id = InstanceId(same->id);
    host_ports = ports_of(*same);
    status = step_of("Take the version that was kept warm", [&](int step) -> Status {
      context.log(step, fmt::format("{} was started with the same, and is healthy.\n", same->id));
      return ok();
    });
  } else {
    status = step_of("Start the new version", [&](int step) -> Status {
      TRY(const InstanceStatus started, start(context, step, *request, deployment));
      host_ports = ports_of(started);
      return ok();
    });
  }
  if (status.has_value())
    status = step_of("Wait until it is healthy", [&](int step) -> Status {
      CHECK_OK(wait_healthy(context, step, *request, times->startup));
      const bool has_ports =
          std::any_of(host_ports.begin(), host_ports.end(), [](const auto& of_copy) { return !of_copy.empty(); });
      if (has_ports || request->ports.empty()) return ok();
      // What somebody else brings to a cluster has its ports only now that it is there.
      TRY(const InstanceStatus healthy, c_.ports.runtime.probe(*request));
      host_ports = ports_of(healthy);
      return c_.kernel.db.transact([&](db::Tx& tx) -> Status {
        c_.stores.deployments.set_instance(tx, request->id.text(), "starting", healthy.host_ports,
                                           c_.kernel.clock.now());
        c_.stores.deployments.set_address(tx, request->id.text(), healthy.address);
        return ok();
      });
    });
  if (!status.has_value()) return give_up(status.error());

  status = step_of("Switch traffic", [&](int) {
    return switch_routes(c_, deployment.component, deployment.environment, request->id.text(), host_ports,
                         plan->workload.ports);
  });
  if (!status.has_value()) return give_up(status.error());
  if (status = step_of("Watch it under traffic", [&](int) { return verify(context, *request); }); !status.has_value()) {
    return give_up(
        failed("delivery.rolled_back", status.error().message() + " Traffic went back to the version before.")
            .with_hint(status.error().hint()));
  }
  const auto before = old_instance.empty() ? std::optional<Instance>()
                                           : c_.kernel.db
                                                 .read([&](db::Tx& tx) -> Result<std::optional<Instance>> {
                                                   return c_.stores.deployments.instance(tx, old_instance);
                                                 })
                                                 .value();
  const bool is_forward = deployment.mode == Mode::deploy || deployment.mode == Mode::promote;
  const bool keeps_warm = is_forward && before && times_of(c_, *before).warm.count() > 0;
  bool has_cooled = false;
  const Status in_force = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.set_current(tx, deployment, request->id.text());
    end_sleep(tx, c_.kernel, c_.stores, deployment.component, deployment.environment, deployment.requested_by);
    c_.stores.deployments.set_instance(tx, request->id.text(), "active", host_ports.front(), c_.kernel.clock.now());
    c_.stores.deployments.set_health(tx, request->id.text(), "healthy", "");
    // One is kept at most, and none after a rollback: what people went back from may do harm.
    has_cooled =
        c_.stores.deployments.end_warmth(tx, deployment.component, deployment.environment, c_.kernel.clock.now());
    if (!old_instance.empty())
      c_.stores.deployments.set_instance(tx, old_instance, keeps_warm ? "warm" : "draining", std::nullopt,
                                         c_.kernel.clock.now());
    return ok();
  });
  if (!in_force.has_value()) return runs::NodeResult::failure(in_force.error());
  fault_point("delivery.rollout.after_switch");
  if (has_cooled || keeps_warm) retirement_.wake();
  if (keeps_warm) return done(request->id.text());
  if (!old_instance.empty())
    if (status =
            step_of("Drain and stop the old version", [&](int step) { return retire(context, step, old_instance); });
        !status.has_value())
      return runs::NodeResult::failure(status.error());
  return done(request->id.text());
}

}  // namespace towpath::delivery
