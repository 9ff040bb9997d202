#include "rotation_store.h"

#include <fmt/core.h>

#include "text_list.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view columns = "deployment_id, gu_id, old_outputs, old_secret_keys, old_state, state, created_at";

Rotation read(const db::Row& row) {
  Rotation out;
  out.deployment_id = row.text(0);
  out.gu_id = row.text(1);
  out.old_outputs = row.text(2);
  out.old_secret_keys = from_text_list(row.text(3));
  out.old_state = row.text(4);
  out.state = row.text(5);
  out.created_at = row.time(6);
  return out;
}

}  // namespace

void RotationStore::insert(db::Tx& tx, const Rotation& r) const {
  tx.exec(
      fmt::format("INSERT INTO delivery_rotations ({}) VALUES (?, ?, ?, ?, ?, ?, ?)", columns),
      {r.deployment_id, r.gu_id, r.old_outputs, to_text_list(r.old_secret_keys), r.old_state, r.state, r.created_at});
}

void RotationStore::set_state(db::Tx& tx, const Rotation& r, std::string_view state) const {
  tx.exec("UPDATE delivery_rotations SET state = ? WHERE deployment_id = ? AND gu_id = ?",
          {state, r.deployment_id, r.gu_id});
}

std::optional<Rotation> RotationStore::find(db::Tx& tx, const std::string& deployment_id,
                                            const std::string& gu_id) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM delivery_rotations WHERE deployment_id = ? AND gu_id = ?", columns),
                   {deployment_id, gu_id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Rotation> RotationStore::open(db::Tx& tx, const std::string& deployment_id) const {
  std::vector<Rotation> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT {} FROM delivery_rotations WHERE deployment_id = ? AND state "
                                                 "IN ('begun', 'made') ORDER BY gu_id",
                                                 columns),
                                     {deployment_id}))
    out.push_back(read(row));
  return out;
}

void RotationStore::remove(db::Tx& tx, const std::string& gu_id) const {
  tx.exec("DELETE FROM delivery_rotations WHERE gu_id = ?", {gu_id});
}

}  // namespace towpath::delivery
