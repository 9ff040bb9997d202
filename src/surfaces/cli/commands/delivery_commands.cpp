#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "duration.h"
#include "output.h"
#include "plan_output.h"
#include "progress.h"

namespace towpath::cli {

Result<int> deploy_or_plan(Invocation& invocation, const std::string& path, boost::json::object body) {
  const bool plan = invocation.args.has("--plan");
  if (plan) body["plan"] = true;
  TRY(const auto answer, ApiClient(current_server()).post(path, body));
  if (!plan) return follow_or_print(invocation, answer);
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(answer) << "\n";
    return 0;
  }
  print_plan(invocation, answer.at("plan"), "Nothing would change.");
  return 0;
}

void pass_on_words(const Invocation& invocation, boost::json::object& body) {
  for (const auto& [option, key] : {std::pair("--reason", "reason"), std::pair("--override-freeze", "overrideFreeze"),
                                    std::pair("--override", "override")})
    if (invocation.args.has(option)) body[key] = invocation.args.text(option);
}

namespace {

Result<int> deploy(Invocation& invocation) {
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"environment", invocation.args.text("environment")}};
  if (invocation.args.has("--release")) body["release"] = invocation.args.text("--release");
  pass_on_words(invocation, body);
  return deploy_or_plan(invocation, "/api/v1/deployments", std::move(body));
}

Result<int> promote(Invocation& invocation) {
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"from", invocation.args.text("from")},
                           {"to", invocation.args.text("to")}};
  pass_on_words(invocation, body);
  return deploy_or_plan(invocation, "/api/v1/promotions", std::move(body));
}

Result<int> rollback(Invocation& invocation) {
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"environment", invocation.args.text("environment")}};
  if (invocation.args.has("--to")) body["deployment"] = invocation.args.text("--to");
  return deploy_or_plan(invocation, "/api/v1/rollbacks", std::move(body));
}

Result<int> restart(Invocation& invocation) {
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"environment", invocation.args.text("environment")}};
  if (invocation.args.has("--reason")) body["reason"] = invocation.args.text("--reason");
  return deploy_or_plan(invocation, "/api/v1/restarts", std::move(body));
}

Result<int> scale(Invocation& invocation) {
  const std::string text = invocation.args.text("--instances"), environment = invocation.args.text("--environment");
  if (environment.empty())
    return invalid_input("cli.usage", "The environment is missing.")
        .with_hint("Add --environment NAME; see them with: towpath env list");
  std::int64_t instances = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), instances);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size())
    return invalid_input("cli.usage", fmt::format("'{}' is no number of instances.", text))
        .with_hint("Write it as in: --instances 3");
  boost::json::object body{
      {"component", invocation.args.text("component")}, {"environment", environment}, {"instances", instances}};
  pass_on_words(invocation, body);
  return deploy_or_plan(invocation, "/api/v1/scales", std::move(body));
}

Result<int> stop(Invocation& invocation) {
  return deploy_or_plan(
      invocation, "/api/v1/stops",
      {{"component", invocation.args.text("component")}, {"environment", invocation.args.text("environment")}});
}

Result<int> remove(Invocation& invocation, const std::string& path, const std::string& what) {
  const ApiClient api(current_server());
  const std::string purge = invocation.args.has("--purge") ? "true" : "false";
  if (invocation.args.has("--plan") || (!invocation.args.has("--yes") && invocation.format != Format::json)) {
    TRY(const auto plan, api.call("DELETE", fmt::format("{}?plan=true&purge={}", path, purge)));
    if (invocation.format == Format::json)
      invocation.io.out << boost::json::serialize(plan) << "\n";
    else
      print_plan(invocation, plan.at("plan"), "Nothing to delete.");
  }
  if (invocation.args.has("--plan")) return 0;
  TRY(const int refused, confirmed(invocation, "Delete " + what + "?"));
  if (refused != 0) return refused;
  TRY(const auto run, api.call("DELETE", fmt::format("{}?purge={}", path, purge)));
  return follow_or_print(invocation, run);
}

Result<int> delete_component(Invocation& invocation) {
  const std::string name = invocation.args.text("name");
  return remove(invocation, "/api/v1/components/" + encode(name), "component " + name);
}

/// Whose environment is meant: two projects may have one of the same name.
Result<std::string> project_of(const Invocation& invocation) {
  std::string project = invocation.args.text("--project");
  if (project.empty())
    return invalid_input("cli.usage", "The project is missing.").with_hint("Add --project NAME; see: env list");
  return project;
}

Result<int> delete_environment(Invocation& invocation) {
  TRY(const std::string project, project_of(invocation));
  const std::string name = invocation.args.text("name");
  return remove(invocation, fmt::format("/api/v1/environments/{}/{}", encode(project), encode(name)),
                "environment " + name);
}

Result<int> environment_list(Invocation& invocation) {
  const std::string project = invocation.args.text("--project");
  TRY(const auto page,
      ApiClient(current_server()).get("/api/v1/environments" + (project.empty() ? "" : "?project=" + encode(project))));
  print_list(invocation, page,
             {{"PROJECT", "project"}, {"NAME", "name"}, {"TYPE", "type"}, {"STATE", "state"}, {"EXPIRES", "expiresAt"}},
             "No environments yet.");
  return 0;
}

Result<int> environment_create(Invocation& invocation) {
  boost::json::object body{{"project", invocation.args.text("--project")},
                           {"name", invocation.args.text("name")},
                           {"type", invocation.args.has("--type") ? invocation.args.text("--type") : "ephemeral"}};
  if (const std::string ttl = invocation.args.text("--ttl"); !ttl.empty()) {
    TRY(const std::int64_t seconds, parse_duration(ttl));
    body["ttlSeconds"] = seconds;
  }
  TRY(const auto environment, ApiClient(current_server()).post("/api/v1/environments", body));
  print_object(invocation, environment,
               {{"Name", "name"}, {"Project", "project"}, {"Type", "type"}, {"Expires", "expiresAt"}});
  return 0;
}

Result<int> environment_clone(Invocation& invocation) {
  TRY(const std::string project, project_of(invocation));
  boost::json::object body{{"name", invocation.args.text("name")}};
  for (const auto& [option, key] : {std::pair("--type", "type"), std::pair("--reason", "reason")})
    if (invocation.args.has(option)) body[key] = invocation.args.text(option);
  if (const std::string ttl = invocation.args.text("--ttl"); !ttl.empty()) {
    TRY(const std::int64_t seconds, parse_duration(ttl));
    body["ttlSeconds"] = seconds;
  }
  return deploy_or_plan(
      invocation,
      fmt::format("/api/v1/environments/{}/{}/clones", encode(project), encode(invocation.args.text("from"))),
      std::move(body));
}

}  // namespace

std::vector<Command> delivery_commands() {
  const Option override_reason{"--override", "REASON", "Do it although a policy says no that may be overridden"};
  const Operand component{"component", "The component"}, environment{"environment", "The environment"};
  const Option no_wait{"--no-wait", "", "Do not follow the run"},
      plan{"--plan", "", "Say what would happen and change nothing"};
  const Option reason{"--reason", "TEXT", "Why; whoever approves it reads it"},
      override_freeze{"--override-freeze", "TEXT", "Pass a freeze window for this reason, which is kept"};
  const Option yes{"--yes", "", "Do not ask"}, purge{"--purge", "", "Delete data at once instead of keeping it 7 days"},
      project{"--project", "NAME", "The project"};
  return {
      {"deploy",
       "Deploys a component to an environment",
       "towpath deploy shop development",
       {component, environment},
       {{"--release", "ID", "Another release than the latest"},
        reason,
        override_freeze,
        override_reason,
        plan,
        no_wait},
       deploy},
      {"promote",
       "Deploys what runs in one environment to another",
       "towpath promote shop development staging",
       {component, {"from", "Environment it runs in"}, {"to", "Environment it goes to"}},
       {reason, override_freeze, override_reason, plan, no_wait},
       promote},
      {"rollback",
       "Goes back to the deployment before",
       "towpath rollback shop production",
       {component, environment},
       {{"--to", "ID", "To this deployment"}, plan, no_wait},
       rollback},
      {"restart",
       "Restarts a component without an interruption",
       "towpath restart shop development",
       {component, environment},
       {{"--reason", "TEXT", "Why; the audit log keeps it"}, plan, no_wait},
       restart},
      {"scale",
       "Says how many instances of a component run in an environment",
       "towpath scale shop --environment development --instances 3",
       {component},
       {{"--environment", "NAME", "The environment"},
        {"--instances", "N", "How many are to run there from now on, 1 to 100"},
        reason,
        override_freeze,
        override_reason,
        plan,
        no_wait},
       scale},
      {"stop",
       "Stops a component in an environment; its data stays",
       "towpath stop shop development",
       {component, environment},
       {plan, no_wait},
       stop},
      {"delete component",
       "Deletes a component with all it has",
       "towpath delete component shop --plan",
       {{"name", "The component"}},
       {plan, purge, yes, no_wait},
       delete_component},
      {"delete environment",
       "Deletes an environment with all it has",
       "towpath delete environment preview-7 --project shop --plan",
       {{"name", "The environment"}},
       {project, plan, purge, yes, no_wait},
       delete_environment},
      {"env list", "Lists environments", "towpath env list --project shop", {}, {project}, environment_list},
      {"env create",
       "Makes an environment",
       "towpath env create preview-7 --project shop --ttl 8h",
       {{"name", "Its name"}},
       {project,
        {"--type", "TYPE", "development, staging, production or ephemeral"},
        {"--ttl", "TIME", "Gone after this long: 90m, 8h, 3d"}},
       environment_create},
      {"env clone",
       "Makes an environment with what runs in another one",
       "towpath env clone staging review --project shop --ttl 8h --plan",
       {{"from", "The environment that is cloned"}, {"name", "The new one's name"}},
       {project,
        {"--type", "TYPE", "development, staging, production or ephemeral"},
        {"--ttl", "TIME", "Gone after this long: 90m, 8h, 3d"},
        {"--reason", "TEXT", "Why; whoever approves a deployment of it reads it"},
        plan,
        no_wait},
       environment_clone},
      {"env delete",
       "Deletes an environment with all it has",
       "towpath env delete preview-7 --project shop",
       {{"name", "The environment"}},
       {project, plan, purge, yes, no_wait},
       delete_environment},
  };
}

}  // namespace towpath::cli
