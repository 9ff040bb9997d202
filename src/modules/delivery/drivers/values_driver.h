#pragma once

#include <memory>
#include <string>

#include "delivery/driver.h"

namespace towpath::delivery {

/// Gives what the definition says: outputs are inputs.values, secrets are the secret inputs. Makes nothing. Under the
/// name `environment` for the type of that name, `static` for any other.
std::unique_ptr<Driver> make_values_driver(std::string name);

}  // namespace towpath::delivery
