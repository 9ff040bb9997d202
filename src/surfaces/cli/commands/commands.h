#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "cli/command.h"

namespace towpath::cli {

class ApiClient;

std::vector<Command> access_commands();        // login, user, group, token, git-credential
std::vector<Command> catalog_commands();       // catalog, repo
std::vector<Command> change_commands();        // change
std::vector<Command> golden_path_commands();   // new
std::vector<Command> delivery_commands();      // deploy, promote, rollback, restart, stop, delete, env
std::vector<Command> environment_commands();   // env: sleep, wake, types, quotas
std::vector<Command> approval_commands();      // approval, freeze
std::vector<Command> runtime_commands();       // runtime, tools
std::vector<Command> resource_commands();      // resource
std::vector<Command> job_commands();           // job
std::vector<Command> definition_commands();    // definition
std::vector<Command> trial_commands();         // definition check, test, save
std::vector<Command> observe_commands();       // status, logs, incident
std::vector<Command> docs_commands();          // docs
std::vector<Command> feedback_commands();      // feedback, friction, roadmap, notification
std::vector<Command> scorecard_commands();     // scorecard
std::vector<Command> campaign_commands();      // campaign
std::vector<Command> survey_commands();        // survey
std::vector<Command> announce_commands();      // announce, announcement, notification mail
std::vector<Command> run_commands();           // run
std::vector<Command> insight_commands();       // dora, audit list, secret, config
std::vector<Command> metric_commands();        // metrics
std::vector<Command> cost_commands();          // cost, toil, rating
std::vector<Command> operation_commands();     // server, retention
std::vector<Command> platform_commands();      // capability, platform
std::vector<Command> telemetry_commands();     // trace, measure
std::vector<Command> source_commands();        // source
std::vector<Command> subscription_commands();  // subscription
std::vector<Command> guardrail_commands();     // policy, why
std::vector<Command> waiver_commands();        // waiver

/// The name of the repository the working folder belongs to, by the address it was cloned from; "" outside of one.
std::string repository_here();

/// Asks on a terminal, elsewhere --yes is required: 0 to go on, 1 when the answer was no. Errors: cli.needs_yes.
Result<int> confirmed(Invocation& invocation, const std::string& question);

/// "&name=value" for each of the options "--name" that was given, to be put behind a path that has a query.
std::string query_of(const Arguments& args, const std::vector<std::string>& names);

/// All of a file, or of standard input for "-". Errors: cli.no_file.
Result<std::string> text_from(Io& io, const std::string& file);

/// Posts what deploys and follows the run; prints the plan instead when --plan is given.
Result<int> deploy_or_plan(Invocation& invocation, const std::string& path, boost::json::object body);

/// Passes --reason, --override-freeze and --override on: why, for whoever approves it or reads it later.
void pass_on_words(const Invocation& invocation, boost::json::object& body);

/// Shared by the commands that start a run: prints its progress unless --no-wait, and answers the exit code.
Result<int> follow_or_print(Invocation& invocation, const boost::json::value& answer);

/// Prints the logs of a run's nodes, or of the one with the key `only`: lines to standard output, whose they are to
/// standard error.
Status print_logs(const ApiClient& api, const boost::json::value& run, const std::string& only, Io& io);

}  // namespace towpath::cli
