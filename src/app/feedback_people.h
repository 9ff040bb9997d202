#pragma once

#include "feedback/ports.h"
#include "identity/identity.h"

namespace towpath::app {

/// Whom a survey asks and an announcement is for: identity's users. Somebody in several groups counts for the smallest
/// of those they are a direct member of, which says most about where they work; of equals the first by name.
class FeedbackPeople final : public feedback::People {
 public:
  explicit FeedbackPeople(identity::Identity& identity) : identity_(identity) {}
  std::vector<feedback::Person> people() override;
  std::vector<feedback::Person> members(const std::vector<std::string>& groups) override;
  std::string mail_address(const std::string& ref) override;

 private:
  identity::Identity& identity_;
};

}  // namespace towpath::app
