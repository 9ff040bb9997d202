#include "audit_service.h"

#include <algorithm>
#include <limits>

#include "audit_export.h"
#include "auth/signed_in.h"
#include "events/chain.h"

namespace towpath::audit {
namespace {

constexpr std::size_t batch = 500;

/// The place just after `sequence`: the hash of that event.
Checkpoint place(events::Events& events, std::int64_t sequence) {
  if (sequence == 0) return {0, events::genesis_hash};
  const auto found = events.after(sequence - 1, 1);
  return found.empty() ? Checkpoint{sequence, ""} : Checkpoint{found.front().sequence, found.front().hash};
}

}  // namespace

Result<Page> AuditService::list(const auth::Principal& principal, events::EventFilter filter) {
  if (!principal.is_system) {
    const auto decision = kernel_.authorizer.decide(principal, "audit.read");
    const bool is_restricted = decision.effect == auth::Effect::conditional;
    if (!is_restricted || (decision.owner_refs.empty() && decision.env_types.empty()))
      CHECK_OK(may_see_all(principal, "audit.read"));
    filter.owner_refs = is_restricted ? decision.owner_refs : std::vector<std::string>();
    filter.env_types = is_restricted ? decision.env_types : std::vector<std::string>();
  }
  const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, batch);
  filter.limit = limit + 1;
  Page page{kernel_.events.find(filter), {}};
  if (page.items.size() > limit) {
    page.items.pop_back();
    page.next = page.items.back().sequence;
  }
  return page;
}

Result<Entry> AuditService::entry(const auth::Principal& principal, std::int64_t sequence) {
  events::EventFilter filter;
  filter.before = sequence + 1;
  filter.limit = 1;
  TRY(const Page found, list(principal, filter));
  if (found.items.empty() || found.items.front().sequence != sequence)
    return not_found("audit.event_not_found", "There is no event " + std::to_string(sequence) + ".")
        .with_hint("See them with: towpath audit list");
  Entry out{found.items.front(), {}};
  filter.before = sequence;
  filter.subject = out.event.subject;
  filter.type = out.event.type.substr(0, out.event.type.rfind('.') + 1);
  TRY(const Page earlier, list(principal, filter));
  if (!earlier.items.empty()) out.before = earlier.items.front();
  return out;
}

Status AuditService::may_see_all(const auth::Principal& principal, std::string_view permission) {
  if (principal.is_system) return ok();
  CHECK_OK(auth::check_signed_in(principal, "the audit log needs to know who asks."));
  if (kernel_.authorizer.decide(principal, permission).effect == auth::Effect::allow) return ok();
  return forbidden("auth.forbidden", principal.ref + " may not do " + std::string(permission) + " on the whole log.")
      .with_hint("Ask an administrator for the role that grants it.");
}

Checkpoint AuditService::checkpoint() { return place(kernel_.events, kernel_.events.last_sequence()); }

void AuditService::export_lines(std::int64_t after, std::int64_t to,
                                const std::function<bool(std::string_view)>& write) {
  Checkpoint last = place(kernel_.events, after);
  const std::int64_t end = to > 0 ? to : kernel_.events.last_sequence();
  if (!write(header_line(after, last.hash))) return;
  while (last.sequence < end) {
    const auto events = events::evidence_after(kernel_.db, last.sequence, batch);
    if (events.empty()) break;
    for (const auto& evidence : events) {
      if (evidence.event.sequence > end) break;
      if (!write(event_line(evidence))) return;
      last = {evidence.event.sequence, evidence.event.hash};
    }
    if (events.back().event.sequence >= end) break;
  }
  write(closing_line(last));
}

Result<events::Verdict> verify_database(const std::string& url, const std::optional<Checkpoint>& kept) {
  TRY(const auto db, db::Db::open({.url = url, .access = db::Access::read_only, .readers = 1}));
  events::Verdict verdict = events::verify_chain(*db);
  if (!kept || verdict.first_bad) return verdict;
  const auto there = events::evidence_after(*db, kept->sequence - 1, 1);
  if (there.empty() || there.front().event.sequence != kept->sequence) {
    verdict.first_bad = verdict.checked + 1;
    verdict.reason = "the log ends before the checkpoint " + std::to_string(kept->sequence);
  } else if (there.front().event.hash != kept->hash) {
    verdict.first_bad = kept->sequence;
    verdict.reason = "the event is not the one of the checkpoint: the log was rewritten";
  }
  return verdict;
}

}  // namespace towpath::audit
