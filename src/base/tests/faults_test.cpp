#include <doctest/doctest.h>

#include <algorithm>

#include "base/faults.h"

using namespace towpath;

TEST_SUITE("fault points") {
  TEST_CASE("the list is sorted, without a name twice, and each says what is half done") {
    const auto& points = fault_points();

    for (std::size_t i = 1; i < points.size(); ++i) CHECK(points[i - 1].name < points[i].name);
    for (const FaultPoint& point : points) {
      CAPTURE(point.name);
      CHECK(std::count(point.name.begin(), point.name.end(), '.') == 2);
      CHECK_FALSE(point.meaning.empty());
    }
  }
}
