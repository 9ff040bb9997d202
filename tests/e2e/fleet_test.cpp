#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/strings.h"
#include "db/testing/postgres_server.h"
#include "fleet_member.h"
#include "support/runner_process.h"

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using towpath::db::testing::PostgresServer;
using towpath::db::testing::TemporaryFolder;
using towpath::testing::comes_true;
using towpath::testing::count;
using towpath::testing::Member;
using towpath::testing::RunnerProcess;

namespace {

constexpr int runs_of_turn = 25;

/// How often each run's job has done its work.
std::map<std::string, int> effects_in(const fs::path& folder) {
  std::map<std::string, int> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);) ++out[entry.path().filename().string()];
  }
  return out;
}

}  // namespace

TEST_CASE(
    "two servers and two runners on one PostgreSQL, each killed in turn during 100 runs: every run ends right, and its "
    "effect is there as often as it was tried at most") {
  auto* postgres = PostgresServer::shared();
  if (!postgres) return;  // it has said why
  const std::string name = "fleet_" + towpath::to_lower(towpath::new_ulid());
  postgres->administer("CREATE DATABASE " + name);
  Member a("a", postgres->url(name)), b("b", postgres->url(name), &a);
  const auto db = towpath::db::Db::open({.url = postgres->url(name)}).value();
  const TemporaryFolder effects;
  const std::string script = "echo done >> " + effects.path() + "/$GITHUB_RUN_ID; sleep 0.5; echo it ran";
  a.make_repository("of-a");
  b.make_repository("of-b");
  a.push_workflow("of-a", "[self-hosted, gpu]", script);
  b.push_workflow("of-b", "[self-hosted, gpu]", script);
  RunnerProcess of_a(a.server(), "runner-a"), of_b(b.server(), "runner-b");

  const std::string open = "SELECT COUNT(*) FROM runs WHERE finished_at IS NULL";
  const std::string at_work = "SELECT COUNT(*) FROM runs_nodes WHERE state = 'running'";
  std::vector<std::string> runs;
  const auto turn = [&](const std::string& whom, const std::function<void()>& kill,
                        const std::function<void()>& start) {
    CAPTURE(whom);
    for (int i = 0; i < runs_of_turn; ++i) runs.push_back((i % 2 == 0 ? a : b).dispatch(i % 2 == 0 ? "of-a" : "of-b"));
    REQUIRE(comes_true(30s, [&] { return count(*db, at_work) >= 3; }));
    const auto begun = std::chrono::steady_clock::now();
    kill();
    start();
    REQUIRE(comes_true(90s, [&] { return count(*db, open) == 0; }));
    MESSAGE(whom, " was killed; all ended after ",
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count(),
            " ms");
  };
  const bool a_leads = a.says_leads("a");
  Member &leader = a_leads ? a : b, &other = a_leads ? b : a;
  turn(
      "the leader", [&] { leader.kill(); }, [&] { leader.start(); });
  turn(
      "a runner", [&] { of_a.end(SIGKILL); }, [&] { of_a.start(); });
  turn(
      "the other server", [&] { other.kill(); }, [&] { other.start(); });
  turn(
      "the other runner", [&] { of_b.end(SIGKILL); }, [&] { of_b.start(); });

  CHECK(count(*db, "SELECT COUNT(*) FROM runs WHERE state = 'succeeded'") == 4 * runs_of_turn);
  CHECK(count(*db, "SELECT COUNT(*) FROM events WHERE type = 'run.finished'") == 4 * runs_of_turn);
  CHECK(count(*db,
              "SELECT COUNT(*) FROM (SELECT subject FROM events WHERE type = 'run.finished' GROUP BY subject HAVING "
              "COUNT(*) <> 1) AS wrong") == 0);
  CHECK(count(*db,
              "SELECT COUNT(*) FROM (SELECT run_id, node FROM runs_journal WHERE type = 'node.finished' GROUP BY "
              "run_id, node HAVING COUNT(*) <> 1) AS wrong") == 0);
  CHECK(count(*db, "SELECT COUNT(*) FROM runs_leases") == 0);
  CHECK(count(*db, "SELECT COUNT(*) FROM runs_ready") == 0);
  const auto done = effects_in(effects.path());
  CHECK(done.size() == runs.size());
  int twice = 0;
  for (const std::string& run : runs) {
    CAPTURE(run);
    const auto attempts = a.get("/api/v1/runs/" + run).at("nodes").at(0).at("attempt").to_number<int>();
    REQUIRE(done.contains(run));
    CHECK(done.at(run) <= attempts);
    twice += attempts > 1 ? 1 : 0;
    // The log is read through either server, wherever it is kept.
    const auto log = a.get("/api/v1/runs/" + run + "/nodes/say/steps/0/log");
    const auto& lines = log.at("lines").as_array();
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back().at("text").as_string() == "it ran");
  }
  MESSAGE("jobs that were tried twice: ", twice);
  CHECK(twice <= 4);  // two at a time on each runner; the death of a server costs none
}
