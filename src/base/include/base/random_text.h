#pragma once

#include <cstddef>

#include "base/secret.h"

namespace towpath {

/// Letters and digits from the kernel's random source; 32 of them are 190 bits.
Secret random_text(std::size_t length);

}  // namespace towpath
