#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "observe/ports.h"
#include "otlp/telemetry.h"

namespace towpath::observe {

/// A trace as one place took part in it.
struct TraceHead {
  std::string trace_id, component, environment, name;
  std::int64_t started_ns = 0, ended_ns = 0, spans = 0, errors = 0;
};

struct TraceFilter {
  std::string component = {}, environment = {}, words = {};  ///< Words: part of the name; "" does not restrict.
  bool only_errors = false;
  std::int64_t before_ns = 0;  ///< Started earlier than that, or at that time with a smaller id; 0: from the newest on.
  std::string before_id = {};
  std::size_t limit = 50;
};

/// A span with the place it comes from.
struct PlacedSpan {
  Span span;
  std::string component, environment;
};

/// One series of what a place measures itself, with its newest values first.
struct Measure {
  std::string metric, unit, kind, labels;
  struct Value {
    UtcTime at;
    double value = 0;
    std::optional<std::int64_t> count;
  };
  std::vector<Value> values;
};

/// Rows of observe_traces, observe_spans, observe_measures and observe_measured.
class TelemetryStore {
 public:
  /// How many spans were new.
  std::int64_t insert(db::Tx& tx, const Place& place, const std::vector<Span>& spans, UtcTime now) const;
  std::vector<TraceHead> list(db::Tx& tx, const TraceFilter& filter, const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const TraceFilter& filter, const auth::SqlCondition& visible) const;
  /// Of one trace, by begin; `limit` at most.
  std::vector<PlacedSpan> spans(db::Tx& tx, const std::string& trace_id, const auth::SqlCondition& visible,
                                std::size_t limit) const;
  std::int64_t count_spans(db::Tx& tx, const std::string& trace_id) const;

  /// How many points had no series and found no room for a new one.
  std::int64_t insert(db::Tx& tx, const Place& place, const std::vector<Point>& points, std::size_t most_series) const;
  std::vector<Measure> measures(db::Tx& tx, const std::string& component, const std::string& environment, UtcTime since,
                                std::size_t most_series) const;

  /// Removes traces that came before an instant, values before another, and the oldest traces over `most_spans`.
  void clean_up(db::Tx& tx, UtcTime traces_before, UtcTime values_before, std::int64_t most_spans) const;
};

}  // namespace towpath::observe
