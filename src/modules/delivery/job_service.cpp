#include "job_service.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "approval_gate.h"
#include "freeze_service.h"
#include "gate_facts.h"
#include "job_executors.h"
#include "place_in_force.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t longest_title_word = 60;

runs::NodeSpec node(std::string key, std::string title, std::string kind, std::vector<std::string> needs) {
  runs::NodeSpec spec;
  spec.key = std::move(key);
  spec.title = std::move(title);
  spec.kind = std::move(kind);
  spec.needs = std::move(needs);
  spec.timeout = std::chrono::minutes(5);
  return spec;
}

}  // namespace

Result<JobService::Place> JobService::place_of(db::Tx& tx, const auth::Principal& principal,
                                               const JobOrder& order) const {
  TRY(PlaceInForce found, place_in_force(c_, tx, principal, order.component, order.environment, "job.run", Mode::job));
  Place out{order, std::move(found.deployment), std::move(found.release), std::move(found.environment)};
  out.order.deployment_id = out.deployment.id;
  out.deployment.reason = order.reason;
  return out;
}

std::vector<PlannedAction> JobService::plan_of(db::Tx& tx, const Place& place) const {
  std::vector<PlannedAction> actions;
  if (const auto held = held_up(tx, c_.stores, place.deployment, c_.kernel.clock.now()))
    actions.push_back(
        {"hold", "freeze",
         held->freeze.reason + (held->until ? fmt::format(" (until {})", to_rfc3339(*held->until)) : "")});
  if (const auto rule = rule_for(tx, c_.stores, place.deployment))
    actions.push_back({"wait", "approval", in_words(*rule)});
  for (PlannedAction& each : actions_of(place.order, place.release.number)) actions.push_back(std::move(each));
  return actions;
}

Result<std::vector<PlannedAction>> JobService::plan(const auth::Principal& principal, const Request& request) {
  CHECK_OK(check(request.order));
  return c_.kernel.db.read([&](db::Tx& tx) -> Result<std::vector<PlannedAction>> {
    TRY(const Place place, place_of(tx, principal, request.order));
    return plan_of(tx, place);
  });
}

Result<Started> JobService::start(const auth::Principal& principal, const Request& request) {
  CHECK_OK(check(request.order));
  struct Judged {
    std::string deployment_id;
    gate::Question question;
  };
  TRY(Judged judged, c_.kernel.db.read([&](db::Tx& tx) -> Result<Judged> {
    TRY(const Place place, place_of(tx, principal, request.order));
    const auto rule = rule_for(tx, c_.stores, place.deployment);
    TRY(gate::Question question,
        question_of(place.deployment, place.release, place.environment, "", rule ? rule->required : 0));
    return Judged{place.deployment.id, std::move(question)};
  }));
  judged.question.override_reason = request.override_reason;
  CHECK_OK(c_.kernel.gates.pass(principal, judged.question));
  return c_.kernel.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(const Place place, place_of(tx, principal, request.order));
    const Deployment& deployment = place.deployment;
    CHECK_OK(pass_freeze(tx, c_.kernel, c_.stores, principal, deployment, request.override_freeze));
    const auto actions = plan_of(tx, place);
    if (deployment.id != judged.deployment_id ||
        (!request.expected_plan.empty() && digest(actions) != request.expected_plan))
      return conflict(
                 "delivery.plan_changed",
                 fmt::format("What would be done in '{}' is not what the plan said any more.", deployment.environment))
          .with_hint("Look at the new plan, then start it.");
    runs::RunSpec run;
    run.kind = "job";
    run.title =
        fmt::format("run {} for {} in {}", in_one_line({place.order.command.front().substr(0, longest_title_word)}),
                    deployment.component, deployment.environment);
    run.subject = "component:default/" + deployment.component;
    run.owner_ref = deployment.owner_ref;
    run.project_id = deployment.project_id;
    run.env_type = deployment.env_type;
    run.trigger = {"manual", principal.ref, place.release.branch, place.release.commit};
    run.inputs = inputs_of(place.order);
    // One after the other, and beside deployments: a long one must not keep them waiting.
    run.concurrency_group = fmt::format("job:{}:{}", deployment.environment_uid, deployment.component);
    std::vector<std::string> before;
    if (const auto rule = rule_for(tx, c_.stores, deployment)) {
      run.timeout += rule->expires_after;
      run.nodes.push_back(node("plan", "Ask for approval", "delivery.job_plan", {}));
      run.nodes.push_back(node(approval_key(1), "Approval", "approval", {"plan"}));
      run.nodes.back().spec = boost::json::serialize(boost::json::object{{"decidedBy", "delivery"}});
      run.nodes.back().timeout = run.timeout;
      before = {approval_key(1)};
    }
    run.nodes.push_back(node("job", "Run the command", "delivery.job", before));
    run.nodes.back().timeout = place.order.time_limit;
    run.nodes.push_back(node("finalize", "Record the result", "delivery.job_end", {"job"}));
    run.nodes.back().when = runs::When::always;
    TRY(const runs::RunId id, c_.ports.runs.submit(tx, run));
    announce_job(tx, c_.kernel, "queued", deployment, place.order, id.text(), principal.ref, "", std::nullopt);
    return Started{"", id.text()};
  });
}

}  // namespace towpath::delivery
