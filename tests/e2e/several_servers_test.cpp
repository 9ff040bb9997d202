#include <doctest/doctest.h>
#include <signal.h>

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/base64.h"
#include "base/id.h"
#include "base/strings.h"
#include "db/testing/databases.h"
#include "db/testing/postgres_server.h"
#include "http/client.h"
#include "json/json.h"
#include "support/server_process.h"

namespace fs = std::filesystem;
namespace http = towpath::http;
using namespace std::chrono_literals;
using towpath::db::testing::PostgresServer;
using towpath::db::testing::TemporaryFolder;
using towpath::testing::Finished;
using towpath::testing::run_shell;
using towpath::testing::ServerProcess;

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto lease = 4s;
constexpr int runs_of_each = 50;

void sleep_a_little() {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, 100ms, [] { return false; });
}

bool comes_true(std::chrono::seconds longest, const std::function<bool()>& is_true) {
  for (const auto until = Clock::now() + longest; Clock::now() < until; sleep_a_little())
    if (is_true()) return true;
  return is_true();
}

/// One server of two, which can be killed and started again on its folder.
class Member {
 public:
  Member(std::string name, std::string database) : name_(std::move(name)), database_(std::move(database)) { start(); }

  void start() {
    server_ = std::make_unique<ServerProcess>(
        ServerProcess::Options{.data = folder_.path(),
                               .arguments = {"--database", database_, "--server-name", name_, "--server-lease",
                                             std::to_string(lease.count()) + "s", "--workers", "3"}});
  }
  void kill() {
    server_->end(SIGKILL);
    server_.reset();
  }
  const std::string& name() const { return name_; }
  const ServerProcess& server() const { return *server_; }

  http::ClientResponse ask(const std::string& method, const std::string& path,
                           const boost::json::value& body = nullptr) const {
    http::ClientRequest request;
    request.method = method;
    request.url = server_->url() + path;
    request.bearer_token = towpath::Secret(server_->token());
    if (!body.is_null()) {
      request.headers.set("Content-Type", "application/json");
      request.body = boost::json::serialize(body);
    }
    const auto answer = http::fetch(request);
    CAPTURE(path);
    REQUIRE(answer.has_value());
    return *answer;
  }
  boost::json::value get(const std::string& path) const {
    const auto answer = ask("GET", path);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return towpath::json::parse(answer.body).value();
  }
  /// What this server says of a member of the fleet.
  boost::json::object said_of(const std::string& name) const {
    const boost::json::value all = get("/api/v1/servers");
    for (const auto& each : all.at("items").as_array())
      if (each.at("name").as_string() == name) return each.as_object();
    return {};
  }
  bool says_leads(const std::string& name) const {
    const auto said = said_of(name);
    return said.contains("isLeader") && said.at("isLeader").as_bool();
  }

 private:
  const std::string name_, database_;
  const TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

void make_repository(const Member& keeper, const std::string& name) {
  const auto made = keeper.ask("POST", "/api/v1/repositories", boost::json::object{{"name", name}});
  CAPTURE(made.body);
  REQUIRE(made.status == 201);
}

/// Pushes a workflow that only a dispatch starts.
void push_workflow(const Member& through, const std::string& repository) {
  const TemporaryFolder folder;
  fs::create_directories(fs::path(folder.path()) / ".github/workflows");
  std::ofstream(fs::path(folder.path()) / ".github/workflows/ci.yml")
      << "name: ci\non: workflow_dispatch\njobs:\n  say:\n    runs-on: ubuntu-latest\n    steps:\n"
         "      - run: sleep 2 && echo it runs\n";
  const std::string credential = towpath::to_base64("admin:" + through.server().token());
  const Finished pushed =
      run_shell("cd '" + folder.path() +
                "' && export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 && " +
                "git init -q -b main && git add . && git -c user.name=Tester -c user.email=tester@example.org commit "
                "-q -m ci && " +
                "git -c http.extraHeader='Authorization: Basic " + credential + "' push -q " + through.server().url() +
                "/git/" + repository + ".git main 2>&1");
  CAPTURE(pushed.out);
  REQUIRE(pushed.code == 0);
}

/// The new run's id.
std::string dispatch(const Member& through, const std::string& repository) {
  const auto answer =
      through.ask("POST", "/api/v1/repositories/" + repository + "/workflows/ci.yml/dispatches", boost::json::object());
  CAPTURE(answer.body);
  REQUIRE(answer.status == 202);
  return std::string(towpath::json::parse(answer.body)->at("id").as_string());
}

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

std::int64_t count(towpath::db::Db& db, const std::string& sql) {
  return db.read([&](towpath::db::Tx& tx) { return tx.query(sql).at(0).integer(0); });
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
    Member a("a", postgres->url(name)), b("b", postgres->url(name));
    const auto db = towpath::db::Db::open({.url = postgres->url(name)}).value();

    // Both know of both, and of one leader.
    REQUIRE(comes_true(10s, [&] { return a.says_leads("a") != a.says_leads("b"); }));
    CHECK(b.says_leads("a") == a.says_leads("a"));
    CHECK(b.said_of("b").at("isThis").as_bool());
    CHECK_FALSE(a.said_of("b").at("isThis").as_bool());

    // What is kept by one is reached through the other: a push, a file, a log, and a run as it happens.
    make_repository(a, "of-a");
    make_repository(b, "of-b");
    push_workflow(b, "of-a");
    push_workflow(a, "of-b");
    CHECK(b.ask("GET", "/api/v1/repositories/of-a/files/.github/workflows/ci.yml").body.find("echo it runs") !=
          std::string::npos);
    const std::string first = dispatch(b, "of-a");
    CHECK(follow(b, first) >= 4);
    const auto log = b.ask("GET", "/api/v1/runs/" + first + "/nodes/say/steps/0/log");
    CAPTURE(log.body);
    CHECK(log.status == 200);

    const std::string open = "SELECT COUNT(*) FROM runs WHERE finished_at IS NULL";
    for (int turn = 0; turn < 2; ++turn) {
      for (int i = 0; i < runs_of_each / 2; ++i) {
        dispatch(i % 2 == 0 ? a : b, "of-a");
        dispatch(i % 2 == 0 ? b : a, "of-b");
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
