#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "observe/ports.h"

namespace towpath::observe::testing {

/// Workloads that are what a test says they are. Thread-safe.
class FakeWorkloads final : public Workloads {
 public:
  struct Written {
    UtcTime at;
    std::string text;
    bool is_error_stream = false;
  };

  void add_place(const Place& place);
  void run(const Workload& workload, UtcTime created_at);
  /// No longer in force; its log stays.
  void end(const std::string& instance_id, UtcTime stopped_at);
  void set_finding(const std::string& instance_id, const Finding& finding);
  void set_usage(const std::string& instance_id, const Usage& usage);
  void write(const std::string& instance_id, const Written& line);

  std::vector<std::string> revived() const;
  std::string recorded_health(const std::string& instance_id) const;
  std::size_t watchers() const;

  std::vector<Workload> in_force() override;
  Result<Place> place(const std::string& component, const std::string& environment) override;
  Result<Finding> look_at(const std::string& instance_id) override;
  void record_health(const std::string& instance_id, const std::string& health, const std::string& reason) override;
  Status revive(const std::string& instance_id, std::stop_token stop) override;
  Usage usage(const std::string& instance_id) override;
  std::vector<LogSource> log_sources(const Place& place) override;
  Result<std::vector<Line>> lines_after(const std::string& instance_id, const std::string& after,
                                        std::size_t limit) override;
  Result<std::vector<Line>> lines_before(const std::string& instance_id, const std::string& before,
                                         std::size_t limit) override;
  Result<std::string> place_at(const std::string& instance_id, UtcTime time) override;
  Result<db::Subscription> watch_lines(const std::string& instance_id, std::function<void()> on_more) override;

 private:
  struct Instance {
    Workload workload;
    UtcTime created_at;
    std::optional<UtcTime> stopped_at;
    Finding finding;
    Usage usage;
    std::vector<Written> lines;
    std::map<int, std::function<void()>> watchers;
  };
  Line line_of(const Instance& instance, std::size_t index) const;

  mutable std::mutex mutex_;  // guards all below
  std::vector<Place> places_;
  std::map<std::string, Instance> instances_;
  std::vector<std::string> revived_;
  int next_watcher_ = 0;
};

/// Counters a test sets.
class FakeRequests final : public Requests {
 public:
  std::map<std::string, RouteCounters> routes;
  bool is_answering = true;

  Result<std::vector<RouteCounters>> counters() override;
  std::vector<double> latency_bounds() override { return {0.01, 0.1, 1}; }
};

/// Masks the values a test names, once their place was learnt.
class FakeMask final : public SecretMask {
 public:
  std::map<std::string, std::string> secrets;  ///< By component.
  bool is_locked = false;

  Status learn(const Place& place, const std::string& newest_instance) override;
  std::string mask(std::string_view text) override;

 private:
  std::set<std::string> known_;
};

class FakeServerNumbers final : public ServerNumbers {
 public:
  std::vector<MetricFamily> all;
  std::vector<MetricFamily> families() override { return all; }
};

}  // namespace towpath::observe::testing
