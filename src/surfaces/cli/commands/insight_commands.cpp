#include <fmt/core.h>

#include <istream>
#include <iterator>
#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "metric_text.h"
#include "output.h"

namespace towpath::cli {
namespace {

std::string value_and_unit(const boost::json::value& metric) {
  return metric_text(metric.at("value"), text_at(metric, "unit"));
}

Result<int> dora(Invocation& invocation) {
  static const std::pair<const char*, const char*> names[] = {
      {"deploymentFrequency", "Deployment frequency"},
      {"leadTime", "Change lead time"},
      {"changeFailureRate", "Change fail rate"},
      {"failedDeploymentRecoveryTime", "Failed deployment recovery time"},
      {"reworkRate", "Deployment rework rate"},
      {"attemptSuccessRate", "Attempts that went live"}};
  std::string path =
      "/api/v1/dora?days=" + (invocation.args.has("--days") ? encode(invocation.args.text("--days")) : "90");
  if (const std::string component = invocation.args.text("component"); !component.empty())
    path += "&component=" + encode(component);
  TRY(const auto answer, ApiClient(current_server()).get(path));
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(answer) << "\n";
    return 0;
  }
  boost::json::array rows;
  for (const auto& [key, name] : names) {
    const boost::json::value& metric = answer.at("metrics").at(key);
    rows.push_back(boost::json::object{
        {"name", name}, {"value", value_and_unit(metric)}, {"n", metric.at("n")}, {"note", metric_note(metric)}});
  }
  print_list(invocation, boost::json::object{{"items", std::move(rows)}},
             {{"METRIC", "name"}, {"VALUE", "value"}, {"N", "n"}, {"NOTE", "note"}}, "");
  return 0;
}

Result<int> baseline_list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/baselines"));
  print_list(invocation, page,
             {{"NAME", "name"}, {"COMPONENT", "component"}, {"OWNER", "owner"}, {"SOURCE", "source"}, {"TO", "to"}},
             "No history was imported yet: towpath import git PATH --owner GROUP");
  return 0;
}

Result<int> baseline_show(Invocation& invocation) {
  TRY(auto baseline, ApiClient(current_server()).get("/api/v1/baselines/" + encode(invocation.args.text("name"))));
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(baseline) << "\n";
    return 0;
  }
  boost::json::object& shown = baseline.as_object();
  for (const auto& [key, metric] : shown.at("metrics").as_object()) shown[key] = value_and_unit(metric);
  for (const auto& [key, metric] : shown.at("stages").as_object()) shown[key] = value_and_unit(metric);
  print_object(invocation, shown,
               {{"Name", "name"},
                {"Source", "source"},
                {"Component", "component"},
                {"Owner", "owner"},
                {"From", "from"},
                {"To", "to"},
                {"Deployment frequency", "deploymentFrequency"},
                {"Change lead time", "leadTime"},
                {"Writing to mainline", "writing"},
                {"Mainline to release", "waiting"},
                {"Change fail rate (proxy)", "changeFailureRate"},
                {"Recovery time (proxy)", "failedDeploymentRecoveryTime"},
                {"Rework rate (proxy)", "reworkRate"}});
  return 0;
}

Result<int> baseline_delete(Invocation& invocation) {
  TRY(const int refused, confirmed(invocation, "Delete the baseline " + invocation.args.text("name") + "?"));
  if (refused != 0) return refused;
  CHECK_OK(ApiClient(current_server()).call("DELETE", "/api/v1/baselines/" + encode(invocation.args.text("name"))));
  return 0;
}

Result<int> audit_list(Invocation& invocation) {
  std::string path =
      "/api/v1/audit/events?limit=" + (invocation.args.has("--limit") ? encode(invocation.args.text("--limit")) : "50");
  path += query_of(invocation.args, {"subject", "actor", "type"});
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"SEQ", "sequence"}, {"WHEN", "at"}, {"WHO", "actor"}, {"WHAT", "type"}, {"ABOUT", "subject"}},
             "No events yet.");
  return 0;
}

/// The value from standard input, one trailing line feed removed: never from the command line, which others can read.
std::string value_from(std::istream& in) {
  std::string value((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (value.ends_with('\n')) value.pop_back();
  return value;
}

std::string scope_of(const Arguments& args) {
  const std::string component = args.text("--component"), environment = args.text("--env");
  if (component.empty()) return "organisation";
  return environment.empty() ? "component." + component : fmt::format("component.{}.{}", component, environment);
}

Result<int> secret_set(Invocation& invocation) {
  if (invocation.io.is_terminal) invocation.io.err << "Type the value, then Ctrl-D:\n";
  const std::string value = value_from(invocation.io.in);
  if (value.empty())
    return invalid_input("cli.usage", "The value is empty.")
        .with_hint("Pipe it in: printf %s \"$VALUE\" | towpath secret set NAME");
  TRY(const auto stored, ApiClient(current_server())
                             .call("PUT",
                                   fmt::format("/api/v1/secrets/{}/{}", encode(scope_of(invocation.args)),
                                               encode(invocation.args.text("name"))),
                                   boost::json::object{{"value", value}}));
  print_object(invocation, stored, {{"Name", "name"}, {"Scope", "scope"}, {"Version", "version"}});
  return 0;
}

Result<int> secret_list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/secrets?scope=" + encode(scope_of(invocation.args))));
  print_list(invocation, page, {{"NAME", "name"}, {"SCOPE", "scope"}, {"VERSION", "version"}, {"UPDATED", "updatedAt"}},
             "No secrets here.");
  return 0;
}

Result<int> secret_delete(Invocation& invocation) {
  TRY(const int refused, confirmed(invocation, "Delete the secret " + invocation.args.text("name") + "?"));
  if (refused != 0) return refused;
  CHECK_OK(ApiClient(current_server())
               .call("DELETE", fmt::format("/api/v1/secrets/{}/{}", encode(scope_of(invocation.args)),
                                           encode(invocation.args.text("name")))));
  return 0;
}

Result<int> config_set(Invocation& invocation) {
  const ApiClient api(current_server());
  const std::string path = fmt::format("/api/v1/configuration/{}/{}", encode(invocation.args.text("component")),
                                       encode(invocation.args.text("environment")));
  TRY(auto configuration, api.get(path));
  auto& values = configuration.at("values").as_object();
  values[invocation.args.text("key")] = value_from(invocation.io.in);
  TRY(const auto saved, api.call("PUT", path, boost::json::object{{"values", values}}));
  invocation.io.err << "It takes effect with the next deployment.\n";
  print_object(invocation, saved, {{"Version", "version"}});
  return 0;
}

Result<int> config_list(Invocation& invocation) {
  TRY(const auto configuration,
      ApiClient(current_server())
          .get(fmt::format("/api/v1/configuration/{}/{}", encode(invocation.args.text("component")),
                           encode(invocation.args.text("environment")))));
  boost::json::array items;
  for (const auto& [key, value] : configuration.at("values").as_object())
    items.push_back(boost::json::object{{"key", key}, {"value", value}});
  print_list(invocation, boost::json::object{{"items", std::move(items)}}, {{"KEY", "key"}, {"VALUE", "value"}},
             "Nothing is set.");
  return 0;
}

}  // namespace

std::vector<Command> insight_commands() {
  const Operand name{"name", "Its name"}, component{"component", "The component"},
      environment{"environment", "The environment"};
  const std::vector<Option> scope{{"--component", "NAME", "Of this component"},
                                  {"--env", "NAME", "Only in this environment"}};
  return {
      {"dora",
       "Shows the five DORA metrics, with how many deliveries they rest on",
       "towpath dora shop --days 30",
       {{"component", "Only this component", false}},
       {{"--days", "N", "Of the last N days (90)"}},
       dora},
      {"baseline list", "Lists imported histories", "towpath baseline list", {}, {}, baseline_list},
      {"baseline show",
       "Shows what delivery was like before, by an imported history",
       "towpath baseline show orders-before",
       {name},
       {},
       baseline_show},
      {"baseline delete",
       "Forgets an imported history",
       "towpath baseline delete orders-before --yes",
       {name},
       {{"--yes", "", "Do not ask"}},
       baseline_delete},
      {"audit list",
       "Lists who did what when",
       "towpath audit list --actor user:default/admin",
       {},
       {{"--subject", "REF", "Only about this"},
        {"--actor", "REF", "Only by this"},
        {"--type", "TYPE", "Only this type"},
        {"--limit", "N", "How many"}},
       audit_list},
      {"secret set",
       "Stores a secret; the value is read from standard input",
       "printf %s \"$KEY\" | towpath secret set API_KEY --component shop",
       {name},
       scope,
       secret_set},
      {"secret list", "Lists the names of secrets", "towpath secret list --component shop", {}, scope, secret_list},
      {"secret delete",
       "Deletes a secret",
       "towpath secret delete API_KEY --component shop --yes",
       {name},
       {scope[0], scope[1], {"--yes", "", "Do not ask"}},
       secret_delete},
      {"config set",
       "Sets a configuration value, read from standard input",
       "echo 20 | towpath config set shop production PAGE_SIZE",
       {component, environment, {"key", "The variable"}},
       {},
       config_set},
      {"config list",
       "Lists configuration values",
       "towpath config list shop production",
       {component, environment},
       {},
       config_list},
  };
}

}  // namespace towpath::cli
