#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "approval_gate.h"
#include "base/faults.h"
#include "base/strings.h"
#include "drift.h"
#include "executors.h"
#include "forge/history.h"
#include "host_binding.h"
#include "job_executors.h"
#include "log/log.h"
#include "prepared_resource.h"
#include "resource_inputs.h"
#include "resource_making.h"
#include "retirement.h"
#include "rotation.h"
#include "sleep_events.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t commits_in_event = 500;

/// Paths of the repository that belong to the component, by its Score file's annotation; none means all.
std::vector<std::string> component_paths(const Release& release) {
  std::vector<std::string> paths;
  const auto workload = score_from_document(release.score);
  if (!workload.has_value()) return paths;
  const auto annotation = workload->annotations.find(std::string(paths_annotation));
  if (annotation == workload->annotations.end()) return paths;
  for (const std::string& path : split(annotation->second, ','))
    if (const std::string_view trimmed = trim(path); !trimmed.empty()) paths.emplace_back(trimmed);
  return paths;
}

/// Commits that a deployment brings to an environment, for lead time: from the release in force before to this one.
boost::json::array commits_of(const DeploymentContext& c, const Deployment& deployment, const Release& release) {
  std::string base;
  if (deployment.base_id)
    c.kernel.db
        .read([&](db::Tx& tx) -> Status {
          if (const auto before = c.stores.deployments.find(tx, *deployment.base_id, {"1 = 1", {}}))
            if (const auto old = c.stores.releases.find(tx, before->release_id)) base = old->commit;
          return ok();
        })
        .value();
  boost::json::array out;
  if (deployment.mode == Mode::rollback || deployment.mode == Mode::restart || base == release.commit) return out;
  const auto commits = c.ports.forge.commits_between(release.repository, base, release.commit, commits_in_event,
                                                     component_paths(release));
  if (!commits.has_value()) return out;  // the repository may be gone; the deployment is a fact all the same
  for (const forge::Commit& commit : *commits)
    out.push_back(boost::json::object{{"sha", commit.sha},
                                      {"authoredAt", to_rfc3339(commit.authored_at)},
                                      {"bot", forge::is_by_bot(commit.author_name, commit.author_email)}});
  return out;
}

/// Of a deletion: none of them is in force any more, so that whoever watches them starts none again while it ends. A
/// deletion has no deployment that would say so.
Status give_up_instances(const DeploymentContext& c, const std::string& component, const std::string& environment) {
  return c.kernel.db.transact([&](db::Tx& tx) -> Status {
    for (const Instance& instance : c.stores.deployments.unended_instances(tx, component, environment))
      c.stores.deployments.set_instance(tx, instance.id, "draining", std::nullopt, c.kernel.clock.now());
    return ok();
  });
}

}  // namespace

runs::NodeResult FinalizeExecutor::execute(runs::NodeContext& context) {
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const auto& [deployment, release] = *loaded;
  const std::string work = deployment.mode == Mode::stop ? "stop" : "rollout";
  const bool succeeded = context.state_of(work) == runs::NodeState::succeeded;
  std::string state = succeeded ? "succeeded" : "failed", reason;
  if (!succeeded) {
    const auto run = c_.ports.runs.get(auth::system_principal(), context.run_id());
    if (run.has_value() && run->state == runs::RunState::cancelling) state = "cancelled";
    if (run.has_value())
      for (const runs::Node& node : run->nodes)
        if (node.error && reason.empty()) {
          reason = node.error->message();
          if (node.error->code() == "delivery.rolled_back") state = "rolled_back";
          // Nothing was tried: it is no deployment that failed.
          if (node.error->code().starts_with("delivery.approval_")) state = "cancelled";
        }
  }
  if (!succeeded && work == "rollout") {
    set_aside(deployment);
    if (const Status told =
            record_wake_failure(c_, deployment.component, deployment.environment, deployment.id, reason);
        !told.has_value())
      log::warn("the proxy was not told that waking failed",
                {{"code", told.error().code()}, {"detail", told.error().message()}});
  }
  std::vector<Orphan> orphans;
  if (succeeded && work == "rollout")
    if (const auto plan = c_.plan(deployment, release); plan.has_value()) orphans = plan->orphans;
  const boost::json::array commits = succeeded ? commits_of(c_, deployment, release) : boost::json::array();
  runs::NodeResult result = runs::NodeResult::success(boost::json::serialize(boost::json::object{{"state", state}}));
  const std::string extra = boost::json::serialize(boost::json::object{
      {"state", state}, {"reason", reason}, {"commits", commits}, {"run", context.run_id().text()}});
  // With the end of the node: a deployment is finished exactly when its run knows it.
  result.on_commit = [this, deployment = deployment, release = release, state, reason, extra, orphans,
                      run = context.run_id().text()](db::Tx& tx) {
    const UtcTime now = c_.kernel.clock.now();
    if (const auto asked = c_.stores.approvals.waiting_of_run(tx, run))
      if (c_.stores.approvals.close(tx, asked->id, "cancelled", now))
        announce_approval(tx, c_.kernel, *asked, "cancelled", "system", reason);
    if (c_.stores.deployments.finish(tx, deployment.id, state, reason, now))
      c_.announce(tx, state == "succeeded" ? "delivery.deployment.succeeded" : "delivery.deployment.failed", deployment,
                  release, deployment.requested_by, extra);
    release_orphans(tx, orphans);
    fault_point("delivery.finalize.in_commit");
  };
  return result;
}

/// What the workload does not declare any more waits for its time; what somebody kept or deletes already stays so.
void FinalizeExecutor::release_orphans(db::Tx& tx, const std::vector<Orphan>& orphans) {
  const UtcTime now = c_.kernel.clock.now();
  bool has_due = false;
  for (const Orphan& orphan : orphans) {
    const auto row = c_.stores.resources.find(tx, orphan.resource.gu_id);
    // Whether one is there that is in question is to be said first.
    if (!row || row->state == "orphaned" || row->state == "deleting" || row->state == "perhaps_made") continue;
    Resource released = *row;
    released.state = "orphaned";
    released.reason = orphan.retain_days ? "No workload declares it any more." : "No workload declares it; it is kept.";
    released.updated_at = now;
    if (orphan.retain_days) released.delete_after = now + std::chrono::days(*orphan.retain_days);
    has_due |= orphan.retain_days.has_value();
    c_.stores.resources.put(tx, released);
  }
  if (has_due) tx.notify("delivery.orphans");
}

/// A deployment that ended while no server was there to end what it had started.
void FinalizeExecutor::set_aside(const Deployment& deployment) {
  const auto is_left = c_.kernel.db.transact([&](db::Tx& tx) -> Result<bool> {
    const auto instance = c_.stores.deployments.instance(tx, deployment.instance_id);
    if (!instance || instance->state != "starting") return false;
    c_.stores.deployments.set_instance(tx, instance->id, "draining", std::nullopt, c_.kernel.clock.now());
    return true;
  });
  if (is_left.value()) retirement_.wake();
}

/// Cancels what is still being deployed and waits for its end. For deletions, which run beside deployments.
Status StopExecutor::end_deployments(runs::NodeContext& context, const std::string& component,
                                     const std::string& environment) {
  constexpr std::chrono::milliseconds between{50};
  for (bool is_first = true;; is_first = false) {
    const auto unfinished = c_.kernel.db
                                .read([&](db::Tx& tx) -> Result<std::vector<Deployment>> {
                                  return c_.stores.deployments.unfinished(tx, component, environment);
                                })
                                .value();
    if (unfinished.empty()) return end_jobs(c_, context, component, environment);
    for (const Deployment& deployment : unfinished) {
      if (!is_first) break;
      const Status cancelled = c_.ports.runs.cancel(auth::system_principal(), runs::RunId(deployment.run_id),
                                                    "What it deploys to is being deleted.");
      if (!cancelled.has_value() && cancelled.error().code() != "runs.already_finished") return cancelled;
    }
    if (!pause(context.stop(), between))
      return failed("delivery.cancelled", "The deletion was cancelled while deployments were still under way.");
  }
}

runs::NodeResult StopExecutor::execute(runs::NodeContext& context) {
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const std::string component(spec.at("component").as_string()), environment(spec.at("environment").as_string());
  Status status = stay_with(c_, context, context.run().project_id, environment);
  if (!status.has_value()) return runs::NodeResult::failure(status.error());
  const int step = context.begin_step(fmt::format("Stop {} in {}", component, environment));
  const auto current = c_.kernel.db
                           .read([&](db::Tx& tx) -> Result<std::optional<DeploymentStore::Current>> {
                             return c_.stores.deployments.current(tx, component, environment);
                           })
                           .value();
  status = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.sleepers.remove(tx, component, environment);  // no request wakes what is stopped
    return ok();
  });
  const bool is_deletion = spec.as_object().contains("deletion");
  if (status.has_value() && is_deletion) status = end_deployments(context, component, environment);
  if (status.has_value()) status = switch_routes(c_, component, environment, "", {}, {});
  if (status.has_value() && is_deletion) status = give_up_instances(c_, component, environment);
  if (status.has_value()) status = end_instances(context, step, component, environment);
  if (status.has_value())
    status = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
      if (current)
        if (const auto deployment = c_.stores.deployments.find(tx, current->deployment_id, {"1 = 1", {}}))
          c_.stores.deployments.set_current(tx, *deployment, "");
      return ok();
    });
  context.end_step(step, status.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
  return status.has_value() ? runs::NodeResult::success() : runs::NodeResult::failure(status.error());
}

/// Those that drain since an earlier switch included.
Status StopExecutor::end_instances(runs::NodeContext& context, int step, const std::string& component,
                                   const std::string& environment) {
  constexpr std::chrono::seconds longest{30};
  const auto instances = c_.kernel.db
                             .read([&](db::Tx& tx) -> Result<std::vector<Instance>> {
                               return c_.stores.deployments.unended_instances(tx, component, environment);
                             })
                             .value();
  const auto until = std::chrono::steady_clock::now() + longest;
  for (const Instance& instance : instances) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    wait_unused(c_, context, ports_of(instance), std::max(left, std::chrono::milliseconds(0)));
    context.log(step, fmt::format("Stopping {}.\n", instance.id));
    CHECK_OK(end_instance(c_, instance.id, "stopped"));
  }
  return ok();
}

/// What no workload declares and could not be deleted is deleted another time.
void DestroyExecutor::try_later(Resource row, const Error& error) {
  constexpr std::chrono::hours pause{1};
  row.state = "orphaned";
  row.reason = error.message();
  row.updated_at = c_.kernel.clock.now();
  row.delete_after = row.updated_at + pause;
  const Status stored = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.resources.put(tx, row);
    tx.notify("delivery.orphans");
    return ok();
  });
  if (!stored.has_value()) throw std::runtime_error(stored.error().message());
}

/// A driver that may not be asked to make it once more says what there is, or a person does: what nobody knows of would
/// stay behind.
Status DestroyExecutor::look(Driver& driver, const Resource& row, ResourceRequest& request,
                             const DriverContext& context) {
  if (!(is_under_way(row) || driver.has_parts()) || driver.may_repeat(request)) return ok();
  TRY(auto seen, driver.observe(request, context));
  if (!seen) return ok();
  request.state = seen->state;
  request.known_secrets = std::move(seen->secrets);
  return ok();
}

runs::NodeResult DestroyExecutor::execute(runs::NodeContext& context) {
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const std::string gu_id(spec.at("resource").as_string());
  const bool purge = spec.at("purge").as_bool();
  const int step = context.begin_step(context.node().title);
  auto row =
      c_.kernel.db
          .read([&](db::Tx& tx) -> Result<std::optional<Resource>> { return c_.stores.resources.find(tx, gu_id); })
          .value();
  if (!row) {
    context.end_step(step, runs::StepOutcome::succeeded);
    return runs::NodeResult::success();
  }
  const bool is_orphan = spec.as_object().contains("orphan");
  if (is_orphan && row->state != "deleting") {
    context.log(step, fmt::format("{} is declared again.\n", row->id));
    context.end_step(step, runs::StepOutcome::succeeded);
    return runs::NodeResult::success();
  }
  const auto settle = [&](const Status& status) {
    context.end_step(step, status.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
    if (status.has_value()) return runs::NodeResult::success();
    if (is_orphan) try_later(*row, status.error());
    context.log(step, status.error().message() + "\n");
    return runs::NodeResult::failure(status.error());
  };
  if (const Status here = stay_with(c_, context, row->project_id, row->environment); !here.has_value()) {
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(here.error());
  }
  Driver* driver = c_.driver(row->driver);
  if (!driver)
    return settle(unavailable("delivery.no_driver", fmt::format("This server has no driver '{}'.", row->driver)));
  auto request = stored_request(c_.kernel, c_.stores, c_.ports.vault, *row);
  if (!request.has_value()) return settle(request.error());
  for (const auto& [variable, secret] : request->credentials) context.add_mask(secret.reveal());
  const DriverContext driver_context{[&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); },
                                     context.stop(), driver->longest_call()};
  if (const Status seen = look(*driver, *row, *request, driver_context); !seen.has_value()) {
    const ResourceMaking making(c_.kernel, c_.stores, c_.ports.vault, c_.ports.approval_nodes);
    const ResourceDoubt doubt =
        making.doubt_before_deletion(*driver, *row, seen.error(), context.run_id().text(), context.node().key);
    // What no workload declares is looked at again later.
    return is_orphan ? settle(doubt.error) : wait_for_answer(c_, context, step, doubt);
  }
  begin_deletion(c_.kernel, c_.stores, *row);
  if (const Status destroyed = driver->destroy(*request, purge, driver_context); !destroyed.has_value())
    return settle(destroyed);
  fault_point("delivery.destroy.after_destroy");
  for (const std::string& key : {gu_id, inputs_key(gu_id), old_secrets_key(gu_id), new_secrets_key(gu_id)})
    if (const Status forgotten = c_.ports.vault.forget(key); !forgotten.has_value()) return settle(forgotten);
  const Status removed = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.remove_route(tx, gu_id);
    c_.stores.rotations.remove(tx, gu_id);
    c_.stores.resources.remove(tx, gu_id);
    c_.stores.accepted_drifts.remove(tx, gu_id);
    c_.stores.questions.remove(tx, gu_id);
    c_.kernel.events.append(
        tx, {.type = "delivery.resource.deleted",
             .subject = "resource:" + gu_id,
             .actor = "run:" + context.run_id().text(),
             .payload = boost::json::serialize(boost::json::object{
                 {"resource", row->id}, {"type", row->type}, {"environment", row->environment}, {"purged", purge}}),
             .owner_ref = row->owner_ref,
             .project_id = row->project_id,
             .env_type = row->env_type});
    return ok();
  });
  if (!removed.has_value() || row->type != "route") return settle(removed);
  return settle(announce_routes(c_));
}

runs::NodeResult ForgetExecutor::execute(runs::NodeContext& context) {
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const auto text = [&](std::string_view key) {
    return spec.as_object().contains(key) ? std::string(spec.at(key).as_string()) : std::string();
  };
  const std::string project = text("project"), environment = text("environment"), component = text("component"),
                    owner = text("owner"), uid = text("uid");
  const bool is_environment = component.empty();
  for (const std::string& need : context.node().needs) {
    if (context.state_of(need) == runs::NodeState::succeeded) continue;
    auto result = runs::NodeResult::failure(
        failed("delivery.not_all_deleted", fmt::format("Something could not be deleted ({}).", need))
            .with_hint("Mend what the failed step names, then delete it again."));
    if (is_environment)
      result.on_commit = [this, project, environment](db::Tx& tx) {
        c_.stores.environments.set_state(tx, project, environment, "delete_failed");
      };
    return result;
  }
  const auto names = c_.kernel.db
                         .read([&](db::Tx& tx) -> Result<std::vector<std::pair<std::string, std::string>>> {
                           std::vector<std::pair<std::string, std::string>> all;
                           if (is_environment)
                             for (const Component& each : c_.stores.environments.components(tx, project))
                               all.emplace_back(each.name, environment);
                           else
                             for (const Environment& each : c_.stores.environments.list(tx, project, {"1 = 1", {}}))
                               all.emplace_back(component, each.name);
                           return all;
                         })
                         .value();
  for (const auto& [name, where] : names)
    if (const Status forgotten = c_.ports.vault.forget_component(name, where); !forgotten.has_value())
      return runs::NodeResult::failure(forgotten.error());
  if (!is_environment)
    if (const Status forgotten = c_.ports.vault.forget_component(component, ""); !forgotten.has_value())
      return runs::NodeResult::failure(forgotten.error());
  runs::NodeResult result = runs::NodeResult::success();
  result.on_commit = [this, project, environment, component, owner, uid, is_environment,
                      run = context.run_id().text()](db::Tx& tx) {
    if (is_environment) {
      for (const Component& each : c_.stores.environments.components(tx, project))
        c_.stores.deployments.clear_current(tx, each.name, environment);
      c_.stores.approvals.remove_environment(tx, uid);
      c_.stores.deployments.remove_environment(tx, uid);
      c_.stores.scales.remove_environment(tx, project, environment);
      c_.stores.environments.remove(tx, project, environment);
    } else {
      c_.stores.approvals.remove_component(tx, component);
      c_.stores.deployments.remove_component(tx, component);
      c_.stores.scales.remove_component(tx, component);
      for (const Environment& each : c_.stores.environments.list(tx, project, {"1 = 1", {}}))
        c_.stores.deployments.clear_current(tx, component, each.name);
      c_.stores.environments.remove_component(tx, component);
    }
    c_.kernel.events.append(tx, {.type = is_environment ? "delivery.environment.deleted" : "delivery.component.deleted",
                                 .subject = is_environment ? fmt::format("environment:{}/{}", project, environment)
                                                           : "component:default/" + component,
                                 .actor = "run:" + run,
                                 .payload = boost::json::serialize(boost::json::object{
                                     {"project", project}, {"environment", environment}, {"component", component}}),
                                 .owner_ref = owner,
                                 .project_id = project});
    fault_point("delivery.forget.in_commit");
  };
  return result;
}

}  // namespace towpath::delivery
