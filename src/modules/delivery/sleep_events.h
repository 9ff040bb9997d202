#pragma once

#include "executors.h"

namespace towpath::delivery {

/// Who asks for what could not be woken is told so, and may try again half a minute later.
inline constexpr std::chrono::seconds wake_retry_pause{30};

/// "delivery.sleep.<what>": begun, ended or failed.
void announce_sleep(db::Tx& tx, const Kernel& kernel, const Stores& stores, const char* what, const Sleeper& sleeper,
                    const std::string& actor);

/// Where a component sleeps or wakes by this deployment ("" for none yet): writes down that it could not be woken, and
/// tells the data plane. Harmless when it is awake or another deployment wakes it.
Status record_wake_failure(DeploymentContext& c, const std::string& component, const std::string& environment,
                           const std::string& deployment_id, const std::string& reason);

/// A component runs again, whatever started it: it sleeps no more.
void end_sleep(db::Tx& tx, const Kernel& kernel, const Stores& stores, const std::string& component,
               const std::string& environment, const std::string& actor);

}  // namespace towpath::delivery
