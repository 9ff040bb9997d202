#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "db/testing/databases.h"
#include "plain_service.h"
#include "program.h"
#include "proxy/client.h"
#include "server_bench.h"
#include "wrk.h"

namespace towpath::bench {
namespace {

constexpr int connections = 32;
constexpr const char* host = "bench.localhost";

/// nginx as a proxy with one worker and kept upstream connections, like ours. Its own free port is chosen by asking the
/// kernel for one first.
class Nginx {
 public:
  Nginx(const std::string& folder, int upstream) {
    { port_ = PlainService().port(); }
    const std::string file = folder + "/nginx.conf";
    std::ofstream(file) << fmt::format(
        "daemon off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log;\n"
        "events {{ worker_connections 1024; }}\n"
        "http {{ access_log off; client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c;\n"
        "uwsgi_temp_path {0}/d; scgi_temp_path {0}/e; keepalive_requests 1000000;\n"
        "upstream service {{ server 127.0.0.1:{1}; keepalive 64; keepalive_requests 1000000; }}\n"
        "server {{ listen 127.0.0.1:{2}; location / {{ proxy_pass http://service; proxy_http_version 1.1;\n"
        "proxy_set_header Connection \"\"; proxy_set_header Host $host; }} }} }}\n",
        folder, upstream, port_);
    program_.emplace(std::vector<std::string>{"/usr/sbin/nginx", "-c", file, "-p", folder});
  }
  int port() const { return port_; }
  /// The process that serves; the one that was started only watches over it.
  pid_t worker() const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (std::chrono::steady_clock::now() < until)
      if (const auto found = children_of(program_->pid()); !found.empty()) return found.front();
    throw std::runtime_error("nginx started no worker");
  }

 private:
  int port_ = 0;
  std::optional<Program> program_;
};

double through(int port) {
  return requests_per_second(fmt::format("http://127.0.0.1:{}/", port), std::string("Host: ") + host, connections);
}

/// A proxy under load: what it answers, and what a request costs it. The cost hardly depends on what else runs.
class Contender {
 public:
  Contender(const std::string& name, int port, pid_t pid) : port_(port), pid_(pid) {
    rate_ = {.name = "proxy." + name, .unit = "req/s", .rounds = {}};
    cost_ = {.name = "proxy." + name + "_cpu", .unit = "us/req", .rounds = {}};
  }
  void measure() {
    const double before = cpu_seconds(pid_);
    const double rate = through(port_);
    rate_.rounds.push_back(rate);
    cost_.rounds.push_back((cpu_seconds(pid_) - before) * 1e6 / (rate * load_seconds));
  }
  Measurement& rate() { return rate_; }
  Measurement& cost() { return cost_; }

 private:
  const int port_;
  const pid_t pid_;
  Measurement rate_, cost_;
};

}  // namespace

void measure_proxy(Report& report) {
  if (!has_wrk()) return report.skip("proxy", "wrk is not installed");
  db::testing::TemporaryFolder folder;
  PlainService service;
  Program process({product_binary(), "proxy", "--data", folder.path(), "--listen", "127.0.0.1", "--port", "0"});
  const proxy::ProxyClient client(folder.path(), std::chrono::seconds(20));
  proxy::Table table;
  table.fence = table.generation = 1;
  table.routes = {{"bench", host, "/", service.port()}};
  const int port = client.hello().value().port;
  if (const auto set = client.set_table(table); !set.has_value()) throw std::runtime_error(set.error().message());
  std::optional<Nginx> nginx;
  std::optional<Contender> peer;
  if (std::filesystem::exists("/usr/sbin/nginx")) {
    nginx.emplace(folder.path(), service.port());
    peer.emplace("nginx", nginx->port(), nginx->worker());
  }
  Contender ours("proxied", port, process.pid());
  Measurement direct{
      .name = "proxy.direct", .unit = "req/s", .rounds = {}, .note = "wrk to a minimal service, 32 kept connections"};
  for (int round = 0; round < report.rounds(); ++round) {
    direct.rounds.push_back(through(service.port()));
    if (peer) peer->measure();
    ours.measure();
  }
  ours.rate().target = {.at_least = 20'000};
  ours.rate().note = "wrk, proxy and service share the cores";
  ours.rate().beside = peer ? peer->rate().name : direct.name;
  report.add(std::move(direct));
  if (peer) {
    peer->rate().beside = "proxy.direct";
    ours.rate().ratio_target = {.at_least = 0.7};
    ours.cost().beside = peer->cost().name;
    report.add(peer->rate());
    report.add(peer->cost());
  } else {
    report.skip("proxy.nginx", "nginx is not installed (package nginx-light)");
  }
  report.add(ours.rate());
  report.add(ours.cost());
}

}  // namespace towpath::bench
