#include "configuration_program.h"

#include <algorithm>

#include "runtimes/line_cutter.h"

#include "shown_text.h"

namespace towpath::delivery {
namespace {

/// Where a sandbox shows the folders; its /tmp is its own.
constexpr const char *sandbox_folder = "/tmp/work", *sandbox_resource = "/tmp/resource";

}  // namespace

ConfigurationProgram::ConfigurationProgram(process::Spawner& spawner, ConfigurationSetting setting,
                                           std::chrono::milliseconds deadline)
    : spawner_(spawner),
      setting_(std::move(setting)),
      until_(std::chrono::steady_clock::now() + deadline),
      is_sandboxed_(!setting_.is_on_host && spawner.report().engine != process::SandboxReport::Engine::none) {}

ConfigurationPlaces ConfigurationProgram::places() const {
  if (is_sandboxed_) return {setting_.folder, sandbox_folder, setting_.work, sandbox_resource};
  return {setting_.folder, setting_.folder, setting_.work, setting_.resource};
}

process::Command ConfigurationProgram::command(const ToolCall& call) const {
  const ConfigurationPlaces places = this->places();
  process::Command out;
  out.argv = {setting_.program.string()};
  out.argv.insert(out.argv.end(), call.arguments.begin(), call.arguments.end());
  out.env = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
             {"HOME", places.seen_folder.string()},
             {"LANG", "C.UTF-8"}};
  out.env.insert(out.env.end(), setting_.env.begin(), setting_.env.end());
  out.env.insert(out.env.end(), call.env.begin(), call.env.end());
  out.cwd = places.seen_folder / places.work;
  using std::chrono::duration_cast, std::chrono::milliseconds;
  out.timeout = std::max(duration_cast<milliseconds>(until_ - std::chrono::steady_clock::now()), milliseconds(1));
  out.cancel = {std::chrono::seconds(10), std::chrono::seconds(5)};
  if (is_sandboxed_) {
    out.sandbox.level = process::SandboxLevel::namespaces;
    out.sandbox.mounts = {{setting_.folder, sandbox_folder, process::Access::read_write},
                          {setting_.resource, sandbox_resource, process::Access::read_write}};
    // A sandbox shows nothing of the folders of people.
    const std::string file = setting_.program.string();
    if (!file.starts_with("/usr/") && !file.starts_with("/opt/"))
      out.sandbox.mounts.push_back({setting_.program, setting_.program});
  }
  return out;
}

Result<process::Exit> ConfigurationProgram::run(const ToolCall& call, const TakeLine& take,
                                                std::stop_token stop) const {
  LineCutter out([&](std::string_view line) { take(process::Stream::out, line); });
  LineCutter err([&](std::string_view line) { take(process::Stream::err, line); });
  return spawner_.run(
      command(call),
      [&](process::Stream stream, std::string_view bytes) { (stream == process::Stream::out ? out : err).add(bytes); },
      stop);
}

Result<FilterResult> ConfigurationProgram::filter(const ToolCall& call, std::string_view input, std::size_t most,
                                                  const std::function<void(std::string_view line)>& log,
                                                  std::stop_token stop) const {
  return run_filter(spawner_, command(call), input, most, log, stop);
}

Result<std::string> ConfigurationProgram::version(std::stop_token stop) const {
  std::string first;
  TRY(const auto exit, run(
                           {{"--version"}, {}},
                           [&](process::Stream stream, std::string_view line) {
                             if (stream == process::Stream::out && first.empty()) first = shown(line, 200);
                           },
                           stop));
  return exit.is_success() ? first : "of a version that is not known: " + process::describe(exit);
}

}  // namespace towpath::delivery
