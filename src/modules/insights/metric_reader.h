#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adoption_store.h"
#include "delivery_store.h"
#include "dora_cache.h"
#include "fact_store.h"
#include "incident_store.h"
#include "insights/dora.h"
#include "insights/metric.h"
#include "insights/metric_value.h"

namespace towpath::insights {

/// What a rollback undoes, and what an incident is charged to, may lie this much before a window.
constexpr std::chrono::days lookback{180};

/// What a metric is asked about: whose, and the time.
struct MetricWindow {
  FactScope scope;
  int days = 90;
  UtcTime from, to;  ///< [from, to); whole days (UTC) but for the present one.
  MetricWindow before() const;
};

struct MetricRows {
  std::vector<MetricRow> items;
  std::string next;  ///< The id of the last one of a page that is followed by another; else "".
};

/// A page of rows that are whole in memory: those behind the one with id `after`.
MetricRows page_of(std::vector<MetricRow> all, const std::string& after, std::size_t limit);

/// Reads windows of time. Everything of one request is read in one transaction: make one for each.
class MetricReader {
 public:
  MetricReader(db::Tx& tx, const MetricWindow& window, DoraCache& judged);

  MeasuredMetric measure(const MetricDefinition& metric);
  std::vector<MetricPoint> series(const MetricDefinition& metric);
  Result<MetricRows> rows(const MetricDefinition& metric, const std::string& after, std::size_t limit);
  /// The deliveries of the window, judged.
  const Dora& dora();
  std::vector<FactStore::Part> by_label(std::string_view fact) const;

 private:
  MeasuredMetric of_facts(const MetricDefinition& metric);
  MeasuredMetric of_teams(const MetricDefinition& metric);
  MeasuredMetric coverage();
  const std::vector<AdoptingTeam>& teams();

  db::Tx& tx_;
  const MetricWindow& window_;
  FactStore facts_;
  AdoptionStore adoption_;
  DoraCache& judged_;
  std::shared_ptr<const Dora> dora_;  ///< Shared with the cache.
  std::optional<std::vector<AdoptingTeam>> teams_;
};

bool is_dora(Measure measure);
const Metric& metric_of(const Dora& dora, Measure measure);

}  // namespace towpath::insights
