#pragma once

#include <optional>
#include <string>
#include <vector>

#include "module/module.h"
#include "observe/module.h"
#include "sample_store.h"

namespace towpath::observe {

/// Numbers of a place over time; of equal length, null where nothing is known.
struct Chart {
  UtcTime from, to;
  std::chrono::seconds step{};
  std::vector<UtcTime> times;  ///< Beginning of each step.
  using Column = std::vector<std::optional<double>>;
  Column cpu_cores, memory_bytes, memory_limit_bytes, restarts, requests_per_second, errors_4xx_per_second,
      errors_5xx_per_second, latency_p50_seconds, latency_p95_seconds;
};

/// Metrics of workloads. Permission: metric.read. Thread-safe.
class MetricsService {
 public:
  MetricsService(const Kernel& kernel, ObservePorts& ports, const ObserveOptions& options)
      : kernel_(kernel), ports_(ports), options_(options) {}

  struct Query {
    std::string component, environment;
    std::optional<UtcTime> from, to;  ///< The last hour without them.
    std::optional<std::chrono::seconds> step;
  };
  /// Steps are whole multiples of 15 s and at most 1,000; one that is too fine is made coarser.
  /// Errors: observe.not_found, auth.forbidden, observe.invalid_range.
  Result<Chart> chart(const auth::Principal& principal, const Query& query);

  /// The text of /metrics: the server's own numbers for who may read the platform, and the workloads the principal may
  /// read. Prometheus text format 0.0.4.
  std::string exposition(const auth::Principal& principal);

  /// What an external Prometheus can scrape, as its HTTP service discovery reads it (prometheus.io, "HTTP SD"): a JSON
  /// list of {"targets": ["127.0.0.1:<port>"], "labels": {...}}, one for each port of each workload in force on this
  /// host that the principal may read. `environment` "" is all.
  std::string targets(const auth::Principal& principal, const std::string& environment);

 private:
  const Kernel& kernel_;
  ObservePorts& ports_;
  const ObserveOptions& options_;
  SampleStore store_;
};

}  // namespace towpath::observe
