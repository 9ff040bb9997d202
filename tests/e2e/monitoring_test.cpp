#include <doctest/doctest.h>

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

// Real monitoring systems beside the shipped program: Prometheus finds a workload and scrapes the server, its alert
// goes to Alertmanager, which opens and closes an incident here.

using namespace towpath;
using namespace std::chrono_literals;
using towpath::testing::Finished;
using towpath::testing::run_shell;
using towpath::testing::ServerProcess;

namespace {

constexpr auto deadline = 120s;

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

/// A program in the background with its log in a folder, ended by its process id.
class Background {
 public:
  Background(std::filesystem::path folder, const std::string& command) : folder_(std::move(folder)) {
    const Finished started = run_shell("cd " + folder_.string() + " && (" + command + " >log 2>&1 & echo $! >pid)");
    REQUIRE(started.code == 0);
  }
  ~Background() { run_shell("kill $(cat " + (folder_ / "pid").string() + ")"); }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  std::string log() const { return run_shell("cat " + (folder_ / "log").string()).out; }
  /// "127.0.0.1:41234", as the program says in its log.
  std::string address() const {
    std::string found;
    const auto look = [&] {
      found = run_shell("sed -n 's/.*[Ll]istening.* address=\\(127[0-9.]*:[1-9][0-9]*\\).*/\\1/p' " +
                        (folder_ / "log").string() + " | head -1 | tr -d '\\n'")
                  .out;
      return !found.empty();
    };
    REQUIRE_MESSAGE(becomes_true(look), log());
    return found;
  }
  void reload() const { run_shell("kill -HUP $(cat " + (folder_ / "pid").string() + ")"); }

 private:
  std::filesystem::path folder_;
};

std::string fetched(const std::string& url, const std::string& token = "") {
  http::ClientRequest request;
  request.url = url;
  if (!token.empty()) request.bearer_token = Secret(token);
  const auto answer = http::fetch(request);
  return answer.has_value() && answer->status == 200 ? answer->body : std::string();
}

boost::json::value cli(const ServerProcess& server, const std::string& arguments) {
  const Finished finished = server.cli(arguments + " -o json");
  CAPTURE(arguments);
  CAPTURE(finished.out);
  REQUIRE(finished.code == 0);
  return json::parse(finished.out, {.bytes = 16u << 20}).value();
}

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

std::string rules(const std::string& component, const std::string& expression) {
  return "groups:\n- name: shop\n  interval: 1s\n  rules:\n  - alert: Unwell\n    expr: " + expression +
         "\n    labels: { component: " + component + ", environment: production, severity: critical }\n" +
         "    annotations: { summary: Nobody can pay }\n";
}

}  // namespace

TEST_CASE(
    "Prometheus finds a workload and scrapes the server, and an alert becomes an incident with its recovery time") {
  if (run_shell("command -v prometheus prometheus-alertmanager >/dev/null").code != 0) {
    MESSAGE("SKIPPED: prometheus or prometheus-alertmanager is not installed");
    return;
  }
  ServerProcess server{ServerProcess::Options()};
  const boost::json::value demo = cli(server, "demo --golden-path python-service");
  const std::string component(demo.at("component").as_string());
  const auto folder = server.data() / "monitoring";
  for (const char* each : {"prometheus", "alertmanager"}) std::filesystem::create_directories(folder / each);
  const Finished token = server.cli("token create prometheus --scope metric.read");
  write(folder / "token", token.out.substr(0, token.out.find('\n')));

  // Where the alerts go: a source with a secret of its own.
  const boost::json::value source = cli(server, "source create alerts --type alertmanager");
  write(folder / "secret", std::string(source.at("secret").as_string()));
  write(folder / "alertmanager/config.yml",
        "route: { receiver: towpath, group_wait: 1s, group_interval: 1s, repeat_interval: 1h }\nreceivers:\n- name: "
        "towpath\n"
        "  webhook_configs:\n  - url: " +
            server.url() + std::string(source.at("address").as_string()) +
            "\n    send_resolved: true\n    http_config: { authorization: { type: Bearer, credentials_file: " +
            (folder / "secret").string() + " } }\n");
  const Background alertmanager(
      folder / "alertmanager",
      "prometheus-alertmanager --config.file=config.yml --storage.path=data --cluster.listen-address= "
      "--web.listen-address=127.0.0.1:0");
  write(folder / "prometheus/rules.yml", rules(component, "vector(0) > 0"));
  const std::string credentials =
      "  authorization: { type: Bearer, credentials_file: " + (folder / "token").string() + " }\n";
  write(
      folder / "prometheus/config.yml",
      "global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: [rules.yml]\nalerting:\n  alertmanagers:\n"
      "  - static_configs: [{ targets: [\"" +
          alertmanager.address() + "\"] }]\nscrape_configs:\n- job_name: towpath\n" + credentials +
          "  static_configs: [{ targets: [\"" + server.url().substr(7) +
          "\"] }]\n- job_name: workloads\n  http_sd_configs:\n  - url: " + server.url() +
          "/api/v1/prometheus/targets?environment=development\n    refresh_interval: 1s\n    authorization: { "
          "type: Bearer, credentials_file: " +
          (folder / "token").string() +
          " }\n  metrics_path: /healthz\n  relabel_configs:\n  - { source_labels: [__meta_towpath_component], "
          "target_label: component }\n"
          "  - { source_labels: [__meta_towpath_environment], target_label: environment }\n");
  const Background prometheus(folder / "prometheus",
                              "prometheus --config.file=config.yml --storage.tsdb.path=data "
                              "--web.listen-address=127.0.0.1:0 --rules.alert.resend-delay=1s");
  const std::string base = "http://" + prometheus.address();

  // Found by discovery, with our labels; scraped from the server.
  CHECK(becomes_true([&] {
    return fetched(base + "/api/v1/targets")
               .find("\"component\":\"" + component + "\",\"environment\":\"development\"") != std::string::npos;
  }));
  CHECK_MESSAGE(becomes_true([&] {
                  return fetched(base + "/api/v1/query?query=towpath_workload_healthy").find(component) !=
                         std::string::npos;
                }),
                prometheus.log());

  // A deployment elsewhere, as another system tells it, for the incident to be due to.
  const boost::json::value devlake = cli(server, "source create deployer --type devlake --component " + component);
  http::ClientRequest deployed;
  deployed.method = "POST";
  deployed.url = server.url() + "/api/plugins/webhook/connections/deployer/deployments";
  deployed.headers.set("Content-Type", "application/json");
  deployed.bearer_token = Secret(std::string(devlake.at("secret").as_string()));
  deployed.body =
      R"({"id": "d-1", "finishedDate": ")" + run_shell("date -u +%Y-%m-%dT%H:%M:%SZ | tr -d '\\n'").out + R"("})";
  const auto taken = http::fetch(deployed);
  REQUIRE(taken.has_value());
  CHECK_MESSAGE(taken->status == 202, taken->body);

  // It fires: an incident, by itself.
  write(folder / "prometheus/rules.yml", rules(component, "vector(1)"));
  prometheus.reload();
  boost::json::array open;
  REQUIRE_MESSAGE(becomes_true([&] {
                    open = cli(server, "incident list --open --component " + component).at("items").as_array();
                    return !open.empty();
                  }),
                  alertmanager.log());
  CHECK(open[0].at("origin") == "alert");
  CHECK(open[0].at("reason") == "Nobody can pay");
  CHECK(open[0].at("environment") == "production");
  CHECK(open[0].at("severity") == "critical");

  // It is resolved: the incident is over, and the time to recover is known.
  write(folder / "prometheus/rules.yml", rules(component, "vector(0) > 0"));
  prometheus.reload();
  REQUIRE_MESSAGE(becomes_true([&] {
                    return cli(server, "incident list --open --component " + component).at("items").as_array().empty();
                  }),
                  alertmanager.log());
  const boost::json::value closed = cli(server, "incident show " + std::string(open[0].at("id").as_string()));
  CHECK(closed.at("resolution") == "recovered");
  CHECK(becomes_true([&] {
    const auto metrics = cli(server, "dora " + component).at("metrics");
    return metrics.at("changeFailureRate").at("value") == 1.0 &&
           metrics.at("failedDeploymentRecoveryTime").at("value").is_double() &&
           metrics.at("failedDeploymentRecoveryTime").at("value").as_double() > 0;
  }));
  const auto log = cli(server, "source log alerts");
  CHECK(log.at("total").as_int64() >= 2);
}
