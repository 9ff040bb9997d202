#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// Of the pods of one instance, the one that counts: the newest that is ready, else the newest. Null without any.
const boost::json::value* telling_pod(const boost::json::array& pods);

/// What a cluster says of an instance whose Deployment is there. `last_words`: what its container wrote last, asked for
/// only when it ended.
InstanceStatus status_of_pods(const boost::json::array& pods, const boost::json::value& deployment, UtcTime now,
                              const std::function<std::string()>& last_words);

/// How the container of a pod that runs once has ended; nothing while it has not.
std::optional<int> exit_code_of(const boost::json::value& pod);
/// Why a pod does not come to run, in words; "" when nothing is known against it.
std::string hindrance(const boost::json::value& pod);

}  // namespace towpath::delivery
