#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "delivery/module.h"
#include "delivery/runtime.h"
#include "process/interactive.h"

namespace towpath::delivery {

/// What a shell into a workload may take.
struct ShellLimits {
  std::chrono::seconds idle{15 * 60};  ///< Nothing typed, or without a terminal nothing said either way.
  std::chrono::seconds longest{4 * 60 * 60};
  std::chrono::seconds without_client{30};    ///< Nobody came, or the connection was lost and not made again.
  std::size_t per_environment = 3;            ///< At once.
  std::size_t per_server = 4;                 ///< At once; each holds a worker of the run engine.
  std::uint64_t recording_bytes = 16u << 20;  ///< Of a recording; what comes later is not recorded, which it says.
};

/// A program somebody talks to where a workload runs.
struct ShellProgram {
  std::vector<std::string> command;
  bool has_terminal = false;
  process::WindowSize window = {};  ///< Of the terminal, with the variable TERM.
  std::string terminal_type = "xterm-256color";
};

/// What a Runtime is beside when it can say something of shells. Thread-safe, blocking.
class ShellRuntime {
 public:
  virtual ~ShellRuntime() = default;
  /// Runs a program that `who` talks to in the surroundings of a running instance, to its end: its exit code, 128 and
  /// the number when a signal ended it. What it makes on this machine goes by `own`, and away with Runtime::forget().
  /// The end of a stop is that of process::run_interactive(). Errors: those of Runtime::start(); delivery.no_shell
  /// (this runtime has none, with the command that does it instead), delivery.instance_not_running (where it would run
  /// inside of it).
  virtual Result<int> run_shell(const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program,
                                process::Counterpart& who, std::stop_token stop) = 0;
};

/// As make_module() of module.h, with other limits.
std::unique_ptr<DeliveryModule> make_module(Kernel kernel, DeliveryPorts ports, const ShellLimits& shells);

}  // namespace towpath::delivery
