#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "installation.h"
#include "invariants.h"
#include "journeys.h"
#include "processes.h"
#include "support/test_paths.h"

namespace towpath::faults {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds longest{60};

/// Living processes with these words in a row among their arguments.
std::vector<pid_t> with_words(const std::vector<std::string>& wanted) {
  std::vector<pid_t> out;
  for (const Process& each : processes())
    if (std::search(each.words.begin(), each.words.end(), wanted.begin(), wanted.end()) != each.words.end())
      out.push_back(each.pid);
  return out;
}

bool comes_true(const std::function<bool()>& check) {
  const auto until = std::chrono::steady_clock::now() + longest;
  while (!check()) {
    if (std::chrono::steady_clock::now() > until) return false;
    ::poll(nullptr, 0, 50);
  }
  return true;
}

/// `towpath shell`, which somebody has open; what is left of it ends with this object.
class OpenShell {
 public:
  OpenShell(Installation& installation, const std::string& script)
      : words_{testing::program().string(),
               "shell",
               "steady",
               "--environment",
               "development",
               "--",
               "/bin/sh",
               "-c",
               script},
        pipe_(::popen(fmt::format("TOWPATH_URL={} TOWPATH_TOKEN=$(cat '{}') exec {} shell steady --environment "
                                  "development -- /bin/sh -c '{}' </dev/null 2>&1",
                                  installation.api().url(), (installation.data().parent_path() / "token").string(),
                                  testing::program().string(), script)
                          .c_str(),
                      "r")) {
    REQUIRE(pipe_ != nullptr);
  }
  ~OpenShell() {
    for (const pid_t pid : with_words(words_)) ::kill(pid, SIGKILL);
    ::pclose(pipe_);
  }
  OpenShell(const OpenShell&) = delete;
  OpenShell& operator=(const OpenShell&) = delete;

  /// Its next line, "" when it has ended.
  std::string line() {
    char buffer[512];
    return std::fgets(buffer, sizeof buffer, pipe_) != nullptr ? buffer : "";
  }

 private:
  const std::vector<std::string> words_;
  FILE* pipe_;
};

}  // namespace

TEST_SUITE("killed processes") {
  TEST_CASE("a shell ends with its server that is killed, is recorded up to there, and its run says why") {
    const char* wanted = std::getenv("TOWPATH_CAMPAIGN");
    if (wanted && std::string_view(wanted) != "sqlite") return;
    Installation installation(Engine::sqlite);
    Journeys journeys(installation);
    REQUIRE(installation.start());
    journeys.prepare();
    REQUIRE(wait_quiet(installation, longest));
    const std::string seconds = std::to_string(86'400 + ::getpid());  // no other process sleeps as long
    const std::vector<std::string> program{"sleep", seconds};
    std::ofstream(installation.data().parent_path() / "token") << installation.api().token().reveal();
    {
      OpenShell shell(installation, "echo begun; exec sleep " + seconds);
      REQUIRE(shell.line() == "begun\n");
      REQUIRE(comes_true([&] { return with_words(program).size() == 1; }));

      installation.server().kill();

      CHECK(comes_true([&] { return with_words(program).empty(); }));
    }
    REQUIRE(installation.start());

    json::value run;
    const bool is_over = installation.api().wait_until(
        [&] {
          run = installation.api().must("GET", "/api/v1/runs?kind=shell").at("items").at(0);
          return run.at("state") != "running" && run.at("state") != "queued";
        },
        longest);
    CAPTURE(json::serialize(run));
    REQUIRE(is_over);
    CHECK(run.at("state") == "failed");
    const std::string where = "/api/v1/runs/" + std::string(run.at("id").as_string());
    const json::value whole = installation.api().must("GET", where);
    CAPTURE(json::serialize(whole));
    CHECK(whole.at("error").at("code") == "runs.lost");
    CHECK_FALSE(whole.at("error").at("message").as_string().empty());
    const auto recording = installation.api().raw("GET", where + "/artifacts/recording.cast");
    REQUIRE(recording.has_value());
    CHECK(recording->first == 200);
    CHECK(recording->second.find("begun") != std::string::npos);
    for (const std::string& broken : broken_invariants(installation)) FAIL_CHECK(broken);
  }
}

}  // namespace towpath::faults
