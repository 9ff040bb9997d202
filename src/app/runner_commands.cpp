#include "runner_commands.h"

#include <fmt/core.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <ostream>
#include <thread>

#include "base/product.h"
#include "base/strings.h"
#include "log/log.h"
#include "runner/runner.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

constexpr int most_slots = 64;

fs::path folder_of(const cli::Arguments& args) {
  if (args.has("--dir")) return args.text("--dir");
  const char* home = std::getenv("HOME");
  return fs::path(home ? home : ".") / ".local" / "share" / (std::string(product::binary) + "-runner");
}

Result<Secret> token_from(const std::string& name, std::istream& standard_input) {
  constexpr std::size_t longest = 500;
  std::string text;
  if (name == "-") {
    text.assign(std::istreambuf_iterator<char>(standard_input), {});
  } else {
    std::ifstream in(name, std::ios::binary);
    if (!in)
      return not_found("runner.no_token_file", fmt::format("There is no file {}.", name))
          .with_hint("Write what `towpath runner token` printed into it.");
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  Secret token{std::string(trim(text))};
  if (token.empty() || token.reveal().size() > longest)
    return invalid_input("runner.invalid_token_file", fmt::format("{} does not hold a registration token.", name));
  return token;
}

Result<int> register_command(cli::Invocation& invocation) {
  const cli::Arguments& args = invocation.args;
  if (!args.has("--server") || !args.has("--token-file"))
    return invalid_input("cli.usage", "Say with which server and with what token: --server URL --token-file FILE.");
  runner::Enrolment enrolment;
  enrolment.url = args.text("--server");
  TRY(enrolment.token, token_from(args.text("--token-file"), invocation.io.in));
  enrolment.name = args.text("--name");
  for (const std::string& label : split(args.text("--labels"), ','))
    if (!trim(label).empty()) enrolment.labels.emplace_back(trim(label));
  enrolment.folder = folder_of(args);
  TRY(const auto made, runner::enrol(enrolment));
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(boost::json::object{
                             {"id", made.id},
                             {"name", made.name},
                             {"url", made.url},
                             {"labels", boost::json::array(made.labels.begin(), made.labels.end())}})
                      << "\n";
  else
    invocation.io.out << made.name << "\n";
  invocation.io.err << fmt::format("{} is registered with {} for {}. Start it: towpath runner run\n", made.name,
                                   made.url, join(made.labels, ", "));
  return 0;
}

Result<int> run_command(cli::Invocation& invocation) {
  // Before any thread, so that every thread inherits the mask and only sigwait() below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  runner::RunnerOptions options;
  options.folder = folder_of(invocation.args);
  if (invocation.args.has("--sandbox")) {
    const std::string word = invocation.args.text("--sandbox");
    if (word != "automatic" && word != "required" && word != "off")
      return invalid_input("cli.usage", fmt::format("--sandbox {} is none of automatic, required and off.", word));
    options.sandbox = word == "required" ? runner::Sandbox::required
                      : word == "off"    ? runner::Sandbox::off
                                         : runner::Sandbox::automatic;
  }
  if (invocation.args.has("--jobs")) {
    const std::string text = invocation.args.text("--jobs");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), options.slots);
    if (error != std::errc() || end != text.data() + text.size() || options.slots < 1 || options.slots > most_slots)
      return invalid_input("cli.usage", fmt::format("--jobs {} is no number from 1 to {}.", text, most_slots));
  }
  log::configure(log::Level::info, invocation.io.is_terminal ? log::Format::text : log::Format::json);
  TRY(const auto program, runner::make_runner(options));
  invocation.io.err << "The runner is ready; Ctrl-C lets it finish what it has, twice stops that, too.\n";
  Status ended = ok();
  std::jthread polling([&] {
    ended = program->run();
    ::kill(::getpid(), SIGTERM);  // wakes the wait below
  });
  for (int count = 0;; ++count) {
    int received = 0;
    ::sigwait(&signals, &received);
    if (program->has_ended()) break;
    if (count == 0)
      program->drain();
    else
      program->cancel();
  }
  polling.join();
  if (!ended.has_value()) return ended.error();
  return 0;
}

}  // namespace

std::vector<cli::Command> runner_program_commands() {
  const cli::Option dir{"--dir", "DIR", "What the runner keeps (~/.local/share/towpath-runner)"};
  return {
      {"runner register",
       "Makes this machine a runner of a server; needs a token from runner token",
       "towpath runner register --server https://towpath.example.org --token-file token --labels linux,gpu",
       {},
       {{"--server", "URL", "The server"},
        {"--token-file", "FILE", "The file with the token, or - for standard input"},
        {"--labels", "LIST", "What jobs may ask for in runs-on, separated by commas"},
        {"--name", "NAME", "The name it has there (this machine's name)"},
        dir},
       register_command},
      {"runner run",
       "Runs jobs for the server this machine is registered with, in the foreground",
       "towpath runner run --jobs 2",
       {},
       {{"--jobs", "N", "Jobs at a time (1)"},
        {"--sandbox", "MODE", "automatic, required, or off for a machine that is trusted with every job (automatic)"},
        dir},
       run_command},
  };
}

}  // namespace towpath::app
