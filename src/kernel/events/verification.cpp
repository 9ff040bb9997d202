#include "event_store.h"

namespace towpath::events {
namespace {

/// Why the row does not fit after `expected_sequence - 1` and `previous_hash`; empty when it does.
std::string mismatch(const EventStore::CheckedRow& row, std::int64_t expected_sequence,
                     const std::string& previous_hash) {
  if (row.seal.sequence != expected_sequence) return "seal " + std::to_string(expected_sequence) + " is missing";
  if (row.seal.previous_hash != previous_hash) return "the previous hash is not the hash of the seal before";
  if (!row.header) return "the event " + row.seal.event_id + " is missing";
  if (row.seal.hash != seal_hash(previous_hash, expected_sequence, *row.header))
    return "the event or its hash was changed";
  if (row.salt_and_payload &&
      payload_digest(row.salt_and_payload->first, row.salt_and_payload->second) != row.header->payload_digest)
    return "the payload was changed";
  return "";
}

}  // namespace

std::vector<Evidence> evidence_after(db::Db& db, std::int64_t sequence, std::size_t limit) {
  const EventStore store{};
  return db.read([&](db::Tx& tx) { return store.evidence(tx, sequence, limit); });
}

Verdict verify_chain(db::Db& db) {
  constexpr std::size_t batch = 1'000;
  const EventStore store{};
  Verdict verdict;
  std::string previous_hash = genesis_hash;
  while (true) {
    const auto rows = db.read([&](db::Tx& tx) { return store.for_verification(tx, verdict.checked, batch); });
    for (const auto& row : rows) {
      const std::int64_t expected = verdict.checked + 1;
      verdict.reason = mismatch(row, expected, previous_hash);
      if (!verdict.reason.empty()) {
        verdict.first_bad = expected;
        return verdict;
      }
      previous_hash = row.seal.hash;
      verdict.checked = expected;
    }
    if (rows.size() < batch) break;
  }
  if (const auto id = db.read([&](db::Tx& tx) { return store.event_without_seal(tx); })) {
    verdict.first_bad = verdict.checked + 1;
    verdict.reason = "the event " + *id + " has no seal";
  }
  return verdict;
}

}  // namespace towpath::events
