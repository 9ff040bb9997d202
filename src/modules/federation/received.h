#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace towpath::federation {

/// A request of a source, kept for 30 days.
struct Received {
  std::string id, source_id, kind;
  std::string headers;  ///< JSON object.
  std::string body;     ///< Only where one is asked for.
  std::int64_t body_bytes = 0;
  std::string state;     ///< "mapped", "ignored", "refused" or "duplicate": the best of its outcomes, in that order.
  std::string outcomes;  ///< JSON array.
  UtcTime received_at;
  std::optional<UtcTime> replayed_at;
};

/// Which to list. What is empty does not restrict.
struct ReceivedFilter {
  std::string state = {};
  std::optional<UtcTime> since = {};
  std::string after = {};  ///< Older than this id.
  std::size_t limit = 50;
};

}  // namespace towpath::federation
