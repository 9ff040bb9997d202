#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "received.h"

namespace towpath::federation {

/// Rows of federation_received, federation_seen and federation_facts.
class ReceivedStore {
 public:
  void insert(db::Tx& tx, const Received& received) const;
  /// What came of one that was read anew.
  void replayed(db::Tx& tx, const Received& received) const;
  std::optional<Received> find(db::Tx& tx, const std::string& source_id, const std::string& id) const;
  /// Newest first, without bodies.
  std::vector<Received> list(db::Tx& tx, const std::string& source_id, const ReceivedFilter& filter) const;
  std::int64_t count(db::Tx& tx, const std::string& source_id, const ReceivedFilter& filter) const;
  /// Ids from an instant on and after an id, oldest first.
  std::vector<std::string> ids_since(db::Tx& tx, const std::string& source_id, UtcTime since, const std::string& after,
                                     std::size_t limit) const;

  /// False when it was seen before.
  bool is_seen(db::Tx& tx, const std::string& source_id, const std::string& key) const;
  bool see(db::Tx& tx, const std::string& source_id, const std::string& key, UtcTime at) const;

  struct FactRow {
    std::string source_id, key, type, incident;
    UtcTime at;
    std::string received_id, told;
  };
  /// False when the fact was told before.
  bool tell(db::Tx& tx, const FactRow& fact) const;
  /// The request that told a fact first.
  std::optional<std::string> told_by(db::Tx& tx, const std::string& source_id, const std::string& key) const;
  /// The latest end that was told of an incident.
  std::optional<UtcTime> ended_at(db::Tx& tx, const std::string& source_id, const std::string& incident) const;

  // By when they happened.
  std::uint64_t count_facts(db::Tx& tx) const;
  std::uint64_t count_facts_before(db::Tx& tx, UtcTime before) const;
  /// The oldest, at most `limit`; how many went.
  std::uint64_t remove_facts_before(db::Tx& tx, UtcTime before, std::size_t limit) const;

  /// Removes requests that are older than `before`, and of each source what is over `most` requests or `most_bytes`.
  void clean_up(db::Tx& tx, UtcTime before, std::size_t most, std::int64_t most_bytes) const;
};

}  // namespace towpath::federation
