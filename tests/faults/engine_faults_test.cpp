#include <doctest/doctest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/strings.h"
#include "db/testing/databases.h"
#include "db/testing/postgres_server.h"

extern char** environ;

namespace towpath::faults {
namespace {

const char* const places[] = {
    "runs.submit.after_commit:1",  "runs.claim.after_commit:1",    "runs.claim.after_commit:2",
    "runs.claim.after_commit:3",   "runs.effect.after_intent:1",   "runs.effect.after_intent:3",
    "runs.effect.after_perform:1", "runs.effect.after_perform:4",  "runs.expand.after_commit:1",
    "runs.end.before_commit:1",    "runs.end.before_commit:3",     "runs.end.after_commit:1",
    "runs.end.after_commit:2",     "runs.end.after_commit:4",      "runs.log.after_write:1",
    "runs.timer.in_commit:1",      "runs.approval.after_commit:1", "runs.finish.in_commit:1",
    "runs.claim.in_commit:1",      "runs.claim.in_commit:3",       "events.seal.before_insert:2",
    "events.seal.after_insert:2"};

/// The wait status of the engine's program on this database.
int run_engine(const std::string& database, const std::string& folder, const std::string& fault) {
  std::vector<std::string> words = {TOWPATH_FAULT_ENGINE, database, folder}, variables;
  for (char** entry = environ; *entry; ++entry)
    if (!std::string_view(*entry).starts_with("TOWPATH_FAULT=")) variables.emplace_back(*entry);
  if (!fault.empty()) variables.push_back("TOWPATH_FAULT=" + fault);
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  };
  pid_t pid = -1;
  REQUIRE(::posix_spawn(&pid, words.front().c_str(), nullptr, nullptr, pointers(words).data(),
                        pointers(variables).data()) == 0);
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return status;
}

void die_and_go_on(const std::string& database, const std::string& folder, const std::string& place) {
  CAPTURE(place);
  const int died = run_engine(database, folder, place);
  CHECK(WIFSIGNALED(died));
  CHECK(WTERMSIG(died) == SIGKILL);
  CHECK(run_engine(database, folder, "") == 0);
}

bool is_wanted(const char* engine) {
  const char* wanted = std::getenv("TOWPATH_CAMPAIGN");
  return !wanted || std::string_view(wanted) == engine;
}

}  // namespace

TEST_SUITE("the run engine alone") {
  TEST_CASE("on SQLite, a run with every kind of node ends the same wherever its process is killed") {
    if (!is_wanted("sqlite")) return;
    for (const char* place : places) {
      const db::testing::TemporaryFolder folder;
      die_and_go_on(folder.path() + "/engine.sqlite", folder.path(), place);
    }
  }

  TEST_CASE("on PostgreSQL, a run with every kind of node ends the same wherever its process is killed") {
    if (!is_wanted("postgres")) return;
    auto* postgres = db::testing::PostgresServer::shared();
    if (!postgres) return;  // it has said why
    for (const char* place : places) {
      const db::testing::TemporaryFolder folder;
      const std::string name = "engine_" + to_lower(new_ulid());
      postgres->administer("CREATE DATABASE " + name);
      die_and_go_on(postgres->url(name), folder.path(), place);
    }
  }
}

}  // namespace towpath::faults
