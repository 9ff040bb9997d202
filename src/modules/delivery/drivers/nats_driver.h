#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"
#include "nats_server.h"

namespace towpath::delivery {

/// Type `nats`: an account with one user, both named after the resource's gu_id. Subjects and streams of an account are
/// its own, so they need no prefix. Outputs host, port, url (without credentials), username; secret: password.
/// Destroying removes the account and puts its streams aside as "<name>_deleted_<yyyymmdd>"; purging removes them, too.
/// `clock` outlives it.
std::unique_ptr<Driver> make_nats_driver(std::unique_ptr<NatsServer> server, const Clock& clock);

}  // namespace towpath::delivery
