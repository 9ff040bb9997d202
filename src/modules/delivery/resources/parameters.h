#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "resources/definition.h"
#include "schema/schema.h"

namespace towpath::delivery {

/// A definition's schema of parameters, ready to check what many resources say.
class ParameterSchema {
 public:
  explicit ParameterSchema(const Definition& definition);
  /// What an object says that it does not allow.
  std::vector<FieldError> problems(const boost::json::value& params) const;

 private:
  std::optional<schema::Schema> schema_;  ///< Nothing allows everything.
};

/// What `params` (a JSON object) says that the definition's schema of parameters does not allow.
std::vector<FieldError> parameter_problems(const Definition& definition, const std::string& params);

/// delivery.invalid_params about a resource; the caller adds the fields.
Error invalid_params(const std::string& resource, const Definition& definition);

}  // namespace towpath::delivery
