#include "shell_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "host_binding.h"
#include "job_order.h"
#include "no_environment.h"
#include "shell_executors.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};
constexpr std::string_view reason_is_needed_in = "production";
constexpr std::size_t longest_title_word = 60;
constexpr auto to_end = std::chrono::minutes(5);

Error elsewhere_is(const std::string& host) {
  return unavailable("delivery.shell_elsewhere",
                     fmt::format("The workload runs on another server's machine (host {}), and a shell goes to its own "
                                 "server only.",
                                 host))
      .with_hint(
          "See its address with 'towpath server list', and ask that server: TOWPATH_URL=ADDRESS towpath shell ...");
}

Error shell_over() {
  return conflict("delivery.shell_over", "This shell has ended.")
      .with_hint("Open another one with: towpath shell COMPONENT --environment ENVIRONMENT");
}

bool is_over(const runs::Run& run) {
  return runs::is_final(run.state) || std::any_of(run.nodes.begin(), run.nodes.end(), [](const runs::Node& node) {
           return node.key == shell_node && runs::is_final(node.state);
         });
}

/// Its own error, where it ended for one before anybody came.
Error why_over(const runs::Run& run) {
  for (const runs::Node& node : run.nodes)
    if (node.key == shell_node && node.error) return *node.error;
  return shell_over();
}

gate::Question question_of(const Deployment& deployment, const Environment& environment, const ShellOrder& order) {
  const std::vector<std::string> words = program_of(order);
  gate::Question out;
  out.gate = "secret-read";
  out.subject = "component:default/" + deployment.component;
  out.cause = "deployment:" + deployment.id;
  out.facts = boost::json::serialize(boost::json::object{
      {"environment", boost::json::object{{"name", environment.name}, {"type", environment.type}}},
      {"secret", boost::json::object{{"scope", fmt::format("component.{}.{}", deployment.component, environment.name)},
                                     {"names", boost::json::array()},
                                     {"use", "shell"},
                                     {"command", boost::json::array(words.begin(), words.end())},
                                     {"reason", order.reason}}}});
  out.attributes = {deployment.owner_ref, deployment.project_id, deployment.env_type};
  return out;
}

}  // namespace

Result<ShellService::Place> ShellService::place_of(db::Tx& tx, const auth::Principal& principal,
                                                   const ShellOrder& order) const {
  const Stores& stores = c_.stores;
  const auto visible = [&](std::string_view permission) {
    return auth::to_sql(c_.kernel.authorizer.decide(principal, permission), "owner_ref");
  };
  const auto component = stores.environments.component(tx, order.component, visible("deployment.read"));
  if (!component)
    return not_found("delivery.component_not_found", fmt::format("Delivery knows no component '{}'.", order.component))
        .with_hint("See what runs where with: towpath status");
  const auto environment =
      stores.environments.find(tx, component->project_id, order.environment, visible("environment.read"));
  if (!environment) return no_environment(component->project_id, order.environment);
  CHECK_OK(auth::check(c_.kernel.authorizer, principal, "shell.open",
                       {component->owner_ref, component->project_id, environment->type}));
  if (environment->state != "active")
    return conflict("delivery.environment_deleting",
                    fmt::format("The environment '{}' is being deleted.", environment->name));
  const auto current = stores.deployments.current(tx, component->name, environment->name);
  auto deployment = current ? stores.deployments.find(tx, current->deployment_id, everything) : std::nullopt;
  auto release = deployment ? stores.releases.find(tx, deployment->release_id) : std::nullopt;
  if (!release)
    return conflict("delivery.nothing_deployed",
                    fmt::format("'{}' was never deployed to '{}', so there is nothing to open a shell in.",
                                component->name, environment->name))
        .with_hint(fmt::format("Deploy it with: towpath deploy {} {}", component->name, environment->name));
  Place out{order, std::move(*deployment), std::move(*release), *environment,
            host_of_environment(tx, component->project_id, environment->name)};
  out.order.deployment_id = out.deployment.id;
  return out;
}

/// Told early; what counts is whether there is a place when the program starts.
Status ShellService::check_number(const Place& place) const {
  TRY(const auto free, sessions_.take_place(place.deployment.environment_uid, place.environment.name));
  return ok();
}

Result<Started> ShellService::open(const auth::Principal& principal, const Request& request) {
  CHECK_OK(check(request.order));
  TRY(const Place place, c_.kernel.db.read([&](db::Tx& tx) { return place_of(tx, principal, request.order); }));
  if (place.environment.type == reason_is_needed_in && request.order.reason.empty())
    return invalid_input("delivery.reason_needed",
                         fmt::format("A shell in '{}' needs a reason, which is kept.", place.environment.name))
        .with_field("/reason", "must say why")
        .with_hint("Say it with: --reason TEXT");
  const bool is_shared = c_.kernel.db.dialect().engine() != db::Engine::sqlite;
  if (is_shared && !place.host.empty() && place.host != c_.kernel.host_id) return elsewhere_is(place.host);
  CHECK_OK(check_number(place));
  gate::Question question = question_of(place.deployment, place.environment, place.order);
  question.override_reason = request.override_reason;
  CHECK_OK(c_.kernel.gates.pass(principal, question));

  const Deployment& deployment = place.deployment;
  runs::RunSpec run;
  run.kind = "shell";
  run.title = fmt::format("{} in {} of {}",
                          place.order.command.empty()
                              ? std::string("shell")
                              : in_one_line({place.order.command.front().substr(0, longest_title_word)}),
                          deployment.environment, deployment.component);
  run.subject = "component:default/" + deployment.component;
  run.owner_ref = deployment.owner_ref;
  run.project_id = deployment.project_id;
  run.env_type = deployment.env_type;
  run.trigger = {"manual", principal.ref, place.release.branch, place.release.commit};
  run.inputs = inputs_of(place.order);
  runs::NodeSpec session;
  session.key = shell_node;
  session.title = "Shell";
  session.kind = "delivery.shell";
  session.priority = 1;  // somebody sits there and waits
  session.timeout = sessions_.limits().longest + sessions_.limits().without_client + to_end;
  runs::NodeSpec last;
  last.key = "finalize";
  last.title = "Keep the recording";
  last.kind = "delivery.shell_end";
  last.needs = {session.key};
  last.when = runs::When::always;
  last.timeout = to_end;
  run.timeout = session.timeout + 2 * to_end;
  run.nodes = {session, last};
  TRY(const runs::RunId id, c_.ports.runs.submit(run));
  return Started{"", id.text()};
}

Result<std::shared_ptr<ShellSession>> ShellService::join(const auth::Principal& principal, const runs::RunId& id) {
  TRY(const runs::Run run, c_.ports.runs.get(principal, id));
  if (run.kind != "shell") return not_found("runs.not_found", fmt::format("Run {} is no shell.", id.text()));
  if (run.trigger.actor != principal.ref)
    return forbidden("delivery.not_your_shell", "Only who opened a shell may connect to it.")
        .with_hint("Open one of your own with: towpath shell");
  CHECK_OK(auth::check(c_.kernel.authorizer, principal, "shell.open", {run.owner_ref, run.project_id, run.env_type}));
  if (is_over(run)) return why_over(run);
  return sessions_.of(id.text(), shell_order_from(run.inputs).has_terminal);
}

void ShellService::leave_if_over(const runs::RunId& id) {
  const auto run = c_.ports.runs.get(auth::system_principal(), id);
  if (run.has_value() && !is_over(*run)) return;
  if (const auto session = sessions_.find(id.text())) session->end(ended_json(shell_over()));
  sessions_.forget(id.text());
}

}  // namespace towpath::delivery
