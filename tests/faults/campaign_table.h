#pragma once

#include <string_view>
#include <vector>

namespace towpath::faults {

/// One death of the server: where, on which pass, and what was under way.
struct Death {
  std::string_view point;
  int pass = 1;
  std::string_view journey;
  std::string_view then = "";  ///< A second point, hit at the start that follows.
};

/// Every fault point at least once. In an order in which each finds what it needs.
const std::vector<Death>& deaths();

/// Points that no server reaches: no module makes such nodes yet. tests/faults/engine_faults_test.cpp hits them.
const std::vector<std::string_view>& points_of_the_engine_alone();

}  // namespace towpath::faults
