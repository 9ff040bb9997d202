#pragma once

#include "template/value.h"

namespace towpath::tmpl {

/// A copy that shares no array with the original; arrays that were one stay one.
Object copied(const Object& object);

}  // namespace towpath::tmpl
