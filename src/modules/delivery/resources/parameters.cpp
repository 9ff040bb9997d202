#include "resources/parameters.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "schema/schema.h"

namespace towpath::delivery {

std::vector<FieldError> parameter_problems(const Definition& definition, const std::string& params) {
  if (definition.parameters == "{}") return {};
  const auto compiled = schema::Schema::compile(definition.parameters);
  if (!compiled.has_value()) return {};  // it was checked when it was saved; an older server read it otherwise
  return compiled->validate(boost::json::parse(params));
}

Error invalid_params(const std::string& resource, const Definition& definition) {
  return invalid_input("delivery.invalid_params",
                       fmt::format("What '{}' says under params does not fit {}.", resource, definition.version_name()))
      .with_hint(fmt::format("See what it takes: towpath definition get {}", definition.id));
}

}  // namespace towpath::delivery
