#include "scale_service.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "delivery/gitops_runtime.h"
#include "delivery/kubernetes.h"
#include "freeze_service.h"
#include "place_run.h"
#include "quotas.h"
#include "runtimes/copies.h"
#include "scale_executors.h"

namespace towpath::delivery {
namespace {

/// The question with how many there would be.
gate::Question with_instances(gate::Question question, std::int64_t instances) {
  boost::json::value facts = boost::json::parse(question.facts);
  facts.at("deployment").as_object()["instances"] = instances;
  question.facts = boost::json::serialize(facts);
  return question;
}

}  // namespace

Result<ScaleService::Place> ScaleService::place_of(db::Tx& tx, const auth::Principal& principal,
                                                   const ScaleOrder& order) const {
  const Stores& stores = c_.stores;
  TRY(PlaceInForce found,
      place_in_force(c_, tx, principal, order.component, order.environment, "deployment.scale", Mode::scale));
  found.deployment.reason = order.reason;
  Place out{order, std::move(found), {}};
  const Deployment& deployment = out.in_force.deployment;
  out.order.deployment_id = deployment.id;
  const auto current = stores.deployments.current(tx, deployment.component, deployment.environment);
  const auto instance = current ? stores.deployments.instance(tx, current->instance_id) : std::nullopt;
  const std::string runtime = instance ? instance->runtime : stores.runtime_rules.rule(tx, deployment.env_type).runtime;
  out.now = {stores.scales.instances(tx, deployment.component, deployment.environment), instance.has_value(),
             runtime == cluster_runtime || runtime == gitops_runtime, out.in_force.release.number};
  const int most = c_.ports.runtime.most_copies_of(runtime);
  if (order.instances > most)
    return too_many_copies(deployment.component, deployment.environment, runtime, static_cast<int>(order.instances),
                           most);
  if (order.instances > out.now.instances) {
    TRY(const ScoreWorkload workload, score_from_document(out.in_force.release.score));
    CHECK_OK(check_quotas(tx, stores, deployment.project_id, deployment.environment, deployment.env_type,
                          addition_of(workload, deployment.component, static_cast<int>(order.instances))));
  }
  return out;
}

std::vector<PlannedAction> ScaleService::plan_of(db::Tx& tx, const Place& place) const {
  return after_what_holds_up(c_, tx, place.in_force.deployment, actions_of(place.order, place.now));
}

Result<std::vector<PlannedAction>> ScaleService::plan(const auth::Principal& principal, const Request& request) {
  CHECK_OK(check(request.order));
  return c_.kernel.db.read([&](db::Tx& tx) -> Result<std::vector<PlannedAction>> {
    TRY(const Place place, place_of(tx, principal, request.order));
    return plan_of(tx, place);
  });
}

Result<Started> ScaleService::start(const auth::Principal& principal, const Request& request) {
  CHECK_OK(check(request.order));
  struct Judged {
    std::string deployment_id;
    gate::Question question;
  };
  TRY(Judged judged, c_.kernel.db.read([&](db::Tx& tx) -> Result<Judged> {
    TRY(const Place place, place_of(tx, principal, request.order));
    TRY(gate::Question question, question_about(c_, tx, place.in_force));
    return Judged{place.in_force.deployment.id, with_instances(std::move(question), request.order.instances)};
  }));
  judged.question.override_reason = request.override_reason;
  CHECK_OK(c_.kernel.gates.pass(principal, judged.question));
  return c_.kernel.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(const Place place, place_of(tx, principal, request.order));
    const Deployment& deployment = place.in_force.deployment;
    CHECK_OK(pass_freeze(tx, c_.kernel, c_.stores, principal, deployment, request.override_freeze));
    const auto actions = plan_of(tx, place);
    CHECK_OK(check_unchanged(deployment, judged.deployment_id, actions, request.expected_plan));
    runs::RunSpec run = run_about(place.in_force, "scale",
                                  fmt::format("scale {} to {} in {}", deployment.component,
                                              instances_in_words(place.order.instances), deployment.environment),
                                  principal.ref);
    run.inputs = inputs_of(place.order);
    // In turn with deployments: both say which instances there are.
    run.concurrency_group = fmt::format("env:{}:{}", deployment.environment_uid, deployment.component);
    const auto before = add_approval(c_, tx, deployment, "delivery.scale_plan", run);
    run.nodes.push_back(run_node("scale", "Scale", "delivery.scale", before));
    run.nodes.back().timeout = std::chrono::minutes(30);
    run.nodes.push_back(run_node("finalize", "Record the result", "delivery.scale_end", {"scale"}));
    run.nodes.back().when = runs::When::always;
    TRY(const runs::RunId id, c_.ports.runs.submit(tx, run));
    announce_scale(tx, c_.kernel, "queued", deployment, place.order, place.now.instances, id.text(), principal.ref, "");
    return Started{"", id.text()};
  });
}

}  // namespace towpath::delivery
