#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/driver.h"

namespace towpath::delivery {

/// Score's provisioner protocol, with an action beside: one JSON object asks, one answers. Who is asked is a program or
/// a service.

/// What a definition says about whom it asks.
struct ProvisionerOffer {
  std::vector<std::string> actions;           ///< Beside apply: observe, delete.
  std::vector<std::string> outputs, secrets;  ///< What it hands out, apart.
  bool is_repeatable = false;                 ///< Asked twice to apply the same, it makes one thing.
  bool knows(std::string_view action) const;
};

/// Who answers, in words and error codes.
struct ProvisionerWords {
  std::string_view who;          ///< "program".
  std::string_view answer_code;  ///< Of an answer that is wrong.
  std::string_view answer_hint;
};

/// A list of texts among a definition's inputs; empty when absent. Errors: delivery.invalid_inputs.
Result<std::vector<std::string>> input_words(const ResourceRequest& request, const boost::json::object& inputs,
                                             std::string_view key);
/// From the inputs actions, outputs, secrets and repeatable. Errors: delivery.invalid_inputs.
Result<ProvisionerOffer> read_provisioner_offer(const ResourceRequest& request, const boost::json::object& inputs);

/// What is asked. Errors: delivery.invalid_inputs.
Result<std::string> provisioner_question(const ResourceRequest& request, std::string_view action, bool purge);
/// The answer to `action`; "" is an empty one. Errors: answer_code, that names what is wrong.
Result<boost::json::object> read_provisioner_answer(const ResourceRequest& request, const ProvisionerWords& provisioner,
                                                    std::string_view action, std::string_view text);
/// Outputs, secrets and state of an answer. Errors: answer_code.
Result<ResourceOutcome> provisioned(const ResourceRequest& request, const ProvisionerWords& provisioner,
                                    const ProvisionerOffer& offer, const boost::json::object& answer);
/// The same of the answer to apply, after which something has been done. Errors: delivery.answer_lost.
Result<ResourceOutcome> applied(const ResourceRequest& request, const ProvisionerWords& provisioner,
                                const ProvisionerOffer& offer, const boost::json::object& answer);
/// An error as delivery.answer_lost: it was asked and did not answer, or not in words that are understood.
Error answer_lost(const Error& why);
/// False when the answer to observe says that there is nothing.
bool says_it_exists(const boost::json::object& answer);

}  // namespace towpath::delivery
