#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ostream>

#include "base/product.h"
#include "commands.h"
#include "data_lock.h"
#include "data_plane.h"
#include "demo.h"
#include "log/log.h"
#include "process/shim.h"
#include "proxy/proxy.h"
#include "scratch_folder.h"
#include "server.h"
#include "settings.h"

extern char** environ;

namespace towpath::app {
namespace {

/// This binary, for the processes the server starts.
std::string program_path() {
  char buffer[PATH_MAX];
  const ssize_t size = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : std::string(product::binary);
}

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != text.npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  // These three name a server to talk to, or a fault to inject; they are not settings.
  for (const char* name : {"URL", "TOKEN", "FAULT"}) out.erase(std::string(product::env_prefix) + name);
  return out;
}

Result<config::Config> load_config(const cli::Arguments& args) {
  std::map<std::string, std::string> flags;
  for (const config::Setting& setting : server_settings())
    if (args.has("--" + setting.name)) flags[setting.name] = args.text("--" + setting.name);
  std::string text;
  const std::string file = args.text("--config");
  if (!file.empty()) {
    std::ifstream in(file);
    if (!in) return not_found("config.no_file", fmt::format("There is no configuration file {}.", file));
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  return config::Config::load(server_settings(), text, file, environment(), flags);
}

std::vector<cli::Option> server_options() {
  std::vector<cli::Option> out{{"--config", "FILE", "Settings as YAML"}};
  for (const config::Setting& setting : server_settings())
    out.push_back({"--" + setting.name, "VALUE", setting.description});
  return out;
}

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

boost::json::object value_of(const DemoResult& r) {
  return {{"component", r.component},
          {"repository", r.repository},
          {"pipelineRun", r.pipeline_run},
          {"deployment", r.deployment},
          {"url", r.url},
          {"httpStatus", r.http_status},
          {"database", r.database},
          {"seconds", r.seconds}};
}

void configure_log(const config::Config& config, bool is_terminal) {
  const std::string level = config.text("log-level");
  log::configure(level == "debug"   ? log::Level::debug
                 : level == "warn"  ? log::Level::warn
                 : level == "error" ? log::Level::error
                                    : log::Level::info,
                 is_terminal ? log::Format::text : log::Format::json);
}

Result<int> up(cli::Invocation& invocation) {
  const auto began = std::chrono::steady_clock::now();
  // Before any thread, so that every thread inherits the mask and only sigwait() below sees them.
  const sigset_t signals = ending_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  TRY(const config::Config config, load_config(invocation.args));
  configure_log(config, invocation.io.is_terminal);
  TRY(const auto server, Server::start(config, program_path()));
  const auto ready =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
  const auto link = server->sign_in_url();
  // Made anew each time it is asked for, which ends the one before: so only once.
  std::optional<Secret> token;
  if (invocation.format == cli::Format::json || invocation.args.has("--demo")) {
    TRY(token, server->admin_token());
  }
  if (invocation.format == cli::Format::json) {
    invocation.io.out << boost::json::serialize(boost::json::object{
                             {"url", server->url()},
                             {"signInUrl", link ? boost::json::value(*link) : boost::json::value(nullptr)},
                             {"adminToken", token->reveal()},
                             {"workloadPort", server->workload_port()},
                             {"readyMs", ready},
                             {"pid", ::getpid()}})
                      << std::endl;
  } else {
    invocation.io.err << fmt::format("{} is ready after {} ms at {}\n", product::name, ready, server->url());
    if (link) invocation.io.err << fmt::format("Sign in once as admin, within 24 hours: {}\n", *link);
  }
  if (invocation.args.has("--demo")) {
    const auto demo = run_demo(server->url(), *token, "node-service", invocation.io);
    if (demo.has_value()) {
      invocation.io.err << fmt::format(
          "\nYour service:  {}\nIts code:      {}\nThe portal:    {}\nStop with Ctrl-C; the service goes on, and so "
          "does this data on the next start.\n",
          demo->url, demo->repository, server->url());
    } else {
      cli::print_error(demo.error(), invocation.io, cli::Format::table);
    }
  }
  int received = 0;
  ::sigwait(&signals, &received);
  server->stop();
  return 0;
}

Result<int> demo(cli::Invocation& invocation) {
  const char* url = std::getenv((std::string(product::env_prefix) + "URL").c_str());
  const char* token = std::getenv((std::string(product::env_prefix) + "TOKEN").c_str());
  const std::string path =
      invocation.args.has("--golden-path") ? invocation.args.text("--golden-path") : "node-service";
  const auto report = [&](const DemoResult& result) {
    if (invocation.format == cli::Format::json)
      invocation.io.out << boost::json::serialize(value_of(result)) << "\n";
    else
      invocation.io.out << result.url << "\n";
    return 0;
  };
  if (url && token) {
    TRY(const DemoResult result, run_demo(url, Secret(token), path, invocation.io));
    return report(result);
  }
  // A server of its own on a temporary data directory, which is gone afterwards.
  ::signal(SIGPIPE, SIG_IGN);
  TRY(const ScratchFolder folder, ScratchFolder::make("demo"));
  TRY(const config::Config config,
      config::Config::load(
          server_settings(), "", "", {},
          {{"data", folder.path().string()}, {"port", "0"}, {"workload-port", "0"}, {"log-level", "warn"}}));
  configure_log(config, invocation.io.is_terminal);
  std::optional<Result<DemoResult>> result;
  {
    TRY(const auto server, Server::start(config, program_path()));
    TRY(const Secret admin, server->admin_token());
    result = run_demo(server->url(), admin, path, invocation.io);
    server->dismantle();
  }
  if (!result->has_value()) return result->error();
  return report(result->value());
}

Result<int> down(cli::Invocation& invocation) {
  const std::filesystem::path data = std::filesystem::absolute(
      invocation.args.has("--data") ? invocation.args.text("--data") : default_data_directory());
  if (!std::filesystem::exists(data / "host-id"))
    return not_found("app.no_data", fmt::format("{} is not a data directory of {}.", data.string(), product::name))
        .with_hint(fmt::format("Name it with: {} down --data DIR", product::binary));
  constexpr std::chrono::seconds longest{60};
  TRY(const auto lock, DataLock::take_over(data, longest));
  TRY(const auto shims, process::make_shim_client(data));
  stop_data_plane(data, *shims);
  return 0;
}

Result<int> proxy_command(cli::Invocation& invocation) {
  proxy::ProxyOptions options;
  options.data_directory = invocation.args.text("--data");
  if (invocation.args.has("--listen")) options.address = invocation.args.text("--listen");
  if (invocation.args.has("--port")) options.port = std::atoi(invocation.args.text("--port").c_str());
  return proxy::run_proxy(options);
}

}  // namespace

std::vector<cli::Command> server_commands() {
  std::vector<cli::Option> up_options = server_options();
  up_options.push_back({"--demo", "", "Make a first service from a golden path once the server is ready"});
  return {
      {"up",
       "Starts the server and stays in the foreground",
       "towpath up --data ./data --port 7080",
       {},
       up_options,
       up},
      {"demo",
       "Does the main job once: golden path, pipeline, deployment, a row in a database",
       "towpath demo -o json",
       {},
       {{"--golden-path", "NAME", "Which golden path (node-service)"}},
       demo},
      {"down",
       "Stops the server and what goes on without it: workloads, databases and the proxy; their data stays",
       "towpath down --data ./data",
       {},
       {{"--data", "DIR", "The server's data directory"}},
       down},
      {"proxy",
       "Runs the data plane for a data directory (started by the server)",
       "towpath proxy --data ./data --port 7081",
       {},
       {{"--data", "DIR", "The server's data directory"},
        {"--listen", "ADDRESS", "127.0.0.1"},
        {"--port", "PORT", "Where workloads answer"}},
       proxy_command},
  };
}

}  // namespace towpath::app
