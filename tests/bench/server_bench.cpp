#include "server_bench.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <filesystem>
#include <stdexcept>

#include "db/testing/databases.h"
#include "json/json.h"
#include "process/shim.h"
#include "program.h"
#include "wrk.h"

namespace towpath::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds idle_time{60}, settle_time{5};

/// A server of the shipped binary on a data directory.
class RunningServer {
 public:
  explicit RunningServer(const std::string& data)
      : program_({product_binary(), "up", "--data", data, "--port", "0", "--workload-port", "0", "-o", "json"}) {
    const auto line = program_.line();
    const auto parsed = json::parse(line.value_or(""));
    if (!parsed.has_value()) throw std::runtime_error("the server did not say that it is ready");
    said_ = parsed.value();
  }
  double ready_ms() const { return said_.at("readyMs").to_number<double>(); }
  std::string text(const char* key) const { return said_.at(key).as_string().c_str(); }
  pid_t pid() const { return program_.pid(); }

 private:
  Program program_;
  boost::json::value said_;
};

/// Ends what outlives the server by design: the shims below its data directory, and with them proxy, database server
/// and workloads.
class LeftProcesses {
 public:
  explicit LeftProcesses(std::string data) : data_(std::move(data)) {}
  ~LeftProcesses() {
    const auto shims = process::make_shim_client(data_);
    std::vector<fs::path> directories;
    for (const auto& entry : fs::recursive_directory_iterator(data_))
      if (entry.path().filename() == "control" && entry.path() != fs::path(data_) / "proxy" / "control")
        directories.push_back(entry.path().parent_path());
    for (const fs::path& directory : directories)
      if (const auto stopped = shims.value()->stop(directory, std::chrono::seconds(5)); !stopped.has_value())
        fmt::print(stderr, "left running: {}\n", directory.string());
  }

 private:
  const std::string data_;
};

/// What an idle server costs is measured by the clock: there is no event to wait for.
void let_time_pass(std::chrono::milliseconds time) { ::poll(nullptr, 0, static_cast<int>(time.count())); }

double stripped_megabytes() {
  db::testing::TemporaryFolder folder;
  const std::string copy = folder.path() + "/stripped";
  Program strip({"strip", "-o", copy, product_binary()});
  if (strip.rest().first != 0) throw std::runtime_error("strip failed");
  return static_cast<double>(fs::file_size(copy)) / 1e6;
}

void measure_idle(Report& report, const RunningServer& server, const std::string& data) {
  let_time_pass(settle_time);
  std::vector<pid_t> own = children_of(server.pid());  // the spawner
  own.push_back(server.pid());
  const auto cpu = [](const std::vector<pid_t>& pids) {
    double sum = 0;
    for (const pid_t pid : pids) sum += cpu_seconds(pid);
    return sum;
  };
  std::vector<pid_t> proxies, shims;
  for (const pid_t pid : processes_with(data)) {
    const std::string words = command_line(pid);
    if (words.find(" proxy --data ") != words.npos)
      proxies.push_back(pid);
    else if (words.starts_with("shim "))
      shims.push_back(pid);
  }
  const double own_before = cpu(own), proxy_before = cpu(proxies);
  let_time_pass(idle_time);
  const auto percent = [](double seconds) { return seconds / static_cast<double>(idle_time.count()) * 100; };
  report.add({.name = "idle.server_cpu",
              .unit = "%",
              .rounds = {percent(cpu(own) - own_before)},
              .target = {.at_most = 0.5},
              .note = "server and spawner, of one core over 60 s, one service deployed"});
  double pss = 0;
  for (const pid_t pid : own) pss += pss_mb(pid);
  report.add({.name = "idle.server_pss", .unit = "MB", .rounds = {pss}, .target = {.at_most = 60}});
  report.add({.name = "idle.proxy_cpu", .unit = "%", .rounds = {percent(cpu(proxies) - proxy_before)}});
  double proxy_pss = 0;
  for (const pid_t pid : proxies) proxy_pss += pss_mb(pid);
  report.add({.name = "idle.proxy_pss", .unit = "MB", .rounds = {proxy_pss}});
  std::vector<double> rss;
  for (const pid_t pid : shims) rss.push_back(rss_mb(pid));
  report.add({.name = "idle.shim_rss",
              .unit = "MB",
              .rounds = std::move(rss),
              .target = {.at_most = 1.5},
              .note = "each shim is a sample"});
}

}  // namespace

void measure_server(Report& report) {
  report.add({.name = "binary.stripped",
              .unit = "MB",
              .rounds = {stripped_megabytes()},
              .target = {.at_most = 40},
              .note = "with the portal's assets"});
  db::testing::TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0711);  // workloads and PostgreSQL run as other users
  const std::string data = folder.path() + "/data";
  const LeftProcesses left(data);
  { const RunningServer first(data); }
  Measurement ready{.name = "server.ready",
                    .unit = "ms",
                    .rounds = {},
                    .target = {.at_most = 500},
                    .note = "from the start of the process on an existing data directory until it listens"};
  for (int round = 0; round < report.rounds(); ++round) ready.rounds.push_back(RunningServer(data).ready_ms());
  report.add(std::move(ready));
  const RunningServer server(data);
  const std::string token = server.text("adminToken");
  if (has_wrk()) {
    Measurement get{
        .name = "api.get_me", .unit = "req/s", .rounds = {}, .note = "GET /api/v1/me with a token, 16 connections"};
    for (int round = 0; round < report.rounds(); ++round)
      get.rounds.push_back(
          requests_per_second(server.text("url") + "/api/v1/me", "Authorization: Bearer " + token, 16));
    report.add(std::move(get));
  } else {
    report.skip("api.get_me", "wrk is not installed");
  }
  Program demo({product_binary(), "demo", "-o", "json"},
               {"TOWPATH_URL=" + server.text("url"), "TOWPATH_TOKEN=" + token});
  const auto [status, text] = demo.rest();
  if (status != 0) return report.skip("demo.main_job", "it failed: " + text);
  report.add({.name = "demo.main_job",
              .unit = "s",
              .rounds = {json::parse(text)->at("seconds").to_number<double>()},
              .target = {.at_most = 30},
              .note = "golden path to an answered request with its row in PostgreSQL"});
  measure_idle(report, server, data);
}

}  // namespace towpath::bench
