#include "terraform_state_store.h"

namespace towpath::delivery {

std::optional<TerraformStateRow> TerraformStateStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(
      "SELECT id, lineage, serial, version, last_version, lock_id, lock_info, lock_run, lock_host, locked_until, "
      "ended_at, updated_at FROM delivery_terraform_states WHERE id = ?",
      {id});
  if (!row) return std::nullopt;
  return TerraformStateRow{row->text(0),    row->text(1),          row->integer(2),        row->integer(3),
                           row->integer(4), row->optional_text(5), row->text(6),           row->text(7),
                           row->text(8),    row->optional_time(9), row->optional_time(10), row->time(11)};
}

void TerraformStateStore::put(db::Tx& tx, const TerraformStateRow& row) const {
  tx.exec(
      "INSERT INTO delivery_terraform_states (id, lineage, serial, version, last_version, lock_id, lock_info, "
      "lock_run, lock_host, locked_until, ended_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET lineage = excluded.lineage, serial = excluded.serial, "
      "version = excluded.version, last_version = excluded.last_version, lock_id = excluded.lock_id, "
      "lock_info = excluded.lock_info, lock_run = excluded.lock_run, lock_host = excluded.lock_host, "
      "locked_until = excluded.locked_until, ended_at = excluded.ended_at, updated_at = excluded.updated_at",
      {row.id, row.lineage, row.serial, row.version, row.last_version, row.lock_id, row.lock_info, row.lock_run,
       row.lock_host, row.locked_until, row.ended_at, row.updated_at});
}

void TerraformStateStore::set_configuration(db::Tx& tx, const std::string& id, const std::string& sealed) const {
  tx.exec("UPDATE delivery_terraform_states SET configuration = ? WHERE id = ?", {db::Blob{sealed}, id});
}

std::optional<std::string> TerraformStateStore::configuration(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one("SELECT configuration FROM delivery_terraform_states WHERE id = ?", {id});
  if (!row || row->is_null(0)) return std::nullopt;
  return row->blob(0);
}

void TerraformStateStore::release(db::Tx& tx, const std::string& id, const std::string& run, UtcTime now) const {
  tx.exec(
      "UPDATE delivery_terraform_states SET lock_id = NULL, lock_info = '', lock_run = '', lock_host = '', "
      "locked_until = NULL, updated_at = ? WHERE id = ? AND lock_run = ?",
      {now, id, run});
}

void TerraformStateStore::insert_version(db::Tx& tx, const std::string& id, const TerraformStateVersion& version,
                                         const std::string& digest, const std::string& sealed) const {
  tx.exec(
      "INSERT INTO delivery_terraform_versions (state_id, version, serial, tool, digest, size_bytes, content, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {id, version.version, version.serial, version.tool, digest, version.size_bytes, db::Blob{sealed},
       version.created_at});
}

std::optional<std::string> TerraformStateStore::content(db::Tx& tx, const std::string& id, std::int64_t version) const {
  const auto row =
      tx.query_one("SELECT content FROM delivery_terraform_versions WHERE state_id = ? AND version = ?", {id, version});
  if (!row) return std::nullopt;
  return row->blob(0);
}

std::optional<std::string> TerraformStateStore::digest(db::Tx& tx, const std::string& id, std::int64_t version) const {
  const auto row =
      tx.query_one("SELECT digest FROM delivery_terraform_versions WHERE state_id = ? AND version = ?", {id, version});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::vector<TerraformStateVersion> TerraformStateStore::versions(db::Tx& tx, const std::string& id) const {
  std::vector<TerraformStateVersion> out;
  for (const db::Row& row :
       tx.query("SELECT version, serial, size_bytes, tool, created_at FROM delivery_terraform_versions WHERE "
                "state_id = ? ORDER BY version DESC",
                {id}))
    out.push_back({row.integer(0), row.integer(1), row.integer(2), row.text(3), row.time(4)});
  return out;
}

void TerraformStateStore::remove_versions_up_to(db::Tx& tx, const std::string& id, std::int64_t version) const {
  tx.exec("DELETE FROM delivery_terraform_versions WHERE state_id = ? AND version <= ?", {id, version});
}

void TerraformStateStore::put_making(db::Tx& tx, const TerraformMakingRow& row) const {
  tx.exec(
      "INSERT INTO delivery_terraform_makings (state_id, run, host, until, content) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (state_id) DO UPDATE SET run = excluded.run, host = excluded.host, until = excluded.until, "
      "content = excluded.content",
      {row.state_id, row.run, row.host, row.until, db::Blob{row.content}});
}

std::optional<TerraformMakingRow> TerraformStateStore::making(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(
      "SELECT state_id, run, host, until, content FROM delivery_terraform_makings WHERE state_id = ?", {id});
  if (!row) return std::nullopt;
  return TerraformMakingRow{row->text(0), row->text(1), row->text(2), row->time(3), row->blob(4)};
}

void TerraformStateStore::remove_making(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM delivery_terraform_makings WHERE state_id = ?", {id});
}

void TerraformStateStore::remove(db::Tx& tx, const std::string& id) const {
  remove_making(tx, id);
  tx.exec("DELETE FROM delivery_terraform_versions WHERE state_id = ?", {id});
  tx.exec("DELETE FROM delivery_terraform_states WHERE id = ?", {id});
}

std::vector<std::string> TerraformStateStore::ended_before(db::Tx& tx, UtcTime time) const {
  std::vector<std::string> out;
  for (const db::Row& row :
       tx.query("SELECT id FROM delivery_terraform_states WHERE ended_at < ? ORDER BY ended_at", {time}))
    out.push_back(row.text(0));
  return out;
}

}  // namespace towpath::delivery
