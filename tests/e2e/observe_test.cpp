#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>

#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>

#include "http/client.h"
#include "json/json.h"
#include "support/server_process.h"
#include "support/test_paths.h"

// The shipped program watches over a service it has deployed: logs, metrics, incidents, Prometheus.

using namespace towpath;
using namespace std::chrono_literals;
using towpath::testing::Finished;
using towpath::testing::run_shell;
using towpath::testing::ServerProcess;

namespace {

constexpr auto deadline = 150s;

/// Asks again until the answer is yes, each time after a pause; false at the deadline.
bool becomes_true(const std::function<bool()>& ask) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!ask()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    never.wait_for(lock, 200ms);
  }
  return true;
}

class Observed {
 public:
  Observed() {
    const Finished demo = server.cli("demo --golden-path python-service -o json");
    REQUIRE(demo.code == 0);
    const auto report = json::parse(demo.out);
    REQUIRE(report.has_value());
    component = std::string(report->at("component").as_string());
    url = std::string(report->at("url").as_string());
    deployment = std::string(report->at("deployment").as_string());
  }

  boost::json::value cli(const std::string& arguments) const {
    const Finished finished = server.cli(arguments + " -o json");
    CAPTURE(arguments);
    CAPTURE(finished.out);
    REQUIRE(finished.code == 0);
    const auto parsed = json::parse(finished.out, {.bytes = 64u << 20});
    REQUIRE(parsed.has_value());
    return *parsed;
  }
  boost::json::value environment() const { return cli("status " + component).at("environments").as_array().at(0); }
  boost::json::array incidents() const { return cli("incident list --component " + component).at("items").as_array(); }
  std::string get(const std::string& path) const {
    http::ClientRequest request;
    request.url = server.url() + path;
    request.bearer_token = Secret(server.token());
    const auto response = http::fetch(request);
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    return response->body;
  }
  /// Requests to the service itself, through the proxy.
  int call(const std::string& path = "/healthz") const {
    http::ClientRequest request;
    const std::string authority = url.substr(7, url.find('/', 7) - 7);
    request.url = "http://127.0.0.1" + authority.substr(authority.find(':')) + path;
    request.headers.set("Host", authority);
    const auto response = http::fetch(request);
    return response.has_value() ? response->status : 0;
  }
  std::string state_file() const {
    return run_shell("ls -t " + server.data().string() + "/instances/*/process/state | head -1").out;
  }
  /// Signals every process of the service.
  void signal(const std::string& name) const {
    const Finished sent = run_shell("cd " + server.data().string() +
                                    "/instances && for p in $(sed -n 's/^pid[= ]//p' */process/state); do pkill -" +
                                    name + " -P $p; kill -" + name + " $p; done; true");
    CHECK(sent.code == 0);
  }

  ServerProcess server{ServerProcess::Options()};
  std::string component, url, deployment;
};

}  // namespace

TEST_SUITE("observing") {
  TEST_CASE("a deployed service is heard, measured and watched over") {
    Observed observed;
    REQUIRE(becomes_true([&] { return observed.call() == 200; }));

    // Logs.
    const Finished logs = observed.server.cli("logs " + observed.component);
    CHECK(logs.code == 0);
    CHECK_FALSE(logs.out.empty());
    const auto page = observed.cli("logs " + observed.component + " --since 1h");
    REQUIRE_FALSE(page.at("lines").as_array().empty());
    CHECK(page.at("lines").as_array()[0].at("instance").as_string().size() == 26);
    CHECK(observed.server.cli("logs " + observed.component + " --search no-such-text-anywhere").out.empty());
    CHECK(observed.server.cli("logs no-such-component 2>&1").code == 4);

    // In a clone the component need not be named.
    const std::string clone = (observed.server.data() / "clone").string();
    run_shell("mkdir -p " + clone + "/.git && printf '[remote \"origin\"]\n\turl = " + observed.server.url() + "/git/" +
              observed.component + ".git\n' > " + clone + "/.git/config");
    const Finished here = run_shell("cd " + clone + " && TOWPATH_URL=" + observed.server.url() +
                                    " TOWPATH_TOKEN=" + observed.server.token() + " " +
                                    towpath::testing::program().string() + " status -o json");
    CHECK(here.code == 0);
    CHECK(json::parse(here.out)->at("component").as_string() == observed.component);

    // Numbers for Prometheus, as it reads them.
    const std::string metrics = observed.get("/metrics");
    CHECK(metrics.find("towpath_http_requests_total ") != std::string::npos);
    CHECK(metrics.find("towpath_workload_healthy{component=\"" + observed.component) != std::string::npos);
    if (run_shell("command -v promtool >/dev/null").code != 0) {
      MESSAGE("SKIPPED: promtool is not installed, /metrics was not checked with it");
    } else {
      const std::string file = (observed.server.data() / "metrics.txt").string();
      std::ofstream(file) << metrics;
      const Finished checked = run_shell("promtool check metrics < " + file + " 2>&1");
      CHECK_MESSAGE(checked.code == 0, checked.out);
    }

    // Numbers over time: two samples after traffic.
    for (int i = 0; i < 40; ++i) observed.call();
    CHECK(becomes_true([&] {
      observed.call();
      const auto chart = json::parse(
          observed.get("/api/v1/components/" + observed.component + "/metrics?environment=development&step=15"));
      for (const auto& rate : chart->at("requestsPerSecond").as_array())
        if (rate.is_number() && rate.to_number<double>() > 0) return true;
      return false;
    }));

    // It hangs: still there, and not answering.
    CHECK(observed.environment().at("incident").is_null());
    observed.signal("STOP");
    REQUIRE(becomes_true([&] { return !observed.environment().at("incident").is_null(); }));
    const auto open = observed.environment();
    CHECK(open.at("health") == "degraded");
    CHECK(open.at("incident").at("state") == "open");
    CHECK(open.at("incident").at("deployment").as_string() == observed.deployment);
    CHECK_FALSE(open.at("nextAction").as_string().empty());
    observed.signal("CONT");
    REQUIRE(becomes_true([&] { return observed.environment().at("incident").is_null(); }));
    CHECK(observed.environment().at("health") == "healthy");
    REQUIRE(observed.incidents().size() == 1);
    const auto closed = observed.cli("incident show " + std::string(observed.incidents()[0].at("id").as_string()));
    CHECK(closed.at("state") == "closed");
    CHECK(closed.at("resolution") == "recovered");

    // It is killed: back by itself, without an incident.
    observed.signal("KILL");
    CHECK(becomes_true([&] { return observed.call() == 200; }));
    CHECK(observed.incidents().size() == 1);
  }

  TEST_CASE("a real Prometheus scrapes the server with a token that may do nothing else") {
    if (run_shell("command -v prometheus >/dev/null").code != 0) {
      MESSAGE("SKIPPED: prometheus is not installed");
      return;
    }
    ServerProcess server{ServerProcess::Options()};
    const Finished token = server.cli("token create prometheus --scope metric.read --scope platform.read");
    REQUIRE(token.code == 0);
    const auto folder = server.data() / "prometheus";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "token") << token.out.substr(0, token.out.find('\n'));
    std::ofstream(folder / "config.yml") << "global: { scrape_interval: 1s }\nscrape_configs:\n- job_name: towpath\n"
                                         << "  authorization: { credentials_file: " << (folder / "token").string()
                                         << " }\n  static_configs: [{ targets: [\"" << server.url().substr(7)
                                         << "\"] }]\n";

    // It picks its port itself and says which in its log.
    const Finished started =
        run_shell("cd " + folder.string() + " && (prometheus --config.file=config.yml --storage.tsdb.path=data " +
                  "--web.listen-address=127.0.0.1:0 >log 2>&1 & echo $! >pid)");
    REQUIRE(started.code == 0);
    const auto listens_on = [&] {
      return run_shell("sed -n 's/.*msg=\"Listening on\" address=\\([0-9.:]*\\).*/\\1/p' " + (folder / "log").string() +
                       " | head -1 | tr -d '\\n'")
          .out;
    };
    CHECK(becomes_true([&] { return !listens_on().empty(); }));
    const std::string base = "http://" + listens_on();
    const bool was_scraped = becomes_true([&] {
      http::ClientRequest request;
      request.url = base + "/api/v1/query?query=towpath_http_requests_total";
      const auto answer = http::fetch(request);
      return answer.has_value() && answer->body.find("towpath_http_requests_total") != std::string::npos;
    });
    const Finished log = run_shell("cat " + (folder / "log").string());
    CHECK_MESSAGE(was_scraped, log.out);
    run_shell("kill $(cat " + (folder / "pid").string() + ")");

    http::ClientRequest other;
    other.url = server.url() + "/api/v1/users";
    other.bearer_token = Secret(token.out.substr(0, token.out.find('\n')));
    const auto refused = http::fetch(other);
    REQUIRE(refused.has_value());
    CHECK(refused->status == 403);
  }
}
