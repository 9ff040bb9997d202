#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "module/module.h"
#include "observe/module.h"
#include "observe/ports.h"
#include "telemetry_store.h"

namespace towpath::observe {

/// What a sender of telemetry is told.
struct Acceptance {
  std::int64_t rejected = 0;
  std::string reason;  ///< Why, for people; "" when nothing was rejected.
};

struct TracePage {
  std::vector<TraceHead> items;
  std::string next;  ///< To be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

/// A trace as far as somebody may see it.
struct Trace {
  std::string id;
  std::vector<PlacedSpan> spans;  ///< By begin.
  std::int64_t hidden = 0;        ///< Spans of others, and those over the limit.
};

/// What workloads say of themselves. Traces are kept for 3 days and 200,000 spans, values for 24 hours and 500 series a
/// place. Permissions: telemetry.send on the component, trace.read, metric.read. Thread-safe, blocking.
class TelemetryService {
 public:
  TelemetryService(const Kernel& kernel, ObservePorts& ports) : kernel_(kernel), ports_(ports) {}

  /// Of senders that are no component, or not one the principal may speak for, everything is rejected.
  /// Errors: those of read_spans().
  Result<Acceptance> take_spans(const auth::Principal& principal, Encoding encoding, std::string_view body);
  Result<Acceptance> take_points(const auth::Principal& principal, Encoding encoding, std::string_view body);

  Result<TracePage> list(const auth::Principal& principal, TraceFilter filter, const std::string& after);
  /// Errors: observe.trace_not_found.
  Result<Trace> get(const auth::Principal& principal, const std::string& trace_id);
  /// The values of the last hour. Errors: observe.not_found, auth.forbidden.
  Result<std::vector<Measure>> measures(const auth::Principal& principal, const std::string& component,
                                        const std::string& environment);

  void clean_up();

 private:
  /// Errors: why nothing may be taken from that sender.
  Result<Place> place_of(const auth::Principal& principal, const Sender& sender);

  const Kernel& kernel_;
  ObservePorts& ports_;
  TelemetryStore store_;
  std::atomic<std::int64_t> since_clean_up_ = 0;  ///< Spans taken since.
};

}  // namespace towpath::observe
