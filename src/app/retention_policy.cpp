#include "retention_policy.h"

#include <boost/json.hpp>

#include "blob_sweep.h"
#include "buckets/module.h"
#include "delivery/retained.h"
#include "federation/retained.h"
#include "pipelines/retained.h"
#include "runs/retained.h"
#include "scorecards/retained.h"

namespace towpath::app {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto workspaces_age = 24h;
constexpr std::uint64_t any_size = ~std::uint64_t{0};

json::array value_of(const std::vector<retention::Removal>& removals) {
  json::array out;
  for (const retention::Removal& r : removals)
    out.push_back(json::object{{"kind", r.kind},
                               {"items", r.items},
                               {"bytes", r.bytes},
                               {"keptItems", r.kept_items},
                               {"keptBytes", r.kept_bytes},
                               {"problem", r.problem}});
  return out;
}

json::object value_of(const retention::Report& report) {
  return {{"at", to_rfc3339(report.at)}, {"wasPressed", report.was_pressed}, {"removals", value_of(report.removals)}};
}

json::object disk_value(const retention::Retention& retention) {
  const retention::Disk disk = retention.disk();
  return {{"freeBytes", disk.free_bytes},
          {"totalBytes", disk.total_bytes},
          {"leastFreeBytes", retention.least_free()},
          {"isNearlyFull", retention.is_pressed()}};
}

}  // namespace

std::unique_ptr<retention::Retention> make_retention(const config::Config& config, const Kernel& kernel) {
  const auto limits = [&](const char* age, const char* size) {
    return retention::Limits{std::chrono::milliseconds(config.integer(age)),
                             static_cast<std::uint64_t>(config.integer(size))};
  };
  const retention::Limits logs = limits("retention-logs-age", "retention-logs-size");
  auto out = std::make_unique<retention::Retention>(kernel.jobs, kernel.clock, kernel.data_directory,
                                                    static_cast<std::uint64_t>(config.integer("retention-least-free")));
  out->add(pipelines::make_retained_workspaces(kernel), {workspaces_age, any_size});
  out->add(runs::make_retained_logs(kernel), logs);
  out->add(runs::make_retained_recordings(kernel), logs);
  out->add(delivery::make_retained_instance_logs(kernel), logs);
  out->add(runs::make_retained_artifacts(kernel), limits("retention-artifacts-age", "retention-artifacts-size"));
  // Rows give the disk nothing back at once, so they stay their time also when it is nearly full.
  const auto rows = [&](std::unique_ptr<retention::Retained> retained, const char* age) {
    out->add(std::move(retained), {std::chrono::milliseconds(config.integer(age)), any_size},
             retention::UnderPressure::keep);
  };
  rows(scorecards::make_retained_history(kernel), "retention-history-age");
  rows(scorecards::make_retained_progress(kernel), "retention-history-age");
  rows(federation::make_retained_facts(kernel), "retention-facts-age");
  // Unpacked bundles and blobs have no limits of their own: they go with what names them.
  out->add(delivery::make_retained_bundles(kernel), {0ms, any_size});
  const auto named = [kernel] {
    std::set<std::string> digests = runs::artifact_digests(kernel);
    digests.merge(delivery::needed_bundles(kernel));
    digests.merge(buckets::needed_blobs(kernel));
    return digests;
  };
  out->add(make_blob_sweep(kernel.blobs, named), {});
  return out;
}

void add_retention_routes(http::Router& router, retention::Retention& retention) {
  router.add({.method = "GET",
              .pattern = "/api/v1/retention",
              .permission = "platform.read",
              .handler = [&retention](const http::Request&) -> Result<http::Response> {
                const auto last = retention.last();
                return http::json_response(
                    200,
                    json::serialize(json::object{{"disk", disk_value(retention)},
                                                 {"last", last ? json::value(value_of(*last)) : json::value(nullptr)},
                                                 {"plan", value_of(retention.run(retention::Mode::plan).removals)}}));
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/retention/runs",
              .permission = "platform.update",
              .handler = [&retention](const http::Request&) -> Result<http::Response> {
                return http::json_response(200, json::serialize(value_of(retention.run(retention::Mode::remove))));
              }});
}

}  // namespace towpath::app
