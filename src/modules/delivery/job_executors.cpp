#include "job_executors.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "deed_approval.h"

namespace towpath::delivery {
namespace {

/// A rerun would pass by freezes and guardrails, and nobody knows whether a command may be run twice.
Status check_is_first(const runs::NodeContext& context, const JobOrder& order) {
  if (!context.run().rerun_of) return ok();
  return conflict("delivery.job_not_repeatable", "A job is not run again by running its run again.")
      .with_hint(fmt::format("Ask for it anew: towpath job run {} {} -- {}", order.component, order.environment,
                             in_one_line(order.command)));
}

Error changed(const Deployment& deployment) {
  return conflict("delivery.plan_changed", fmt::format("'{}' in '{}' is not what it was when this job was asked for.",
                                                       deployment.component, deployment.environment))
      .with_hint("Ask for it again, with the plan of now.");
}

}  // namespace

void announce_job(db::Tx& tx, const Kernel& kernel, const std::string& what, const Deployment& deployment,
                  const JobOrder& order, const std::string& run, const std::string& actor, const std::string& why,
                  std::optional<std::int64_t> exit_code) {
  boost::json::object payload{{"run", run},
                              {"component", deployment.component},
                              {"project", deployment.project_id},
                              {"environment", deployment.environment},
                              {"environmentType", deployment.env_type},
                              {"deployment", deployment.id},
                              {"command", boost::json::array(order.command.begin(), order.command.end())},
                              {"reason", order.reason}};
  if (!why.empty()) payload["why"] = why;
  if (exit_code) payload["exitCode"] = *exit_code;
  kernel.events.append(tx, {.type = "delivery.job." + what,
                            .subject = "component:default/" + deployment.component,
                            .actor = actor,
                            .payload = boost::json::serialize(payload),
                            .owner_ref = deployment.owner_ref,
                            .project_id = deployment.project_id,
                            .env_type = deployment.env_type});
}

Status end_jobs(DeploymentContext& c, const runs::NodeContext& context, const std::string& component,
                const std::string& environment) {
  constexpr std::chrono::milliseconds between{50};
  runs::RunFilter filter;
  filter.kind = "job,scale,shell";
  filter.state = "queued,running,waiting,cancelling";
  filter.subject = "component:default/" + component;
  filter.limit = 200;
  for (bool is_first = true;; is_first = false) {
    TRY(const runs::RunPage open, c.ports.runs.list(auth::system_principal(), filter));
    bool is_any = false;
    for (const runs::Run& run : open.items) {
      if (boost::json::parse(run.inputs).at("environment") != boost::json::string_view(environment)) continue;
      is_any = true;
      if (!is_first) continue;
      const Status cancelled =
          c.ports.runs.cancel(auth::system_principal(), run.id, "What it is done to is being deleted.");
      if (!cancelled.has_value() && cancelled.error().code() != "runs.already_finished") return cancelled;
    }
    if (!is_any) return ok();
    if (!pause(context.stop(), between))
      return failed("delivery.cancelled",
                    "The deletion was cancelled while jobs, scalings or shells were still under way.");
  }
}

runs::NodeResult JobPlanExecutor::execute(runs::NodeContext& context) {
  const JobOrder order = job_order_from(context.run().inputs);
  if (const Status first = check_is_first(context, order); !first.has_value())
    return runs::NodeResult::failure(first.error());
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  Deployment deployment = loaded->first;
  const Release release = loaded->second;
  deployment.mode = Mode::job;
  deployment.reason = order.reason;
  return ask_about(c_, context, std::move(deployment), release, actions_of(order, release.number));
}

Status JobExecutor::check_still_agreed(const runs::NodeContext& context, const Deployment& deployment) const {
  return c_.kernel.db.read([&](db::Tx& tx) -> Status {
    const auto current = c_.stores.deployments.current(tx, deployment.component, deployment.environment);
    if (!current || current->deployment_id != deployment.id) return changed(deployment);
    return is_agreed(tx, c_.stores, context) ? ok() : Status(changed(deployment));
  });
}

Status JobExecutor::mask_secrets(runs::NodeContext& context, const Deployment& deployment, const Plan& plan) const {
  for (const auto& [name, row] : c_.resource_rows(plan)) {
    TRY(const auto secrets, c_.ports.vault.load(row.gu_id));
    for (const auto& [key, secret] : secrets) context.add_mask(secret.reveal());
  }
  TRY(const auto own, c_.ports.vault.of_component(deployment.component, deployment.environment));
  for (const auto& [key, secret] : own) context.add_mask(secret.reveal());
  return ok();
}

runs::NodeResult JobExecutor::execute(runs::NodeContext& context) {
  const JobOrder order = job_order_from(context.run().inputs);
  if (const Status first = check_is_first(context, order); !first.has_value())
    return runs::NodeResult::failure(first.error());
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const auto& [deployment, release] = *loaded;
  if (const Status agreed = check_still_agreed(context, deployment); !agreed.has_value())
    return runs::NodeResult::failure(agreed.error());
  const auto plan = c_.plan(deployment, release);
  if (!plan.has_value()) return runs::NodeResult::failure(plan.error());
  auto request = c_.instance_request(deployment, release, *plan);
  if (!request.has_value()) return runs::NodeResult::failure(request.error());
  // An id of its own: files and port beside those of the instance that serves.
  request->id = InstanceId(context.run_id().text());
  if (const Status masked = mask_secrets(context, deployment, *plan); !masked.has_value())
    return runs::NodeResult::failure(masked.error());

  const int step = context.begin_step("Run " + in_one_line(order.command));
  const auto code = c_.ports.runtime.run_once(
      *request, order.command, [&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); },
      context.stop());
  if (!code.has_value()) {
    context.log(step, code.error().message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(code.error());
  }
  context.end_step(step, *code == 0 ? runs::StepOutcome::succeeded : runs::StepOutcome::failed, *code);
  runs::NodeResult result =
      *code == 0 ? runs::NodeResult::success()
                 : runs::NodeResult::failure(
                       failed("delivery.job_failed", fmt::format("The command ended with exit code {}.", *code))
                           .with_hint(fmt::format("See what it wrote: towpath run logs {}", context.run_id().text())));
  result.outputs = boost::json::serialize(boost::json::object{{"exitCode", *code}});
  return result;
}

runs::NodeResult JobEndExecutor::execute(runs::NodeContext& context) {
  const JobOrder order = job_order_from(context.run().inputs);
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const Deployment deployment = loaded->first;
  // What a server that died in the middle left lies here, too.
  if (const Status forgotten = c_.ports.runtime.forget(InstanceId(context.run_id().text())); !forgotten.has_value())
    return runs::NodeResult::failure(forgotten.error());
  std::string what = context.state_of("job") == runs::NodeState::succeeded ? "succeeded" : "failed", why;
  std::string outputs = context.outputs_of("job").value_or("{}");
  if (what == "failed") {
    const auto run = c_.ports.runs.get(auth::system_principal(), context.run_id());
    if (run.has_value()) {
      if (run->state == runs::RunState::cancelling) what = "cancelled";
      for (const runs::Node& node : run->nodes) {
        if (node.error && why.empty()) why = node.error->message();
        if (node.key == "job") outputs = node.outputs;
      }
    }
  }
  std::optional<std::int64_t> exit_code;
  const boost::json::value parsed = boost::json::parse(outputs);
  if (const auto* code = parsed.as_object().if_contains("exitCode")) exit_code = code->as_int64();
  runs::NodeResult result = runs::NodeResult::success();
  result.on_commit = [this, what, why, exit_code, deployment, order, run = context.run_id().text()](db::Tx& tx) {
    withdraw_request(tx, c_.kernel, c_.stores, run, why);
    announce_job(tx, c_.kernel, what, deployment, order, run, "run:" + run, why, exit_code);
  };
  return result;
}

}  // namespace towpath::delivery
