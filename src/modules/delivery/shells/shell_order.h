#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "process/terminal.h"

namespace towpath::delivery {

/// A shell into what is in force somewhere. No secret: it is in the run, in events and in the audit log.
struct ShellOrder {
  std::string component, environment;
  std::vector<std::string> command;  ///< Empty: /bin/sh.
  bool has_terminal = false;
  process::WindowSize window;
  std::string terminal_type = "xterm-256color";  ///< Variable TERM of a terminal.
  std::string reason;
  std::string deployment_id;  ///< In force when it was asked for.
};

/// Errors: delivery.invalid_shell, naming each field.
Status check(const ShellOrder& order);

/// The program that is run.
std::vector<std::string> program_of(const ShellOrder& order);

/// As a run's inputs keep it.
std::string inputs_of(const ShellOrder& order);
ShellOrder shell_order_from(const std::string& inputs);

}  // namespace towpath::delivery
