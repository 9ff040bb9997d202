#pragma once

#include "delivery/workloads.h"
#include "delivery_service.h"
#include "executors.h"

namespace towpath::delivery {

/// Restarts what is in force on this host and does not run any more: after the machine was restarted, processes and
/// files in memory are gone. Each becomes a deployment of mode restart, so that it is made whole again (resources,
/// files, health gate, routes) and can be seen. What is being deployed anyway is left alone.
void recover(DeploymentContext& context, DeliveryService& service, WorkloadView& workloads);

}  // namespace towpath::delivery
