#include "toil_source.h"

#include <algorithm>

#include "no_value.h"
#include "scope_of.h"

namespace towpath::insights {

SuppliedMetric ToilSource::measure(const std::string& key, const MetricQuestion& question) {
  const std::vector<ManualWork> declared = assumptions_.manual_work();
  if (declared.empty()) return no_value_of(key, no_value::no_manual_minutes);
  const auto done = kernel_.db.read([&](db::Tx& tx) {
    return FactStore().by_label(tx, fact_kind::work, scope_of(kernel_, question), question.from, question.to);
  });
  SuppliedMetric out = no_value_of(key, "");
  double low = 0, high = 0;
  for (const ManualWork& work : declared) {
    const auto runs =
        std::find_if(done.begin(), done.end(), [&](const FactStore::Part& p) { return p.label == work.kind; });
    if (runs == done.end()) continue;
    const auto n = static_cast<double>(runs->n);
    const double least = n * std::max(0.0, work.low_minutes - work.left_minutes) / 60;
    const double most = n * std::max(0.0, work.high_minutes - work.left_minutes) / 60;
    low += least;
    high += most;
    out.measured.metric.n += static_cast<std::size_t>(runs->n);
    out.measured.parts.push_back({work.kind, least, runs->n});
    out.rows.push_back({work.kind, "", work.source, std::nullopt, std::nullopt, least, false});
  }
  if (out.measured.metric.n == 0) return no_value_of(key, no_value::no_facts);
  out.measured.metric.value = low;
  out.measured.high = high;
  return out;
}

}  // namespace towpath::insights
