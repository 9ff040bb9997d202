#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"

namespace towpath::observe {

/// A component in an environment, with what authorisation asks for.
struct Place {
  std::string component, project_id, environment, env_type, owner_ref;
};

/// An instance that serves now, on this host.
struct Workload {
  Place place;
  std::string instance_id, deployment_id;
  std::string delivered_by;  ///< The deployment that brought what runs, restarts left out; "" when unknown.
  std::string health;        ///< As it is recorded.
  std::vector<std::string> route_ids;
  std::map<std::string, int> ports = {};  ///< Names to ports on this host's loopback address.
  /// The same of further processes that are the same, by ids that logs know them by.
  std::map<std::string, std::map<std::string, int>> copies = {};
};

/// One look at an instance.
struct Finding {
  enum class Health { healthy, failing, undecided };  ///< undecided: starting or being stopped.
  Health health = Health::undecided;
  std::string recorded_as;  ///< The word to record: "healthy", "degraded", "missing", ...
  std::string reason;       ///< In words, when failing.
  bool has_ended = false;   ///< Its process is gone for good.
  bool is_live = true;      ///< False: it runs and hangs, only a restart helps.
};

/// What an instance has used since it began; absent where the machine does not account it.
struct Usage {
  std::optional<std::uint64_t> cpu_microseconds, memory_bytes, memory_limit_bytes, restarts;
};

/// A line an instance wrote, with the places before and after it: opaque, "" is the beginning (or, where something
/// before a place is asked for, the end).
struct Line {
  std::string begin, end;
  UtcTime at;
  bool is_error_stream = false;
  std::string text;
};

/// An instance whose log is kept, running or not.
struct LogSource {
  std::string instance_id, deployment_id;
  UtcTime created_at;
  std::optional<UtcTime> stopped_at;  ///< Nothing is added after it.
};

/// What runs and what it writes; plugged by src/app. Thread-safe, blocking.
class Workloads {
 public:
  virtual ~Workloads() = default;
  virtual std::vector<Workload> in_force() = 0;
  /// Errors: of kind not_found when there is no such component or environment.
  virtual Result<Place> place(const std::string& component, const std::string& environment) = 0;
  virtual Result<Finding> look_at(const std::string& instance_id) = 0;
  /// Writes health down where others see it.
  virtual void record_health(const std::string& instance_id, const std::string& health, const std::string& reason) = 0;
  /// Starts the process again, whether it has ended or hangs. Errors: of kind conflict when a deployment does it
  /// anyway.
  virtual Status revive(const std::string& instance_id, std::stop_token stop) = 0;
  virtual Usage usage(const std::string& instance_id) = 0;

  /// Of this host, by instance id, which is by age.
  virtual std::vector<LogSource> log_sources(const Place& place) = 0;
  /// After the place `after`, oldest first.
  virtual Result<std::vector<Line>> lines_after(const std::string& instance_id, const std::string& after,
                                                std::size_t limit) = 0;
  /// The last ones before the place `before`, oldest first.
  virtual Result<std::vector<Line>> lines_before(const std::string& instance_id, const std::string& before,
                                                 std::size_t limit) = 0;
  /// The place before the first line of that time or later, else the end; "" when nothing was written.
  virtual Result<std::string> place_at(const std::string& instance_id, UtcTime time) = 0;
  /// `on_more` runs on another thread after lines were written. Errors: when there is no log to watch yet.
  virtual Result<db::Subscription> watch_lines(const std::string& instance_id, std::function<void()> on_more) = 0;
};

/// Counters of one route since its proxy began.
struct RouteCounters {
  std::string route_id;
  std::uint64_t requests = 0, errors_4xx = 0, errors_5xx = 0;
  double latency_seconds = 0;                  ///< Sum over all that the buckets count.
  std::vector<std::uint64_t> latency_buckets;  ///< By latency_bounds(); the last one is unbounded.
};

/// What the data plane counts; plugged by src/app. Thread-safe, blocking.
class Requests {
 public:
  virtual ~Requests() = default;
  virtual Result<std::vector<RouteCounters>> counters() = 0;
  virtual std::vector<double> latency_bounds() = 0;
};

/// Values that must not be shown; plugged by src/app. Thread-safe.
class SecretMask {
 public:
  virtual ~SecretMask() = default;
  /// Makes sure that the secrets the instances of a place may know are known here. Errors: then nothing may be shown.
  virtual Status learn(const Place& place, const std::string& newest_instance) = 0;
  virtual std::string mask(std::string_view text) = 0;
};

/// A family of the server's own metrics as /metrics shows it.
struct MetricFamily {
  enum class Type { gauge, counter };
  std::string name, help;
  Type type = Type::gauge;
  struct Value {
    std::vector<std::pair<std::string, std::string>> labels;
    double value = 0;
  };
  std::vector<Value> values;
};

/// Numbers of the server itself; plugged by src/app. Thread-safe, cheap.
class ServerNumbers {
 public:
  virtual ~ServerNumbers() = default;
  virtual std::vector<MetricFamily> families() = 0;
};

}  // namespace towpath::observe
