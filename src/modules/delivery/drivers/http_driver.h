#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"

namespace towpath::delivery {

/// Asks a service in Score's provisioner protocol, by POST. A definition names its `url` (HTTPS, or HTTP to this
/// machine), and with the input `signingKey` every question carries `Towpath-Signature: t=<seconds>,v1=<hex>`,
/// the HMAC-SHA-256 of "<seconds>.<body>". 202 with a Location below the same host is asked there, by GET, until it
/// answers 200 or the time is over. `clock` outlives it.
std::unique_ptr<Driver> make_http_driver(const Clock& clock);

}  // namespace towpath::delivery
