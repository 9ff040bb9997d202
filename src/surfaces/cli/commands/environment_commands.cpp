#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "duration.h"
#include "output.h"
#include "plan_output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

Result<std::string> environment_path(const Invocation& invocation) {
  const std::string project = invocation.args.text("--project");
  if (project.empty())
    return invalid_input("cli.usage", "The project is missing.").with_hint("Add --project NAME; see: env list");
  return fmt::format("/api/v1/environments/{}/{}", encode(project), encode(invocation.args.text("name")));
}

Result<int> begin(Invocation& invocation, const char* what) {
  TRY(const std::string path, environment_path(invocation));
  json::object body;
  if (invocation.args.has("--reason")) body["reason"] = invocation.args.text("--reason");
  TRY(const auto answer, ApiClient(current_server()).post(path + what, body));
  print_list(invocation, answer, {{"COMPONENT", "component"}, {"RUN", "run"}}, "It is on its way already.");
  return 0;
}

Result<int> list_sleepers(Invocation& invocation) {
  const std::string project = invocation.args.text("--project");
  TRY(const auto answer,
      ApiClient(current_server()).get("/api/v1/sleepers" + (project.empty() ? "" : "?project=" + encode(project))));
  print_list(invocation, answer,
             {{"COMPONENT", "component"},
              {"ENVIRONMENT", "environment"},
              {"PROJECT", "project"},
              {"STATE", "state"},
              {"SINCE", "since"},
              {"WHY", "reason"}},
             "Everything is awake.");
  return 0;
}

Result<int> list_quotas(Invocation& invocation) {
  TRY(const std::string path, environment_path(invocation));
  TRY(const auto answer, ApiClient(current_server()).get(path + "/quotas"));
  print_list(invocation, answer, {{"OF", "scope"}, {"WHAT", "what"}, {"USED", "used"}, {"MOST", "most"}, {"BY", "by"}},
             "No quota holds here.");
  return 0;
}

std::string sum_of(const json::value& costs) {
  std::string out;
  for (const json::value& sum : costs.at("sums").as_array())
    out += (out.empty() ? "" : " + ") + money(sum.at("monthly"), text_at(sum, "currency"));
  const std::int64_t unknown = costs.at("unknown").as_int64();
  if (unknown > 0)
    out += fmt::format("{}{} {} not known", out.empty() ? "" : " and ", unknown, unknown == 1 ? "price" : "prices");
  return out.empty() ? "nothing" : out;
}

Result<int> show_costs(Invocation& invocation) {
  TRY(const std::string path, environment_path(invocation));
  TRY(const auto answer, ApiClient(current_server()).get(path + "/costs"));
  if (invocation.format == Format::json) {
    invocation.io.out << json::serialize(answer) << "\n";
    return 0;
  }
  json::array items;
  for (const json::value& component : answer.at("components").as_array())
    for (const json::value& resource : component.at("resources").as_array()) {
      json::object each = resource.as_object();
      each["component"] = component.at("component");
      const std::string reason = text_at(resource, "reason");
      each["cost"] = monthly_cost(resource) + (resource.at("monthly").is_null() ? ": " + reason : "");
      items.push_back(std::move(each));
    }
  print_list(invocation, json::object{{"items", std::move(items)}},
             {{"RESOURCE", "id"},
              {"COMPONENT", "component"},
              {"TYPE", "type"},
              {"MADE WITH", "definition"},
              {"A MONTH", "cost"}},
             "There is no resource here.");
  if (invocation.format != Format::table) return 0;
  invocation.io.out << "\n";
  for (const json::value& component : answer.at("components").as_array())
    invocation.io.out << fmt::format("{}: {}\n", text_at(component, "component"), sum_of(component));
  invocation.io.out << fmt::format("In sum a month: {}\n", sum_of(answer));
  return 0;
}

Result<int> list_types(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/environment-types"));
  print_list(invocation, answer,
             {{"TYPE", "name"},
              {"ENVIRONMENTS", "environments"},
              {"SLEEPS AFTER (S)", "sleepAfterSeconds"},
              {"TTL (S)", "defaultTtlSeconds"},
              {"RUNTIME", "runtime"},
              {"APPROVALS", "approvals"},
              {"ASK", "contact"}},
             "There are no types of environments.");
  return 0;
}

Result<int> show_type(Invocation& invocation) {
  TRY(const auto answer,
      ApiClient(current_server()).get("/api/v1/environment-types/" + encode(invocation.args.text("type"))));
  print_object(invocation, answer,
               {{"Type", "name"},
                {"Environments", "environments"},
                {"Sleeps after (s)", "sleepAfterSeconds"},
                {"Time to live (s)", "defaultTtlSeconds"},
                {"Runtime", "runtime"},
                {"Approvals", "approvals"},
                {"Ask", "contact"},
                {"Changed by", "changedBy"}});
  if (invocation.format != Format::table) return 0;
  for (const auto& [name, value] : answer.at("configuration").as_object())
    invocation.io.out << fmt::format("{}={}\n", std::string_view(name), std::string_view(value.as_string()));
  for (const auto& [scope, quota] : answer.at("quotas").as_object()) {
    const auto say = [&](std::string_view what, const json::value& most) {
      if (most.is_int64())
        invocation.io.out << fmt::format("quota {}.{}: {}\n", std::string_view(scope), what, most.as_int64());
    };
    for (const auto& [what, most] : quota.as_object()) say(what, most);
    for (const auto& [what, most] : quota.at("resources").as_object()) say(what, most);
  }
  return 0;
}

/// "project.instances=5", "environment.postgres=2", "type.environments=none".
Status set_quota(json::object& quotas, const std::string& text) {
  const auto dot = text.find('.'), equals = text.find('=');
  const Error wrong =
      invalid_input("cli.usage", fmt::format("'{}' is no quota.", text))
          .with_hint("Write it like project.instances=5, environment.postgres=2 or type.memoryMiB=none.");
  if (dot == text.npos || equals == text.npos || equals < dot) return wrong;
  const std::string scope = text.substr(0, dot), what = text.substr(dot + 1, equals - dot - 1),
                    most = text.substr(equals + 1);
  if (what.empty() || most.empty() || most.size() > 10 || !quotas.contains(scope)) return wrong;
  if (most != "none" && most.find_first_not_of("0123456789") != most.npos) return wrong;
  json::object& quota = quotas[scope].as_object();
  const bool is_own = what != "resources" && quota.contains(what);
  json::object& place = is_own ? quota : quota["resources"].as_object();
  if (most == "none")
    place.erase(what);
  else
    place[what] = std::stoll(most);
  return ok();
}

/// What the type says now, with what the options change.
Result<json::object> wanted(const Invocation& invocation, const json::value& present) {
  json::object body;
  for (const char* key : {"defaultTtlSeconds", "sleepAfterSeconds", "contact", "configuration", "quotas"})
    body[key] = present.at(key);
  for (const auto& [option, key] : {std::pair("--sleep-after", "sleepAfterSeconds"), {"--ttl", "defaultTtlSeconds"}}) {
    if (!invocation.args.has(option)) continue;
    const std::string text = invocation.args.text(option);
    std::int64_t seconds = 0;
    if (text != "never") {
      TRY(seconds, parse_duration(text));
    }
    body[key] = seconds;
  }
  if (invocation.args.has("--contact")) body["contact"] = invocation.args.text("--contact");
  for (const std::string& pair : invocation.args.list("--set")) {
    const auto equals = pair.find('=');
    if (equals == pair.npos || equals == 0)
      return invalid_input("cli.usage", fmt::format("'{}' is not NAME=VALUE.", pair));
    body["configuration"].as_object()[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  for (const std::string& name : invocation.args.list("--unset")) body["configuration"].as_object().erase(name);
  for (const std::string& quota : invocation.args.list("--quota"))
    CHECK_OK(set_quota(body["quotas"].as_object(), quota));
  return body;
}

Result<int> set_type(Invocation& invocation) {
  const ApiClient api(current_server());
  const std::string path = "/api/v1/environment-types/" + encode(invocation.args.text("type"));
  TRY(const auto present, api.get(path));
  TRY(json::object body, wanted(invocation, present));
  TRY(const auto preview, api.post(path + "/previews", body));
  const bool only_plan = invocation.args.has("--plan");
  if (only_plan || (!invocation.args.has("--yes") && invocation.format == Format::table))
    print_list(invocation, json::object{{"items", preview.at("affected")}},
               {{"PROJECT", "project"},
                {"ENVIRONMENT", "environment"},
                {"WHAT CHANGES", "changes"},
                {"NEEDS A DEPLOYMENT", "needsRedeploy"}},
               "No environment changes.");
  if (only_plan) return 0;
  TRY(const int refused, confirmed(invocation, "Change the type " + invocation.args.text("type") + "?"));
  if (refused != 0) return refused;
  body["preview"] = preview.at("digest");
  TRY(const auto answer, api.call("PUT", path, body));
  print_object(invocation, answer,
               {{"Type", "name"},
                {"Environments", "environments"},
                {"Sleeps after (s)", "sleepAfterSeconds"},
                {"Time to live (s)", "defaultTtlSeconds"}});
  return 0;
}

}  // namespace

std::vector<Command> environment_commands() {
  const Operand name{"name", "The environment"}, type{"type", "development, staging, production or ephemeral"};
  const Option project{"--project", "NAME", "The project"}, reason{"--reason", "TEXT", "Why"};
  return {
      {"env sleep",
       "Puts everything that runs in an environment to sleep; a request wakes it",
       "towpath env sleep preview-7 --project shop",
       {name},
       {project, reason},
       [](Invocation& invocation) { return begin(invocation, "/sleeps"); }},
      {"env wake",
       "Wakes everything that sleeps in an environment",
       "towpath env wake preview-7 --project shop",
       {name},
       {project, reason},
       [](Invocation& invocation) { return begin(invocation, "/wakings"); }},
      {"env sleepers",
       "Lists what sleeps, and why",
       "towpath env sleepers --project shop",
       {},
       {project},
       list_sleepers},
      {"env quotas",
       "Lists the quotas that hold for an environment, and how much is used",
       "towpath env quotas preview-7 --project shop",
       {name},
       {project},
       list_quotas},
      {"env cost",
       "Shows what the resources of an environment cost a month, by component",
       "towpath env cost production --project shop",
       {name},
       {project},
       show_costs},
      {"env types", "Lists the types of environments with what they inherit", "towpath env types", {}, {}, list_types},
      {"env type", "Shows a type of environment", "towpath env type ephemeral", {type}, {}, show_type},
      {"env set-type",
       "Changes what every environment of a type inherits, and says first which are affected",
       "towpath env set-type ephemeral --sleep-after 30m --quota project.environments=5 --plan",
       {type},
       {{"--sleep-after", "TIME", "Without a request: 30m, 8h; never"},
        {"--ttl", "TIME", "A new environment is gone after this long: 8h, 3d; never"},
        {"--contact", "TEXT", "Whom to ask for more"},
        {"--set", "NAME=VALUE", "A value that components have where they say none themselves"},
        {"--unset", "NAME", "Such a value goes"},
        {"--quota", "SCOPE.WHAT=N",
         "type, project or environment; environments, instances, memoryMiB, cpuMillis or a type of resource; none "
         "lifts it"},
        {"--plan", "", "Say what would change and change nothing"},
        {"--yes", "", "Do not ask"}},
       set_type},
  };
}

}  // namespace towpath::cli
