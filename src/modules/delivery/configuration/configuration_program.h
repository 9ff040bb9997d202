#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/driver.h"
#include "drivers/filter_process.h"
#include "process/spawner.h"

#include "configuration_tool.h"

namespace towpath::delivery {

/// What one run has around it.
struct ConfigurationSetting {
  std::filesystem::path program;   ///< Absolute.
  std::filesystem::path folder;    ///< Of this run alone.
  std::filesystem::path resource;  ///< The resource's own folder.
  std::filesystem::path work;      ///< Relative to `folder`: where the program is started.
  std::vector<std::pair<std::string, std::string>> env;
  bool is_on_host = false;  ///< As the server's user, without a sandbox.
};

/// Calls the program of a tool, in the sandbox where there is one, with the network; there it can write nothing but its
/// two folders. A stop request or the deadline interrupts it, so that it can end in order, and kills it 15 s later.
class ConfigurationProgram {
 public:
  /// `spawner` outlives it.
  ConfigurationProgram(process::Spawner& spawner, ConfigurationSetting setting, std::chrono::milliseconds deadline);

  ConfigurationPlaces places() const;

  using TakeLine = std::function<void(process::Stream stream, std::string_view line)>;
  /// Gives whole lines as they come. Errors: those of the spawner.
  Result<process::Exit> run(const ToolCall& call, const TakeLine& take, std::stop_token stop) const;
  /// What it prints, with `input` on standard input, at most `most` bytes; lines of standard error go to `log`. Errors:
  /// those of the spawner.
  Result<FilterResult> filter(const ToolCall& call, std::string_view input, std::size_t most,
                              const std::function<void(std::string_view line)>& log, std::stop_token stop) const;
  /// The first line of what `--version` prints, for the log. Errors: those of the spawner.
  Result<std::string> version(std::stop_token stop) const;

 private:
  process::Command command(const ToolCall& call) const;

  process::Spawner& spawner_;
  const ConfigurationSetting setting_;
  const std::chrono::steady_clock::time_point until_;
  const bool is_sandboxed_;
};

}  // namespace towpath::delivery
