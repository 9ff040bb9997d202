#include "fact_store.h"

#include <chrono>
#include <map>
#include <tuple>

#include "whose.h"

namespace towpath::insights {
namespace {

constexpr const char* everybody = "*";

std::string day_of(UtcTime time) { return to_rfc3339(time).substr(0, 10); }

/// Rows lie by week, so that what is written in a batch lies together.
std::int64_t week_of(UtcTime time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count() / 7;
}

/// Begins a statement that reads rows of the weeks of [from, to) by their index: `WHERE week = w` follows, after a
/// CROSS JOIN with `weeks`, which comes first for SQLite to look up each week and not to go through all of them.
constexpr const char* with_weeks =
    "WITH RECURSIVE weeks (w) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT w + 1 FROM weeks WHERE w < ?) ";

db::Params weeks_of(UtcTime from, UtcTime to) { return {week_of(from), week_of(to)}; }

/// The condition that picks a scope's rows of a table with owner_ref, env_type and, for facts, component; its values go
/// to the end of `params`.
std::string condition(const FactScope& scope, db::Params& params) {
  params.insert(params.end(), scope.visible.params.begin(), scope.visible.params.end());
  return "(" + scope.visible.where + ")" + restrict_to(scope.component, scope.owner, params);
}

/// Facts of a scope that ended in [from, to), as what follows SELECT's list and precedes ORDER BY.
struct FactsFrom {
  std::string with, from;
  db::Params params;
};

FactsFrom facts_of(std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to) {
  FactsFrom out;
  const bool is_of_all = scope.component.empty() && scope.owner.empty();
  if (is_of_all) {
    out.from = " FROM insights_facts WHERE ";
  } else {
    out.with = with_weeks;
    out.params = weeks_of(from, to);
    out.from = " FROM weeks CROSS JOIN insights_facts WHERE week = w AND ";
  }
  out.from += condition(scope, out.params) + " AND kind = ? AND ended_at >= ? AND ended_at < ?";
  out.params.emplace_back(std::string(kind));
  out.params.emplace_back(from);
  out.params.emplace_back(to);
  return out;
}

/// Sums of the days from `from`'s to the one before `to`'s, as FactsFrom; `with_weeks` comes before.
struct DaysFrom {
  std::string from;
  db::Params params;
};

DaysFrom days_of(std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to) {
  DaysFrom out{.from = " FROM weeks CROSS JOIN insights_fact_days WHERE week = w AND ", .params = weeks_of(from, to)};
  if (scope.owner.empty() && scope.sees_everything)
    out.from += "owner_ref = ?";
  else
    out.from += condition(scope, out.params) + " AND owner_ref <> ?";
  out.from += " AND kind = ? AND day >= ? AND day < ?";
  for (const std::string& value : {std::string(everybody), std::string(kind), day_of(from), day_of(to)})
    out.params.emplace_back(value);
  return out;
}

}  // namespace

void FactStore::insert(db::Tx& tx, const std::vector<Fact>& facts) const {
  std::vector<db::Params> rows;
  rows.reserve(facts.size());
  for (const Fact& f : facts) {
    db::Params& row = rows.emplace_back();  // in place: of an initializer list every text would be copied twice
    row.reserve(11);
    row.emplace_back(week_of(f.ended_at));
    for (const std::string* text : {&f.kind, &f.id, &f.component, &f.owner_ref, &f.env_type, &f.label})
      row.emplace_back(*text);
    row.emplace_back(f.begun_at);
    row.emplace_back(f.ended_at);
    row.emplace_back(f.value);
    row.emplace_back(f.flagged);
  }
  const auto inserted = tx.exec_each(
      "INSERT INTO insights_facts (week, kind, id, component, owner_ref, env_type, label, begun_at, ended_at, value, "
      "flagged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      rows);
  add_to_days(tx, facts, inserted);
}

/// Adds up the facts that were new, once for their owner and once for everybody.
void FactStore::add_to_days(db::Tx& tx, const std::vector<Fact>& facts, const std::vector<std::int64_t>& is_new) const {
  struct Sum {
    std::int64_t n = 0, flagged = 0;
    double total = 0;
  };
  using Days = std::chrono::time_point<std::chrono::system_clock, std::chrono::days>;
  std::map<std::tuple<std::int64_t, std::string_view, std::string_view, Days, std::string_view, int>, Sum> sums;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Fact& f = facts[i];
    if (is_new[i] == 0) continue;
    const auto day = std::chrono::floor<std::chrono::days>(f.ended_at);
    for (const std::string_view owner : {std::string_view(f.owner_ref), std::string_view(everybody)}) {
      Sum& sum = sums[{week_of(f.ended_at), owner, f.kind, day, f.env_type, bin_of(f.value)}];
      ++sum.n;
      sum.flagged += f.flagged ? 1 : 0;
      sum.total += f.value;
    }
  }
  std::vector<db::Params> rows;
  for (const auto& [key, sum] : sums) {
    const auto& [week, owner, kind, day, env_type, bin] = key;
    rows.push_back({week, owner, kind, day_of(day), env_type, bin, sum.n, sum.flagged, sum.total});
  }
  tx.exec_each(
      "INSERT INTO insights_fact_days (week, owner_ref, kind, day, env_type, bin, n, flagged, total) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (week, owner_ref, kind, day, env_type, bin) DO UPDATE SET "
      "n = insights_fact_days.n + excluded.n, flagged = insights_fact_days.flagged + excluded.flagged, "
      "total = insights_fact_days.total + excluded.total",
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
    for (const auto& [day, figures] : days(tx, kind, scope, from, to)) out.add(figures);
    return out;
  }
  const DaysFrom of = days_of(kind, scope, from, to);
  for (const db::Row& row : tx.query(with_weeks +
                                         std::string("SELECT bin, CAST(SUM(n) AS BIGINT), "
                                                     "CAST(SUM(flagged) AS BIGINT), SUM(total)") +
                                         of.from + " GROUP BY bin",
                                     of.params))
    out.add_bin(static_cast<int>(row.integer(0)), row.integer(1), row.integer(2), row.real(3));
  return out;
}

std::map<std::string, FactFigures> FactStore::days(db::Tx& tx, std::string_view kind, const FactScope& scope,
                                                   UtcTime from, UtcTime to) const {
  std::map<std::string, FactFigures> out;
  if (scope.component.empty()) {
    const DaysFrom of = days_of(kind, scope, from, to);
    for (const db::Row& row : tx.query(with_weeks +
                                           std::string("SELECT day, bin, CAST(SUM(n) AS BIGINT), "
                                                       "CAST(SUM(flagged) AS BIGINT), SUM(total)") +
                                           of.from + " GROUP BY day, bin",
                                       of.params))
      out[row.text(0)].add_bin(static_cast<int>(row.integer(1)), row.integer(2), row.integer(3), row.real(4));
    return out;
  }
  const FactsFrom of = facts_of(kind, scope, from, to);
  for (const db::Row& row : tx.query(of.with + "SELECT ended_at, value, flagged" + of.from, of.params))
    out[row.text(0).substr(0, 10)].add_value(row.real(1), row.boolean(2));
  return out;
}

std::vector<FactStore::Part> FactStore::by_label(db::Tx& tx, std::string_view kind, const FactScope& scope,
                                                 UtcTime from, UtcTime to) const {
  const FactsFrom of = facts_of(kind, scope, from, to);
  std::vector<Part> out;
  for (const db::Row& row :
       tx.query(of.with + "SELECT label, COUNT(*), SUM(value)" + of.from + " GROUP BY label ORDER BY 2 DESC, label",
                of.params))
    out.push_back({row.text(0), row.integer(1), row.real(2)});
  return out;
}

std::vector<Fact> FactStore::rows(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to,
                                  const std::string& after, std::size_t limit) const {
  FactsFrom of = facts_of(kind, scope, from, to);
  if (!after.empty()) {
    of.from += " AND (ended_at, id) < (SELECT ended_at, id FROM insights_facts WHERE kind = ? AND id = ?)";
    of.params.emplace_back(std::string(kind));
    of.params.emplace_back(after);
  }
  of.params.emplace_back(static_cast<std::int64_t>(limit));
  std::vector<Fact> out;
  for (const db::Row& row :
       tx.query(of.with + "SELECT id, component, owner_ref, env_type, label, begun_at, ended_at, value, flagged" +
                    of.from + " ORDER BY ended_at DESC, id DESC LIMIT ?",
                of.params))
    out.push_back({std::string(kind), row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5),
                   row.time(6), row.real(7), row.boolean(8)});
  return out;
}

}  // namespace towpath::insights
