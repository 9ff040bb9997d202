#include "fact_store.h"

#include <chrono>
#include <map>
#include <tuple>

#include "whose.h"

namespace towpath::insights {
namespace {

std::string day_of(UtcTime time) { return to_rfc3339(time).substr(0, 10); }

/// Rows lie by week, so that what is written in a batch lies together.
std::int64_t week_of(UtcTime time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count() / 7;
}

/// Begins a statement that reads rows of the weeks of [from, to) by their key: `WHERE week = w` follows, after a
/// CROSS JOIN with `weeks`, which comes first for SQLite to look up each week and not to go through all of them.
constexpr const char* with_weeks =
    "WITH RECURSIVE weeks (w) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT w + 1 FROM weeks WHERE w < ?) ";

/// The condition that picks a scope's facts; its values go to the end of `params`.
std::string condition(const FactScope& scope, db::Params& params) {
  params.insert(params.end(), scope.visible.params.begin(), scope.visible.params.end());
  return "(" + scope.visible.where + ")" + restrict_to(scope.component, scope.owner, params);
}

/// Facts of a kind and scope that ended in [from, to): `select` is SELECT's list, `rest` what follows WHERE.
std::vector<db::Row> facts_of(db::Tx& tx, const std::string& select, std::string_view kind, const FactScope& scope,
                              UtcTime from, UtcTime to, const std::string& rest = "") {
  db::Params params{week_of(from), week_of(to)};
  std::string sql = with_weeks + ("SELECT " + select) + " FROM weeks CROSS JOIN insights_facts WHERE week = w AND ";
  sql += condition(scope, params) + " AND kind = ? AND ended_at >= ? AND ended_at < ?" + rest;
  params.emplace_back(std::string(kind));
  params.emplace_back(from);
  params.emplace_back(to);
  return tx.query(sql, params);
}

/// Whether the sums of everybody's days are this scope's.
bool is_everybodys(const FactScope& scope) {
  return scope.component.empty() && scope.owner.empty() && scope.sees_everything;
}

/// Sums are of whole days: those from `from`'s to the one before `to`'s.
UtcTime begin_of_day(UtcTime time) { return std::chrono::floor<std::chrono::days>(time); }

}  // namespace

void FactStore::insert(db::Tx& tx, const std::vector<Fact>& facts) const {
  std::vector<db::Params> rows;
  rows.reserve(facts.size());
  for (const Fact& f : facts) {
    db::Params& row = rows.emplace_back();  // in place: of an initializer list every text would be copied twice
    row.reserve(12);
    row.emplace_back(week_of(f.ended_at));
    for (const std::string* text : {&f.kind, &f.owner_ref, &f.id, &f.component, &f.env_type, &f.label})
      row.emplace_back(*text);
    row.emplace_back(f.begun_at);
    row.emplace_back(f.ended_at);
    row.emplace_back(f.value);
    row.emplace_back(bin_of(f.value));
    row.emplace_back(f.flagged);
  }
  const auto inserted = tx.exec_each(
      "INSERT INTO insights_facts (week, kind, owner_ref, id, component, env_type, label, begun_at, ended_at, value, "
      "bin, flagged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      rows);
  add_to_days(tx, facts, inserted);
}

/// Adds up the facts that were new.
void FactStore::add_to_days(db::Tx& tx, const std::vector<Fact>& facts, const std::vector<std::int64_t>& is_new) const {
  struct Sum {
    std::int64_t n = 0, flagged = 0;
    double total = 0;
  };
  using Days = std::chrono::time_point<std::chrono::system_clock, std::chrono::days>;
  std::map<std::tuple<std::string_view, Days, int>, Sum> sums;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Fact& f = facts[i];
    if (is_new[i] == 0) continue;
    Sum& sum = sums[{f.kind, std::chrono::floor<std::chrono::days>(f.ended_at), bin_of(f.value)}];
    ++sum.n;
    sum.flagged += f.flagged ? 1 : 0;
    sum.total += f.value;
  }
  std::vector<db::Params> rows;
  for (const auto& [key, sum] : sums) {
    const auto& [kind, day, bin] = key;
    rows.push_back({kind, day_of(day), bin, sum.n, sum.flagged, sum.total});
  }
  tx.exec_each(
      "INSERT INTO insights_fact_days (kind, day, bin, n, flagged, total) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (kind, day, bin) DO UPDATE SET n = insights_fact_days.n + excluded.n, "
      "flagged = insights_fact_days.flagged + excluded.flagged, total = insights_fact_days.total + excluded.total",
      rows);
}

void FactStore::clear(db::Tx& tx) const {
  tx.exec("DELETE FROM insights_facts");
  tx.exec("DELETE FROM insights_fact_days");
  tx.exec("DELETE FROM insights_begun");
}

void FactStore::begin(db::Tx& tx, std::string_view kind, const std::string& id, const std::string& label,
                      UtcTime at) const {
  tx.exec("INSERT INTO insights_begun (kind, id, label, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {std::string(kind), id, label, at});
}

void FactStore::begin_each(db::Tx& tx, std::string_view kind,
                           const std::unordered_map<std::string, Begun>& begun) const {
  std::vector<db::Params> rows;
  for (const auto& [id, what] : begun) rows.push_back({std::string(kind), id, what.label, what.at});
  tx.exec_each("INSERT INTO insights_begun (kind, id, label, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows);
}

std::optional<FactStore::Begun> FactStore::end(db::Tx& tx, std::string_view kind, const std::string& id) const {
  const auto rows =
      tx.query("DELETE FROM insights_begun WHERE kind = ? AND id = ? RETURNING label, at", {std::string(kind), id});
  if (rows.empty()) return std::nullopt;
  return Begun{rows.front().text(0), rows.front().time(1)};
}

FactFigures FactStore::figures(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from,
                               UtcTime to) const {
  FactFigures out;
  if (!scope.component.empty()) {
    for (const db::Row& row : facts_of(tx, "value, flagged", kind, scope, from, to))
      out.add_value(row.real(0), row.boolean(1));
    return out;
  }
  const std::vector<db::Row> rows =
      is_everybodys(scope)
          ? tx.query(
                "SELECT bin, CAST(SUM(n) AS BIGINT), CAST(SUM(flagged) AS BIGINT), SUM(total) FROM insights_fact_days "
                "WHERE kind = ? AND day >= ? AND day < ? GROUP BY bin",
                {std::string(kind), day_of(from), day_of(to)})
          : facts_of(tx, "bin, COUNT(*), CAST(SUM(CASE WHEN flagged THEN 1 ELSE 0 END) AS BIGINT), SUM(value)", kind,
                     scope, begin_of_day(from), begin_of_day(to), " GROUP BY bin");
  for (const db::Row& row : rows)
    out.add_bin(static_cast<int>(row.integer(0)), row.integer(1), row.integer(2), row.real(3));
  return out;
}

std::map<std::string, FactFigures> FactStore::days(db::Tx& tx, std::string_view kind, const FactScope& scope,
                                                   UtcTime from, UtcTime to) const {
  std::map<std::string, FactFigures> out;
  if (is_everybodys(scope)) {
    for (const db::Row& row : tx.query("SELECT day, bin, n, flagged, total FROM insights_fact_days WHERE kind = ? "
                                       "AND day >= ? AND day < ?",
                                       {std::string(kind), day_of(from), day_of(to)}))
      out[row.text(0)].add_bin(static_cast<int>(row.integer(1)), row.integer(2), row.integer(3), row.real(4));
    return out;
  }
  const bool is_of_one = !scope.component.empty();
  for (const db::Row& row : facts_of(tx, "ended_at, value, bin, flagged", kind, scope,
                                     is_of_one ? from : begin_of_day(from), is_of_one ? to : begin_of_day(to))) {
    FactFigures& day = out[row.text(0).substr(0, 10)];
    if (is_of_one)
      day.add_value(row.real(1), row.boolean(3));
    else
      day.add_bin(static_cast<int>(row.integer(2)), 1, row.boolean(3) ? 1 : 0, row.real(1));
  }
  return out;
}

std::vector<FactStore::Part> FactStore::by_label(db::Tx& tx, std::string_view kind, const FactScope& scope,
                                                 UtcTime from, UtcTime to) const {
  std::vector<Part> out;
  for (const db::Row& row :
       facts_of(tx, "label, COUNT(*), SUM(value)", kind, scope, from, to, " GROUP BY label ORDER BY 2 DESC, label"))
    out.push_back({row.text(0), row.integer(1), row.real(2)});
  return out;
}

std::vector<Fact> FactStore::rows(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to,
                                  const std::optional<FactPlace>& after, std::size_t limit) const {
  std::vector<Fact> out;
  const UtcTime end = after ? std::min(to, after->ended_at) : to;
  // The newest week that has enough of them ends it.
  for (std::int64_t week = week_of(end); week >= week_of(from) && out.size() < limit; --week) {
    db::Params params{week, std::string(kind), from, to};
    std::string sql =
        "SELECT id, component, owner_ref, env_type, label, begun_at, ended_at, value, flagged FROM insights_facts "
        "WHERE week = ? AND kind = ? AND ended_at >= ? AND ended_at < ?";
    if (after) {
      sql += " AND (ended_at, id) < (?, ?)";
      params.emplace_back(after->ended_at);
      params.emplace_back(after->id);
    }
    sql += " AND " + condition(scope, params) + " ORDER BY ended_at DESC, id DESC LIMIT ?";
    params.emplace_back(static_cast<std::int64_t>(limit - out.size()));
    for (const db::Row& row : tx.query(sql, params))
      out.push_back({std::string(kind), row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5),
                     row.time(6), row.real(7), row.boolean(8)});
  }
  return out;
}

}  // namespace towpath::insights
