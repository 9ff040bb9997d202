// What it deploys with is that of the tests under load (tests/e2e/traffic), whose assertions end the measurement here.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <filesystem>
#include <stdexcept>

#include "base/time.h"
#include "platform.h"
#include "server_bench.h"

namespace towpath::bench {
namespace {

using testing::Answer, testing::Platform, testing::Service, testing::text_at;

constexpr int firsts = 5, unchanged = 20, changes = 10, pushes = 3;

void throw_failure(const doctest::AssertData& failure) {
  if ((failure.m_at & doctest::assertType::is_warn) == 0)
    throw std::runtime_error(fmt::format("{}:{}: {}", failure.m_file, failure.m_line, failure.m_expr));
}

/// How long a deployment took, in ms from before it was asked for.
struct Times {
  double succeeded = 0;
  double switched = 0;  ///< Until the data plane had acknowledged the table; 0 where nothing was switched.
};

double milliseconds(UtcTime from, UtcTime to) { return std::chrono::duration<double, std::milli>(to - from).count(); }

UtcTime time_at(const boost::json::value& value, std::string_view pointer) {
  return parse_rfc3339(text_at(value, pointer)).value();
}

/// The server with a service that has a database, a user of Redis and a route, and two releases of it; the database
/// servers run.
class Shop {
 public:
  Shop() : service_(start(), {"shop", true, true, false, {{"towpath.dev/keep-warm-seconds", "600"}}}) {
    service_.deploy("v0");
    service_.deploy("v1");
    const auto found = platform_.api().get("/api/v1/releases?component=shop").value("/items");
    for (const auto& each : found.as_array()) releases_.push_back(text_at(each, "/id"));
    if (releases_.size() != 2) throw std::runtime_error("there are not two releases");
  }

  const std::string& release(int i) const { return releases_.at(static_cast<std::size_t>(i) % 2); }

  std::string new_environment() {
    const std::string name = fmt::format("place-{}", ++environments_);
    const Answer made =
        platform_.api().post("/api/v1/environments", {{"project", "shop"}, {"name", name}, {"type", "development"}});
    if (made.status != 201) throw std::runtime_error("no environment was made: " + made.text);
    return name;
  }

  Times deploy(const std::string& environment, const std::string& release) {
    return timed("/api/v1/deployments", {{"component", "shop"}, {"environment", environment}, {"release", release}});
  }
  Times roll_back(const std::string& environment) {
    return timed("/api/v1/rollbacks", {{"component", "shop"}, {"environment", environment}});
  }

  /// From before a commit is made and pushed until its deployment has succeeded, in ms.
  double push() {
    const UtcTime before = clock_.now();
    const auto deployment = service_.deployed(service_.push(fmt::format("p{}", ++pushes_)));
    if (text_at(deployment, "/state") != "succeeded") throw std::runtime_error("a pushed version was not deployed");
    return milliseconds(before, time_at(deployment, "/finishedAt"));
  }

 private:
  Platform& start() {
    platform_.start();
    return platform_;
  }

  Times timed(const std::string& path, const boost::json::object& body) {
    const UtcTime before = clock_.now();
    const Answer started = platform_.api().post(path, body);
    if (started.status != 202) throw std::runtime_error("no deployment was started: " + started.text);
    const auto run = platform_.api().finished_run(started.at("/run/id"));
    if (text_at(run, "/state") != "succeeded") throw std::runtime_error("a deployment failed: " + text_at(run, "/id"));
    Times out{milliseconds(before, time_at(run, "/finishedAt")), 0};
    for (const auto& node : run.at("nodes").as_array())
      for (const auto& step : node.at("steps").as_array())
        if (text_at(step, "/name") == "Switch traffic")
          out.switched = milliseconds(before, time_at(step, "/finishedAt"));
    return out;
  }

  const SystemClock clock_;
  Platform platform_;
  Service service_;
  std::vector<std::string> releases_;
  int environments_ = 0, pushes_ = 0;
};

}  // namespace

void measure_deployments(Report& report) {
  for (const char* program : {"/usr/lib/postgresql/15/bin/postgres", "/usr/bin/redis-server"})
    if (!std::filesystem::exists(program))
      return report.skip("deployments", fmt::format("{} is not installed", program));
  doctest::Context assertions;
  assertions.setAsDefaultForAssertsOutOfTestCases();
  assertions.setAssertHandler(throw_failure);
  Shop shop;
  Measurement first{.name = "deployments.first", .unit = "ms", .rounds = {}, .target = {.at_most = 1'200}};
  first.note = "p95 until succeeded: a place of its own with a database, a user of Redis and a route; SQLite, local";
  Measurement same{.name = "deployments.same", .unit = "ms", .rounds = {}, .target = {.at_most = 120}};
  same.note = "p95 until succeeded: what runs was started with the same";
  Measurement change{.name = "deployments.change", .unit = "ms", .rounds = {}, .target = {.at_most = 150}};
  change.note = "p95 until the traffic is switched to another release; the start of the program is in it";
  Measurement back{.name = "deployments.warm_rollback", .unit = "ms", .rounds = {}, .target = {.at_most = 60}};
  back.note = "p95 until the traffic is switched to the version before, which was kept warm";
  Measurement push{.name = "deployments.from_push", .unit = "ms", .rounds = {}, .target = {.at_most = 3'000}};
  push.note = "p95 from before the commit until the pushed version is deployed: pipeline, release, deployment";
  for (int round = 0; round < report.rounds(); ++round) {
    std::vector<double> firsts_took, same_took, change_took, back_took, push_took;
    std::string environment;
    for (int i = 0; i < firsts; ++i) {
      environment = shop.new_environment();
      firsts_took.push_back(shop.deploy(environment, shop.release(0)).succeeded);
    }
    for (int i = 0; i < unchanged; ++i) same_took.push_back(shop.deploy(environment, shop.release(0)).succeeded);
    for (int i = 0; i < changes; ++i) {
      change_took.push_back(shop.deploy(environment, shop.release(1)).switched);
      back_took.push_back(shop.roll_back(environment).switched);
    }
    for (int i = 0; i < pushes; ++i) push_took.push_back(shop.push());
    first.rounds.push_back(quantile(firsts_took, 0.95));
    same.rounds.push_back(quantile(same_took, 0.95));
    change.rounds.push_back(quantile(change_took, 0.95));
    back.rounds.push_back(quantile(back_took, 0.95));
    push.rounds.push_back(quantile(push_took, 0.95));
  }
  for (Measurement* each : {&first, &same, &change, &back, &push}) report.add(std::move(*each));
}

}  // namespace towpath::bench
