#include "listener.h"

#include <fmt/format.h>

#include <fstream>
#include <random>

#include "log/log.h"

namespace towpath::buckets {
namespace {

namespace fs = std::filesystem;

/// Below those of workloads and of private servers: one that rests must find its port free.
constexpr int first_port = 10'100, ports = 400;
constexpr int workers = 16;  ///< Each upload and download holds one.
constexpr const char* port_file = "port";

int kept_port(const fs::path& file) {
  int port = 0;
  std::ifstream(file) >> port;
  return port;
}

}  // namespace

Listener::Listener(S3Api& api, fs::path folder) : folder_(std::move(folder)) {
  http::Route route;
  route.permission = "public";  // who may is told by the signature
  route.handler = [&api](const http::Request& request) -> Result<http::Response> { return api.answer(request); };
  route.body_mode = http::BodyMode::stream;
  route.body_limit = static_cast<std::size_t>(largest_single_object) * 2;  // chunks take more than their content
  route.decodes_body = false;
  route.in_openapi = false;
  route.accepts = "";
  router_.set_catch_all(std::move(route));
}

Result<int> Listener::ensure() {
  const std::lock_guard lock(mutex_);
  if (server_) return static_cast<int>(server_->port());
  if (is_stopped_) return unavailable("buckets.stopped", "The server is about to end.");
  const int kept = kept_port(folder_ / port_file);
  return kept > 0 ? start(kept) : choose();
}

Result<int> Listener::start(int port) {
  http::ServerOptions options;
  options.port = static_cast<unsigned short>(port);
  options.workers = workers;
  TRY(server_, http::Server::start(router_, options));
  log::info("buckets are served", {{"port", port}});
  return port;
}

Result<int> Listener::choose() {
  const int offset = static_cast<int>(std::random_device()() % static_cast<unsigned>(ports));
  for (int tried = 0; tried < ports; ++tried) {
    const int port = first_port + (offset + tried) % ports;
    const auto started = start(port);
    if (!started && started.error().code() == "http.port_in_use") continue;
    if (!started) return started.error();
    // Written before anybody is told of it.
    fs::create_directories(folder_);
    const fs::path file = folder_ / port_file, fresh = folder_ / "port.new";
    std::ofstream out(fresh, std::ios::trunc);
    out << port << "\n";
    out.close();
    if (!out) throw std::runtime_error("the port of the buckets cannot be written down");
    fs::rename(fresh, file);
    return port;
  }
  return unavailable("buckets.no_free_port",
                     fmt::format("None of the ports {} to {} is free.", first_port, first_port + ports - 1))
      .with_hint("End a program that uses one of them.");
}

void Listener::stop() {
  std::unique_ptr<http::Server> server;
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    server = std::move(server_);
  }
  if (server) server->drain();
}

}  // namespace towpath::buckets
