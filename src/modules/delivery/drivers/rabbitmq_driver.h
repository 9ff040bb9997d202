#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"
#include "rabbitmq_server.h"

namespace towpath::delivery {

/// Type `amqp`: a virtual host named after the resource's gu_id, and a user of the same name who may do everything in
/// it and nothing outside. Outputs host, port, vhost, username; secrets: password, uri. Rotating, a second user takes
/// turns with it. A virtual host cannot be renamed: destroying removes its users and marks it as kept when it has
/// queues, and a resource made anew within the retention time finds them again; purging removes it. `clock` outlives
/// it.
std::unique_ptr<Driver> make_rabbitmq_driver(std::unique_ptr<RabbitmqServer> server, const Clock& clock);

}  // namespace towpath::delivery
