#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/db.h"
#include "events/events.h"

namespace towpath::events {

/// What an event log knows of the servers that share it. One of them leads: it seals, runs projections and consumers,
/// and does everything else that must happen once. Thread-safe.
class SeveralServers {
 public:
  virtual ~SeveralServers() = default;

  /// Whether this server leads now. On SQLite there is one server, and it leads always.
  virtual bool leads() const = 0;
  /// `callback` runs on an internal thread each time this server begins to lead, and soon when it leads already. It
  /// must return quickly. When the subscription has ended it neither runs nor will run.
  virtual db::Subscription on_leading(std::function<void()> callback) = 0;
  /// As Events::consume(), but on every server, each with a cursor of its own: for what is bound to a host, whose
  /// server must not miss what happened while it was away. On SQLite the same as consume(). A server that comes new
  /// goes on where consume() of that name stood, else at the present end of the log.
  virtual db::Subscription consume_on(const std::string& host, std::string name, std::vector<std::string> types,
                                      std::function<bool(const SealedEvent&)> handler) = 0;
};

/// That side of an event log made by make_events(). Throws std::logic_error for any other.
SeveralServers& several_servers(Events& events);

/// Work of an alarm that is done by the leader only: elsewhere it does nothing and waits for a call.
using DueWork = std::function<std::optional<UtcTime>(std::stop_token)>;
DueWork only_when_leading(Events& events, DueWork work);

}  // namespace towpath::events
