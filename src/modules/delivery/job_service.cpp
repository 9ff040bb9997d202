#include "job_service.h"

#include <fmt/core.h>

#include "freeze_service.h"
#include "job_executors.h"
#include "place_run.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t longest_title_word = 60;

}  // namespace

Result<JobService::Place> JobService::place_of(db::Tx& tx, const auth::Principal& principal,
                                               const JobOrder& order) const {
  TRY(PlaceInForce found, place_in_force(c_, tx, principal, order.component, order.environment, "job.run", Mode::job));
  found.deployment.reason = order.reason;
  Place out{order, std::move(found)};
  out.order.deployment_id = out.in_force.deployment.id;
  return out;
}

std::vector<PlannedAction> JobService::plan_of(db::Tx& tx, const Place& place) const {
  return after_what_holds_up(c_, tx, place.in_force.deployment, actions_of(place.order, place.in_force.release.number));
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
    TRY(gate::Question question, question_about(c_, tx, place.in_force));
    return Judged{place.in_force.deployment.id, std::move(question)};
  }));
  judged.question.override_reason = request.override_reason;
  CHECK_OK(c_.kernel.gates.pass(principal, judged.question));
  return c_.kernel.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(const Place place, place_of(tx, principal, request.order));
    const Deployment& deployment = place.in_force.deployment;
    CHECK_OK(pass_freeze(tx, c_.kernel, c_.stores, principal, deployment, request.override_freeze));
    const auto actions = plan_of(tx, place);
    CHECK_OK(check_unchanged(deployment, judged.deployment_id, actions, request.expected_plan));
    runs::RunSpec run = run_about(
        place.in_force, "job",
        fmt::format("run {} for {} in {}", in_one_line({place.order.command.front().substr(0, longest_title_word)}),
                    deployment.component, deployment.environment),
        principal.ref);
    run.inputs = inputs_of(place.order);
    // One after the other, and beside deployments: a long one must not keep them waiting.
    run.concurrency_group = fmt::format("job:{}:{}", deployment.environment_uid, deployment.component);
    const auto before = add_approval(c_, tx, deployment, "delivery.job_plan", run);
    run.nodes.push_back(run_node("job", "Run the command", "delivery.job", before));
    run.nodes.back().timeout = place.order.time_limit;
    run.nodes.push_back(run_node("finalize", "Record the result", "delivery.job_end", {"job"}));
    run.nodes.back().when = runs::When::always;
    TRY(const runs::RunId id, c_.ports.runs.submit(tx, run));
    announce_job(tx, c_.kernel, "queued", deployment, place.order, id.text(), principal.ref, "", std::nullopt);
    return Started{"", id.text()};
  });
}

}  // namespace towpath::delivery
