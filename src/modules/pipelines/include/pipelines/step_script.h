#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::pipelines {

/// How the script of a `run:` step is started.
struct StepShell {
  std::string name;                    ///< "bash", "python", or the program of a template of the user's.
  std::vector<std::string> arguments;  ///< The program first; "{0}" in them stands for the script file.
  std::string extension;               ///< Of the script file, with its dot; may be empty.
};

/// The shell of a step: `given` is the step's or a default's `shell`, nothing for none. The command lines are those of
/// actions/runner (ScriptHandlerHelpers.cs); without a shell it is `bash -e {0}`, or `sh -e {0}` when `has_bash` is
/// false. Errors: pipelines.invalid_shell.
Result<StepShell> resolve_shell(const std::optional<std::string>& given, bool has_bash);

/// The arguments with the script's path put in.
std::vector<std::string> command_line(const StepShell& shell, std::string_view script_path);

/// What goes into the script file: the text with the line ends the shell wants, and what it needs to stop at errors.
std::string prepare_script(const StepShell& shell, std::string_view text);

/// How a run step without a name is shown: "Run " and the first line of its script.
std::string title_of_script(std::string_view text);

}  // namespace towpath::pipelines
