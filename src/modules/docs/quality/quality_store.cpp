#include "quality/quality_store.h"

#include <fmt/core.h>

#include "db/row_list.h"

namespace towpath::docs {

std::string QualityStore::checked_commit(db::Tx& tx, const std::string& set) const {
  const auto row = tx.query_one("SELECT commit_sha FROM docs_quality WHERE set_ref = ?", {set});
  return row ? row->text(0) : "";
}

std::vector<std::string> QualityStore::unchecked(db::Tx& tx) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT ref FROM docs_sets WHERE repository <> '' AND ref NOT IN (SELECT set_ref "
                                     "FROM docs_quality) ORDER BY ref"))
    out.push_back(row.text(0));
  return out;
}

std::map<std::string, KnownChange> QualityStore::changes(db::Tx& tx, const std::string& set) const {
  std::map<std::string, KnownChange> out;
  for (const db::Row& row : tx.query("SELECT path, digest, changed_at FROM docs_page_changes WHERE set_ref = ?", {set}))
    out[row.text(0)] = {row.text(1), row.optional_time(2)};
  return out;
}

void QualityStore::put(db::Tx& tx, const Site& site, const std::map<std::string, KnownChange>& changes,
                       const std::optional<UtcTime>& code_changed_at) const {
  const std::string& ref = site.set.ref;
  tx.exec(
      "INSERT INTO docs_quality (set_ref, commit_sha, code_changed_at) VALUES (?, ?, ?) ON CONFLICT (set_ref) DO "
      "UPDATE "
      "SET commit_sha = excluded.commit_sha, code_changed_at = excluded.code_changed_at",
      {ref, site.set.commit, code_changed_at});
  tx.exec("DELETE FROM docs_page_changes WHERE set_ref = ?", {ref});
  tx.exec("DELETE FROM docs_broken_links WHERE set_ref = ?", {ref});
  std::vector<db::Params> pages, links;
  for (const auto& [path, change] : changes) pages.push_back({ref, path, change.digest, change.changed_at});
  for (const BrokenLink& broken : site.broken_links) links.push_back({ref, broken.page, broken.link, broken.reason});
  if (!pages.empty())
    db::insert_rows(tx, "INSERT INTO docs_page_changes (set_ref, path, digest, changed_at) VALUES", pages);
  if (!links.empty()) db::insert_rows(tx, "INSERT INTO docs_broken_links (set_ref, page, link, reason) VALUES", links);
}

void QualityStore::remove(db::Tx& tx, const std::string& set) const {
  for (const char* sql :
       {"DELETE FROM docs_quality WHERE set_ref = ?", "DELETE FROM docs_page_changes WHERE set_ref = ?",
        "DELETE FROM docs_broken_links WHERE set_ref = ?", "DELETE FROM docs_votes WHERE set_ref = ?"})
    tx.exec(sql, {set});
}

std::optional<SetQuality> QualityStore::find(db::Tx& tx, const std::string& set,
                                             const auth::SqlCondition& visible) const {
  db::Params params{set};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  const auto found =
      tx.query(fmt::format("SELECT ref, title, owner_ref FROM docs_sets WHERE ref = ? AND {}", visible.where), params);
  if (found.empty()) return std::nullopt;
  SetQuality out{found.front().text(0), found.front().text(1), found.front().text(2), {}, {}, {}, {}};
  if (const auto row = tx.query_one("SELECT code_changed_at FROM docs_quality WHERE set_ref = ?", {set}))
    out.code_changed_at = row->optional_time(0);
  for (const db::Row& row :
       tx.query("SELECT p.path, p.title, c.changed_at FROM docs_pages p LEFT JOIN docs_page_changes c ON c.set_ref = "
                "p.set_ref AND c.path = p.path WHERE p.set_ref = ? ORDER BY p.path",
                {set})) {
    PageChange page{row.text(0), row.text(1), row.optional_time(2)};
    page.is_stale = is_stale(page.changed_at, out.code_changed_at);
    out.pages.push_back(std::move(page));
  }
  for (const db::Row& row :
       tx.query("SELECT page, link, reason FROM docs_broken_links WHERE set_ref = ? ORDER BY page, link", {set}))
    out.broken_links.push_back({row.text(0), row.text(1), row.text(2)});
  return out;
}

std::vector<SetSummary> QualityStore::summaries(db::Tx& tx, const auth::SqlCondition& visible) const {
  std::map<std::string, SetSummary> all;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT ref, title, owner_ref, page_count, (SELECT code_changed_at FROM docs_quality q WHERE "
                       "q.set_ref = ref) FROM docs_sets WHERE {}",
                       visible.where),
           visible.params)) {
    SetSummary& set = all[row.text(0)];
    set.ref = row.text(0);
    set.title = row.text(1);
    set.owner_ref = row.text(2);
    set.pages = row.integer(3);
    set.code_changed_at = row.optional_time(4);
  }
  const auto of = [&](const db::Row& row) -> SetSummary* {
    const auto found = all.find(row.text(0));
    return found == all.end() ? nullptr : &found->second;
  };
  for (const db::Row& row : tx.query("SELECT set_ref, COUNT(*) FROM docs_broken_links GROUP BY set_ref"))
    if (SetSummary* const set = of(row)) set->broken_links = row.integer(1);
  for (const db::Row& row : tx.query("SELECT set_ref, changed_at FROM docs_page_changes WHERE changed_at IS NOT NULL"))
    if (SetSummary* const set = of(row)) {
      set->docs_changed_at = std::max(set->docs_changed_at, row.optional_time(1));
      set->stale_pages += is_stale(row.optional_time(1), set->code_changed_at) ? 1 : 0;
    }
  for (const db::Row& row : tx.query("SELECT set_ref, is_useful, COUNT(*) FROM docs_votes GROUP BY set_ref, is_useful"))
    if (SetSummary* const set = of(row)) (row.boolean(1) ? set->useful : set->not_useful) = row.integer(2);
  std::vector<SetSummary> out;
  for (auto& [ref, set] : all) out.push_back(std::move(set));
  return out;
}

void QualityStore::vote(db::Tx& tx, const std::string& set, const std::string& page, const std::string& heading,
                        const std::string& user, bool is_useful) const {
  tx.exec(
      "INSERT INTO docs_votes (set_ref, page, heading, user_ref, is_useful) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
      "(set_ref, "
      "page, heading, user_ref) DO UPDATE SET is_useful = excluded.is_useful",
      {set, page, heading, user, is_useful});
}

std::vector<HeadingVotes> QualityStore::votes(db::Tx& tx, const std::string& set, const std::string& page,
                                              const std::string& user) const {
  std::map<std::pair<std::string, std::string>, HeadingVotes> all;
  db::Params params{user, set};
  if (!page.empty()) params.emplace_back(page);
  for (const db::Row& row : tx.query(
           fmt::format("SELECT page, heading, is_useful, COUNT(*), SUM(CASE WHEN user_ref = ? THEN 1 ELSE 0 END) FROM "
                       "docs_votes WHERE set_ref = ?{} GROUP BY page, heading, is_useful",
                       page.empty() ? "" : " AND page = ?"),
           params)) {
    HeadingVotes& each = all[{row.text(0), row.text(1)}];
    each.page = row.text(0);
    each.heading = row.text(1);
    (row.boolean(2) ? each.useful : each.not_useful) = row.integer(3);
    if (row.integer(4) > 0) each.mine = row.boolean(2);
  }
  std::vector<HeadingVotes> out;
  for (auto& [place, each] : all) out.push_back(std::move(each));
  return out;
}

void QualityStore::add_missed(db::Tx& tx, const std::string& text, const std::string& person,
                              const std::string& day) const {
  tx.exec(
      "INSERT INTO docs_missed_searches (text, people, searches, last_day) VALUES (?, 0, 1, ?) ON CONFLICT (text) DO "
      "UPDATE SET searches = docs_missed_searches.searches + 1, last_day = excluded.last_day",
      {text, day});
  const auto people = tx.query_one("SELECT people FROM docs_missed_searches WHERE text = ?", {text})->integer(0);
  if (people >= fewest_searchers) return;
  if (tx.exec("INSERT INTO docs_missed_people (text, digest) VALUES (?, ?) ON CONFLICT DO NOTHING", {text, person}) ==
      0)
    return;
  tx.exec("UPDATE docs_missed_searches SET people = people + 1 WHERE text = ?", {text});
  if (people + 1 >= fewest_searchers) tx.exec("DELETE FROM docs_missed_people WHERE text = ?", {text});
}

std::vector<MissedSearch> QualityStore::missed(db::Tx& tx, const std::string& day, std::size_t limit) const {
  std::vector<MissedSearch> out;
  for (const db::Row& row : tx.query(
           "SELECT text, searches, last_day FROM docs_missed_searches WHERE people >= ? AND last_day >= ? ORDER BY "
           "searches DESC, text LIMIT ?",
           {fewest_searchers, day, limit}))
    out.push_back({row.text(0), row.integer(1), row.text(2)});
  return out;
}

void QualityStore::remove_missed_before(db::Tx& tx, const std::string& day) const {
  tx.exec("DELETE FROM docs_missed_people WHERE text IN (SELECT text FROM docs_missed_searches WHERE last_day < ?)",
          {day});
  tx.exec("DELETE FROM docs_missed_searches WHERE last_day < ?", {day});
}

}  // namespace towpath::docs
