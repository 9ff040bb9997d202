#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "base/result.h"
#include "meter.h"

namespace towpath::tmpl {

/// Stable sort that stays well-behaved when `order(a, b)` (negative, 0, positive) contradicts itself, as JavaScript's
/// comparisons of mixed types do; std::stable_sort does not promise that.
template <class Item, class Compare>
Status sort_stably(std::vector<Item>& items, Meter& meter, Compare order) {
  std::vector<Item> merged;
  merged.reserve(items.size());
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    CHECK_OK(meter.step(items.size()));
    merged.clear();
    for (std::size_t from = 0; from < items.size(); from += 2 * width) {
      const std::size_t middle = std::min(from + width, items.size());
      const std::size_t end = std::min(from + 2 * width, items.size());
      std::size_t left = from;
      std::size_t right = middle;
      while (left < middle || right < end) {
        const bool take_left = right == end || (left < middle && order(items[left], items[right]) <= 0);
        merged.push_back(std::move(items[take_left ? left++ : right++]));
      }
    }
    items.swap(merged);
  }
  return ok();
}

}  // namespace towpath::tmpl
