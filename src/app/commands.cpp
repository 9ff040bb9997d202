#include "commands.h"

#include "runner_commands.h"

namespace towpath::app {

std::vector<cli::Command> all_commands() {
  std::vector<cli::Command> out = server_commands();
  for (auto more : {cli::api_commands(), check_commands(), docs_check_commands(), data_commands(), audit_commands(),
                    outcome_commands(), report_commands(), runner_program_commands(), machine_commands()})
    out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace towpath::app
