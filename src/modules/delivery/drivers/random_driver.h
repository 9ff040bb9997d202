#pragma once

#include <memory>

#include "delivery/driver.h"

namespace towpath::delivery {

/// Random text that is made once and kept as a secret, for example the key that signs sessions. Params: `length`, 16 to
/// 128 letters and digits, 32 when not given. Secret output: `value`. Purged with its row: nothing of it is outside.
std::unique_ptr<Driver> make_random_driver();

}  // namespace towpath::delivery
