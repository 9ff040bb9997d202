#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>
#include <string>

#include "base/id.h"
#include "base/strings.h"
#include "db/testing/postgres_server.h"
#include "fleet_member.h"
#include "json/json.h"

namespace http = towpath::http;
using namespace std::chrono_literals;
using towpath::db::testing::PostgresServer;
using towpath::testing::comes_true;
using towpath::testing::count;
using towpath::testing::Member;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int runs_of_each = 50;

/// Follows a run's journal until its end and answers how many entries came.
int follow(const Member& at, const std::string& run) {
  http::ClientRequest request;
  request.url = at.server().url() + "/api/v1/runs/" + run + "/journal/stream";
  request.headers.set("Accept", "text/event-stream");
  request.bearer_token = towpath::Secret(at.server().token());
  request.timeout = 30s;
  std::string all;
  request.on_data = [&](std::string_view bytes) {
    all += bytes;
    return true;
  };
  const auto ended = http::fetch(request);
  CAPTURE(all);
  REQUIRE(ended.has_value());
  int entries = 0;
  for (auto at_entry = all.find("event: journal"); at_entry != std::string::npos;
       at_entry = all.find("event: journal", at_entry + 1))
    ++entries;
  return entries;
}

}  // namespace

TEST_SUITE("several servers") {
  TEST_CASE(
      "two servers share one PostgreSQL: each is killed in turn under 100 runs, the other one leads, what is bound to "
      "a host waits for it, and every run ends right and once") {
    auto* postgres = PostgresServer::shared();
    if (!postgres) return;  // it has said why
    const std::string name = "fleet_" + towpath::to_lower(towpath::new_ulid());
    postgres->administer("CREATE DATABASE " + name);
    Member a("a", postgres->url(name)), b("b", postgres->url(name), &a);
    const auto db = towpath::db::Db::open({.url = postgres->url(name)}).value();

    // Both know of both, and of one leader.
    REQUIRE(comes_true(10s, [&] { return a.says_leads("a") != a.says_leads("b"); }));
    CHECK(b.says_leads("a") == a.says_leads("a"));
    CHECK(b.said_of("b").at("isThis").as_bool());
    CHECK_FALSE(a.said_of("b").at("isThis").as_bool());

    // What is kept by one is reached through the other: a push, a file, a log, and a run as it happens.
    const std::string script = "sleep 2 && echo it runs";
    a.make_repository("of-a");
    b.make_repository("of-b");
    b.push_workflow("of-a", "ubuntu-latest", script);
    a.push_workflow("of-b", "ubuntu-latest", script);
    CHECK(b.ask("GET", "/api/v1/repositories/of-a/files/.github/workflows/ci.yml").body.find("echo it runs") !=
          std::string::npos);
    const std::string first = b.dispatch("of-a");
    CHECK(follow(b, first) >= 4);
    const auto log = b.ask("GET", "/api/v1/runs/" + first + "/nodes/say/steps/0/log");
    CAPTURE(log.body);
    CHECK(log.status == 200);

    const std::string open = "SELECT COUNT(*) FROM runs WHERE finished_at IS NULL";
    for (int turn = 0; turn < 2; ++turn) {
      for (int i = 0; i < runs_of_each / 2; ++i) {
        (i % 2 == 0 ? a : b).dispatch("of-a");
        (i % 2 == 0 ? b : a).dispatch("of-b");
      }
      const bool a_leads = a.says_leads("a");
      Member &dies = a_leads ? a : b, &lives = a_leads ? b : a;
      CAPTURE(dies.name());
      CHECK(count(*db, open) > 0);
      dies.kill();
      const auto killed_at = Clock::now();
      CHECK(comes_true(15s, [&] { return lives.says_leads(lives.name()); }));
      MESSAGE("leadership moved within ",
              std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - killed_at).count(), " ms");
      REQUIRE(comes_true(15s, [&] { return lives.said_of(dies.name()).at("state").as_string() == "lost"; }));
      const auto away = lives.ask("GET", "/api/v1/repositories/of-" + dies.name() + "/branches");
      CHECK(away.status == 503);
      CHECK(away.body.find(std::string(lives.said_of(dies.name()).at("hostId").as_string())) != std::string::npos);
      dies.start();
      CHECK(lives.ask("GET", "/api/v1/repositories/of-" + dies.name() + "/branches").status == 200);
    }

    CHECK(comes_true(60s, [&] { return count(*db, open) == 0; }));
    CHECK(count(*db, "SELECT COUNT(*) FROM runs WHERE state = 'succeeded'") == 2 * runs_of_each + 1);
    CHECK(count(*db,
                "SELECT COUNT(*) FROM (SELECT subject FROM events WHERE type = 'run.finished' GROUP BY subject "
                "HAVING COUNT(*) <> 1) AS wrong") == 0);
    CHECK(count(*db, "SELECT COUNT(*) FROM events WHERE type = 'run.finished'") == 2 * runs_of_each + 1);
    CHECK(count(*db,
                "SELECT COUNT(*) FROM (SELECT run_id, node FROM runs_journal WHERE type = 'node.finished' GROUP BY "
                "run_id, node HAVING COUNT(*) <> 1) AS wrong") == 0);
    CHECK(count(*db, "SELECT COUNT(*) FROM runs_leases") == 0);
    CHECK(count(*db, "SELECT COUNT(*) FROM runs_ready") == 0);
    const auto verdict = towpath::json::parse(a.server().cli("audit verify -o json").out);
    REQUIRE(verdict.has_value());
    CHECK(verdict->at("valid").as_bool());
  }
}
