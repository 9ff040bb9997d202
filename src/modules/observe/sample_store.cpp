#include "sample_store.h"

#include <charconv>

#include "base/id.h"
#include "base/strings.h"

namespace towpath::observe {
namespace {

std::int64_t seconds_of(UtcTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string counts_text(const std::vector<std::uint64_t>& counts) {
  std::size_t used = counts.size();
  while (used > 0 && counts[used - 1] == 0) --used;
  std::string out;
  for (std::size_t i = 0; i < used; ++i) out += (i == 0 ? "" : " ") + std::to_string(counts[i]);
  return out;
}

std::vector<std::uint64_t> counts_from(const std::string& text) {
  std::vector<std::uint64_t> out;
  if (text.empty()) return out;
  for (const std::string& word : split(text, ' ')) {
    std::uint64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    out.push_back(value);
  }
  return out;
}

}  // namespace

std::string SampleStore::series(db::Tx& tx, const std::string& component, const std::string& environment) const {
  if (auto known = find_series(tx, component, environment)) return *known;
  tx.exec("INSERT INTO observe_series (id, component, environment) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          {new_ulid(), component, environment});
  return find_series(tx, component, environment).value();
}

std::optional<std::string> SampleStore::find_series(db::Tx& tx, const std::string& component,
                                                    const std::string& environment) const {
  const auto row =
      tx.query_one("SELECT id FROM observe_series WHERE component = ? AND environment = ?", {component, environment});
  if (!row) return std::nullopt;
  return row->text(0);
}

void SampleStore::put(db::Tx& tx, const std::string& series, int resolution, const Sample& s) const {
  tx.exec(
      "INSERT INTO observe_samples (series_id, resolution_seconds, at_seconds, cpu_seconds, cpu_span_seconds, "
      "memory_bytes, memory_limit_bytes, restarts, requests, errors_4xx, errors_5xx, traffic_span_seconds, "
      "latency_counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (series_id, resolution_seconds, at_seconds) DO UPDATE SET cpu_seconds = excluded.cpu_seconds, "
      "cpu_span_seconds = excluded.cpu_span_seconds, memory_bytes = excluded.memory_bytes, "
      "memory_limit_bytes = excluded.memory_limit_bytes, restarts = excluded.restarts, requests = excluded.requests, "
      "errors_4xx = excluded.errors_4xx, errors_5xx = excluded.errors_5xx, "
      "traffic_span_seconds = excluded.traffic_span_seconds, latency_counts = excluded.latency_counts",
      {series, resolution, seconds_of(s.at), s.cpu_seconds, s.cpu_span_seconds, s.memory_bytes, s.memory_limit_bytes,
       s.restarts, s.requests, s.errors_4xx, s.errors_5xx, s.traffic_span_seconds, counts_text(s.latency_counts)});
}

std::vector<Sample> SampleStore::list(db::Tx& tx, const std::string& series, int resolution, UtcTime from,
                                      UtcTime to) const {
  std::vector<Sample> out;
  for (const db::Row& row : tx.query(
           "SELECT at_seconds, cpu_seconds, cpu_span_seconds, memory_bytes, memory_limit_bytes, restarts, requests, "
           "errors_4xx, errors_5xx, traffic_span_seconds, latency_counts FROM observe_samples "
           "WHERE series_id = ? AND resolution_seconds = ? AND at_seconds >= ? AND at_seconds < ? "
           "ORDER BY at_seconds",
           {series, resolution, seconds_of(from), seconds_of(to)})) {
    Sample s;
    s.at = UtcTime(std::chrono::seconds(row.integer(0)));
    s.cpu_seconds = row.optional_real(1);
    s.cpu_span_seconds = row.real(2);
    s.memory_bytes = row.optional_integer(3);
    s.memory_limit_bytes = row.optional_integer(4);
    s.restarts = row.optional_integer(5);
    s.requests = row.optional_integer(6);
    s.errors_4xx = row.optional_integer(7);
    s.errors_5xx = row.optional_integer(8);
    s.traffic_span_seconds = row.real(9);
    s.latency_counts = counts_from(row.text(10));
    out.push_back(std::move(s));
  }
  return out;
}

void SampleStore::remove_before(db::Tx& tx, int resolution, UtcTime time) const {
  tx.exec("DELETE FROM observe_samples WHERE resolution_seconds = ? AND at_seconds < ?",
          {resolution, seconds_of(time)});
}

}  // namespace towpath::observe
