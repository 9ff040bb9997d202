#pragma once

#include "delivery/workloads.h"
#include "delivery_service.h"
#include "executors.h"

namespace towpath::delivery {

/// Restarts what is in force on this host and does not run any more: after the machine was restarted, processes and
/// files in memory are gone. Each becomes a deployment of mode restart, so that it is made whole again (resources,
/// files, health gate, routes) and can be seen. What is being deployed anyway is left alone. Looking also gives a
/// workload whose shim was killed a new one. While the server runs only what is `lost` (shim and processes are gone
/// without a word) is restarted, once: what ends by itself, again and again, is for people.
enum class Over { in_any_way, lost };
void recover(DeploymentContext& context, DeliveryService& service, WorkloadView& workloads, Over which);

}  // namespace towpath::delivery
