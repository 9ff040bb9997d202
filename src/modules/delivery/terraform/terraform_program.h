#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery/driver.h"
#include "mask/masker.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// What one run of terraform or opentofu has around it.
struct TerraformSetting {
  std::filesystem::path program;                         ///< Absolute.
  std::filesystem::path folder;                          ///< Of this run alone; holds all that is written.
  std::filesystem::path module;                          ///< Relative to `folder`: where the program works.
  std::filesystem::path plugin_cache;                    ///< Shared by all runs.
  std::vector<std::pair<std::string, std::string>> env;  ///< Beside PATH, HOME, LANG and the programs' own.
};

/// How a command ended.
struct TerraformEnd {
  process::Exit exit;
  std::string errors;         ///< The headlines of what it complained about, masked; "" for none.
  bool is_too_large = false;  ///< Of run_journaled(): it said more than is kept and was ended.
  bool has_changes() const { return exit.reason == process::EndReason::exited && exit.code == 2; }
};

/// Bytes of a journal; a program that says more is ended.
inline constexpr std::uint64_t largest_journal = 256u << 20;

/// Calls one of the programs, in the sandbox where there is one, with the network. What it prints goes to the log line
/// by line and masked: terraform shows attributes that a provider copied from a sensitive value in clear. A stop
/// request or the deadline interrupts it, so that it can end in order and write its state, and kills it 30 s later.
class TerraformProgram {
 public:
  /// `spawner` and `masker` outlive it.
  TerraformProgram(process::Spawner& spawner, TerraformSetting setting, const mask::Masker& masker,
                   const DriverContext& context);

  /// `folder` as the program sees it, for paths in arguments and variables.
  const std::filesystem::path& seen_folder() const { return seen_folder_; }
  const std::filesystem::path& seen_cache() const { return seen_cache_; }
  void add_env(std::string name, std::string value) { setting_.env.emplace_back(std::move(name), std::move(value)); }

  /// Errors: those of the spawner.
  Result<TerraformEnd> run(const std::vector<std::string>& arguments) const;
  /// The same of a command with `-json`, which writes what it says into the new file `journal` by itself; the log gets
  /// it as it would say it without.
  Result<TerraformEnd> run_journaled(const std::vector<std::string>& arguments,
                                     const std::filesystem::path& journal) const;
  /// What it prints, for `show -json` and `output -json`; not logged. Errors: delivery.terraform_failed,
  /// delivery.terraform_answer (too large).
  Result<std::string> read(const std::vector<std::string>& arguments) const;

 private:
  class Printed;
  process::Command command(const std::vector<std::string>& arguments) const;
  void log(std::string_view line) const;

  process::Spawner& spawner_;
  TerraformSetting setting_;
  const mask::Masker& masker_;
  const DriverContext& context_;
  const std::chrono::steady_clock::time_point until_;
  bool is_sandboxed_;
  std::filesystem::path seen_folder_, seen_cache_;
};

}  // namespace towpath::delivery
