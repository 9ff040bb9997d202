#include "own_kinds.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/product.h"
#include "schema/schema.h"

// kinds/<name>.json, embedded by the build.
extern "C" const char kind_capability_begin[];
extern "C" const char kind_capability_end[];
extern "C" const char kind_scorecard_begin[];
extern "C" const char kind_scorecard_end[];
extern "C" const char kind_policy_begin[];
extern "C" const char kind_policy_end[];
extern "C" const char kind_resource_definition_begin[];
extern "C" const char kind_resource_definition_end[];
extern "C" const char kind_resource_type_begin[];
extern "C" const char kind_resource_type_end[];

namespace towpath::catalog {
namespace {

std::string_view embedded(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

/// Compiled once, when the first entity of an own kind is read.
const schema::Schema& compiled(const OwnKind& kind) {
  static const std::map<std::string_view, schema::Schema> all = [] {
    std::map<std::string_view, schema::Schema> out;
    for (const OwnKind& each : own_kinds()) out.emplace(each.name, schema::Schema::compile(each.schema).value());
    return out;
  }();
  return all.at(kind.name);
}

}  // namespace

std::string own_api_version() { return fmt::format("{}/v1alpha1", product::api_group); }

const std::vector<OwnKind>& own_kinds() {
  static const std::vector<OwnKind> all{
      {"Capability", embedded(kind_capability_begin, kind_capability_end)},
      {"Scorecard", embedded(kind_scorecard_begin, kind_scorecard_end)},
      {"Policy", embedded(kind_policy_begin, kind_policy_end)},
      {"ResourceDefinition", embedded(kind_resource_definition_begin, kind_resource_definition_end)},
      {"ResourceType", embedded(kind_resource_type_begin, kind_resource_type_end)},
  };
  return all;
}

const OwnKind* own_kind(std::string_view name) {
  const auto& all = own_kinds();
  const auto found = std::find_if(all.begin(), all.end(), [&](const OwnKind& kind) { return kind.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<FieldError> check_own_spec(const OwnKind& kind, const boost::json::object& spec) {
  std::vector<FieldError> problems = compiled(kind).validate(boost::json::value(spec));
  for (FieldError& problem : problems) problem.path.insert(0, "/spec");
  return problems;
}

}  // namespace towpath::catalog
