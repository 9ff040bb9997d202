#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "delivery/delivery.h"

namespace towpath::delivery {

/// A command that is run once in the surroundings of what is in force. No secret: it is in logs and in the audit log.
struct JobOrder {
  std::string component, environment;
  std::vector<std::string> command;
  std::chrono::seconds time_limit{600};  ///< One second to six hours.
  std::string reason;
  std::string deployment_id;  ///< In force when it was asked for; its release, configuration and resources.
};

/// Errors: delivery.invalid_job, naming each field.
Status check(const JobOrder& order);

/// The command in one line, for titles and plans: words with anything but letters, digits and -_./:=@,+% in quotes.
std::string in_one_line(const std::vector<std::string>& command);

/// What a plan says that it would do.
std::vector<PlannedAction> actions_of(const JobOrder& order, std::int64_t release_number);

/// As a run's inputs keep it.
std::string inputs_of(const JobOrder& order);
JobOrder job_order_from(const std::string& inputs);

}  // namespace towpath::delivery
