#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/json.h"
#include "schema/schema.h"

using namespace towpath;

// The input is {"schema": ..., "value": ...}. Defaults only add: what was there stays, and filling in twice changes
// nothing for a schema without conditions.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = json::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!input || !input.value().is_object()) return 0;
  const boost::json::value* schema_value = input.value().get_object().if_contains("schema");
  const boost::json::value* value = input.value().get_object().if_contains("value");
  if (!schema_value || !value) return 0;
  const auto schema = schema::Schema::compile_value(*schema_value);
  if (!schema) {
    if (schema.error().fields().size() != 1) std::abort();
    return 0;
  }
  for (const FieldError& problem : schema.value().validate(*value))
    if (problem.message.empty() || (!problem.path.empty() && problem.path.front() != '/')) std::abort();
  const boost::json::value filled = schema.value().with_defaults(*value);
  if (filled.kind() != value->kind()) std::abort();
  if (const boost::json::object* object = value->if_object()) {
    for (const auto& entry : *object)
      if (!filled.get_object().contains(entry.key())) std::abort();
  }
  return 0;
}
