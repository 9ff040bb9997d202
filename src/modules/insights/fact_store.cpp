#include "fact_store.h"

#include <fmt/core.h>

#include "whose.h"

namespace towpath::insights {
namespace {

constexpr const char* everybody = "*";

std::string day_of(UtcTime time) { return to_rfc3339(time).substr(0, 10); }

/// The condition that picks a scope's rows of a table with owner_ref, env_type and, for facts, component.
std::string condition(const FactScope& scope, db::Params& params) {
  std::string out = "(" + scope.visible.where + ")";
  params = scope.visible.params;
  return out + restrict_to(scope.component, scope.owner, params);
}

}  // namespace

void FactStore::insert(db::Tx& tx, const Fact& f) const {
  if (tx.exec("INSERT INTO insights_facts (kind, id, component, owner_ref, env_type, label, begun_at, ended_at, value, "
              "flagged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              {f.kind, f.id, f.component, f.owner_ref, f.env_type, f.label, f.begun_at, f.ended_at, f.value,
               f.flagged}) == 0)
    return;
  for (const std::string& owner : {f.owner_ref, std::string(everybody)})
    tx.exec(
        "INSERT INTO insights_fact_days (owner_ref, kind, day, env_type, bin, n, flagged, total) "
        "VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (owner_ref, kind, day, env_type, bin) DO UPDATE SET "
        "n = insights_fact_days.n + 1, flagged = insights_fact_days.flagged + excluded.flagged, "
        "total = insights_fact_days.total + excluded.total",
        {owner, f.kind, day_of(f.ended_at), f.env_type, bin_of(f.value), f.flagged ? 1 : 0, f.value});
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

std::optional<FactStore::Begun> FactStore::end(db::Tx& tx, std::string_view kind, const std::string& id) const {
  const auto rows =
      tx.query("DELETE FROM insights_begun WHERE kind = ? AND id = ? RETURNING label, at", {std::string(kind), id});
  if (rows.empty()) return std::nullopt;
  return Begun{rows.front().text(0), rows.front().time(1)};
}

template <class F>
void FactStore::each_day(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to,
                         F&& take) const {
  db::Params params;
  std::string where;
  if (scope.owner.empty() && scope.sees_everything) {
    where = "owner_ref = ?";
    params = {std::string(everybody)};
  } else {
    where = condition(scope, params) + " AND owner_ref <> ?";
    params.emplace_back(std::string(everybody));
  }
  params.emplace_back(std::string(kind));
  params.emplace_back(day_of(from));
  params.emplace_back(day_of(to));
  take(tx, where + " AND kind = ? AND day >= ? AND day < ?", params);
}

FactFigures FactStore::figures(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from,
                               UtcTime to) const {
  FactFigures out;
  if (!scope.component.empty()) {
    for (const auto& [day, figures] : days(tx, kind, scope, from, to)) out.add(figures);
    return out;
  }
  each_day(tx, kind, scope, from, to, [&](db::Tx& on, const std::string& where, const db::Params& params) {
    for (const db::Row& row : on.query("SELECT bin, CAST(SUM(n) AS BIGINT), CAST(SUM(flagged) AS BIGINT), SUM(total) "
                                       "FROM insights_fact_days WHERE " +
                                           where + " GROUP BY bin",
                                       params))
      out.add_bin(static_cast<int>(row.integer(0)), row.integer(1), row.integer(2), row.real(3));
  });
  return out;
}

std::map<std::string, FactFigures> FactStore::days(db::Tx& tx, std::string_view kind, const FactScope& scope,
                                                   UtcTime from, UtcTime to) const {
  std::map<std::string, FactFigures> out;
  if (scope.component.empty()) {
    each_day(tx, kind, scope, from, to, [&](db::Tx& on, const std::string& where, const db::Params& params) {
      for (const db::Row& row : on.query("SELECT day, bin, CAST(SUM(n) AS BIGINT), CAST(SUM(flagged) AS BIGINT), "
                                         "SUM(total) FROM insights_fact_days WHERE " +
                                             where + " GROUP BY day, bin",
                                         params))
        out[row.text(0)].add_bin(static_cast<int>(row.integer(1)), row.integer(2), row.integer(3), row.real(4));
    });
    return out;
  }
  db::Params params;
  std::string where = condition(scope, params);
  params.emplace_back(std::string(kind));
  params.emplace_back(from);
  params.emplace_back(to);
  for (const db::Row& row : tx.query("SELECT ended_at, value, flagged FROM insights_facts WHERE " + where +
                                         " AND kind = ? AND ended_at >= ? AND ended_at < ?",
                                     params))
    out[row.text(0).substr(0, 10)].add_value(row.real(1), row.boolean(2));
  return out;
}

std::vector<FactStore::Part> FactStore::by_label(db::Tx& tx, std::string_view kind, const FactScope& scope,
                                                 UtcTime from, UtcTime to) const {
  db::Params params;
  const std::string where = condition(scope, params);
  params.emplace_back(std::string(kind));
  params.emplace_back(from);
  params.emplace_back(to);
  std::vector<Part> out;
  for (const db::Row& row : tx.query("SELECT label, COUNT(*), SUM(value) FROM insights_facts WHERE " + where +
                                         " AND kind = ? AND ended_at >= ? AND ended_at < ? GROUP BY label "
                                         "ORDER BY 2 DESC, label",
                                     params))
    out.push_back({row.text(0), row.integer(1), row.real(2)});
  return out;
}

std::vector<Fact> FactStore::rows(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to,
                                  const std::string& after, std::size_t limit) const {
  db::Params params;
  std::string where = condition(scope, params);
  params.emplace_back(std::string(kind));
  params.emplace_back(from);
  params.emplace_back(to);
  where += " AND kind = ? AND ended_at >= ? AND ended_at < ?";
  if (!after.empty()) {
    where += " AND (ended_at, id) < (SELECT ended_at, id FROM insights_facts WHERE kind = ? AND id = ?)";
    params.emplace_back(std::string(kind));
    params.emplace_back(after);
  }
  params.emplace_back(static_cast<std::int64_t>(limit));
  std::vector<Fact> out;
  for (const db::Row& row :
       tx.query("SELECT id, component, owner_ref, env_type, label, begun_at, ended_at, value, flagged "
                "FROM insights_facts WHERE " +
                    where + " ORDER BY ended_at DESC, id DESC LIMIT ?",
                params))
    out.push_back({std::string(kind), row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5),
                   row.time(6), row.real(7), row.boolean(8)});
  return out;
}

}  // namespace towpath::insights
