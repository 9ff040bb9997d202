// Any bytes are a definition or problems with a pointer each, and the same ones each time; what is read is written as a
// descriptor that says the same; what a definition brings along is a graph or an error.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cloud_accounts.h"
#include "resources/definition_document.h"
#include "resources/expansion.h"
#include "yaml/yaml.h"

using namespace towpath;
using namespace towpath::delivery;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto root = yaml::parse_one(std::string(reinterpret_cast<const char*>(data), size), "definition",
                                    {.bytes = 64 * 1024, .nodes = 5'000, .depth = 32});
  if (!root.has_value() || !root->is_mapping()) return 0;
  const std::string document = boost::json::serialize(yaml::to_json(*root));
  const auto problems = definition_problems(document, {});
  if (problems != definition_problems(document, {})) std::abort();
  for (const FieldError& problem : problems)
    if (problem.path.empty() || problem.message.empty()) std::abort();
  static_cast<void>(resource_type_of(document));

  if (is_cloud_account(document)) {
    for (const FieldError& problem : cloud_account_problems(document))
      if (problem.path.empty() || problem.message.empty()) std::abort();
    static_cast<void>(cloud_account_of(document));
  }

  const DeclaredDefinition declared = definition_of(document);
  Definition again = declared.definition;
  complete(again);
  if (again.retain_days != declared.definition.retain_days ||
      again.depends_on.size() != declared.definition.depends_on.size())
    std::abort();
  if (definition_of(descriptor_of(declared.definition, declared.criteria)).criteria != declared.criteria) std::abort();

  // A price is an amount that is not negative, or not known with a reason.
  if (declared.definition.price) {
    const boost::json::object defaults = defaults_of(declared.definition.parameters);
    for (const boost::json::object* params : {&defaults, static_cast<const boost::json::object*>(nullptr)}) {
      const Estimate cost = estimate(*declared.definition.price, params, defaults);
      if (cost.monthly ? cost.monthly->micros < 0 : cost.why_not.empty()) std::abort();
    }
  }

  ScoreWorkload workload;
  workload.name = "shop";
  workload.resources.push_back({"db", declared.definition.type, "default", std::nullopt, "{}", "{}"});
  static_cast<void>(
      expand_resources(workload, [&](const ResourceNode&) -> Result<Definition> { return declared.definition; }));
  return 0;
}
