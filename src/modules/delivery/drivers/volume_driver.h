#pragma once

#include <filesystem>
#include <memory>

#include "base/time.h"
#include "delivery/driver.h"

namespace towpath::delivery {

/// Type `volume`: the directory `<folder>/<gu_id>`. Outputs type ("bind") and source. Destroying keeps it as
/// `<folder>/.deleted-<yyyymmdd>-<gu_id>-<ulid>`; purging removes it, kept ones included. `clock` outlives it.
std::unique_ptr<Driver> make_volume_driver(std::filesystem::path folder, const Clock& clock);

}  // namespace towpath::delivery
