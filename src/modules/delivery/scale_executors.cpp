#include "scale_executors.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/id.h"
#include "base/strings.h"
#include "deed_approval.h"
#include "delivery/gitops_runtime.h"
#include "delivery/kubernetes.h"
#include "log/log.h"
#include "retirement.h"
#include "rollout_times.h"

namespace towpath::delivery {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds first_pause = 20ms, longest_pause = 1'000ms;
constexpr std::chrono::seconds longest_ending{60};  ///< Until a runtime has let go of what is too much.
constexpr std::size_t lines_in_log = 20;
const auth::SqlCondition everything{"1 = 1", {}};

/// A rerun would pass by freezes and guardrails.
Status check_is_first(const runs::NodeContext& context, const ScaleOrder& order) {
  if (!context.run().rerun_of) return ok();
  return conflict("delivery.scale_not_repeatable", "A scaling is not done again by running its run again.")
      .with_hint(fmt::format("Ask for it anew: towpath scale {} --environment {} --instances {}", order.component,
                             order.environment, order.instances));
}

bool is_healthy(const CopyStatus& copy) { return copy.health == Health::healthy; }

}  // namespace

void announce_scale(db::Tx& tx, const Kernel& kernel, const std::string& what, const Deployment& deployment,
                    const ScaleOrder& order, std::int64_t before, const std::string& run, const std::string& actor,
                    const std::string& why) {
  boost::json::object payload{{"run", run},
                              {"component", deployment.component},
                              {"project", deployment.project_id},
                              {"environment", deployment.environment},
                              {"environmentType", deployment.env_type},
                              {"deployment", deployment.id},
                              {"before", before},
                              {"instances", order.instances},
                              {"reason", order.reason}};
  if (!why.empty()) payload["why"] = why;
  kernel.events.append(tx, {.type = "delivery.scale." + what,
                            .subject = "component:default/" + deployment.component,
                            .actor = actor,
                            .payload = boost::json::serialize(payload),
                            .owner_ref = deployment.owner_ref,
                            .project_id = deployment.project_id,
                            .env_type = deployment.env_type});
}

runs::NodeResult ScalePlanExecutor::execute(runs::NodeContext& context) {
  const ScaleOrder order = scale_order_from(context.run().inputs);
  if (const Status first = check_is_first(context, order); !first.has_value())
    return runs::NodeResult::failure(first.error());
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  Deployment deployment = loaded->first;
  const Release release = loaded->second;
  deployment.mode = Mode::scale;
  deployment.reason = order.reason;
  const auto now =
      c_.kernel.db
          .read([&](db::Tx& tx) -> Result<ScalePlace> {
            const auto current = c_.stores.deployments.current(tx, order.component, order.environment);
            const auto instance = current ? c_.stores.deployments.instance(tx, current->instance_id) : std::nullopt;
            const std::string runtime = instance ? instance->runtime : "";
            return ScalePlace{c_.stores.scales.instances(tx, order.component, order.environment), instance.has_value(),
                              runtime == cluster_runtime || runtime == gitops_runtime, release.number};
          })
          .value();
  return ask_about(c_, context, std::move(deployment), release, actions_of(order, now));
}

/// What is in force when the node is carried out; a deployment may have come before it.
struct ScaleExecutor::Present {
  Deployment deployment;
  Release release;
  std::optional<Instance> instance;  ///< Nothing while it sleeps or is stopped.
  InstanceRequest request;           ///< Of the instance.
  ScoreWorkload workload;
  int before = 1;  ///< What the number is.
};

Result<ScaleExecutor::Present> ScaleExecutor::look_at(const runs::NodeContext& context, const ScaleOrder& order) const {
  TRY(Present out, c_.kernel.db.read([&](db::Tx& tx) -> Result<Present> {
    const auto current = c_.stores.deployments.current(tx, order.component, order.environment);
    auto deployment = current ? c_.stores.deployments.find(tx, current->deployment_id, everything) : std::nullopt;
    auto release = deployment ? c_.stores.releases.find(tx, deployment->release_id) : std::nullopt;
    if (!release)
      return conflict("delivery.nothing_deployed",
                      fmt::format("'{}' does not run in '{}' any more.", order.component, order.environment));
    if (!is_agreed(tx, c_.stores, context) || (!context.node().needs.empty() && deployment->id != order.deployment_id))
      return conflict("delivery.plan_changed", fmt::format("'{}' in '{}' is not what it was when this was asked for.",
                                                           order.component, order.environment))
          .with_hint("Ask for it again, with the plan of now.");
    Present found{std::move(*deployment), std::move(*release), std::nullopt, {}, {}, 1};
    if (!current->instance_id.empty()) found.instance = c_.stores.deployments.instance(tx, current->instance_id);
    found.before = c_.stores.scales.instances(tx, order.component, order.environment);
    return found;
  }));
  if (!out.instance) return out;
  TRY(const Plan plan, c_.plan(out.deployment, out.release));
  TRY(out.request, c_.instance_request(out.deployment, out.release, plan));
  out.request.id = InstanceId(out.instance->id);
  out.request.runtime = out.instance->runtime;
  out.workload = plan.workload;
  return out;
}

Status ScaleExecutor::tell(const Present& present, int copies, std::stop_token stop) {
  InstanceRequest request = present.request;
  request.copies = copies;
  TRY(const InstanceStatus now, c_.ports.runtime.probe(request));
  const auto stay = std::min<std::size_t>(static_cast<std::size_t>(copies), now.each.size());
  const auto kept_end = now.each.begin() + static_cast<std::ptrdiff_t>(stay);
  // A cluster ends by itself first what is not ready.
  if (stay < now.each.size() && is_ulid(now.each.back().id) && std::none_of(now.each.begin(), kept_end, is_healthy) &&
      std::any_of(kept_end, now.each.end(), is_healthy))
    return conflict("delivery.none_would_serve",
                    fmt::format("The {} that would stay {} not healthy: {}", copies == 1 ? "instance" : "instances",
                                copies == 1 ? "is" : "are", now.each.front().reason))
        .with_hint(fmt::format("Start them anew, which replaces all of them: towpath restart {} {}",
                               present.deployment.component, present.deployment.environment));
  // What the runtime lets go of nobody would ever stop that did not know of it.
  CHECK_OK(c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.add_copies(tx, *present.instance, further_copies(now), c_.kernel.clock.now());
    return ok();
  }));
  fault_point("delivery.scale.after_intent");
  CHECK_OK(c_.ports.runtime.scale(request, stop));
  fault_point("delivery.scale.after_scale");
  return ok();
}

Result<InstanceStatus> ScaleExecutor::wait(runs::NodeContext& context, int step, const Present& present, int copies,
                                           bool must_be_healthy, std::chrono::seconds longest) {
  const auto until = std::chrono::steady_clock::now() + longest;
  std::chrono::milliseconds between = first_pause;
  std::string logged;
  for (;;) {
    TRY(const InstanceStatus status, c_.ports.runtime.probe(present.request));
    const bool is_there =
        status.copies == copies && (status.each.empty() || status.each.size() == static_cast<std::size_t>(copies));
    if (is_there && (!must_be_healthy || status.health == Health::healthy)) {
      context.log(step, must_be_healthy ? "All are healthy.\n" : "The others are no part of it any more.\n");
      return status;
    }
    const std::string said = status.reason.empty() ? "not all of them are there yet" : status.reason;
    if (said != logged) context.log(step, said + "\n");
    logged = said;
    const bool has_ended = must_be_healthy && !status.is_running && status.exit_code;
    if (has_ended || std::chrono::steady_clock::now() >= until) {
      if (const auto lines = c_.ports.runtime.last_output(present.request.id, lines_in_log); !lines.empty())
        context.log(step, "Last output:\n" + join(lines, "\n") + "\n");
      return failed("delivery.scale_failed",
                    has_ended ? fmt::format("An instance ended by itself: {}", said)
                              : fmt::format("{} {} not {} within {} seconds: {}", instances_in_words(copies),
                                            copies == 1 ? "was" : "were", must_be_healthy ? "healthy" : "what is left",
                                            longest.count(), said))
          .with_hint(fmt::format(
              "See what it wrote with 'towpath logs {} --environment {}'. If it only needs longer to start, say so "
              "with the annotation {} in score.yaml.",
              present.deployment.component, present.deployment.environment, startup_annotation));
    }
    if (!pause(context.stop(), between))
      return failed("delivery.cancelled", "The scaling was cancelled before all instances were there.");
    between = std::min<std::chrono::milliseconds>(between * 3 / 2, longest_pause);
  }
}

Status ScaleExecutor::lead_to(const Present& present, const InstanceStatus& status) {
  const Instance& instance = *present.instance;
  const std::vector<InstanceCopy> copies = further_copies(status);
  CHECK_OK(c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.add_copies(tx, instance, copies, c_.kernel.clock.now());
    return ok();
  }));
  CHECK_OK(switch_routes(c_, instance.component, instance.environment, instance.id, ports_of(status),
                         present.workload.ports));
  fault_point("delivery.scale.after_switch");
  // No request goes there any more: only now may they be stopped.
  const auto has_released = c_.kernel.db.transact([&](db::Tx& tx) -> Result<bool> {
    return c_.stores.deployments.release_copies(tx, instance, copies, c_.kernel.clock.now());
  });
  if (has_released.value()) retirement_.wake();
  return ok();
}

Status ScaleExecutor::bring_to(runs::NodeContext& context, const Present& present, int copies) {
  const auto times = times_of(c_, *present.instance);
  TRY(const InstanceStatus now, c_.ports.runtime.probe(present.request));
  const bool is_more = now.copies <= copies;
  const auto step_of = [&](const char* name, auto&& body) -> Status {
    const int step = context.begin_step(name);
    Status status = body(step);
    if (!status.has_value()) context.log(step, status.error().message() + "\n");
    context.end_step(step, status.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
    return status;
  };
  InstanceStatus settled;
  CHECK_OK(step_of(is_more ? "Start what is missing" : "Let go of what is too much",
                   [&](int) { return tell(present, copies, context.stop()); }));
  CHECK_OK(step_of(is_more ? "Wait until all are healthy" : "Wait until the others are apart", [&](int step) -> Status {
    TRY(settled, wait(context, step, present, copies, is_more,
                      is_more ? times.startup : std::max(times.startup, longest_ending)));
    return ok();
  }));
  return step_of("Lead requests to all of them", [&](int) { return lead_to(present, settled); });
}

/// After a failure: as it was, as far as that can be had.
void ScaleExecutor::go_back(runs::NodeContext& context, const Present& present) {
  const int step = context.begin_step(fmt::format("Go back to {}", instances_in_words(present.before)));
  const auto back = [&]() -> Status {
    CHECK_OK(tell(present, present.before, {}));
    TRY(const InstanceStatus status, c_.ports.runtime.probe(present.request));
    return lead_to(present, status);
  }();
  if (!back.has_value()) {
    context.log(step, back.error().message() + "\nThe next deployment starts as many as it was before.\n");
    log::warn("a scaling that failed could not be taken back",
              {{"instance", present.instance->id}, {"code", back.error().code()}, {"detail", back.error().message()}});
  }
  context.end_step(step, back.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
}

runs::NodeResult ScaleExecutor::execute(runs::NodeContext& context) {
  const ScaleOrder order = scale_order_from(context.run().inputs);
  if (const Status first = check_is_first(context, order); !first.has_value())
    return runs::NodeResult::failure(first.error());
  if (const auto loaded = c_.load(context); !loaded.has_value())  // also: on the host whose instances they are
    return runs::NodeResult::failure(loaded.error());
  const auto present = look_at(context, order);
  if (!present.has_value()) return runs::NodeResult::failure(present.error());
  const int copies = static_cast<int>(order.instances);
  if (present->instance) {
    if (const Status done = bring_to(context, *present, copies); !done.has_value()) {
      if (!context.is_shutdown()) go_back(context, *present);
      return runs::NodeResult::failure(done.error());
    }
    InstanceRequest now = present->request;
    now.copies = copies;
    c_.started_with.remember(now);
  }
  const int step = context.begin_step("Keep the number");
  context.log(step, fmt::format("{} in {} from now on{}.\n", instances_in_words(copies), order.environment,
                                present->instance ? "" : ", once it runs again"));
  context.end_step(step, runs::StepOutcome::succeeded);
  fault_point("delivery.scale.before_commit");
  auto result = runs::NodeResult::success(
      boost::json::serialize(boost::json::object{{"before", present->before}, {"instances", copies}}));
  result.on_commit = [this, order, copies, project = present->deployment.project_id,
                      by = context.run().trigger.actor](db::Tx& tx) {
    c_.stores.scales.set(tx, order.component, project, order.environment, copies, by, c_.kernel.clock.now());
  };
  return result;
}

runs::NodeResult ScaleEndExecutor::execute(runs::NodeContext& context) {
  const ScaleOrder order = scale_order_from(context.run().inputs);
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const Deployment deployment = loaded->first;
  std::string what = context.state_of("scale") == runs::NodeState::succeeded ? "succeeded" : "failed", why;
  std::int64_t before = c_.kernel.db
                            .read([&](db::Tx& tx) -> Result<int> {
                              return c_.stores.scales.instances(tx, order.component, order.environment);
                            })
                            .value();
  if (what == "succeeded") {
    const boost::json::value outputs = boost::json::parse(context.outputs_of("scale").value_or("{}"));
    if (const auto* number = outputs.as_object().if_contains("before")) before = number->as_int64();
  } else if (const auto run = c_.ports.runs.get(auth::system_principal(), context.run_id()); run.has_value()) {
    if (run->state == runs::RunState::cancelling) what = "cancelled";
    for (const runs::Node& node : run->nodes)
      if (node.error && why.empty()) why = node.error->message();
  }
  runs::NodeResult result = runs::NodeResult::success();
  result.on_commit = [this, what, why, before, deployment, order, run = context.run_id().text()](db::Tx& tx) {
    withdraw_request(tx, c_.kernel, c_.stores, run, why);
    announce_scale(tx, c_.kernel, what, deployment, order, before, run, "run:" + run, why);
  };
  return result;
}

}  // namespace towpath::delivery
