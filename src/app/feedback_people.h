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
  std::vector<feedback::Person> members(const std::vector<std::string>& refs) override;
  std::string mail_address(const std::string& ref) override;

 private:
  std::vector<identity::Group> groups();
  /// Everybody who can sign in, with the team that the given groups make theirs.
  std::vector<feedback::Person> people_in(const std::vector<identity::Group>& all);

  identity::Identity& identity_;
};

}  // namespace towpath::app
