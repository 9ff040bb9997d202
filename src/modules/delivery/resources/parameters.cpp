#include "resources/parameters.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::delivery {

ParameterSchema::ParameterSchema(const Definition& definition) {
  if (definition.parameters == no_parameters) return;
  auto compiled = schema::Schema::compile(definition.parameters);
  // It was checked when it was saved; an older server read it otherwise.
  if (compiled.has_value()) schema_ = std::move(*compiled);
}

std::vector<FieldError> ParameterSchema::problems(const boost::json::value& params) const {
  return schema_ ? schema_->validate(params) : std::vector<FieldError>();
}

std::vector<FieldError> parameter_problems(const Definition& definition, const std::string& params) {
  return ParameterSchema(definition).problems(boost::json::parse(params));
}

Error invalid_params(const std::string& resource, const Definition& definition) {
  return invalid_input("delivery.invalid_params",
                       fmt::format("What '{}' says under params does not fit {}.", resource, definition.version_name()))
      .with_hint(fmt::format("See what it takes: towpath definition get {}", definition.id));
}

}  // namespace towpath::delivery
