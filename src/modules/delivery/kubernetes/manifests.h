#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "delivery/driver.h"
#include "kube_api.h"

namespace towpath::delivery {

/// Where an output comes from: a field of one of the objects.
struct ObjectField {
  std::string kind, name;  ///< Of the object.
  std::string pointer;     ///< JSON pointer: "/spec/clusterIP". Below /data of a Secret it is decoded.
};

/// What a definition says to the driver `kubernetes`.
struct Manifests {
  std::vector<boost::json::object> objects;  ///< In the order in which they are applied; complete, with our labels.
  std::string name_space;                    ///< Of objects that name none.
  bool makes_namespace = false;              ///< It is the environment's own, and made when absent.
  std::map<std::string, ObjectField> outputs, secrets;
  bool is_forced = false;  ///< Fields that others own are taken over.
};

/// Label of all objects of a resource; its value is the gu_id.
std::string resource_mark();
/// Label of a volume claim that is kept aside; its value is the day, "20261129".
std::string kept_mark();

/// Reads the inputs: `manifests` (a list of objects, or a text of YAML documents), `namespace`, `outputs`, `secrets`,
/// `force`. At most 50 objects and 1 MiB. Ports without a protocol become TCP, which clusters before 1.21 need said.
/// Errors: delivery.invalid_inputs.
Result<Manifests> read_manifests(const ResourceRequest& request);

/// JSON pointers of what would be different, without what the cluster itself keeps (status, managedFields, ...); at
/// most `most`.
std::vector<std::string> differing_fields(const boost::json::value& now, const boost::json::value& then,
                                          std::size_t most);

/// "Deployment web in shop: /spec/replicas, /spec/paused and more": never a value.
std::string change_subject(const KubeRef& ref, const std::vector<std::string>& fields, std::size_t shown);

}  // namespace towpath::delivery
