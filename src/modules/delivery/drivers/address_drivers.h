#pragma once

#include <memory>

#include "delivery/driver.h"
#include "delivery/traffic.h"

namespace towpath::delivery {

// Drivers that make nothing: they work out addresses, so observing is the same as applying.

/// Type `dns`: the workload's own host name. Outputs host, url.
std::unique_ptr<Driver> make_dns_driver(const Traffic& traffic);

/// Type `route`: params host, path ("/" when absent) and port (name or number of a service port). Outputs host, path,
/// url. What the data plane is told is delivery's own affair.
std::unique_ptr<Driver> make_route_driver(const Traffic& traffic);

/// Type `service`: where another workload of the environment answers; its name is params.workload, or the last part of
/// the resource's id. Outputs name and host (the same), port, url.
std::unique_ptr<Driver> make_service_driver(const Traffic& traffic);

}  // namespace towpath::delivery
