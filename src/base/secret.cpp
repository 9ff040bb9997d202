#include "base/secret.h"

#include <string.h>

namespace towpath {

void Secret::wipe() {
  // explicit_bzero: a plain memset before the buffer is freed may be optimised away.
  if (!value_.empty()) ::explicit_bzero(value_.data(), value_.size());
  value_.clear();
}

}  // namespace towpath
