#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "db/testing/databases.h"
#include "http/client.h"
#include "json/json.h"
#include "support/runner_process.h"
#include "support/server_process.h"

namespace fs = std::filesystem;
namespace http = towpath::http;
using namespace std::chrono_literals;
using towpath::db::testing::TemporaryFolder;
using towpath::testing::run_shell;
using towpath::testing::RunnerProcess;
using towpath::testing::ServerProcess;

namespace {

constexpr auto deadline = 300s;

bool eventually(const std::function<bool()>& holds, std::chrono::seconds within = deadline) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  for (const auto until = std::chrono::steady_clock::now() + within; std::chrono::steady_clock::now() < until;) {
    if (holds()) return true;
    never.wait_for(lock, 200ms, [] { return false; });
  }
  return false;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A server on a folder that outlives it, so that it can die and come back where it was.
class Server {
 public:
  Server() { start(0); }
  void start(int port) {
    ServerProcess::Options options;
    options.data = data_.path();
    options.port = port;
    process_ = std::make_unique<ServerProcess>(options);
    port_ = std::stoi(process_->url().substr(process_->url().rfind(':') + 1));
  }
  void kill() { process_->end(SIGKILL); }
  void come_back() {
    process_.reset();
    start(port_);
  }
  ServerProcess& process() { return *process_; }

  boost::json::value call(const std::string& method, const std::string& path, const std::string& body = "") {
    http::ClientRequest request;
    request.method = method;
    request.url = process_->url() + path;
    request.bearer_token = towpath::Secret(process_->token());
    request.timeout = 20s;
    if (!body.empty()) request.headers.set("Content-Type", "application/json");
    request.body = body;
    const auto answer = http::fetch(request);
    REQUIRE_MESSAGE(answer.has_value(), (answer ? std::string() : answer.error().message()));
    REQUIRE_MESSAGE(answer->status < 300, answer->body);
    return answer->body.empty() ? boost::json::value() : towpath::json::parse(answer->body).value();
  }

  /// A repository "fleet" with these files.
  void push(const std::map<std::string, std::string>& files) {
    call("POST", "/api/v1/repositories", R"({"name":"fleet","owner":"user:default/admin"})");
    const fs::path work = fs::path(scratch_.path()) / "work", askpass = fs::path(scratch_.path()) / "askpass";
    for (const auto& [name, text] : files) {
      fs::create_directories((work / name).parent_path());
      std::ofstream(work / name) << text;
      if (name.ends_with(".sh")) fs::permissions(work / name, fs::perms::owner_all);
    }
    std::ofstream(askpass) << "#!/bin/sh\necho \"$FLEET_TOKEN\"\n";
    fs::permissions(askpass, fs::perms::owner_all);
    std::string url = process_->url();
    url.insert(url.find("://") + 3, "admin@");
    const auto pushed = run_shell("cd " + work.string() +
                                  " && git init -q -b main && git add -A && git -c user.name=a -c user.email=a@b.c "
                                  "commit -qm one && FLEET_TOKEN=" +
                                  process_->token() + " GIT_ASKPASS=" + askpass.string() + " git push -q " + url +
                                  "/git/fleet main 2>&1");
    REQUIRE_MESSAGE(pushed.code == 0, pushed.out);
  }
  std::string dispatch(const std::string& file) {
    const auto made = call("POST", "/api/v1/repositories/fleet/workflows/" + file + "/dispatches", "{}");
    return std::string(made.at("id").as_string());
  }
  boost::json::value run(const std::string& id) { return call("GET", "/api/v1/runs/" + id); }
  std::string state(const std::string& id) { return std::string(run(id).at("state").as_string()); }
  bool ends(const std::string& id, const std::string& wanted) {
    const auto is_over = [&] {
      const std::string now = state(id);
      return now != "queued" && now != "running" && now != "waiting" && now != "cancelling";
    };
    if (!eventually(is_over)) return false;
    const std::string now = state(id);
    if (now != wanted) MESSAGE(boost::json::serialize(run(id)));
    return now == wanted;
  }
  std::vector<std::string> log(const std::string& run, const std::string& node, int step) {
    const auto page = call("GET", "/api/v1/runs/" + run + "/nodes/" + http::percent_encode(node) + "/steps/" +
                                      std::to_string(step) + "/log?limit=500");
    std::vector<std::string> out;
    for (const auto& line : page.at("lines").as_array()) out.emplace_back(line.at("text").as_string());
    return out;
  }
  std::string runner_state(const std::string& name) {
    const auto all = call("GET", "/api/v1/runners");
    for (const auto& each : all.at("items").as_array())
      if (each.at("name") == boost::json::value(name)) return std::string(each.at("state").as_string());
    return "none";
  }

 private:
  TemporaryFolder data_, scratch_;
  std::unique_ptr<ServerProcess> process_;
  int port_ = 0;
};

int nodes_in(const boost::json::value& run, const std::string& state) {
  int count = 0;
  for (const auto& node : run.at("nodes").as_array()) count += node.at("state") == boost::json::value(state) ? 1 : 0;
  return count;
}

bool has_node_tried_again(const boost::json::value& run) {
  for (const auto& node : run.at("nodes").as_array())
    if (node.at("attempt").to_number<int>() > 1 && node.at("state") != boost::json::value("succeeded")) return true;
  return false;
}

std::string matrix_workflow(const fs::path& effects, int jobs) {
  std::string numbers;
  for (int i = 1; i <= jobs; ++i) numbers += (i > 1 ? ", " : "") + std::to_string(i);
  return "name: Fleet\non: workflow_dispatch\njobs:\n  work:\n    runs-on: [self-hosted, gpu]\n    strategy:\n"
         "      fail-fast: false\n      matrix: {n: [" +
         numbers +
         "]}\n    steps:\n      - run: |\n          for i in 1 2 3 4 5 6 7 8; do echo \"line $i of ${{ matrix.n }}\"; "
         "sleep 0.1; done\n          echo ${{ matrix.n }} >> " +
         effects.string() + "\n";
}

}  // namespace

TEST_CASE("jobs on two runners, each killed once, and a server that is killed once, all end right") {
  constexpr int jobs = 30;
  const TemporaryFolder folder;
  const fs::path effects = fs::path(folder.path()) / "effects";
  Server server;
  server.push({{".github/workflows/fleet.yml", matrix_workflow(effects, jobs)}});
  RunnerProcess a(server.process(), "runner-a"), b(server.process(), "runner-b");
  const std::string id = server.dispatch("fleet.yml");
  const auto done = [&](int count) { return nodes_in(server.run(id), "succeeded") >= count; };
  const auto nothing_tried_twice = [&] { return !has_node_tried_again(server.run(id)); };

  const auto both_at_work = [&] { return nodes_in(server.run(id), "running") >= 4; };  // two at a time on each

  REQUIRE(eventually([&] { return done(3) && both_at_work(); }));
  a.end(SIGKILL);
  a.start();
  REQUIRE(eventually([&] { return done(10) && both_at_work(); }));
  REQUIRE(eventually(nothing_tried_twice));  // a job that is lost twice has failed, by its rule
  b.end(SIGKILL);
  b.start();
  REQUIRE(eventually([&] { return done(18); }));
  server.kill();
  server.come_back();

  REQUIRE(server.ends(id, "succeeded"));
  const auto run = server.run(id);
  CHECK(nodes_in(run, "succeeded") == jobs);
  std::map<std::string, int> count;
  std::ifstream in(effects);
  for (std::string line; std::getline(in, line);) ++count[line];
  int tried_again = 0;
  for (const auto& node : run.at("nodes").as_array()) {
    const std::string key(node.at("key").as_string());
    const std::string number = key.substr(key.find('/') + 1);
    const int attempts = node.at("attempt").to_number<int>();
    CAPTURE(key);
    CAPTURE(attempts);
    tried_again += attempts > 1 ? 1 : 0;
    // Once, unless an attempt that had done its work died before it could tell.
    CHECK(count[number] >= 1);
    CHECK(count[number] <= attempts);
    const auto lines = server.log(id, key, 0);
    REQUIRE(lines.size() == 8);
    for (std::size_t i = 0; i < lines.size(); ++i) CHECK(lines[i] == "line " + std::to_string(i + 1) + " of " + number);
  }
  MESSAGE("jobs that ran twice: ", tried_again);
  CHECK(tried_again >= 1);
  CHECK(tried_again <= 4);  // two at a time on each runner; the server's death cost none
}

TEST_CASE("a job goes on while its server is away, and tells all of it afterwards") {
  const TemporaryFolder folder;
  const fs::path began = fs::path(folder.path()) / "began", go = fs::path(folder.path()) / "go";
  Server server;
  server.push({{".github/workflows/long.yml",
                "name: Long\non: workflow_dispatch\njobs:\n  long:\n    runs-on: gpu\n    steps:\n"
                "      - run: |\n          echo before\n          touch " +
                    began.string() +
                    "\n          for i in $(seq 1 200); do echo \"while away $i\"; done\n          while [ ! -e " +
                    go.string() +
                    " ]; do sleep 0.1; done\n          echo after\n      - run: echo \"::add-mask::hush-hush\"; echo "
                    "it is hush-hush\n"}});
  RunnerProcess runner(server.process(), "runner-a");
  const std::string id = server.dispatch("long.yml");
  REQUIRE(eventually([&] { return fs::exists(began); }));

  server.kill();
  std::ofstream(go) << "now";
  // The job ends while nobody listens; what it did waits in the runner's folder.
  const auto spool_has_the_end = [&] {
    for (const auto& entry : fs::recursive_directory_iterator(runner.dir() + "/jobs"))
      if (entry.path().filename() == "spool.jsonl" && text_of(entry.path()).find(R"({"end":)") != std::string::npos)
        return true;
    return false;
  };
  REQUIRE(eventually(spool_has_the_end, 60s));
  server.come_back();

  REQUIRE(server.ends(id, "succeeded"));
  const auto run = server.run(id);
  CHECK(run.at("nodes").at(0).at("attempt").to_number<int>() == 1);
  const auto lines = server.log(id, "long", 0);
  REQUIRE(lines.size() == 202);
  CHECK(lines.front() == "before");
  CHECK(lines.at(100) == "while away 100");
  CHECK(lines.back() == "after");
  for (const std::string& line : server.log(id, "long", 1)) CHECK(line.find("hush-hush") == std::string::npos);
  CHECK(text_of(server.process().data() / "towpath.sqlite").find("hush-hush") == std::string::npos);
}

TEST_CASE("a job on a runner has its source, artifacts and outputs, and what it makes reaches jobs of the server") {
  Server server;
  server.push(
      {{"tool.sh", "#!/bin/sh\necho made by the tool > made.txt\n"},
       {".github/workflows/build.yml",
        "name: Build\non: workflow_dispatch\njobs:\n"
        "  build:\n    runs-on: [gpu]\n    outputs: {word: '${{ steps.say.outputs.word }}'}\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - run: ./tool.sh\n"
        "      - id: say\n        run: echo word=hello >> $GITHUB_OUTPUT\n"
        "      - uses: actions/upload-artifact@v4\n        with: {name: made, path: made.txt}\n"
        "  here:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/download-artifact@v4\n        with: {name: made}\n"
        "      - run: cat made.txt; echo ${{ needs.build.outputs.word }}\n"
        "  there:\n    needs: here\n    runs-on: [linux, gpu]\n    steps:\n"
        "      - uses: actions/download-artifact@v4\n        with: {name: made}\n      - run: cat made.txt\n"}});
  RunnerProcess runner(server.process(), "runner-a");

  const std::string id = server.dispatch("build.yml");

  REQUIRE(server.ends(id, "succeeded"));
  CHECK(server.log(id, "here", 1) == std::vector<std::string>{"made by the tool", "hello"});
  CHECK(server.log(id, "there", 1) == std::vector<std::string>{"made by the tool"});
}

TEST_CASE("a runner drains at a signal and at a command, and one that is removed ends with the reason") {
  const TemporaryFolder folder;
  const fs::path began = fs::path(folder.path()) / "began", go = fs::path(folder.path()) / "go";
  Server server;
  server.push({{".github/workflows/wait.yml",
                "name: Wait\non: workflow_dispatch\njobs:\n  job:\n    runs-on: gpu\n    steps:\n      - run: touch " +
                    began.string() + "; while [ ! -e " + go.string() + " ]; do sleep 0.1; done\n"}});
  RunnerProcess a(server.process(), "runner-a");
  const std::string first = server.dispatch("wait.yml");
  REQUIRE(eventually([&] { return fs::exists(began); }));

  a.signal(SIGTERM);
  const std::string second = server.dispatch("wait.yml");
  std::ofstream(go) << "now";
  CHECK(a.wait() == 0);
  CHECK(server.ends(first, "succeeded"));
  CHECK(server.state(second) == "running");  // nobody takes it
  CHECK(server.run(second).at("nodes").at(0).at("waitingReason").as_string().starts_with("Waiting for a runner"));

  RunnerProcess b(server.process(), "runner-b");
  CHECK(server.ends(second, "succeeded"));
  CHECK(server.runner_state("runner-b") == "online");
  REQUIRE(server.process().cli("runner drain runner-b").code == 0);
  CHECK(b.wait() == 0);

  RunnerProcess c(server.process(), "runner-c");
  REQUIRE(eventually([&] { return server.runner_state("runner-c") == "online"; }));
  REQUIRE(server.process().cli("runner remove runner-c --yes").code == 0);
  CHECK(c.wait() != 0);
  CHECK(c.log().find("runners.unknown_runner") != std::string::npos);
  struct stat status {};
  REQUIRE(::stat((c.dir() + "/credential").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}
