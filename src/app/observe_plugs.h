#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "db/db.h"
#include "delivery/module.h"
#include "events/events.h"
#include "http/server.h"
#include "insights/module.h"
#include "mask/masker.h"
#include "observe/ports.h"
#include "runs/runs.h"
#include "secrets/module.h"

namespace towpath::app {

// Ports of observe, filled with what delivery, the proxy, secrets and the kernel know.

/// What runs and what it writes, from delivery and its runtime.
class DeliveredWorkloads final : public observe::Workloads {
 public:
  DeliveredWorkloads(delivery::DeliveryModule& delivery, delivery::Runtime& runtime, std::string host_id)
      : delivery_(delivery), runtime_(runtime), host_id_(std::move(host_id)) {}

  std::vector<observe::Workload> in_force() override;
  Result<observe::Place> place(const std::string& component, const std::string& environment) override;
  Result<observe::Finding> look_at(const std::string& instance_id) override;
  void record_health(const std::string& instance_id, const std::string& health, const std::string& reason) override;
  Status revive(const std::string& instance_id, std::stop_token stop) override;
  observe::Usage usage(const std::string& instance_id) override;
  std::vector<observe::LogSource> log_sources(const observe::Place& place) override;
  Result<std::vector<observe::Line>> lines_after(const std::string& instance_id, const std::string& after,
                                                 std::size_t limit) override;
  Result<std::vector<observe::Line>> lines_before(const std::string& instance_id, const std::string& before,
                                                  std::size_t limit) override;
  Result<std::string> place_at(const std::string& instance_id, UtcTime time) override;
  Result<db::Subscription> watch_lines(const std::string& instance_id, std::function<void()> on_more) override;

 private:
  delivery::DeliveryModule& delivery_;
  delivery::Runtime& runtime_;
  const std::string host_id_;
};

/// What the proxy counts.
class CountedRequests final : public observe::Requests {
 public:
  explicit CountedRequests(delivery::Traffic& traffic) : traffic_(traffic) {}
  Result<std::vector<observe::RouteCounters>> counters() override;
  std::vector<double> latency_bounds() override { return traffic_.latency_bounds(); }

 private:
  delivery::Traffic& traffic_;
};

/// Secrets of components and resources. A place's secrets are read once for each instance that is the newest; what is
/// stored or read afterwards is known to the masker anyway.
class KnownSecrets final : public observe::SecretMask {
 public:
  KnownSecrets(secrets::SecretsModule& secrets, delivery::DeliveryModule& delivery)
      : secrets_(secrets), delivery_(delivery) {}
  Status learn(const observe::Place& place, const std::string& newest_instance) override;
  std::string mask(std::string_view text) override { return secrets_.masker().mask(text); }

 private:
  secrets::SecretsModule& secrets_;
  delivery::DeliveryModule& delivery_;
  std::mutex mutex_;  // guards known_
  std::set<std::string> known_;
};

/// The server's own numbers for /metrics.
class OwnNumbers final : public observe::ServerNumbers {
 public:
  /// `http` answers the server once it listens, null before.
  OwnNumbers(db::Db& db, events::Events& events, runs::Runs& runs, insights::InsightsModule& insights,
             std::function<http::Server*()> http)
      : db_(db), events_(events), runs_(runs), insights_(insights), http_(std::move(http)) {}
  std::vector<observe::MetricFamily> families() override;

 private:
  db::Db& db_;
  events::Events& events_;
  runs::Runs& runs_;
  insights::InsightsModule& insights_;
  std::function<http::Server*()> http_;
};

}  // namespace towpath::app
