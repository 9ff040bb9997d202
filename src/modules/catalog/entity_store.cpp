#include "entity_store.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"

namespace towpath::catalog {
namespace {

constexpr std::string_view columns =
    "ref, uid, kind, namespace, name, title, description, type, lifecycle, owner_ref, project_id, is_public, document, "
    "source, source_file, "
    "source_commit, created_at, updated_at";

Entity read(const db::Row& row) {
  Entity e;
  e.ref = row.text(0);
  e.uid = row.text(1);
  e.kind = row.text(2);
  e.ns = row.text(3);
  e.name = row.text(4);
  e.title = row.text(5);
  e.description = row.text(6);
  e.type = row.text(7);
  e.lifecycle = row.text(8);
  e.owner_ref = row.text(9);
  e.project_id = row.text(10);
  e.is_public = row.boolean(11);
  e.document = row.text(12);
  e.source = row.text(13);
  e.source_file = row.text(14);
  e.source_commit = row.text(15);
  e.created_at = row.time(16);
  e.updated_at = row.time(17);
  return e;
}

struct Where {
  std::string sql;
  db::Params params;
};

/// Public entities are seen by everyone who may read the catalog at all.
Where where_of(db::Tx& tx, const EntityFilter& filter, const auth::SqlCondition& visible) {
  Where where{fmt::format("(({}){})", visible.where, visible.where == "1 = 0" ? "" : " OR is_public"), visible.params};
  const auto equals = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    where.sql += fmt::format(" AND {} = ?", column);
    where.params.emplace_back(value);
  };
  if (!filter.kind.empty()) {
    where.sql += " AND ref >= ? AND ref < ?";  // the reference begins with the kind, so its index serves
    where.params.emplace_back(to_lower(filter.kind) + ":");
    where.params.emplace_back(to_lower(filter.kind) + ";");
  }
  equals("owner_ref", filter.owner);
  equals("type", filter.type);
  equals("lifecycle", filter.lifecycle);
  if (!filter.tag.empty()) {
    where.sql += " AND ref IN (SELECT ref FROM catalog_tags WHERE tag = ?)";
    where.params.emplace_back(filter.tag);
  }
  for (const std::string& word : split(filter.text, ' ')) {
    if (word.empty()) continue;
    where.sql += " AND " + tx.dialect().contains_ignoring_case("search_text");
    where.params.emplace_back(word);
  }
  return where;
}

}  // namespace

std::optional<Entity> EntityStore::find(db::Tx& tx, const std::string& ref, const auth::SqlCondition& visible) const {
  Where where = where_of(tx, {}, visible);
  where.params.emplace_back(ref);
  const auto row = tx.query_one(fmt::format("SELECT {} FROM catalog_entities WHERE {} AND ref = ?", columns, where.sql),
                                where.params);
  if (!row) return std::nullopt;
  Entity entity = read(*row);
  for (const db::Row& tag : tx.query("SELECT tag FROM catalog_tags WHERE ref = ? ORDER BY tag", {ref}))
    entity.tags.push_back(tag.text(0));
  return entity;
}

std::vector<Entity> EntityStore::list(db::Tx& tx, const EntityFilter& filter, const auth::SqlCondition& visible) const {
  constexpr std::string_view orders[] = {"ref", "owner_ref, ref", "type, ref", "lifecycle, ref",
                                         "updated_at DESC, ref DESC"};
  const std::string_view order = orders[static_cast<std::size_t>(filter.sort)];
  Where where = where_of(tx, filter, visible);
  where.params.emplace_back(filter.after);
  where.params.emplace_back(filter.limit);
  where.params.emplace_back(filter.offset);
  std::vector<Entity> out;
  std::map<std::string, std::size_t> index;
  // The rows are chosen in an index alone; only those of the page are read whole.
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {0} FROM catalog_entities WHERE ref IN (SELECT ref FROM catalog_entities WHERE "
                            "{1} AND ref > ? ORDER BY {2} LIMIT ? OFFSET ?) ORDER BY {2}",
                            columns, where.sql, order),
                where.params)) {
    index[row.text(0)] = out.size();
    out.push_back(read(row));
  }
  if (out.empty()) return out;
  const auto [first, last] =
      std::minmax_element(out.begin(), out.end(), [](const Entity& a, const Entity& b) { return a.ref < b.ref; });
  // In order of reference a page is a range; else its rows lie apart.
  std::string tagged = "ref >= ? AND ref <= ?";
  db::Params refs{first->ref, last->ref};
  if (filter.sort != EntitySort::ref) {
    tagged = fmt::format("ref IN ({})", join(std::vector<std::string>(out.size(), "?"), ", "));
    refs.clear();
    for (const Entity& entity : out) refs.emplace_back(entity.ref);
  }
  for (const db::Row& row :
       tx.query(fmt::format("SELECT ref, tag FROM catalog_tags WHERE {} ORDER BY ref, tag", tagged), refs))
    if (const auto it = index.find(row.text(0)); it != index.end()) out[it->second].tags.push_back(row.text(1));
  return out;
}

std::int64_t EntityStore::count(db::Tx& tx, const EntityFilter& filter, const auth::SqlCondition& visible) const {
  const Where where = where_of(tx, filter, visible);
  return tx.query(fmt::format("SELECT COUNT(*) FROM catalog_entities WHERE {}", where.sql), where.params)
      .at(0)
      .integer(0);
}

std::vector<FacetValue> EntityStore::facet(db::Tx& tx, Facet facet, const EntityFilter& filter,
                                           const auth::SqlCondition& visible) const {
  constexpr std::string_view names[] = {"kind", "owner_ref", "type", "lifecycle", "tag"};
  const std::string_view column = names[static_cast<std::size_t>(facet)];
  const Where where = where_of(tx, filter, visible);
  const std::string rows =
      facet == Facet::tag
          ? fmt::format("catalog_tags WHERE ref IN (SELECT ref FROM catalog_entities WHERE {})", where.sql)
          : fmt::format("catalog_entities WHERE {} AND {} <> ''", where.sql, column);
  std::vector<FacetValue> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {0}, COUNT(*) FROM {1} GROUP BY {0} ORDER BY COUNT(*) DESC, {0} LIMIT 200", column,
                            rows),
                where.params))
    out.push_back({row.text(0), row.integer(1)});
  return out;
}

std::vector<NameGroup> EntityStore::names(db::Tx& tx, const auth::SqlCondition& visible) const {
  const Where where = where_of(tx, {}, visible);
  std::vector<NameGroup> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT kind, namespace, owner_ref, name FROM catalog_entities WHERE {} ORDER BY kind, "
                            "namespace, owner_ref, name",
                            where.sql),
                where.params)) {
    if (out.empty() || out.back().kind != row.text(0) || out.back().ns != row.text(1) ||
        out.back().owner_ref != row.text(2))
      out.push_back({row.text(0), row.text(1), row.text(2), {}});
    out.back().names.push_back(row.text(3));
  }
  return out;
}

std::vector<Relation> EntityStore::relations(db::Tx& tx, const std::string& ref) const {
  std::vector<Relation> out;
  for (const db::Row& row :
       tx.query("SELECT DISTINCT type, to_ref FROM catalog_relations WHERE from_ref = ? ORDER BY type, to_ref", {ref}))
    out.push_back({row.text(0), row.text(1)});
  return out;
}

std::optional<EntityStore::Known> EntityStore::known(db::Tx& tx, const std::string& ref) const {
  const auto row = tx.query_one("SELECT source, hash FROM catalog_entities WHERE ref = ?", {ref});
  if (!row) return std::nullopt;
  return Known{row->text(0), row->text(1)};
}

std::vector<std::string> EntityStore::refs_of_source(db::Tx& tx, const std::string& source) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT ref FROM catalog_entities WHERE source = ? ORDER BY ref", {source}))
    out.push_back(row.text(0));
  return out;
}

void EntityStore::put(db::Tx& tx, const std::vector<Stated>& stated) const {
  std::vector<db::Params> entities, refs, relations, tags;
  for (const Stated& each : stated) {
    const Entity& e = each.entity;
    const std::string search =
        fmt::format("{} {} {} {} {}", e.name, e.title, e.description, join(e.tags, " "), e.owner_ref);
    entities.push_back({e.ref,           e.uid,         e.kind,     e.ns,         e.name,
                        e.title,         e.description, e.type,     e.lifecycle,  e.owner_ref,
                        e.project_id,    e.is_public,   e.document, e.source,     e.source_file,
                        e.source_commit, each.hash,     search,     e.created_at, e.updated_at});
    refs.push_back({e.ref});
    for (const StatedRelation& relation : each.relations)
      relations.push_back({e.ref, relation.from, relation.type, relation.to});
    for (const std::string& tag : e.tags) tags.push_back({e.ref, tag});
  }
  tx.exec_each(
      "INSERT INTO catalog_entities (ref, uid, kind, namespace, name, title, description, type, lifecycle, owner_ref, "
      "project_id, is_public, document, "
      "source, source_file, source_commit, hash, search_text, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (ref) DO UPDATE SET kind = excluded.kind, title = excluded.title, description = "
      "excluded.description, type = excluded.type, "
      "lifecycle = excluded.lifecycle, owner_ref = excluded.owner_ref, project_id = excluded.project_id, is_public = "
      "excluded.is_public, "
      "document = excluded.document, source = excluded.source, source_file = excluded.source_file, source_commit = "
      "excluded.source_commit, "
      "hash = excluded.hash, search_text = excluded.search_text, updated_at = excluded.updated_at",
      entities);
  tx.exec_each("DELETE FROM catalog_relations WHERE source_ref = ?", refs);
  tx.exec_each("DELETE FROM catalog_tags WHERE ref = ?", refs);
  tx.exec_each(
      "INSERT INTO catalog_relations (source_ref, from_ref, type, to_ref) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      relations);
  tx.exec_each("INSERT INTO catalog_tags (ref, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", tags);
}

void EntityStore::remove(db::Tx& tx, const std::string& ref) const {
  tx.exec("DELETE FROM catalog_relations WHERE source_ref = ?", {ref});
  tx.exec("DELETE FROM catalog_tags WHERE ref = ?", {ref});
  tx.exec("DELETE FROM catalog_conflicts WHERE ref = ?", {ref});
  tx.exec("DELETE FROM catalog_entities WHERE ref = ?", {ref});
}

void EntityStore::put_conflict(db::Tx& tx, const std::string& ref, const std::string& source) const {
  tx.exec("INSERT INTO catalog_conflicts (ref, source) VALUES (?, ?) ON CONFLICT DO NOTHING", {ref, source});
}

void EntityStore::remove_conflict(db::Tx& tx, const std::string& ref, const std::string& source) const {
  tx.exec("DELETE FROM catalog_conflicts WHERE ref = ? AND source = ?", {ref, source});
}

std::vector<std::string> EntityStore::conflicts(db::Tx& tx, const std::string& ref) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT source FROM catalog_conflicts WHERE ref = ? ORDER BY source", {ref}))
    out.push_back(row.text(0));
  return out;
}

bool EntityStore::has_source(db::Tx& tx, const std::string& source) const {
  return tx.query_one("SELECT ref FROM catalog_entities WHERE source = ? LIMIT 1", {source}).has_value();
}

void EntityStore::put_source(db::Tx& tx, const std::string& source, const std::string& commit,
                             const std::optional<std::string>& problem, UtcTime now) const {
  tx.exec(
      "INSERT INTO catalog_sources (source, commit_sha, problem, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (source) "
      "DO UPDATE SET "
      "commit_sha = excluded.commit_sha, problem = excluded.problem, updated_at = excluded.updated_at",
      {source, commit, problem, now});
}

}  // namespace towpath::catalog
