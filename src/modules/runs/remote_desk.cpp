#include "remote_desk.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/faults.h"
#include "blob/blob.h"

namespace towpath::runs {
namespace {

constexpr std::size_t candidates = 500;  ///< Ready nodes looked at for one claim.
constexpr std::size_t longest_name = 2000, longest_outputs = 1 << 20;
/// A machine that goes on so long after it was told to stop has its lease no longer renewed.
constexpr std::chrono::minutes stop_grace{10};

std::int64_t microseconds(UtcTime t) { return t.time_since_epoch().count(); }

Error stale() {
  return conflict("runs.stale_fence",
                  "This job was given to someone else meanwhile, or has ended; this work no longer counts.");
}

Error invalid_report(std::string what) { return invalid_input("runs.invalid_report", std::move(what)); }

Error lost_machine() {
  return unavailable("runs.lost", "The runner that ran this job was not heard of until its lease ended.")
      .with_hint("See how it is: towpath runner list. Run it again: towpath run rerun <run> --failed");
}

}  // namespace

std::string_view to_string(RemoteStop why) {
  switch (why) {
    case RemoteStop::cancelled:
      return "cancelled";
    case RemoteStop::timed_out:
      return "timed_out";
    case RemoteStop::lost:
      return "lost";
  }
  return "lost";
}

std::optional<RemoteWork> RemoteDesk::claim(const std::string& runner, UtcTime lease_until,
                                            const std::function<bool(const std::string& spec)>& fits) {
  db::Db& db = engine_.kernel().db;
  const std::int64_t now = microseconds(engine_.kernel().clock.now());
  // Reading first: most machines that ask find nothing, and a look must not cost a write.
  std::vector<std::int64_t> wanted;
  for (const auto& waiting : db.read([&](db::Tx& tx) { return store_.ready(tx, now, candidates); }))
    if (fits(waiting.spec)) wanted.push_back(waiting.node);
  if (wanted.empty()) return std::nullopt;
  auto work = engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Result<std::optional<RemoteWork>> {
    for (const std::int64_t node : wanted) {
      if (!store_.take(tx, node)) continue;
      auto claimed = transitions.claim_reserved({node});
      if (claimed.empty()) continue;
      engine_.nodes().insert_leases(tx, claimed, {runner, std::string(remote_host), microseconds(lease_until)});
      const ClaimedNode& first = claimed.front();
      store_.begin(tx, {first.node.id, first.fence});
      return std::optional(RemoteWork{RunId(first.run_id), first.node, first.fence});
    }
    return std::optional<RemoteWork>();
  });
  fault_point("runs.claim.after_commit");
  if (work.value()) engine_.changed(work.value()->run.text());
  return std::move(work).value();
}

std::vector<std::pair<RemoteHold, RemoteStop>> RemoteDesk::renew(const std::string& runner, UtcTime lease_until,
                                                                 const std::vector<RemoteHold>& held) {
  std::vector<std::pair<RemoteHold, RemoteStop>> stops;
  const auto leases = engine_.kernel().db.read([&](db::Tx& tx) { return store_.leases(tx, runner); });
  for (const RemoteHold& hold : held)
    if (std::none_of(leases.begin(), leases.end(), [&](const RemoteLease& lease) { return lease.hold == hold; }))
      stops.emplace_back(hold, RemoteStop::lost);
  if (leases.empty()) return stops;
  std::vector<std::pair<RemoteHold, RemoteStop>> asked;
  (void)engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Status {
    asked.clear();
    const UtcTime now = engine_.kernel().clock.now();
    for (const RemoteLease& lease : leases) {
      if (std::find(held.begin(), held.end(), lease.hold) == held.end()) {
        transitions.retry_running(lease.hold.node, lease.hold.fence, std::chrono::milliseconds(0),
                                  "it did not reach the runner it was given to");
        engine_.nodes().explain_waiting(tx, lease.hold.node, "");  // it waits for a machine as before
        if (store_.reports(tx, lease.hold) == 0) store_.forget_attempt(tx, lease.hold.node);
        continue;
      }
      const RunHead* run = transitions.head(lease.run_id);
      const auto limit = lease.started_at.value_or(now) + std::chrono::milliseconds(lease.timeout_ms);
      if (limit <= now)
        asked.emplace_back(lease.hold, RemoteStop::timed_out);
      else if (run && run->cancel_requested && lease.when != When::always)
        asked.emplace_back(lease.hold, RemoteStop::cancelled);
      if (now < limit + stop_grace) store_.renew(tx, lease.hold.node, microseconds(lease_until));
    }
    return ok();
  });
  stops.insert(stops.end(), asked.begin(), asked.end());
  return stops;
}

Result<RunId> RemoteDesk::run_of(const std::string& runner, const RemoteHold& hold) {
  return engine_.kernel().db.read([&](db::Tx& tx) -> Result<RunId> {
    if (!store_.holds(tx, runner, hold)) return stale();
    const auto node = engine_.nodes().head(tx, hold.node);
    if (!node) return stale();
    return RunId(node->run_id);
  });
}

Result<RemoteDesk::Progress> RemoteDesk::progress(const std::string& runner, const RemoteHold& hold) {
  return engine_.kernel().db.read([&](db::Tx& tx) -> Result<Progress> {
    const auto reports = store_.reports(tx, hold);
    if (!reports) return stale();
    return Progress{*reports, store_.holds(tx, runner, hold), store_.claimed(tx, hold)};
  });
}

Status RemoteDesk::check_report(const RemoteReport& report) const {
  const auto is_step = [](int step) { return step >= 0 && step < most_steps; };
  if (report.step && !is_step(report.step->index))
    return invalid_report(fmt::format("A job has at most {} steps.", most_steps));
  if (report.step && report.step->name.size() > longest_name)
    return invalid_report(fmt::format("The name of a step has at most {} bytes.", longest_name));
  if (report.line && (!is_step(report.line->step) || report.line->number < 1))
    return invalid_report("A line of a log names its step and its number, from 1.");
  if (report.line && report.line->text.size() > max_line_bytes)
    return invalid_report(fmt::format("A line of a log has at most {} bytes.", max_line_bytes));
  if (report.end && report.end->outputs.size() > longest_outputs)
    return invalid_report(fmt::format("The outputs of a job have at most {} bytes.", longest_outputs));
  if (report.artifact) {
    const Artifact& artifact = *report.artifact;
    if (artifact.name.empty() || artifact.name.size() > longest_name)
      return invalid_report("An artifact has a name of at most 2000 bytes.");
    const auto size = engine_.kernel().blobs.size({artifact.digest});
    if (!size || static_cast<std::int64_t>(*size) != artifact.size)
      return invalid_report(fmt::format("The content of the artifact '{}' was not sent before it.", artifact.name));
  }
  return ok();
}

std::map<int, std::int64_t> RemoteDesk::write_logs(const ClaimedNode& node, const Fresh& reports) {
  const auto file = [&](int step) { return LogFile{node.run_id, node.node.id, node.node.attempt, step}; };
  std::map<int, std::int64_t> lines;
  for (std::size_t i = 0; i < reports.size();) {
    if (const auto& step = reports[i]->step; step && step->state != "running")
      lines[step->index] = logs_.close(file(step->index));
    if (!reports[i]->line) {
      ++i;
      continue;
    }
    const int step = reports[i]->line->step;
    std::vector<LogLine> part;
    for (; i < reports.size() && reports[i]->line && reports[i]->line->step == step; ++i)
      part.push_back({reports[i]->line->number, reports[i]->line->at, engine_.secrets().mask(reports[i]->line->text)});
    logs_.append_lines(file(step), part);
  }
  return lines;
}

StopReason RemoteDesk::stop_reason(db::Tx& tx, Transitions& transitions, const ClaimedNode& node, UtcTime now) {
  if (node.node.started_at && *node.node.started_at + std::chrono::milliseconds(node.timeout_ms) <= now)
    return StopReason::timed_out;
  const bool is_cancelled = transitions.head(node.run_id)->cancel_requested;
  return is_cancelled && engine_.nodes().head(tx, node.node.id)->when != When::always ? StopReason::cancelled
                                                                                      : StopReason::none;
}

void RemoteDesk::end(db::Tx& tx, Transitions& transitions, const ClaimedNode& node, const RemoteEnd& end) {
  if (end.is_lost) return engine_.settle_lost(tx, transitions, *engine_.nodes().head(tx, node.node.id), lost_machine());
  EndReport report{std::make_shared<Running>(), {end.state, end.outputs, end.error}};
  report.running->claimed = node;
  report.running->has_begun = true;
  report.running->reason = stop_reason(tx, transitions, node, engine_.kernel().clock.now());
  if (auto settled = engine_.settle(tx, transitions, report)) {
    std::vector<NodeEnd> ends{std::move(*settled)};
    transitions.end_running(ends);
  }
}

Status RemoteDesk::store(db::Tx& tx, Transitions& transitions, const ClaimedNode& node, const Fresh& reports,
                         const std::map<int, std::int64_t>& lines) {
  for (const RemoteReport* report : reports) {
    if (report->step) {
      StepReport step{node.node.id, node.fence, node.run_id, node.node.key, *report->step};
      step.step.attempt = node.node.attempt;
      const auto counted = lines.find(step.step.index);
      step.step.log_lines = counted == lines.end() ? 0 : counted->second;
      engine_.apply_step(tx, transitions, step);
    }
    if (report->artifact) engine_.runs().put_artifact(tx, node.run_id, *report->artifact, engine_.kernel().clock.now());
    if (report->end) end(tx, transitions, node, *report->end);
  }
  return ok();
}

Result<std::int64_t> RemoteDesk::report(const std::string& runner, const RemoteHold& hold, std::int64_t first,
                                        const std::vector<RemoteReport>& reports) {
  if (reports.size() > most_reports)
    return invalid_report(fmt::format("At most {} reports are taken at once.", most_reports));
  TRY(const Progress known, progress(runner, hold));
  const std::int64_t next = known.reports + 1;
  const auto after = first + static_cast<std::int64_t>(reports.size());
  if (first < 1 || first > next)
    return conflict("runs.report_gap", fmt::format("Report {} is missing: the next is taken only after it.", next));
  if (after <= next) return next;  // all of it is stored, be it that the node has ended since
  if (!known.is_held || !known.node) return stale();
  Fresh fresh;
  for (std::size_t i = static_cast<std::size_t>(next - first); i < reports.size(); ++i) {
    CHECK_OK(check_report(reports[i]));
    fresh.push_back(&reports[i]);
    if (reports[i].end && i + 1 < reports.size()) return invalid_report("Nothing comes after the end of a job.");
  }
  // The log first: a line knows its number, so that it is written once also when what follows is done again.
  const auto lines = write_logs(*known.node, fresh);
  fault_point("runs.log.after_write");
  auto stored = engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Result<std::int64_t> {
    const auto now_stored = store_.reports(tx, hold);
    if (!now_stored || !store_.holds(tx, runner, hold)) return stale();
    if (*now_stored != known.reports) return *now_stored + 1;  // the same, sent twice at a time
    CHECK_OK(store(tx, transitions, *known.node, fresh, lines));
    store_.set_reports(tx, hold, after - 1);
    return after;
  });
  fault_point("runs.end.after_commit");
  return stored;
}

bool RemoteDesk::settle(const RemoteLease& lease) {
  bool is_settled = false;
  (void)engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Status {
    is_settled = false;
    if (!store_.holds(tx, lease.runner, lease.hold)) return ok();
    const auto node = engine_.nodes().head(tx, lease.hold.node);
    if (!node || node->state != NodeState::running || node->fence != lease.hold.fence) {
      engine_.nodes().drop_lease(tx, lease.hold.node);
      return ok();
    }
    logs_.close_all(lease.run_id, lease.hold.node);
    engine_.settle_lost(tx, transitions, *node, lost_machine());
    is_settled = true;
    return ok();
  });
  return is_settled;
}

std::vector<std::pair<std::string, RemoteHold>> RemoteDesk::expire(UtcTime now) {
  std::vector<std::pair<std::string, RemoteHold>> out;
  const auto ended = engine_.kernel().db.read([&](db::Tx& tx) { return store_.ended_leases(tx, microseconds(now)); });
  for (const RemoteLease& lease : ended)
    if (settle(lease)) out.emplace_back(lease.runner, lease.hold);
  return out;
}

std::size_t RemoteDesk::lose(const std::string& runner) {
  std::size_t count = 0;
  const auto leases = engine_.kernel().db.read([&](db::Tx& tx) { return store_.leases(tx, runner); });
  for (const RemoteLease& lease : leases) count += settle(lease) ? 1 : 0;
  return count;
}

void RemoteDesk::extend(UtcTime until) {
  (void)engine_.kernel().db.transact([&](db::Tx& tx) -> Status {
    store_.extend(tx, microseconds(until));
    return ok();
  });
}

std::vector<std::pair<std::string, std::int64_t>> RemoteDesk::held() {
  return engine_.kernel().db.read([&](db::Tx& tx) { return store_.held(tx); });
}

}  // namespace towpath::runs
