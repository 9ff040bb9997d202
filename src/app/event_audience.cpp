#include "event_audience.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace towpath::app {
namespace {

using namespace std::string_view_literals;

constexpr std::array types{"feedback."sv, "platform.product."sv};
/// Kinds that every role may read whole (identity's permission table).
constexpr std::array subjects{"campaign:"sv,  "capability:"sv,         "policy:"sv,
                              "scorecard:"sv, "resourcedefinition:"sv, "resourcetype:"sv};

}  // namespace

bool is_for_everyone(const events::SealedEvent& event) {
  const auto begins = [](const std::string& text) {
    return [&text](std::string_view beginning) { return text.starts_with(beginning); };
  };
  return std::any_of(types.begin(), types.end(), begins(event.type)) ||
         std::any_of(subjects.begin(), subjects.end(), begins(event.subject));
}

}  // namespace towpath::app
