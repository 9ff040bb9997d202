#include "health_watcher.h"
#include "observe/module.h"

#include "incident_routes.h"
#include "log/log.h"
#include "observe_routes.h"
#include "sampler.h"
#include "telemetry_routes.h"

namespace towpath::observe {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{1};

class Impl final : public ObserveModule {
 public:
  Impl(Kernel kernel, ObservePorts ports, ObserveOptions options)
      : kernel_(std::move(kernel)), ports_(ports), options_(options) {}
  std::string_view name() const override { return "observe"; }
  std::vector<db::Migration> migrations() const override { return observe::migrations(); }
  IncidentReports& incidents() override { return incidents_; }
  void routes(http::Router& router) override {
    add_routes(router, logs_, metrics_);
    add_incident_routes(router, incidents_);
    add_telemetry_routes(router, telemetry_);
  }

  void start() override {
    kernel_.jobs.every(options_.sample_every, "workload samples", [this](std::stop_token) { sampler_.pass(); });
    kernel_.jobs.every(clean_up_every, "old workload samples", [this](std::stop_token) { sampler_.clean_up(); });
    kernel_.jobs.every(clean_up_every, "old telemetry", [this](std::stop_token) { telemetry_.clean_up(); });
    look_after(options_.look_again_after);
  }

 private:
  /// Comes back whatever a round ends with.
  void look_after(std::chrono::milliseconds pause) {
    kernel_.jobs.after(pause, "workload health", [this](std::stop_token stop) {
      const std::chrono::milliseconds next = look(stop);
      if (!stop.stop_requested()) look_after(next);
    });
  }

  /// Answers when to look again. Not inlined: g++ 12 then takes another value for the pause once an exception was
  /// caught.
  [[gnu::noinline]] std::chrono::milliseconds look(const std::stop_token& stop) {
    try {
      return watcher_.round(stop);
    } catch (const std::exception& e) {  // boundary: a round that failed, for example while the database is away
      log::error("the health of workloads could not be looked at", {{"error", e.what()}});
    }
    return options_.look_every;
  }

  Kernel kernel_;
  ObservePorts ports_;
  const ObserveOptions options_;
  IncidentService incidents_{kernel_, ports_.workloads};
  LogService logs_{kernel_, ports_};
  MetricsService metrics_{kernel_, ports_, options_};
  TelemetryService telemetry_{kernel_, ports_};
  Sampler sampler_{kernel_, ports_, options_};
  HealthWatcher watcher_{kernel_, ports_, options_, incidents_};
};

}  // namespace

std::unique_ptr<ObserveModule> make_module(Kernel kernel, ObservePorts ports, ObserveOptions options) {
  return std::make_unique<Impl>(std::move(kernel), ports, options);
}

}  // namespace towpath::observe
