#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "resources/definition.h"

namespace towpath::delivery {

/// What `params` (a JSON object) says that the definition's schema of parameters does not allow.
std::vector<FieldError> parameter_problems(const Definition& definition, const std::string& params);

/// delivery.invalid_params about a resource; the caller adds the fields.
Error invalid_params(const std::string& resource, const Definition& definition);

}  // namespace towpath::delivery
