#include "run_secrets.h"

#include <boost/json.hpp>
#include <set>

namespace towpath::golden_paths {

std::string secret_scope_of(const std::string& run_inputs) {
  const boost::json::value inputs = boost::json::parse(run_inputs);
  const auto* given = inputs.as_object().if_contains("secrets");
  return given ? std::string(given->at("scope").as_string()) : "";
}

Result<std::map<std::string, Secret>> secrets_of_run(secrets::Secrets& secrets, const runs::Run& run) {
  const std::string scope = secret_scope_of(run.inputs);
  if (scope.empty()) return std::map<std::string, Secret>();
  TRY(auto values, secrets.reveal_all(scope, "run:" + run.id.text()));
  if (values.empty())
    return conflict("golden_paths.secrets_gone",
                    "The secrets this run needs are gone: they are kept until the run they were given to has ended.")
        .with_hint("Create it anew, and give them again.");
  return values;
}

Status forget_run_secrets(GoldenPathPorts& ports, const runs::RunId& run) {
  TRY(const runs::Run ended, ports.runs.get(auth::system_principal(), run));
  const std::string scope = secret_scope_of(ended.inputs);
  return scope.empty() ? ok() : ports.secrets.store_all(scope, {});
}

Status forget_abandoned_secrets(GoldenPathPorts& ports, UtcTime before) {
  const auto scopes = ports.secrets.scopes_before("run", before);
  if (scopes.empty()) return ok();
  std::set<std::string> needed;
  runs::RunFilter open;
  open.kind = "golden_path";
  open.state = "queued,running,waiting,cancelling";
  open.limit = 200;
  do {
    TRY(const auto page, ports.runs.list(auth::system_principal(), open));
    for (const runs::Run& run : page.items) needed.insert(secret_scope_of(run.inputs));
    open.after = page.next;
  } while (!open.after.empty());
  for (const std::string& scope : scopes)
    if (!needed.contains(scope)) CHECK_OK(ports.secrets.store_all(scope, {}));
  return ok();
}

}  // namespace towpath::golden_paths
