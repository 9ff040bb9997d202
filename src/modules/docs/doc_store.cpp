#include "doc_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::docs {
namespace {

namespace json = boost::json;

constexpr std::string_view summary_columns =
    "ref, title, owner_ref, project_id, is_public, repository, commit_sha, base, has_site_file, home, page_count, "
    "updated_at";

DocSet read_summary(const db::Row& row) {
  DocSet set;
  set.ref = row.text(0);
  set.title = row.text(1);
  set.owner_ref = row.text(2);
  set.project_id = row.text(3);
  set.is_public = row.boolean(4);
  set.repository = row.text(5);
  set.commit = row.text(6);
  set.base = row.text(7);
  set.has_site_file = row.boolean(8);
  set.home = row.text(9);
  set.page_count = row.integer(10);
  set.updated_at = row.time(11);
  return set;
}

json::array to_json(const std::vector<NavItem>& nav) {
  json::array out;
  for (const NavItem& item : nav) {
    json::object each{{"title", item.title}};
    if (!item.page.empty()) each["page"] = item.page;
    if (!item.url.empty()) each["url"] = item.url;
    if (!item.children.empty()) each["children"] = to_json(item.children);
    out.push_back(std::move(each));
  }
  return out;
}

std::vector<NavItem> nav_from(const json::array& list) {
  const auto text = [](const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value ? std::string(value->as_string()) : std::string();
  };
  std::vector<NavItem> out;
  for (const json::value& value : list) {
    const json::object& object = value.as_object();
    NavItem item{text(object, "title"), text(object, "page"), text(object, "url"), {}};
    if (const auto* children = object.if_contains("children")) item.children = nav_from(children->as_array());
    out.push_back(std::move(item));
  }
  return out;
}

std::string texts_to_json(const std::vector<std::string>& texts) {
  return json::serialize(json::array(texts.begin(), texts.end()));
}

std::vector<std::string> texts_from(const std::string& text) {
  std::vector<std::string> out;
  const json::value list = json::parse(text);
  for (const json::value& each : list.as_array()) out.emplace_back(each.as_string());
  return out;
}

}  // namespace

std::string nav_to_json(const std::vector<NavItem>& nav) { return json::serialize(to_json(nav)); }

std::optional<DocSet> DocStore::find(db::Tx& tx, const std::string& ref, const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(ref);
  const auto row = tx.query_one(fmt::format("SELECT {}, nav, assets, problems FROM docs_sets WHERE {} AND ref = ?",
                                            summary_columns, visible.where),
                                params);
  if (!row) return std::nullopt;
  DocSet set = read_summary(*row);
  const json::value nav = json::parse(row->text(12));
  set.nav = nav_from(nav.as_array());
  set.assets = texts_from(row->text(13));
  set.problems = texts_from(row->text(14));
  return set;
}

std::vector<DocSet> DocStore::list(db::Tx& tx, const std::string& after, std::size_t limit,
                                   const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(after);
  params.emplace_back(limit);
  std::vector<DocSet> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT {} FROM docs_sets WHERE {} AND ref > ? ORDER BY ref LIMIT ?",
                                                 summary_columns, visible.where),
                                     params))
    out.push_back(read_summary(row));
  return out;
}

std::int64_t DocStore::count(db::Tx& tx, const auth::SqlCondition& visible) const {
  return tx.query(fmt::format("SELECT COUNT(*) FROM docs_sets WHERE {}", visible.where), visible.params)
      .at(0)
      .integer(0);
}

std::vector<std::string> DocStore::refs_of_repository(db::Tx& tx, const std::string& repository) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT ref FROM docs_sets WHERE repository = ? ORDER BY ref", {repository}))
    out.push_back(row.text(0));
  return out;
}

bool DocStore::has_any_of_repositories(db::Tx& tx) const {
  return tx.query_one("SELECT ref FROM docs_sets WHERE repository <> '' LIMIT 1").has_value();
}

std::map<std::string, std::string> DocStore::titles(db::Tx& tx, const std::string& ref) const {
  std::map<std::string, std::string> out;
  for (const db::Row& row : tx.query("SELECT path, title FROM docs_pages WHERE set_ref = ? ORDER BY path", {ref}))
    out[row.text(0)] = row.text(1);
  return out;
}

bool DocStore::put(db::Tx& tx, const Site& site) const {
  const DocSet& s = site.set;
  const std::string nav = nav_to_json(s.nav), assets = texts_to_json(s.assets), problems = texts_to_json(s.problems);
  const auto written = tx.exec(
      "INSERT INTO docs_sets (ref, title, owner_ref, project_id, is_public, repository, commit_sha, base, "
      "has_site_file, nav, assets, problems, home, page_count, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (ref) DO UPDATE SET title = excluded.title, owner_ref = excluded.owner_ref, project_id = "
      "excluded.project_id, is_public = excluded.is_public, repository = excluded.repository, commit_sha = "
      "excluded.commit_sha, base = excluded.base, has_site_file = excluded.has_site_file, nav = excluded.nav, assets = "
      "excluded.assets, problems = excluded.problems, home = excluded.home, page_count = excluded.page_count, "
      "updated_at = excluded.updated_at "
      "WHERE docs_sets.commit_sha <> excluded.commit_sha OR docs_sets.title <> excluded.title OR docs_sets.owner_ref "
      "<> "
      "excluded.owner_ref OR docs_sets.project_id <> excluded.project_id OR docs_sets.is_public <> excluded.is_public "
      "OR "
      "docs_sets.base <> excluded.base OR docs_sets.repository <> excluded.repository OR docs_sets.nav <> excluded.nav",
      {s.ref, s.title, s.owner_ref, s.project_id, s.is_public, s.repository, s.commit, s.base, s.has_site_file, nav,
       assets, problems, s.home, s.page_count, s.updated_at});
  if (written == 0) return false;
  std::map<std::string, std::string> known;
  for (const db::Row& row : tx.query("SELECT path, digest FROM docs_pages WHERE set_ref = ?", {s.ref}))
    known[row.text(0)] = row.text(1);
  std::vector<db::Params> changed, gone;
  for (const SitePage& page : site.pages) {
    const auto found = known.find(page.path);
    // The title can follow the set's, so it is a part of what is compared.
    const std::string digest = page.digest + " " + page.title;
    const bool is_same = found != known.end() && found->second == digest;
    if (found != known.end()) known.erase(found);
    if (!is_same)
      changed.push_back(
          {s.ref, page.path, page.title, fmt::format("{}\n{}\n{}", page.title, page.path, page.text), digest});
  }
  for (const auto& [path, digest] : known) gone.push_back({s.ref, path});
  if (!gone.empty()) tx.exec_each("DELETE FROM docs_pages WHERE set_ref = ? AND path = ?", gone);
  if (!changed.empty())
    tx.exec_each(
        "INSERT INTO docs_pages (set_ref, path, title, search_text, digest) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (set_ref, path) DO UPDATE SET title = excluded.title, search_text = excluded.search_text, digest "
        "= "
        "excluded.digest",
        changed);
  return true;
}

bool DocStore::remove(db::Tx& tx, const std::string& ref) const {
  tx.exec("DELETE FROM docs_pages WHERE set_ref = ?", {ref});
  return tx.exec("DELETE FROM docs_sets WHERE ref = ?", {ref}) > 0;
}

namespace {

struct Where {
  std::string sql;
  db::Params params;
};

/// Pages with every word, in sets that are visible. `s` and `p` are the two tables.
Where where_of(db::Tx& tx, const DocStore::SearchFilter& filter, const auth::SqlCondition& visible) {
  // The condition names columns of docs_sets alone, so it is asked there.
  Where where{fmt::format("p.set_ref IN (SELECT ref FROM docs_sets WHERE {})", visible.where), visible.params};
  if (!filter.set.empty()) {
    where.sql += " AND p.set_ref = ?";
    where.params.emplace_back(filter.set);
  }
  for (const std::string& word : filter.words) {
    where.sql += " AND " + tx.dialect().contains_ignoring_case("p.search_text");
    where.params.emplace_back(word);
  }
  return where;
}

/// 0 when the title has every word, else 1; takes each word as a parameter.
std::string rank_of(db::Tx& tx, const DocStore::SearchFilter& filter) {
  std::string all;
  for (std::size_t i = 0; i < filter.words.size(); ++i)
    all += (i == 0 ? "" : " AND ") + tx.dialect().contains_ignoring_case("p.title");
  return fmt::format("CASE WHEN {} THEN 0 ELSE 1 END", all);
}

}  // namespace

std::vector<DocStore::Found> DocStore::search(db::Tx& tx, const SearchFilter& filter,
                                              const auth::SqlCondition& visible) const {
  const Where where = where_of(tx, filter, visible);
  db::Params params(filter.words.begin(), filter.words.end());
  params.insert(params.end(), where.params.begin(), where.params.end());
  for (const db::Value& value : db::Params{filter.after_rank, filter.after_rank, filter.after_set, filter.after_set,
                                           filter.after_path, filter.limit})
    params.push_back(value);
  std::vector<Found> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT set_ref, set_title, path, title, search_text, place FROM (SELECT p.set_ref AS set_ref, "
                       "s.title AS set_title, p.path AS path, p.title AS title, p.search_text AS search_text, {} AS "
                       "place FROM docs_pages p JOIN docs_sets s ON s.ref = p.set_ref WHERE {}) found "
                       "WHERE place > ? OR (place = ? AND (set_ref > ? OR (set_ref = ? AND path > ?))) "
                       "ORDER BY place, set_ref, path LIMIT ?",
                       rank_of(tx, filter), where.sql),
           params)) {
    Found found;
    found.match.set = row.text(0);
    found.match.set_title = row.text(1);
    found.match.path = row.text(2);
    found.match.title = row.text(3);
    found.text = row.text(4);
    found.rank = static_cast<int>(row.integer(5));
    out.push_back(std::move(found));
  }
  return out;
}

std::int64_t DocStore::count_matches(db::Tx& tx, const SearchFilter& filter, const auth::SqlCondition& visible) const {
  const Where where = where_of(tx, filter, visible);
  return tx.query(fmt::format("SELECT COUNT(*) FROM docs_pages p WHERE {}", where.sql), where.params).at(0).integer(0);
}

}  // namespace towpath::docs
