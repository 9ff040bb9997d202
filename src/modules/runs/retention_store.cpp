#include "retention_store.h"

#include "runs/retained.h"

namespace towpath::runs {

bool RetentionStore::has_unfinished(db::Tx& tx, const std::string& run_id) const {
  return tx.query_one("SELECT 1 FROM runs WHERE id = ? AND finished_at IS NULL", {run_id}).has_value();
}

std::set<std::string> RetentionStore::digests(db::Tx& tx) const {
  std::set<std::string> out;
  for (const db::Row& row : tx.query("SELECT DISTINCT digest FROM runs_artifacts")) out.insert(row.text(0));
  return out;
}

std::vector<RetentionStore::OldArtifact> RetentionStore::artifacts(db::Tx& tx, What what) const {
  std::vector<OldArtifact> out;
  const std::string others =
      "SELECT a.run_id, a.name, a.size_bytes, a.created_at FROM runs_artifacts a JOIN runs r ON r.id = a.run_id "
      "WHERE r.finished_at IS NOT NULL AND a.media_type <> ? ORDER BY a.created_at, a.run_id, a.name";
  const std::string recordings =
      "SELECT a.run_id, a.name, a.size_bytes, a.created_at FROM runs_artifacts a JOIN runs r ON r.id = a.run_id "
      "WHERE r.finished_at IS NOT NULL AND a.media_type = ? ORDER BY a.created_at, a.run_id, a.name";
  const auto rows = tx.query(what == What::recordings ? recordings : others, {recording_type});
  for (const db::Row& row : rows)
    out.push_back({row.text(0), row.text(1), static_cast<std::uint64_t>(row.integer(2)), row.time(3)});
  return out;
}

void RetentionStore::remove_artifact(db::Tx& tx, const OldArtifact& artifact) const {
  tx.exec("DELETE FROM runs_artifacts WHERE run_id = ? AND name = ?", {artifact.run_id, artifact.name});
}

}  // namespace towpath::runs
