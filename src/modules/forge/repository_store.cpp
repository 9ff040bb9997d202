#include "repository_store.h"

#include <fmt/core.h>

namespace towpath::forge {
namespace {

constexpr std::string_view columns =
    "id, name, description, owner_ref, project_id, default_branch, host_id, created_at, pushed_at, is_observe_only";

Repository read(const db::Row& row) {
  return {RepositoryId(row.text(0)),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          row.text(6),
          row.time(7),
          row.optional_time(8),
          row.boolean(9)};
}

db::Params with(const auth::SqlCondition& visible, std::initializer_list<db::Value> more) {
  db::Params params = visible.params;
  params.insert(params.end(), more);
  return params;
}

}  // namespace

bool RepositoryStore::insert(db::Tx& tx, const Repository& r) const {
  return tx.exec(
             "INSERT INTO forge_repositories (id, name, description, owner_ref, project_id, default_branch, host_id, "
             "created_at, is_observe_only) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {r.id, r.name, r.description, r.owner_ref, r.project_id, r.default_branch, r.host_id, r.created_at,
              r.is_observe_only}) == 1;
}

std::optional<Repository> RepositoryStore::find(db::Tx& tx, const std::string& name,
                                                const auth::SqlCondition& visible) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM forge_repositories WHERE ({}) AND name = ?", columns, visible.where),
                   with(visible, {name}));
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Repository> RepositoryStore::list(db::Tx& tx, const std::string& after, std::size_t limit,
                                              const auth::SqlCondition& visible) const {
  std::vector<Repository> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM forge_repositories WHERE ({}) AND name > ? ORDER BY name LIMIT ?", columns,
                            visible.where),
                with(visible, {after, limit})))
    out.push_back(read(row));
  return out;
}

std::int64_t RepositoryStore::count(db::Tx& tx, const auth::SqlCondition& visible) const {
  return tx.query(fmt::format("SELECT COUNT(*) FROM forge_repositories WHERE {}", visible.where), visible.params)
      .at(0)
      .integer(0);
}

bool RepositoryStore::has(db::Tx& tx, const RepositoryId& id) const {
  return tx.query_one("SELECT 1 FROM forge_repositories WHERE id = ?", {id.text()}).has_value();
}

bool RepositoryStore::set_observe_only(db::Tx& tx, const RepositoryId& id, bool is_observe_only) const {
  return tx.exec("UPDATE forge_repositories SET is_observe_only = ? WHERE id = ? AND is_observe_only <> ?",
                 {is_observe_only, id, is_observe_only}) == 1;
}

void RepositoryStore::remove(db::Tx& tx, const RepositoryId& id) const {
  tx.exec("DELETE FROM forge_refs WHERE repository_id = ?", {id});
  tx.exec("DELETE FROM forge_repositories WHERE id = ?", {id});
}

std::map<std::string, std::string> RepositoryStore::refs(db::Tx& tx, const RepositoryId& id) const {
  std::map<std::string, std::string> out;
  for (const db::Row& row : tx.query("SELECT ref, commit_sha FROM forge_refs WHERE repository_id = ?", {id}))
    out[row.text(0)] = row.text(1);
  return out;
}

void RepositoryStore::put_ref(db::Tx& tx, const RepositoryId& id, const std::string& ref,
                              const std::string& commit) const {
  tx.exec(
      "INSERT INTO forge_refs (repository_id, ref, commit_sha) VALUES (?, ?, ?) "
      "ON CONFLICT (repository_id, ref) DO UPDATE SET commit_sha = excluded.commit_sha",
      {id, ref, commit});
}

void RepositoryStore::pushed(db::Tx& tx, const RepositoryId& id, UtcTime at) const {
  tx.exec("UPDATE forge_repositories SET pushed_at = ? WHERE id = ?", {at, id});
}

void RepositoryStore::remove_ref(db::Tx& tx, const RepositoryId& id, const std::string& ref) const {
  tx.exec("DELETE FROM forge_refs WHERE repository_id = ? AND ref = ?", {id, ref});
}

}  // namespace towpath::forge
