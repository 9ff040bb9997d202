#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// Of the pods of one instance, the one that says how it is: the newest that is ready when `wanted` are, else the
/// newest that is not, else the newest. Null without any.
const boost::json::value* telling_pod(const boost::json::array& pods, int wanted);
/// How many pods a Deployment is to have.
int replicas_of(const boost::json::value& deployment);

/// What a cluster says of an instance whose Deployment is there: healthy when as many pods are ready as it is to have.
/// `last_words`: what the container of the telling pod wrote last, asked for only when it ended.
InstanceStatus status_of_pods(const boost::json::array& pods, const boost::json::value& deployment, UtcTime now,
                              const std::function<std::string()>& last_words);

/// How the container of a pod that runs once has ended; nothing while it has not.
std::optional<int> exit_code_of(const boost::json::value& pod);
/// Why a pod does not come to run, in words; "" when nothing is known against it.
std::string hindrance(const boost::json::value& pod);

/// Pods of one instance in which a container of this name runs, and that are not about to go: ready ones first, each
/// kind by name.
std::vector<const boost::json::value*> pods_for_shells(const boost::json::array& pods, std::string_view container);
/// How often the container was started again.
std::int64_t restarts_of(const boost::json::value& pod, std::string_view container);
/// Why what ran in a container is over, when its pod or the container went away; "" while it runs as it did when it had
/// been started again so often.
std::string why_over(const boost::json::value& pod, std::string_view container, std::int64_t restarts);

}  // namespace towpath::delivery
