#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "proxy/client.h"

namespace towpath::proxy {

namespace {

using Phase = process::InstanceState::Phase;

constexpr std::chrono::seconds longest_launch{30};
constexpr int most_failed_starts = 3;

bool is_up(Phase phase) { return phase == Phase::starting || phase == Phase::running || phase == Phase::restarting; }

}  // namespace

/// The thread behind keep(): sleeps until the watched instance is in trouble.
class ProxySupervisor::Keeper {
 public:
  Keeper(ProxySupervisor& owner, std::function<void(const Error&)> on_problem)
      : owner_(owner),
        on_problem_(std::move(on_problem)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      auto delay = std::chrono::seconds(60);  // Also without a sign: a proxy may hang.
      if (const auto proxy = owner_.ensure(); !proxy) {
        on_problem_(proxy.error());
        delay = std::chrono::seconds(1);
      }
      const auto known = owner_.instances();
      std::unique_ptr<process::ShimClient::Watch> watch;
      if (!known.empty())
        watch = owner_.shims_.watch(known.back().second, [this](const process::InstanceState& state) {
          if (is_up(state.phase)) return;
          const std::lock_guard lock(mutex_);
          is_in_trouble_ = true;
          changed_.notify_all();
        });
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, delay, [this] { return is_in_trouble_; });
      is_in_trouble_ = false;
    }
  }

  ProxySupervisor& owner_;
  std::function<void(const Error&)> on_problem_;
  std::mutex mutex_;  ///< Guards is_in_trouble_.
  std::condition_variable_any changed_;
  bool is_in_trouble_ = false;
  std::jthread thread_;
};

ProxySupervisor::ProxySupervisor(Options options, process::ShimClient& shims)
    : options_(std::move(options)), shims_(shims) {}

ProxySupervisor::~ProxySupervisor() = default;

std::vector<std::pair<int, std::filesystem::path>> ProxySupervisor::instances() const {
  std::vector<std::pair<int, std::filesystem::path>> all;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(options_.data_directory / "proxy" / "instances", error)) {
    const auto name = entry.path().filename().string();
    int number = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), number).ec == std::errc())
      all.emplace_back(number, entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

Result<Hello> ProxySupervisor::ensure() {
  const auto known = instances();
  bool is_expected = false;
  for (const auto& [number, directory] : known) {
    const auto state = shims_.adopt(directory);  // All of them: one that drains must be seen to its end too.
    is_expected |= state && is_up(state.value().phase);
    const bool is_over = state && state.value().phase == Phase::exited;
    std::error_code ignored;
    if (is_over && number != known.back().first) std::filesystem::remove_all(directory, ignored);
  }
  // One that its shim is just restarting needs a moment.
  const ProxyClient client(options_.data_directory, is_expected ? std::chrono::seconds(3) : std::chrono::seconds(0));
  const auto present = client.hello();
  if (present && present.value().version == options_.version) return present;
  if (!present)  // It hangs, and would not give way to another.
    for (const auto& [number, directory] : known) CHECK_OK(shims_.stop(directory, std::chrono::seconds(1)));
  return launch();
}

Result<Hello> ProxySupervisor::launch() {
  const auto known = instances();
  const int number = known.empty() ? 1 : known.back().first + 1;
  process::InstanceSpec spec;
  spec.name = fmt::format("proxy-{}", number);
  spec.command.argv = options_.command;
  spec.command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}};
  // A proxy that was replaced or told to end returns 0; everything else is restarted, whether or not a server is there.
  spec.restart = {process::Restart::on_failure, 1'000'000, std::chrono::milliseconds(10),
                  std::chrono::milliseconds(500)};
  spec.log = {1u << 20, 3};
  const auto directory = options_.data_directory / "proxy" / "instances" / std::to_string(number);
  TRY(const auto started, shims_.launch(spec, directory));
  // The predecessor answers until the new one has taken over. A slow machine may need its time to load the program.
  const auto give_up = std::chrono::steady_clock::now() + longest_launch;
  const ProxyClient client(options_.data_directory, std::chrono::seconds(0));
  while (std::chrono::steady_clock::now() < give_up) {
    auto hello = client.hello();
    if (hello && hello->version == options_.version) return hello;
    const auto state = shims_.status(directory);
    if (state && (!is_up(state->phase) || state->restarts >= most_failed_starts)) break;
    poll(nullptr, 0, 5);
  }
  const auto state = shims_.status(directory);
  const auto serving = client.hello();
  const bool is_serving = state && serving && serving->pid == state->pid;
  if (!is_serving) CHECK_OK(shims_.stop(directory, std::chrono::milliseconds(0)));
  return unavailable("proxy.unavailable", "The proxy did not start.")
      .with_hint(
          fmt::format("Why is in {}. A proxy that served before goes on serving.", (directory / "log").string()));
}

void ProxySupervisor::keep(std::function<void(const Error&)> on_problem) {
  keeper_ = std::make_unique<Keeper>(*this, std::move(on_problem));
}

Status ProxySupervisor::stop(std::chrono::milliseconds grace) {
  keeper_.reset();
  for (const auto& [number, directory] : instances()) CHECK_OK(shims_.stop(directory, grace));
  return ok();
}

}  // namespace towpath::proxy
