#include "provisioner_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "driver_json.h"
#include "json/json.h"

namespace towpath::delivery {

namespace {

using boost::json::object;

Error wrong_answer(const ResourceRequest& request, const ProvisionerWords& provisioner, std::string_view why) {
  return failed(std::string(provisioner.answer_code),
                fmt::format("the {} of resource '{}' answered wrongly: {}", provisioner.who, request.id, why))
      .with_hint(std::string(provisioner.answer_hint));
}

/// What a provisioner may ask Docker Compose or Kubernetes for, or give to others of its kind.
bool is_for_others(std::string_view key) {
  return key == "shared_state" || key == "manifests" || key.starts_with("compose_") || key.starts_with("relative_");
}

bool is_nothing(const boost::json::value& value) {
  return value.is_null() || (value.is_object() && value.get_object().empty()) ||
         (value.is_array() && value.get_array().empty());
}

Result<object> part(const ResourceRequest& request, const ProvisionerWords& provisioner, const object& answer,
                    std::string_view key) {
  const auto* value = answer.if_contains(key);
  if (value == nullptr || value->is_null()) return object{};
  if (!value->is_object()) return wrong_answer(request, provisioner, fmt::format("{} is not an object", key));
  return value->get_object();
}

}  // namespace

bool ProvisionerOffer::knows(std::string_view action) const {
  return std::find(actions.begin(), actions.end(), action) != actions.end();
}

Result<std::vector<std::string>> input_words(const ResourceRequest& request, const object& inputs,
                                             std::string_view key) {
  std::vector<std::string> list;
  const auto* value = inputs.if_contains(key);
  if (value == nullptr) return list;
  if (!value->is_array())
    return invalid_inputs(request, fmt::format("the definition's '{}' is not a list of words", key));
  for (const auto& word : value->get_array()) {
    if (!word.is_string())
      return invalid_inputs(request, fmt::format("the definition's '{}' is not a list of words", key));
    list.emplace_back(word.get_string());
  }
  return list;
}

Result<ProvisionerOffer> read_provisioner_offer(const ResourceRequest& request, const object& inputs) {
  ProvisionerOffer offer;
  TRY(offer.actions, input_words(request, inputs, "actions"));
  for (const auto& action : offer.actions)
    if (action != "observe" && action != "delete" && action != "apply")
      return invalid_inputs(request, fmt::format("'{}' is no action", action))
          .with_hint("known are: apply, observe, delete");
  TRY(offer.outputs, input_words(request, inputs, "outputs"));
  TRY(offer.secrets, input_words(request, inputs, "secrets"));
  if (const auto* repeatable = inputs.if_contains("repeatable")) {
    if (!repeatable->is_bool())
      return invalid_inputs(request, "the definition's 'repeatable' is neither true nor false")
          .with_hint("write repeatable: true when being asked twice to apply the same makes one thing");
    offer.is_repeatable = repeatable->get_bool();
  }
  return offer;
}

Result<std::string> provisioner_question(const ResourceRequest& request, std::string_view action, bool purge) {
  TRY(const auto params, read_object(request, "params", request.params));
  TRY(const auto state, read_object(request, "state", request.state));
  object secrets;
  for (const auto& [key, secret] : request.secret_inputs) secrets[key] = secret.reveal();
  return boost::json::serialize(
      object{{"action", action},
             {"purge", purge},
             {"resource_uid", fmt::format("{}.{}#{}", request.type, request.resource_class, request.id)},
             {"resource_guid", request.gu_id},
             {"resource_type", request.type},
             {"resource_class", request.resource_class},
             {"resource_id", request.id},
             {"resource_params", params},
             {"resource_metadata", object{}},
             {"resource_state", state},
             {"shared_state", object{}},
             {"source_workload", request.workload},
             {"workload_services", object{}},
             {"project", request.project},
             {"environment", request.environment},
             {"environment_type", request.environment_type},
             {"secret_inputs", secrets}});
}

Result<object> read_provisioner_answer(const ResourceRequest& request, const ProvisionerWords& provisioner,
                                       std::string_view action, std::string_view text) {
  const auto answer = json::parse(text.empty() ? "{}" : text);
  if (!answer) return wrong_answer(request, provisioner, answer.error().message());
  if (!answer->is_object()) return wrong_answer(request, provisioner, "no JSON object");
  for (const auto& [key, value] : answer->get_object()) {
    const bool is_known = key == "resource_state" || key == "resource_outputs" ||
                          (key == "exists" && action == "observe") || (is_for_others(key) && is_nothing(value));
    if (!is_known)
      return wrong_answer(request, provisioner, fmt::format("'{}' is not known here", std::string_view(key)));
  }
  return answer->get_object();
}

Result<ResourceOutcome> provisioned(const ResourceRequest& request, const ProvisionerWords& provisioner,
                                    const ProvisionerOffer& offer, const object& answer) {
  TRY(auto outputs, part(request, provisioner, answer, "resource_outputs"));
  TRY(const auto state, part(request, provisioner, answer, "resource_state"));
  ResourceOutcome outcome;
  for (const auto& key : offer.secrets) {
    const auto* value = outputs.if_contains(key);
    if (value == nullptr) continue;
    outcome.secrets.emplace(
        key, Secret(value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value)));
    outputs.erase(key);
  }
  outcome.outputs = boost::json::serialize(outputs);
  outcome.state = boost::json::serialize(state);
  return outcome;
}

Result<ResourceOutcome> applied(const ResourceRequest& request, const ProvisionerWords& provisioner,
                                const ProvisionerOffer& offer, const object& answer) {
  auto made = provisioned(request, provisioner, offer, answer);
  if (!made) return answer_lost(made.error());
  return made;
}

Error answer_lost(const Error& why) {
  return failed(std::string(answer_lost_code), why.message()).with_hint(why.hint());
}

bool says_it_exists(const object& answer) {
  const auto* exists = answer.if_contains("exists");
  return exists == nullptr || !exists->is_bool() || exists->get_bool();
}

}  // namespace towpath::delivery
