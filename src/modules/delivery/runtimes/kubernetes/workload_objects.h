#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// Labels of what is ours in a cluster, and their values.
std::string host_mark();
std::string instance_mark();
std::map<std::string, std::string> marks_of(const InstanceRequest& request, const std::string& host_id);
/// Text as the value of a label: at most 63 letters, digits, '-', '_' and '.'.
std::string label_value(std::string_view text);
/// "towpath.dev/instance=01J...": selects what belongs to an instance.
std::string selector_of(const InstanceId& id);

/// "towpath-shop-development": the namespace of an environment.
std::string namespace_of(const std::string& project, const std::string& environment);
/// "shop-01j...": what the objects of an instance are called.
std::string object_name(const std::string& workload, const InstanceId& id);
/// What a container is called in its pod.
std::string container_name(const Container& container);

/// The namespace of an environment, made when there is none.
boost::json::object namespace_object(const std::string& project, const std::string& environment);

/// What an instance is in a cluster, in the order in which it is made; the last one runs it. Variables and files are in
/// the Secret only. Server-side apply takes them as they are, with 1.20 and later.
struct WorkloadObjects {
  boost::json::object secret;
  boost::json::object service;  ///< Empty: no ports.
  boost::json::object main;     ///< A Deployment of as many pods as there are copies, or a Pod that runs once.
};

/// Errors: delivery.cannot_start (no image; a volume of this host; a variable name or a size that a cluster refuses).
Result<WorkloadObjects> objects_of(const InstanceRequest& request, const std::string& host_id);
/// A Pod that runs `command` once in the same surroundings, called like an instance `key`.
Result<WorkloadObjects> once_objects(const InstanceRequest& request, const std::vector<std::string>& command,
                                     const InstanceId& key, const std::string& host_id);

}  // namespace towpath::delivery
