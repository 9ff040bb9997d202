#include "release_store.h"

#include <fmt/core.h>

namespace towpath::delivery {
namespace {

constexpr std::string_view columns =
    "id, component, number, project_id, owner_ref, score, bundle, repository, commit_sha, branch, run_id, created_at";

Release read(const db::Row& row) {
  return {row.text(0), row.text(1), row.integer(2), row.text(3), row.text(4),  row.text(5),
          row.text(6), row.text(7), row.text(8),    row.text(9), row.text(10), row.time(11)};
}

}  // namespace

std::int64_t ReleaseStore::next_number(db::Tx& tx, const std::string& component) const {
  return tx.query("SELECT COALESCE(MAX(number), 0) + 1 FROM delivery_releases WHERE component = ?", {component})
      .at(0)
      .integer(0);
}

bool ReleaseStore::insert(db::Tx& tx, const Release& r) const {
  return tx.exec(
             "INSERT INTO delivery_releases (id, component, number, project_id, owner_ref, score, bundle, repository, "
             "commit_sha, branch, run_id, created_at) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {r.id, r.component, r.number, r.project_id, r.owner_ref, r.score, r.bundle, r.repository, r.commit,
              r.branch, r.run_id, r.created_at}) == 1;
}

std::optional<Release> ReleaseStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM delivery_releases WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Release> ReleaseStore::latest(db::Tx& tx, const std::string& component) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_releases WHERE component = ? ORDER BY number DESC LIMIT 1", columns),
      {component});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Release> ReleaseStore::list(db::Tx& tx, const std::string& component, std::size_t limit) const {
  std::vector<Release> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM delivery_releases WHERE component = ? ORDER BY number DESC LIMIT ?", columns),
           {component, limit}))
    out.push_back(read(row));
  return out;
}

}  // namespace towpath::delivery
