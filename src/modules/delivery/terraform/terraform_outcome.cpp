#include "terraform_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace towpath::delivery {
namespace {

constexpr std::size_t most_outputs = 200, most_bytes = 256u << 10;

Error bad_output(const ResourceRequest& request, const OutcomeWords& words, std::string_view why) {
  return failed(words.error, fmt::format("The {} of resource '{}' {}.", words.text, request.id, why));
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<ResourceOutcome> outcome_of(const ResourceRequest& request, const TerraformInputs& inputs,
                                   const TerraformOutputs& outputs) {
  return outcome_of(request, inputs, outputs, {"module", "delivery.terraform_output", inputs.tool});
}

Result<ResourceOutcome> outcome_of(const ResourceRequest& request, const SourceInputs& inputs,
                                   const TerraformOutputs& outputs, const OutcomeWords& words) {
  for (const auto* names : {&inputs.outputs, &inputs.secrets})
    for (const std::string& name : *names)
      if (!outputs.contains(name))
        return bad_output(request, words, fmt::format("has no output '{}'", name))
            .with_hint("Add it there, or take it out of the definition's outputs.");
  const bool takes_all = inputs.outputs.empty() && inputs.secrets.empty();
  boost::json::object plain;
  ResourceOutcome out;
  std::size_t bytes = 0;
  for (const auto& [name, output] : outputs) {
    const bool is_secret = output.is_sensitive || contains(inputs.secrets, name);
    if (!takes_all && !contains(inputs.outputs, name) && !contains(inputs.secrets, name)) continue;
    if (output.is_sensitive && !takes_all && !contains(inputs.secrets, name))
      return bad_output(request, words, fmt::format("says that its output '{}' is sensitive", name))
          .with_hint(fmt::format("Name it in the definition's 'secrets': secrets: [{}]", name));
    std::string text =
        output.value.is_string() ? std::string(output.value.get_string()) : boost::json::serialize(output.value);
    bytes += name.size() + text.size();
    if (is_secret)
      out.secrets.emplace(name, Secret(std::move(text)));
    else
      plain[name] = output.value;
  }
  if (plain.size() + out.secrets.size() > most_outputs || bytes > most_bytes)
    return bad_output(request, words,
                      fmt::format("hands out more than {} outputs or {} bytes", most_outputs, most_bytes))
        .with_hint("Name those that are needed in the definition's 'outputs'.");
  out.outputs = boost::json::serialize(plain);
  out.state = boost::json::serialize(boost::json::object{{"tool", words.tool}});
  return out;
}

}  // namespace towpath::delivery
