#pragma once

#include <memory>

#include "delivery/driver.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Any program is a resource: Score's provisioner protocol `cmd://` (one JSON object on standard input, one on standard
/// output, standard error to the log), extended by `action`. Inputs of the definition:
///   command  words of the program; required
///   env      object of strings, its variables beside PATH, HOME and LANG
///   actions  which of "observe" and "delete" the program knows beside "apply"; a program written for Score knows
///   neither
///            and would make its resource again if it were called
///   secrets  keys of resource_outputs that are secret
/// It reads resource_uid, _type, _class, _id, _params, _metadata, _state, shared_state, source_workload,
/// workload_services (the last two objects are empty: nothing is kept there), and of ours: action, purge, project,
/// environment, environment_type, secret_inputs. It answers resource_state and resource_outputs; to "observe" also
/// `exists`: false. Anything else in the answer is refused, but for manifests, compose_* and relative_* that ask for
/// nothing.
///
/// Runs in the sandbox where there is one, with the network. Errors: delivery.command_failed (exit, limits; says what),
/// delivery.command_answer (not of this protocol), delivery.cannot_observe. `spawner` outlives it.
std::unique_ptr<Driver> make_cmd_driver(process::Spawner& spawner);

}  // namespace towpath::delivery
