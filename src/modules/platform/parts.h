#pragma once

#include <string_view>
#include <vector>

namespace towpath::platform {

/// A part of the product that can be offered or not: what the portal shows of it, and which routes of the API it is.
struct Part {
  std::string_view key, title, description, answers;
  std::vector<std::string_view> areas;   ///< Paths of the portal.
  std::vector<std::string_view> routes;  ///< Beginnings of API patterns, without "/api/v1/".
  bool is_core = false;                  ///< Other parts need it.
  bool is_in_mvp = false;
};

/// Every part, in the order of the portal.
const std::vector<Part>& all_parts();

/// The part a route of the API belongs to; null for what belongs to none, such as signing in.
const Part* part_of(std::string_view pattern);

}  // namespace towpath::platform
