#include "survey_suppression.h"

#include <optional>

namespace towpath::feedback {

std::vector<bool> hidden_parts(const std::vector<std::int64_t>& sizes, std::int64_t k,
                               const std::vector<bool>& is_hidden_already) {
  std::vector<bool> hidden(sizes.size(), false);
  std::int64_t together = 0;
  const auto hide = [&](std::size_t i) {
    hidden[i] = true;
    together += sizes[i];
  };
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] < k || (i < is_hidden_already.size() && is_hidden_already[i])) hide(i);
  while (together > 0 && together < k) {
    std::optional<std::size_t> smallest;
    for (std::size_t i = 0; i < sizes.size(); ++i)
      if (!hidden[i] && (!smallest || sizes[i] < sizes[*smallest])) smallest = i;
    if (!smallest) break;  // the whole is below k, and not shown
    hide(*smallest);
  }
  return hidden;
}

}  // namespace towpath::feedback
