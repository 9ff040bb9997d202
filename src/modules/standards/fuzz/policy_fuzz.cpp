// Any bytes are a policy that can be saved, or problems with a pointer each, and the same ones each time; what can be
// saved can be evaluated over any of a few inputs.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiled_policy.h"
#include "policy_document.h"
#include "yaml/yaml.h"

using namespace towpath;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const script::Cel cel({.time = std::chrono::milliseconds(200), .memory_bytes = 16u << 20});
  static const boost::json::object input =
      boost::json::parse(
          R"({"gate":"deploy","at":"2026-01-01T00:00:00Z","environment":{"name":"a","type":"production"},
              "subject":{"ref":"component:default/shop","name":"shop"},"resources":[{"type":"postgres"}]})")
          .as_object();
  const auto root = yaml::parse_one(std::string(reinterpret_cast<const char*>(data), size), "policy",
                                    {.bytes = 64 * 1024, .nodes = 5'000, .depth = 32});
  if (!root.has_value() || !root->is_mapping()) return 0;
  const standards::Policy policy = standards::policy_of(boost::json::serialize(yaml::to_json(*root)));
  const auto problems = standards::problems_of(cel, policy);
  for (const FieldError& problem : problems)
    if (problem.path.empty() || problem.message.empty()) std::abort();
  const auto compiled = standards::compile(cel, policy);
  if (!compiled.has_value()) {
    if (problems.empty()) std::abort();
    return 0;
  }
  static_cast<void>(standards::concerns(policy, input));
  if (standards::evaluate(cel, {&*compiled}, input).size() != 1) std::abort();
  return 0;
}
