#include <fmt/format.h>

#include "delivery/driver.h"

namespace towpath::delivery {

std::string in_words(const DriverChanges& changes) {
  std::string out;
  for (const auto& [action, count] : changes.counts)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, action);
  return out.empty() ? "nothing" : out;
}

}  // namespace towpath::delivery
