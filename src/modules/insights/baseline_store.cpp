#include "baseline_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <map>

#include "whose.h"

namespace towpath::insights {
namespace {

constexpr std::string_view columns =
    "name, source, component, owner_ref, tag_glob, from_at, to_at, imported_at, unreleased, ignored_tags, is_shallow";

constexpr std::string_view release_columns =
    "tag, commit_sha, released_at, has_base, is_patch, merges, by_bots, commits";

std::int64_t seconds_of(UtcTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
UtcTime time_of(const boost::json::value& seconds) {
  return UtcTime(std::chrono::seconds(seconds.to_number<std::int64_t>()));
}

std::string text_of(const std::vector<ReleasedCommit>& commits) {
  boost::json::array out;
  for (const ReleasedCommit& commit : commits) {
    out.emplace_back(seconds_of(commit.authored_at));
    out.emplace_back(seconds_of(commit.merged_at));
  }
  return boost::json::serialize(out);
}

std::vector<ReleasedCommit> commits_of(const std::string& text) {
  const boost::json::value value = boost::json::parse(text);
  const boost::json::array& times = value.as_array();
  std::vector<ReleasedCommit> out;
  for (std::size_t i = 0; i + 1 < times.size(); i += 2) out.push_back({time_of(times[i]), time_of(times[i + 1])});
  return out;
}

HistoricRelease release_from(const db::Row& row) {
  return {row.text(0),
          row.text(1),
          row.time(2),
          row.boolean(3),
          row.boolean(4),
          commits_of(row.text(7)),
          static_cast<std::size_t>(row.integer(5)),
          static_cast<std::size_t>(row.integer(6))};
}

Baseline baseline_from(const db::Row& row) {
  Baseline out;
  out.name = row.text(0);
  out.source = row.text(1);
  out.component = row.text(2);
  out.owner_ref = row.text(3);
  out.tag_glob = row.text(4);
  out.from = row.time(5);
  out.to = row.time(6);
  out.imported_at = row.time(7);
  out.unreleased = static_cast<std::size_t>(row.integer(8));
  out.ignored_tags = static_cast<std::size_t>(row.integer(9));
  out.is_shallow = row.boolean(10);
  return out;
}

}  // namespace

void BaselineStore::put(db::Tx& tx, const Baseline& b) const {
  remove(tx, b.name);
  tx.exec(fmt::format("INSERT INTO insights_baselines ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns),
          {b.name, b.source, b.component, b.owner_ref, b.tag_glob, b.from, b.to, b.imported_at,
           static_cast<std::int64_t>(b.unreleased), static_cast<std::int64_t>(b.ignored_tags), b.is_shallow});
  std::vector<db::Params> rows;
  for (const HistoricRelease& r : b.releases)
    rows.push_back({b.name, static_cast<std::int64_t>(rows.size()), r.tag, r.commit, r.at, r.has_base, r.is_patch,
                    static_cast<std::int64_t>(r.merges), static_cast<std::int64_t>(r.by_bots), text_of(r.commits)});
  tx.exec_each(
      "INSERT INTO insights_baseline_releases (baseline, ordinal, tag, commit_sha, released_at, has_base, is_patch, "
      "merges, by_bots, commits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      rows);
}

bool BaselineStore::remove(db::Tx& tx, const std::string& name) const {
  tx.exec("DELETE FROM insights_baseline_releases WHERE baseline = ?", {name});
  return tx.exec("DELETE FROM insights_baselines WHERE name = ?", {name}) > 0;
}

std::optional<Baseline> BaselineStore::find(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM insights_baselines WHERE name = ?", columns), {name});
  if (!row) return std::nullopt;
  return baseline_from(*row);
}

std::vector<HistoricRelease> BaselineStore::releases(db::Tx& tx, const std::string& name) const {
  std::vector<HistoricRelease> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM insights_baseline_releases WHERE baseline = ? ORDER BY ordinal",
                            release_columns),
                {name}))
    out.push_back(release_from(row));
  return out;
}

std::vector<Baseline> BaselineStore::list(db::Tx& tx, const std::string& component, const std::string& owner,
                                          const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  const std::string of_whom = restrict_to(component, owner, params);
  std::map<std::string, std::vector<HistoricRelease>> releases;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {}, baseline FROM insights_baseline_releases WHERE baseline IN (SELECT name FROM "
                            "insights_baselines WHERE ({}){}) ORDER BY baseline, ordinal",
                            release_columns, visible.where, of_whom),
                params))
    releases[row.text(8)].push_back(release_from(row));
  std::vector<Baseline> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM insights_baselines WHERE ({}){} ORDER BY name", columns, visible.where, of_whom),
           params)) {
    out.push_back(baseline_from(row));
    out.back().releases = std::move(releases[out.back().name]);
  }
  return out;
}

}  // namespace towpath::insights
