#include "commands.h"
#include "contracts.h"
#include "runner_commands.h"
#include "shell_commands.h"

namespace towpath::cli {

std::vector<Command> api_commands() {
  std::vector<Command> out;
  for (const auto& commands :
       {golden_path_commands(), delivery_commands(),  job_commands(),      resource_commands(),
        definition_commands(),  observe_commands(),   run_commands(),      catalog_commands(),
        change_commands(),      docs_commands(),      feedback_commands(), survey_commands(),
        announce_commands(),    scorecard_commands(), campaign_commands(), insight_commands(),
        metric_commands(),      cost_commands(),      access_commands(),   operation_commands(),
        platform_commands(),    approval_commands(),  source_commands(),   subscription_commands(),
        telemetry_commands(),   guardrail_commands(), waiver_commands(),   runtime_commands(),
        environment_commands(), runner_commands(),    trial_commands(),    shell_commands()})
    out.insert(out.end(), commands.begin(), commands.end());
  return with_contracts(std::move(out));
}

}  // namespace towpath::cli
