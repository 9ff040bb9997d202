#pragma once

#include "feedback/ports.h"
#include "identity/identity.h"

namespace towpath::app {

/// Whom a survey asks: identity's users. Somebody in several groups counts for the smallest of those they are a direct
/// member of, which says most about where they work; of equals the first by name.
class SurveyPeople final : public feedback::People {
 public:
  explicit SurveyPeople(identity::Identity& identity) : identity_(identity) {}
  std::vector<feedback::Person> people() override;

 private:
  identity::Identity& identity_;
};

}  // namespace towpath::app
