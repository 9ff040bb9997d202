#pragma once

#include <vector>

#include "cli/command.h"

namespace towpath::app {

/// Every command of the program, in the order of its help.
std::vector<cli::Command> all_commands();

/// up, down, demo, proxy.
std::vector<cli::Command> server_commands();

/// Checks on files without a server: catalog validate, score validate, workflow lint, template lint, expression eval.
std::vector<cli::Command> check_commands();

/// docs check: documentation in a folder.
std::vector<cli::Command> docs_check_commands();

/// backup, restore, db copy: what is done with the data as a whole.
std::vector<cli::Command> data_commands();

/// audit verify.
std::vector<cli::Command> audit_commands();

/// metrics dora, import git: outcomes from what others already have.
std::vector<cli::Command> outcome_commands();

/// report value.
std::vector<cli::Command> report_commands();

/// version, faults, doctor, completion.
std::vector<cli::Command> machine_commands();

}  // namespace towpath::app
