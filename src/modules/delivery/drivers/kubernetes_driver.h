#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"
#include "delivery/kubernetes.h"

namespace towpath::delivery {

/// Applies manifests of a definition to the cluster, by server-side apply with our field manager; inputs:
///   manifests  list of objects, or a text of YAML documents; applied in this order, deleted in the reverse
///   namespace  of objects that name none; else that of the environment, which is made when absent
///   outputs, secrets  name to "<Kind>/<name>:<JSON pointer>"; waited for until they are there
///   force      true: fields that others own are taken over
/// An object that exists and is not this resource's is left alone: delivery.not_ours. What a newer version of the
/// definition no longer has is deleted. Volume claims are kept aside until they are purged. preview() and drift() ask
/// the cluster by a dry run. Errors, beside delivery.invalid_inputs: those of KubernetesRuntimeOptions' runtime;
/// delivery.output_missing. `clock` outlives it.
std::unique_ptr<Driver> make_kubernetes_driver(std::shared_ptr<Cluster> cluster, const Clock& clock);

}  // namespace towpath::delivery
