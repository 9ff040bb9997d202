#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"
#include "events/events.h"

#include "events/chain.h"
#include "type_filter.h"

namespace towpath::events {

/// Rows of the log. Stateless; see migrations/0001_events.sql.
class EventStore {
 public:
  void insert(db::Tx& tx, const Header& header, const std::string& salt, const std::string& payload) const;
  void erase_payload(db::Tx& tx, const std::string& event_id) const;

  /// Sequence and hash of the last seal; 0 and the genesis hash when there is none.
  std::pair<std::int64_t, std::string> last_seal(db::Tx& tx) const;
  struct Seal {
    std::int64_t sequence;
    std::string event_id, previous_hash, hash;
  };
  void insert_seals(db::Tx& tx, const std::vector<Seal>& seals) const;

  void queue_unsealed(db::Tx& tx, const std::string& event_id) const;
  /// By number, at most `limit`, with their headers.
  std::vector<std::pair<std::int64_t, Header>> unsealed(db::Tx& tx, std::int64_t limit) const;
  /// Removes those visible to this transaction up to `number`.
  void remove_unsealed(db::Tx& tx, std::int64_t number) const;
  bool has_unsealed(db::Tx& tx) const;

  std::vector<SealedEvent> after(db::Tx& tx, std::int64_t sequence, std::size_t limit) const;
  /// Those of (after, to] that a follower wants, in order.
  std::vector<SealedEvent> wanted(db::Tx& tx, const TypeFilter& filter, std::int64_t after, std::int64_t to) const;

  std::vector<SealedEvent> find(db::Tx& tx, const EventFilter& filter) const;
  std::vector<Evidence> evidence(db::Tx& tx, std::int64_t after, std::size_t limit) const;

  struct CheckedRow {
    Seal seal;
    std::optional<Header> header;                                         ///< Absent when the event row is missing.
    std::optional<std::pair<std::string, std::string>> salt_and_payload;  ///< Absent when erased.
  };
  std::vector<CheckedRow> for_verification(db::Tx& tx, std::int64_t after, std::size_t limit) const;
  /// The id of an event that has no seal and does not wait for one, if any.
  std::optional<std::string> event_without_seal(db::Tx& tx) const;

  struct Cursor {
    int version;
    std::int64_t sequence;
  };
  std::optional<Cursor> cursor(db::Tx& tx, const std::string& name) const;
  void set_cursor(db::Tx& tx, const std::string& name, const Cursor& cursor) const;
  /// Leaves a cursor that exists as it is.
  void add_cursor(db::Tx& tx, const std::string& name, const Cursor& cursor) const;
};

}  // namespace towpath::events
