#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "delivery/driver.h"
#include "process/command.h"

#include "configuration_inputs.h"

namespace towpath::delivery {

/// The folder of one run, and the folder that a resource keeps between runs; each as we and as the program see it.
struct ConfigurationPlaces {
  std::filesystem::path folder, seen_folder;
  std::filesystem::path work;           ///< Relative to the folder: where the text lies.
  std::filesystem::path seen_resource;  ///< The resource's own folder, which stays.
};

/// How a tool is called.
struct ToolCall {
  std::vector<std::string> arguments;  ///< After the program. Never a value of a variable.
  std::vector<std::pair<std::string, std::string>> env;
};

/// What a run did, or in check mode would do.
struct RunReport {
  std::vector<DriverChange> changes;  ///< In the order of the run.
  std::string problems;               ///< Why it failed, with file and line where they are known; "" when it did not.
  boost::json::object outputs, facts;
};

/// Bytes of a run's report that are read at most.
inline constexpr std::size_t largest_run_report = 1u << 20;

enum class RunMode { check, apply };

/// Reads what a run prints. Nothing in it is masked.
class RunReader {
 public:
  virtual ~RunReader() = default;
  virtual void take(process::Stream stream, std::string_view line) = 0;
  /// At the end, with what the run left in its report, "" for nothing. Errors: delivery.configuration_answer.
  virtual Result<RunReport> finish(const process::Exit& exit, std::string_view report) = 0;
};

/// Whom a reader tells what it reads.
struct RunListener {
  std::function<void(std::string_view line)> log;
  /// Called as soon as a change is known; not for what only the report tells.
  std::function<void(const DriverChange& change)> changed;
};

/// The word for what check mode passes over: nobody knows whether that would change something.
inline constexpr std::string_view unforeseen_action = "run";

/// A program that configures machines. Values only.
class ConfigurationTool {
 public:
  virtual ~ConfigurationTool() = default;
  virtual std::string_view name() const = 0;  ///< Of the driver, and of the known tool (tools/known_tools.h).
  virtual const ConfigurationLanguage& language() const = 0;
  virtual std::string program() const = 0;  ///< For messages.
  /// Further programs that these inputs need.
  virtual std::vector<std::string> further_programs(const ConfigurationInputs& inputs) const = 0;
  /// Writes its own files below `places.folder`, values of variables among them.
  virtual void write(const ConfigurationInputs& inputs, const ConfigurationPlaces& places) const = 0;
  /// `entry`: the file that is run, relative to the work folder, in which the program is started.
  virtual ToolCall call(const ConfigurationInputs& inputs, const ConfigurationPlaces& places, const std::string& entry,
                        RunMode mode) const = 0;
  virtual std::unique_ptr<RunReader> reader(const ConfigurationPlaces& places, RunMode mode,
                                            RunListener listener) const = 0;
  /// Whether exit code 2 says that all went well and something was changed.
  virtual bool has_success_with_changes() const { return false; }
  /// What it hands out beside its report, in the resource's folder; "" for nothing.
  virtual std::string outputs_file() const { return ""; }

  static constexpr const char* report_file = "report.json";  ///< In the run's folder.
};

std::unique_ptr<ConfigurationTool> make_ansible_tool();
std::unique_ptr<ConfigurationTool> make_puppet_tool();
/// By cinc-client, or chef-client where that is not there.
std::unique_ptr<ConfigurationTool> make_chef_tool();

}  // namespace towpath::delivery
