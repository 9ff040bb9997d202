#include <fmt/format.h>

#include <chrono>
#include <future>
#include <map>
#include <mutex>

#include "base/strings.h"
#include "configuration/shown_text.h"
#include "delivery/tools.h"
#include "known_tools.h"
#include "runtimes/line_cutter.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds answer_time{30};
constexpr std::size_t longest_version = 120;

/// A file that is replaced is another program.
struct Identity {
  std::string file;
  fs::file_time_type changed;
  auto operator<=>(const Identity&) const = default;
};

struct Answer {
  std::string version, reason;
};

class Impl final : public Tools {
 public:
  Impl(const auth::Authorizer& authorizer, process::Spawner& spawner, std::string search_path)
      : authorizer_(authorizer), spawner_(spawner), search_path_(std::move(search_path)) {}

  Result<std::vector<ToolReport>> tools(const auth::Principal& principal) override {
    CHECK_OK(auth::check(authorizer_, principal, "tool.read", {"", "", "", true}));
    std::vector<std::future<ToolReport>> asked;
    for (const KnownTool& tool : known_tools())
      asked.push_back(std::async(std::launch::async, [this, &tool] { return report(tool); }));
    std::vector<ToolReport> out;
    for (auto& each : asked) out.push_back(each.get());
    return out;
  }

 private:
  ToolReport report(const KnownTool& tool) {
    ToolReport out{tool.name, tool.purpose, tool.drivers, false, "", "", "", ""};
    const auto file = find_tool(search_path_, tool);
    if (!file) {
      out.reason = fmt::format("No '{}' in the folders of the server's PATH.", join(tool.programs, "' or '"));
      out.advice = tool.how_to_install;
      return out;
    }
    out.is_available = true;
    out.file = file->string();
    Answer answer = ask(tool, *file);
    out.version = std::move(answer.version);
    out.reason = std::move(answer.reason);
    if (!out.reason.empty())
      out.advice = fmt::format("Call '{} {}' on the server's machine and see what is wrong.", file->string(),
                               join(tool.version, " "));
    return out;
  }

  Answer ask(const KnownTool& tool, const fs::path& file) {
    std::error_code ignored;
    const Identity identity{file.string(), fs::last_write_time(file, ignored)};
    {
      const std::lock_guard guard(mutex_);
      if (const auto known = known_.find(identity); known != known_.end()) return {known->second, ""};
    }
    Answer answer;
    const auto exit = run(command(tool, file), answer.version);
    if (!exit.has_value()) return {"", fmt::format("It could not be started: {}", exit.error().message())};
    if (!exit->is_success() || answer.version.empty())
      return {"", fmt::format("It did not say its version: {}.", process::describe(*exit))};
    const std::lock_guard guard(mutex_);
    known_[identity] = answer.version;
    return answer;
  }

  process::Command command(const KnownTool& tool, const fs::path& file) const {
    process::Command out;
    out.argv = {file.string()};
    out.argv.insert(out.argv.end(), tool.version.begin(), tool.version.end());
    out.env = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
               {"HOME", "/tmp"},
               {"LANG", "C.UTF-8"},
               {"CHECKPOINT_DISABLE", "1"},
               {"PULUMI_SKIP_UPDATE_CHECK", "true"}};
    out.timeout = answer_time;
    if (spawner_.report().engine != process::SandboxReport::Engine::none) {
      out.sandbox.level = process::SandboxLevel::namespaces;
      out.sandbox.network = process::Network::none;
      out.sandbox.mounts = {{file, file}};  // it may lie where a sandbox shows nothing
    }
    return out;
  }

  /// `first`: the first line of standard output that says something.
  Result<process::Exit> run(const process::Command& command, std::string& first) {
    LineCutter lines([&](std::string_view line) {
      if (first.empty()) first = shown(trim(line), longest_version);
    });
    const auto sink = [&](process::Stream stream, std::string_view bytes) {
      if (stream == process::Stream::out) lines.add(bytes);
    };
    return spawner_.run(command, sink, {});
  }

  const auth::Authorizer& authorizer_;
  process::Spawner& spawner_;
  const std::string search_path_;
  std::mutex mutex_;
  std::map<Identity, std::string> known_;  // guarded by mutex_
};

}  // namespace

std::unique_ptr<Tools> make_tools(const auth::Authorizer& authorizer, process::Spawner& spawner,
                                  std::string search_path) {
  return std::make_unique<Impl>(authorizer, spawner, std::move(search_path));
}

}  // namespace towpath::delivery
