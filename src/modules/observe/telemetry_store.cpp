#include "telemetry_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/id.h"

namespace towpath::observe {
namespace {

constexpr std::int64_t seconds_apart = 15, ns_per_second = 1'000'000'000;

struct Condition {
  std::string where;
  db::Params params;
};

Condition condition_of(db::Tx& tx, const TraceFilter& filter, const auth::SqlCondition& visible) {
  Condition out{"(" + visible.where + ")", visible.params};
  if (!filter.component.empty()) {
    out.where += " AND component = ?";
    out.params.emplace_back(filter.component);
  }
  if (!filter.environment.empty()) {
    out.where += " AND environment = ?";
    out.params.emplace_back(filter.environment);
  }
  if (!filter.words.empty()) {
    out.where += " AND " + tx.dialect().contains_ignoring_case("name");
    out.params.emplace_back(filter.words);
  }
  if (filter.only_errors) out.where += " AND errors > 0";
  return out;
}

}  // namespace

std::int64_t TelemetryStore::insert(db::Tx& tx, const Place& place, const std::vector<Span>& spans, UtcTime now) const {
  std::vector<db::Params> rows;
  rows.reserve(spans.size());
  for (const Span& s : spans)
    rows.push_back({s.trace_id, s.id, s.parent_id, place.component, place.environment, place.env_type, place.owner_ref,
                    s.name, s.kind, s.started_ns, s.ended_ns, s.status, s.message, s.attributes, s.events, now});
  const auto changed = tx.exec_each(
      "INSERT INTO observe_spans (trace_id, span_id, parent_id, component, environment, env_type, owner_ref, name, "
      "kind, "
      "started_ns, ended_ns, status, message, attributes, events, received_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      rows);
  std::map<std::string, TraceHead> heads;  // of what is new
  std::vector<db::Params> roots;
  std::int64_t fresh = 0;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (changed[i] == 0) continue;
    ++fresh;
    const Span& s = spans[i];
    if (s.parent_id.empty()) roots.push_back({s.name, s.trace_id, place.component, place.environment});
    TraceHead& head = heads[s.trace_id];
    if (head.spans++ == 0 || s.started_ns < head.started_ns) {
      head.started_ns = s.started_ns;
      head.name = s.name;
    }
    head.ended_ns = std::max(head.ended_ns, s.ended_ns);
    head.errors += s.status == "error" ? 1 : 0;
  }
  std::vector<db::Params> traces;
  for (const auto& [id, head] : heads)
    traces.push_back({id, place.component, place.environment, place.project_id, place.env_type, place.owner_ref,
                      head.name, head.started_ns, head.ended_ns, head.spans, head.errors, now});
  tx.exec_each(
      "INSERT INTO observe_traces (trace_id, component, environment, project_id, env_type, owner_ref, name, "
      "started_ns, "
      "ended_ns, spans, errors, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (trace_id, component, environment) DO UPDATE SET "
      "name = CASE WHEN excluded.started_ns < observe_traces.started_ns THEN excluded.name ELSE observe_traces.name "
      "END, "
      "started_ns = CASE WHEN excluded.started_ns < observe_traces.started_ns THEN excluded.started_ns ELSE "
      "observe_traces.started_ns END, "
      "ended_ns = CASE WHEN excluded.ended_ns > observe_traces.ended_ns THEN excluded.ended_ns ELSE "
      "observe_traces.ended_ns END, "
      "spans = observe_traces.spans + excluded.spans, errors = observe_traces.errors + excluded.errors, "
      "received_at = excluded.received_at",
      traces);
  // Clocks may be too coarse to tell a root from the child it begins at once with.
  tx.exec_each("UPDATE observe_traces SET name = ? WHERE trace_id = ? AND component = ? AND environment = ?", roots);
  return fresh;
}

std::vector<TraceHead> TelemetryStore::list(db::Tx& tx, const TraceFilter& filter,
                                            const auth::SqlCondition& visible) const {
  Condition condition = condition_of(tx, filter, visible);
  if (filter.before_ns > 0) {
    condition.where += " AND (started_ns < ? OR (started_ns = ? AND trace_id < ?))";
    for (db::Value value : {db::Value(filter.before_ns), db::Value(filter.before_ns), db::Value(filter.before_id)})
      condition.params.push_back(std::move(value));
  }
  condition.params.emplace_back(filter.limit);
  std::vector<TraceHead> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT trace_id, component, environment, name, started_ns, ended_ns, spans, errors FROM "
                            "observe_traces WHERE {} ORDER BY started_ns DESC, trace_id DESC LIMIT ?",
                            condition.where),
                condition.params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.integer(5), row.integer(6),
                   row.integer(7)});
  return out;
}

std::int64_t TelemetryStore::count(db::Tx& tx, const TraceFilter& filter, const auth::SqlCondition& visible) const {
  const Condition condition = condition_of(tx, filter, visible);
  return tx.query_one(fmt::format("SELECT COUNT(*) FROM observe_traces WHERE {}", condition.where), condition.params)
      ->integer(0);
}

std::vector<PlacedSpan> TelemetryStore::spans(db::Tx& tx, const std::string& trace_id,
                                              const auth::SqlCondition& visible, std::size_t limit) const {
  db::Params params = visible.params;
  params.emplace_back(trace_id);
  params.emplace_back(limit);
  std::vector<PlacedSpan> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT trace_id, span_id, parent_id, component, environment, name, kind, started_ns, ended_ns, "
                       "status, message, attributes, events FROM observe_spans WHERE ({}) AND trace_id = ? "
                       "ORDER BY started_ns, span_id LIMIT ?",
                       visible.where),
           params)) {
    PlacedSpan& each = out.emplace_back();
    each.span.trace_id = row.text(0);
    each.span.id = row.text(1);
    each.span.parent_id = row.text(2);
    each.component = row.text(3);
    each.environment = row.text(4);
    each.span.name = row.text(5);
    each.span.kind = row.text(6);
    each.span.started_ns = row.integer(7);
    each.span.ended_ns = row.integer(8);
    each.span.status = row.text(9);
    each.span.message = row.text(10);
    each.span.attributes = row.text(11);
    each.span.events = row.text(12);
  }
  return out;
}

std::int64_t TelemetryStore::count_spans(db::Tx& tx, const std::string& trace_id) const {
  return tx.query_one("SELECT COUNT(*) FROM observe_spans WHERE trace_id = ?", {trace_id})->integer(0);
}

std::int64_t TelemetryStore::insert(db::Tx& tx, const Place& place, const std::vector<Point>& points,
                                    std::size_t most_series) const {
  std::map<std::pair<std::string, std::string>, std::string> known;
  for (const db::Row& row :
       tx.query("SELECT id, metric, labels FROM observe_measures WHERE component = ? AND environment = ?",
                {place.component, place.environment}))
    known[{row.text(1), row.text(2)}] = row.text(0);
  std::int64_t without_room = 0;
  std::vector<db::Params> last_values, sums;
  for (const Point& p : points) {
    auto found = known.find({p.metric, p.labels});
    if (found == known.end()) {
      if (known.size() >= most_series) {
        ++without_room;
        continue;
      }
      const std::string id = new_ulid();
      tx.exec(
          "INSERT INTO observe_measures (id, component, environment, metric, unit, kind, labels) "
          "VALUES (?, ?, ?, ?, ?, ?, ?)",
          {id, place.component, place.environment, p.metric, p.unit, p.kind, p.labels});
      found = known.emplace(std::pair(p.metric, p.labels), id).first;
    }
    const std::int64_t at = p.at_ns / ns_per_second / seconds_apart * seconds_apart;
    (p.kind == "delta" ? sums : last_values).push_back({found->second, at, p.value, p.count});
  }
  tx.exec_each(
      "INSERT INTO observe_measured (measure_id, at_seconds, value, count) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (measure_id, at_seconds) DO UPDATE SET value = excluded.value, count = excluded.count",
      last_values);
  tx.exec_each(
      "INSERT INTO observe_measured (measure_id, at_seconds, value, count) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (measure_id, at_seconds) DO UPDATE SET value = observe_measured.value + excluded.value",
      sums);
  return without_room;
}

std::vector<Measure> TelemetryStore::measures(db::Tx& tx, const std::string& component, const std::string& environment,
                                              UtcTime since, std::size_t most_series) const {
  const std::int64_t from = std::chrono::duration_cast<std::chrono::seconds>(since.time_since_epoch()).count();
  std::vector<Measure> out;
  std::string last_id;
  for (const db::Row& row : tx.query(
           "SELECT m.id, m.metric, m.unit, m.kind, m.labels, v.at_seconds, v.value, v.count FROM observe_measures m "
           "JOIN observe_measured v ON v.measure_id = m.id WHERE m.component = ? AND m.environment = ? AND "
           "v.at_seconds >= ? ORDER BY m.metric, m.labels, m.id, v.at_seconds DESC",
           {component, environment, from})) {
    if (row.text(0) != last_id) {
      if (out.size() == most_series) break;
      last_id = row.text(0);
      out.push_back({row.text(1), row.text(2), row.text(3), row.text(4), {}});
    }
    out.back().values.push_back({UtcTime(std::chrono::seconds(row.integer(5))), row.real(6), row.optional_integer(7)});
  }
  return out;
}

void TelemetryStore::clean_up(db::Tx& tx, UtcTime traces_before, UtcTime values_before, std::int64_t most_spans) const {
  tx.exec("DELETE FROM observe_spans WHERE received_at < ?", {traces_before});
  tx.exec("DELETE FROM observe_traces WHERE received_at < ?", {traces_before});
  const auto oldest_kept = tx.query_one(
      "SELECT MIN(received_at) FROM (SELECT received_at FROM observe_spans ORDER BY received_at DESC LIMIT ?) AS "
      "newest",
      {most_spans});
  if (const auto oldest = oldest_kept->optional_text(0)) {
    tx.exec("DELETE FROM observe_spans WHERE received_at < ?", {*oldest});
    tx.exec("DELETE FROM observe_traces WHERE received_at < ?", {*oldest});
  }
  tx.exec("DELETE FROM observe_measured WHERE at_seconds < ?",
          {std::chrono::duration_cast<std::chrono::seconds>(values_before.time_since_epoch()).count()});
  tx.exec("DELETE FROM observe_measures WHERE id NOT IN (SELECT measure_id FROM observe_measured)");
}

}  // namespace towpath::observe
