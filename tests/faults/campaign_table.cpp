#include "campaign_table.h"

namespace towpath::faults {

const std::vector<Death>& deaths() {
  static const std::vector<Death> all{
      // A service is made.
      {"runs.submit.after_commit", 1, "create"},
      {"runs.claim.in_commit", 1, "create"},
      {"runs.claim.after_commit", 1, "create"},
      {"runs.effect.after_intent", 1, "create"},
      {"forge.create.after_folder", 1, "create"},
      {"forge.create.after_row", 1, "create"},
      {"runs.effect.after_perform", 1, "create"},
      {"golden_paths.publish.after_repository", 1, "create"},
      {"runs.effect.after_perform", 2, "create"},
      {"forge.commit.before_announce", 1, "create"},
      {"forge.announce.after_commit", 1, "create"},
      {"golden_paths.publish.after_commit", 1, "create"},
      {"catalog.ingest.in_commit", 1, "create"},
      {"catalog.ingest.after_commit", 1, "create"},
      {"golden_paths.register.after_ingest", 1, "create"},
      {"runs.end.before_commit", 2, "create"},
      {"runs.end.after_commit", 3, "create"},
      {"runs.finish.in_commit", 1, "create"},
      {"events.seal.before_insert", 8, "create"},
      {"events.seal.after_insert", 8, "create"},
      {"events.consume.before_handle", 2, "create"},
      {"events.consume.after_handle", 1, "create"},
      {"events.consume.after_handle", 3, "create"},
      {"events.consume.after_handle", 5, "create"},
      {"events.consume.after_handle", 7, "create"},
      {"events.projection.in_commit", 1, "create"},
      {"events.projection.after_commit", 1, "create"},
      {"delivery.resource.after_intent", 1, "create"},
      {"delivery.postgres.after_role", 1, "create"},
      {"delivery.postgres.after_database", 1, "create"},
      {"delivery.resource.after_apply", 2, "create"},
      {"delivery.resource.after_secret", 1, "create"},
      // A new version of one that runs.
      {"forge.push.before_announce", 1, "push"},
      {"pipelines.dispatch.before_submit", 1, "push"},
      {"pipelines.dispatch.after_submit", 1, "push"},
      {"pipelines.checkout.after_export", 1, "push"},
      {"runs.log.after_write", 1, "push"},
      {"pipelines.bundle.after_blob", 1, "push"},
      {"pipelines.bundle.after_row", 1, "push"},
      {"pipelines.publish.in_commit", 1, "push"},
      {"delivery.release.in_commit", 1, "push"},
      {"delivery.release.after_commit", 1, "push"},
      {"delivery.plan.after_store", 1, "push"},
      {"runs.expand.after_commit", 1, "push"},
      {"delivery.migrate.before_run", 1, "push"},
      {"delivery.migrate.after_run", 1, "push"},
      {"delivery.start.after_intent", 1, "push"},
      {"delivery.start.after_start", 1, "push"},
      {"delivery.switch.after_intent", 1, "push"},
      {"delivery.switch.after_ack", 1, "push"},
      {"delivery.rollout.after_switch", 1, "push"},
      {"delivery.drain.before_stop", 1, "push"},
      {"delivery.drain.after_stop", 1, "push"},
      {"delivery.finalize.in_commit", 1, "push"},
      {"runs.claim.after_commit", 2, "push", "runs.recover.after_settle"},
      // It goes on its way.
      {"delivery.submit.after_commit", 1, "promote"},
      {"delivery.rollout.after_switch", 1, "promote"},
      {"delivery.switch.after_ack", 1, "rollback"},
      {"delivery.drain.before_stop", 1, "restart"},
      // Up, down, up, down.
      {"delivery.scale.after_intent", 1, "scale"},
      {"delivery.scale.after_scale", 1, "scale"},
      {"delivery.copies.after_record", 1, "scale"},
      {"delivery.scale.after_switch", 1, "scale"},
      {"delivery.scale.after_switch", 1, "scale"},
      {"delivery.scale.before_commit", 1, "scale"},
      {"delivery.rotation.after_intent", 1, "rotate"},
      {"delivery.rotation.after_rotate", 1, "rotate"},
      {"delivery.rotation.after_secret", 1, "rotate"},
      {"delivery.rotation.after_revoke", 1, "rotate"},
      {"delivery.configure.after_commit", 1, "configure"},
      {"secrets.store.after_commit", 1, "secret"},
      {"delivery.drain.before_stop", 1, "stop"},
      {"runs.cancel.after_commit", 1, "cancel"},
      // It ends.
      {"delivery.expiry.before_delete", 1, "expiry"},
      {"delivery.environment.after_delete", 1, "expiry"},
      {"delivery.destroy.after_destroy", 1, "expiry"},
      {"delivery.forget.in_commit", 1, "expiry"},
      {"delivery.destroy.after_destroy", 2, "delete"},
      {"delivery.forget.in_commit", 1, "delete"},
      {"forge.remove.after_row", 1, "repository"},
      // A change is opened and merged.
      {"forge.protect.before_hook", 1, "change"},
      {"forge.change.after_branch", 1, "change"},
      {"forge.change.after_row", 1, "change"},
      {"forge.merge.after_intent", 1, "change"},
      {"forge.merge.after_move", 1, "change"},
      {"forge.merge.in_commit", 1, "change"},
      {"forge.merge.before_announce", 1, "change"},
      // Last: from here on the secrets are locked after each start.
      {"secrets.key.before_rename", 1, "key"},
      {"secrets.key.after_rename", 1, "key"},
  };
  return all;
}

const std::vector<std::string_view>& points_of_the_engine_alone() {
  static const std::vector<std::string_view> points{"runs.approval.after_commit", "runs.timer.in_commit"};
  return points;
}

}  // namespace towpath::faults
