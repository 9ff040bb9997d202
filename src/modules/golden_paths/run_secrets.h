#pragma once

#include <map>
#include <string>

#include "golden_paths/module.h"

namespace towpath::golden_paths {

/// Scopes of what runs were given once.
inline constexpr std::string_view secret_scope_prefix = "run.";

/// Where a run's secrets are kept, as its inputs say it; "" when it was given none.
std::string secret_scope_of(const std::string& run_inputs);

/// The secrets a run was given, by the names of their questions; empty when it was given none. An event.
/// Errors: golden_paths.secrets_gone (the run is a repetition of one that has ended), secrets.locked.
Result<std::map<std::string, Secret>> secrets_of_run(secrets::Secrets& secrets, const runs::Run& run);

/// Removes what a run that has ended was given.
Status forget_run_secrets(GoldenPathPorts& ports, const runs::RunId& run);

/// Removes what was stored before an instant for runs that have ended, or never began: a server has died between.
Status forget_abandoned_secrets(GoldenPathPorts& ports, UtcTime before);

}  // namespace towpath::golden_paths
