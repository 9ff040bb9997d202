#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "events/events.h"

namespace towpath::audit {

struct Page {
  std::vector<events::SealedEvent> items;  ///< Newest first.
  std::optional<std::int64_t> next;        ///< `before` of the next page, when there is more.
};

/// An event, and the one before it about the same thing and of the same sort ("identity.user."): what it changed is the
/// difference of their payloads.
struct Entry {
  events::SealedEvent event;
  std::optional<events::SealedEvent> before;
};

/// A place in the chain, to be kept outside: a log that was cut off behind it, or rewritten, no longer matches it.
struct Checkpoint {
  std::int64_t sequence = 0;
  std::string hash;
};

/// The auditors' side of the event log. Thread-safe, blocking.
class Audit {
 public:
  virtual ~Audit() = default;
  /// What the principal may see of what fits `filter` (its owner and type lists are set by the decision).
  /// Errors: auth.forbidden, auth.required.
  virtual Result<Page> list(const auth::Principal& principal, events::EventFilter filter) = 0;
  /// Errors: audit.event_not_found (also for one the principal may not see), auth.forbidden, auth.required.
  virtual Result<Entry> entry(const auth::Principal& principal, std::int64_t sequence) = 0;
  /// ok() for who may see the whole log; a right to a part of it is not enough. Errors: auth.forbidden, auth.required.
  virtual Status may_see_all(const auth::Principal& principal, std::string_view permission) = 0;
  /// Recomputes the whole chain: about 50,000 events a second. For who may_see_all().
  virtual events::Verdict verify() = 0;
  virtual Checkpoint checkpoint() = 0;
  /// For who may_see_all(). The events after `after` up to `to` (0: the last) as JSON Lines: a header line, one line
  /// per event with its seal, a line that closes the export. `write` gets whole lines and answers false to stop.
  virtual void export_lines(std::int64_t after, std::int64_t to,
                            const std::function<bool(std::string_view)>& write) = 0;
};

/// Verifies the log in a database no server need run on (beside a running one, too): `url` as in db::OpenOptions. With
/// `kept`, the log must also still hold that checkpoint.
/// Errors: db.open_failed.
Result<events::Verdict> verify_database(const std::string& url, const std::optional<Checkpoint>& kept = {});

/// Verifies an export by itself. `next_line` answers its lines without line feed, nothing at the end.
/// Errors: audit.invalid_export, naming the line.
Result<events::Verdict> verify_export(const std::function<std::optional<std::string>()>& next_line);

}  // namespace towpath::audit
