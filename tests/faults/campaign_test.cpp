#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/faults.h"
#include "campaign_table.h"
#include "installation.h"
#include "invariants.h"
#include "journeys.h"
#include "prober.h"

namespace towpath::faults {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds death_time{90}, quiet_time{90};

/// Which engine this program was asked for; both without a word.
bool is_wanted(const char* engine) {
  if (std::getenv("TOWPATH_CAMPAIGN_SKIPS_DEATHS")) {
    std::fprintf(stderr, "SKIPPED here: the deaths of the server on %s have a test of their own (make faults)\n",
                 engine);
    return false;
  }
  const char* wanted = std::getenv("TOWPATH_CAMPAIGN");
  return !wanted || std::string_view(wanted) == engine;
}

/// Only the deaths whose point or journey contains TOWPATH_ONLY, for work on one of them.
bool is_chosen(const Death& death) {
  const char* only = std::getenv("TOWPATH_ONLY");
  return !only || death.point.find(only) != death.point.npos || death.journey.find(only) != death.journey.npos;
}

std::string fault_of(std::string_view point, int pass) { return std::string(point) + ":" + std::to_string(pass); }

/// It is dead by SIGKILL, and by its own word at that point.
void check_death(Installation& installation, std::string_view point) {
  const auto signal = installation.server().wait_end(death_time);
  REQUIRE_MESSAGE(signal.has_value(), "the point is never reached");
  CHECK(*signal == SIGKILL);
  CHECK(installation.server().wrote("fault point " + std::string(point)));
}

void die_and_recover(Installation& installation, Journeys& journeys, const Death& death) {
  const std::string journey(death.journey);
  bool has_begun = false;
  if (installation.start(fault_of(death.point, death.pass))) {
    has_begun = true;
    try {
      journeys.begin(journey);
    } catch (const std::runtime_error& e) {
      // The server died in the middle of asking; when it did not, what was asked for is wrong.
      if (!installation.server().wait_end(std::chrono::seconds(5))) FAIL_CHECK(std::string(e.what()));
    }
  }
  check_death(installation, death.point);
  if (!death.then.empty()) {
    CHECK_FALSE(installation.start(fault_of(death.then, 1)));
    check_death(installation, death.then);
  }
  REQUIRE(installation.start());
  if (!has_begun) journeys.begin(journey);
  journeys.finish(journey);
  CHECK_MESSAGE(wait_quiet(installation, quiet_time), "something is still under way");
}

void run_campaign(Engine engine) {
  Installation installation(engine);
  Journeys journeys(installation);
  REQUIRE(installation.start());
  journeys.prepare();
  REQUIRE(wait_quiet(installation, quiet_time));
  for (const std::string& broken : broken_invariants(installation)) FAIL_CHECK("before the first death: " << broken);
  const Prober prober(Journeys::steady_host(), installation.server().workload_port(), "/healthz");
  int died = 0;
  for (const Death& death : deaths()) {
    if (!is_chosen(death)) continue;
    CAPTURE(death.point);
    CAPTURE(death.pass);
    CAPTURE(death.journey);
    const auto begin = Steady::now();
    const auto failed_before = prober.failed();
    installation.server().stop();
    try {
      die_and_recover(installation, journeys, death);
      for (const std::string& broken : broken_invariants(installation)) FAIL_CHECK(broken);
    } catch (const std::runtime_error& e) {
      FAIL_CHECK(std::string(e.what()));
    }
    CHECK_MESSAGE(prober.failed() == failed_before, "requests to the steady workload failed");
    ++died;
    std::fprintf(stderr, "%4.1f s  %s:%d in %s\n", std::chrono::duration<double>(Steady::now() - begin).count(),
                 std::string(death.point).c_str(), death.pass, std::string(death.journey).c_str());
  }
  for (const std::string& failure : prober.failures()) FAIL_CHECK("the steady workload: " << failure);
  CHECK(prober.answered() > died);
  std::fprintf(stderr, "%d deaths, %lld requests to the steady workload answered, %lld not\n", died,
               static_cast<long long>(prober.answered()), static_cast<long long>(prober.failed()));
}

}  // namespace

TEST_SUITE("the fault campaign") {
  TEST_CASE("every fault point of the program is in the campaign, and nothing else is") {
    std::vector<std::string_view> hit(points_of_the_engine_alone());
    for (const Death& death : deaths()) {
      hit.push_back(death.point);
      if (!death.then.empty()) hit.push_back(death.then);
    }

    for (const FaultPoint& point : fault_points())
      CHECK_MESSAGE(std::find(hit.begin(), hit.end(), point.name) != hit.end(), point.name);
    for (const std::string_view point : hit)
      CHECK_MESSAGE(std::any_of(fault_points().begin(), fault_points().end(),
                                [&](const FaultPoint& each) { return each.name == point; }),
                    point);
  }

  TEST_CASE("on SQLite, whatever point the server dies at, every run reaches its right end and nothing exists twice") {
    if (is_wanted("sqlite")) run_campaign(Engine::sqlite);
  }

  TEST_CASE(
      "on PostgreSQL, whatever point the server dies at, every run reaches its right end and nothing exists twice") {
    if (!is_wanted("postgres")) return;
    if (!db::testing::PostgresServer::shared()) return;  // it has said why
    run_campaign(Engine::postgres);
  }
}

}  // namespace towpath::faults
