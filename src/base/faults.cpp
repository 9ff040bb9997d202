#include "base/faults.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace towpath {
namespace {

/// What TOWPATH_FAULT asks for; read once.
struct Plan {
  std::string name;
  int pass = 1;

  Plan() {
    const char* text = std::getenv("TOWPATH_FAULT");
    if (!text) return;
    name = text;
    if (const auto colon = name.rfind(':'); colon != name.npos) {
      pass = std::max(1, std::atoi(name.c_str() + colon + 1));
      name.resize(colon);
    }
  }
};

/// The process is alone with its words: whoever reads them knows that it died here and of nothing else.
[[noreturn]] void die_at(std::string_view name) {
  const std::string line = "fault point " + std::string(name) + "\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();  // the signal may be delivered to another thread first
}

}  // namespace

const std::vector<FaultPoint>& fault_points() {
  static const std::vector<FaultPoint> points{
      {"catalog.ingest.after_commit", "a repository's entities are written, the event that asked for it is not ticked"},
      {"catalog.ingest.in_commit", "a repository's entities are written and not committed"},
      {"delivery.configure.after_commit", "a configuration version is stored, the caller has no answer"},
      {"delivery.copies.after_record", "which copies an instance has is written down, none is started or let go of"},
      {"delivery.destroy.after_destroy", "a resource is gone outside, its row and secrets are still here"},
      {"delivery.drain.after_stop", "the old instance is stopped, its row still says draining"},
      {"delivery.drain.before_stop", "the new version is in force, the old instance still runs"},
      {"delivery.environment.after_delete", "an environment's deletion is submitted, the caller has no answer"},
      {"delivery.expiry.before_delete", "an environment is found expired, nothing is submitted"},
      {"delivery.finalize.in_commit", "the result of a deployment is written with its node, not committed"},
      {"delivery.forget.in_commit", "the rows of a deleted component or environment are removed, not committed"},
      {"delivery.migrate.after_run", "the migration ran, its node does not know"},
      {"delivery.migrate.before_run", "everything is provisioned, the migration has not begun"},
      {"delivery.plan.after_store", "the plan is stored, the run is not expanded"},
      {"delivery.postgres.after_database", "role and database exist, the resource's row does not say so"},
      {"delivery.postgres.after_role", "the role exists, its database does not"},
      {"delivery.release.after_commit", "release and deployment exist, the event that asked for them is not ticked"},
      {"delivery.release.in_commit", "release and deployment are written, not committed"},
      {"delivery.resource.after_apply", "the driver is done, nothing of its outcome is stored"},
      {"delivery.resource.after_intent", "the intent is stored, the driver has not begun"},
      {"delivery.resource.after_secret", "a resource's secrets are stored, its row is not"},
      {"delivery.rollout.after_switch", "the new version is in force, the old one is not drained"},
      {"delivery.rotation.after_intent", "new credentials are chosen and kept, the driver has not begun"},
      {"delivery.rotation.after_revoke", "old credentials are not valid any more, their record does not say so"},
      {"delivery.rotation.after_rotate", "the driver has made new credentials, the vault has the old ones"},
      {"delivery.rotation.after_secret", "the vault has new credentials, the resource's row does not name them"},
      {"delivery.scale.after_intent", "rows name all copies that there are, the runtime is told of no other number"},
      {"delivery.scale.after_scale", "the runtime has another number of copies, routes lead to those of before"},
      {"delivery.scale.after_switch", "the proxy leads to the copies there are now, what was let go of still runs"},
      {"delivery.scale.before_commit", "all is as it was asked for, the number is not stored"},
      {"delivery.start.after_intent", "an instance's row is stored, nothing is started"},
      {"delivery.start.after_start", "an instance runs, its row does not know its ports"},
      {"delivery.submit.after_commit", "a deployment is submitted, the caller has no answer"},
      {"delivery.switch.after_ack", "the proxy has the new table, the rollout does not know"},
      {"delivery.switch.after_intent", "the routes' rows name the new instance, the proxy does not"},
      {"events.consume.after_handle", "a consumer has acted, its cursor has not moved"},
      {"events.consume.before_handle", "a consumer has its event and has done nothing"},
      {"events.projection.after_commit", "a projection's tables and cursor have moved"},
      {"events.projection.in_commit", "a projection's tables and cursor are written, not committed"},
      {"events.seal.after_insert", "events are sealed, not committed"},
      {"events.seal.before_insert", "events are inserted and not sealed"},
      {"forge.announce.after_commit", "a push is announced, whoever pushed has no answer"},
      {"forge.change.after_branch", "a change's branch exists with its commit, the change does not"},
      {"forge.change.after_row", "a change is open, whoever asked has no answer"},
      {"forge.commit.before_announce", "a branch has moved by the platform's own commit, no event says so"},
      {"forge.create.after_folder", "a repository's folder exists, its row does not"},
      {"forge.create.after_row", "a repository exists, whoever asked has no answer"},
      {"forge.merge.after_intent", "a merge is intended, the branch has not moved"},
      {"forge.merge.after_move", "the branch has moved by a merge, the change is still open"},
      {"forge.merge.before_announce", "a change is merged, no event says that the branch moved"},
      {"forge.merge.in_commit", "a change's end is written, not committed"},
      {"forge.protect.before_hook", "a branch's protection is stored, git does not know"},
      {"forge.push.before_announce", "a branch has moved by git push, no event says so"},
      {"forge.remove.after_row", "a repository's row is gone, its folder is not"},
      {"golden_paths.publish.after_commit", "the first commit is pushed, the step has not ended"},
      {"golden_paths.publish.after_repository", "the repository exists and is empty"},
      {"golden_paths.register.after_ingest", "the entities are registered, the step has not ended"},
      {"pipelines.bundle.after_blob", "the bundle is in the blob store, no run names it"},
      {"pipelines.bundle.after_row", "the run names its bundle, the job has not ended"},
      {"pipelines.checkout.after_export", "the commit is exported, the workspace is empty"},
      {"pipelines.dispatch.after_submit", "a push has its run, the event is not ticked"},
      {"pipelines.dispatch.before_submit", "a push is read, it has no run"},
      {"pipelines.publish.in_commit", "a pipeline has succeeded, its bundle is being announced"},
      {"runs.approval.after_commit", "an approval is decided, the engine and the caller do not know"},
      {"runs.cancel.after_commit", "a cancellation is stored, running nodes are not told"},
      {"runs.claim.after_commit", "nodes are claimed, no worker has them"},
      {"runs.claim.in_commit", "nodes are claimed (PostgreSQL: reserved), their start is not committed"},
      {"runs.effect.after_intent", "an outside effect is intended, it has not happened"},
      {"runs.effect.after_perform", "an outside effect has happened, the database does not know"},
      {"runs.end.after_commit", "the ends of nodes are stored, what follows is not claimed"},
      {"runs.end.before_commit", "an executor has returned, its result is only in memory"},
      {"runs.expand.after_commit", "nodes were added to a run, the node that adds them has not ended"},
      {"runs.finish.in_commit", "a run's end, its event and its group's next run are written, not committed"},
      {"runs.log.after_write", "a piece of a log is on disk"},
      {"runs.recover.after_settle", "at a start, one of the nodes that a dead server held is settled"},
      {"runs.submit.after_commit", "a run is submitted, the engine and the caller do not know"},
      {"runs.timer.in_commit", "a timer has fired, not committed"},
      {"secrets.key.after_rename", "the master key is wrapped, no event says so"},
      {"secrets.key.before_rename", "the wrapped master key lies beside the old one"},
      {"secrets.store.after_commit", "a secret is stored, the caller has no answer"},
  };
  return points;
}

void fault_point(std::string_view name) {
  static const Plan plan;
  static std::atomic<int> passes{0};
  if (plan.name.empty() || plan.name != name) return;
  const auto& points = fault_points();
  if (std::none_of(points.begin(), points.end(), [&](const FaultPoint& each) { return each.name == name; }))
    throw std::logic_error("a fault point that is not listed: " + std::string(name));
  if (++passes == plan.pass) die_at(name);
}

}  // namespace towpath
