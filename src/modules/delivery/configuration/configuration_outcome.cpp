#include "configuration_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

namespace towpath::delivery {
namespace {

constexpr std::size_t most_outputs = 200, most_bytes = 256u << 10, most_changes = 200;
constexpr std::string_view facts_output = "facts";

Error bad_output(const ResourceRequest& request, std::string_view why) {
  return failed("delivery.configuration_output", fmt::format("The run for resource '{}' {}.", request.id, why));
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<ResourceOutcome> outcome_of(const ResourceRequest& request, std::string_view tool,
                                   const ConfigurationInputs& inputs, const RunReport& report,
                                   const mask::Masker& masker) {
  for (const auto* names : {&inputs.outputs, &inputs.secrets})
    for (const std::string& name : *names)
      if (!report.outputs.contains(name))
        return bad_output(request, fmt::format("hands out no '{}'", name))
            .with_hint("Let it do so, or take it out of the definition's outputs.");
  const bool takes_all = inputs.outputs.empty() && inputs.secrets.empty();
  boost::json::object plain;
  ResourceOutcome out;
  std::size_t bytes = 0;
  for (const auto& [key, value] : report.outputs) {
    const std::string_view name = key;
    if (!is_identifier(name))
      return bad_output(request, fmt::format("hands out '{}', which is no name", masker.mask(name)));
    const bool is_named_secret = contains(inputs.secrets, name);
    if (!takes_all && !contains(inputs.outputs, name) && !is_named_secret) continue;
    std::string text = value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
    const bool shows_secret = masker.mask(text) != text;
    if (shows_secret && !takes_all && !is_named_secret)
      return bad_output(request, fmt::format("hands out '{}', in which a secret shows", name))
          .with_hint(fmt::format("Name it in the definition's 'secrets': secrets: [{}]", name));
    bytes += name.size() + text.size();
    if (is_named_secret || shows_secret)
      out.secrets.emplace(name, Secret(std::move(text)));
    else
      plain[name] = value;
  }
  if (!inputs.facts.empty()) {
    const std::string text = boost::json::serialize(report.facts);
    if (plain.contains(facts_output) || out.secrets.contains(std::string(facts_output)))
      return bad_output(request, "hands out 'facts', which the definition's facts are called");
    if (masker.mask(text) != text) return bad_output(request, "found facts in which a secret shows");
    bytes += text.size();
    plain[facts_output] = report.facts;
  }
  if (plain.size() + out.secrets.size() > most_outputs || bytes > most_bytes)
    return bad_output(request, fmt::format("hands out more than {} outputs or {} bytes", most_outputs, most_bytes))
        .with_hint("Name those that are needed in the definition's 'outputs'.");
  out.outputs = boost::json::serialize(plain);
  boost::json::object state{{"tool", tool}};
  if (inputs.git) state["commit"] = inputs.git->revision;
  out.state = boost::json::serialize(state);
  return out;
}

DriverChanges changes_of(std::vector<DriverChange> changes) {
  // Hosts take their turns at a task in any order.
  std::stable_sort(changes.begin(), changes.end(), [](const DriverChange& one, const DriverChange& two) {
    return std::tie(one.subject, one.action) < std::tie(two.subject, two.action);
  });
  DriverChanges out;
  for (const DriverChange& each : changes) ++out.counts[each.action];
  if (changes.size() > most_changes) {
    out.left_out = changes.size() - most_changes;
    changes.resize(most_changes);
  }
  out.changes = std::move(changes);
  return out;
}

}  // namespace towpath::delivery
