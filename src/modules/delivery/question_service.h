#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "executors.h"

namespace towpath::delivery {

/// A resource of which nobody knows whether it was made, or changed.
struct OpenResourceQuestion {
  Resource resource;
  ResourceQuestion question;
  std::vector<DriverOutput> outputs;  ///< What it has to hand out if it is there.
  std::vector<std::string> runs;      ///< Ids of those that wait for the answer.
  bool has_parts = false;             ///< Then it is told by what is there of `parts`, and not by outputs.
  std::vector<DriverPart> parts = {};
};

/// What a person says of it.
struct ResourceAnswer {
  std::string component, environment;
  std::string resource;  ///< Its name in score.yaml, or its id.
  bool exists = false;   ///< It is there as was asked for; otherwise what was begun is done again.
  /// What it hands out, by name, secrets among it. Nothing: it hands out nothing; of a change, what it did before.
  std::optional<boost::json::object> outputs;
  /// What its driver is to be told next time. Nothing: what it was told last.
  std::optional<boost::json::object> state;
  /// Of one that has parts: those that are there, ids by name. The others are not.
  std::map<std::string, std::string> imports = {};
};

/// Answers what nobody but a person can: whether an interrupted call made a resource. Thread-safe.
class QuestionService {
 public:
  QuestionService(DeploymentContext& context, Delivery& delivery) : c_(context), delivery_(delivery) {}

  /// As far as the principal may see. Right: resource.read.
  Result<std::vector<OpenResourceQuestion>> open(const auth::Principal& principal);

  /// Writes the answer down and has the deployments that wait go on, in one transaction. The same answer once more
  /// changes nothing. Right: deployment.deploy there. Errors: delivery.resource_not_found,
  /// delivery.not_in_question, delivery.already_resolved (otherwise), delivery.invalid_outputs (names what is missing),
  /// delivery.invalid_imports (says of each why not), delivery.invalid_answer (its driver knows no such answer),
  /// delivery.route_taken; those of the vault.
  Result<Resource> resolve(const auth::Principal& principal, const ResourceAnswer& answer);

 private:
  Result<Resource> named(const auth::Principal& principal, const ResourceAnswer& answer);
  std::vector<DriverOutput> outputs_of(const Resource& resource) const;
  /// What is there, as the answer says. Errors: delivery.invalid_outputs, those of the vault.
  Result<ResourceOutcome> told(const Resource& resource, const ResourceQuestion& question,
                               const ResourceAnswer& answer) const;
  /// Whether the answer is one for such a resource.
  Status check_answer(const Driver* driver, const Resource& resource, const ResourceAnswer& answer) const;
  /// Of a resource that is not in question: fine when this was the answer.
  Status check_repeat(const Resource& resource, const std::optional<ResourceQuestion>& question,
                      const ResourceAnswer& answer) const;

  DeploymentContext& c_;
  Delivery& delivery_;
  std::mutex mutex_;  ///< One answer at a time: secrets are stored before the row.
};

}  // namespace towpath::delivery
