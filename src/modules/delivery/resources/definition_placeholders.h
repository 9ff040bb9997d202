#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "resources/definition.h"

namespace towpath::delivery {

/// What the placeholders of a definition's inputs and of the params of what it brings along name that is not there, as
/// JSON Pointers from the root of its descriptor. `literal`: inputs that are text of another language.
std::vector<FieldError> placeholder_problems(const Definition& definition, const std::vector<std::string>& literal);

}  // namespace towpath::delivery
