#include "survey_statistics.h"

#include <doctest/doctest.h>

namespace towpath::feedback {

TEST_SUITE("survey statistics") {
  TEST_CASE("Student's quantile is that of the tables") {
    // Abramowitz and Stegun, table 26.10, p = 0.975.
    struct Row {
      std::int64_t degrees;
      double value;
    };
    for (const Row& row : {Row{4, 2.776}, Row{9, 2.262}, Row{19, 2.093}, Row{30, 2.042}, Row{120, 1.980}}) {
      CAPTURE(row.degrees);
      CHECK(t_quantile(row.degrees) == doctest::Approx(row.value).epsilon(0.002));
    }
  }

  TEST_CASE("satisfaction is the share of 4 and 5 within Wilson's interval") {
    // 8 of 10: 0.490 to 0.943, as in R's prop.test(8, 10, correct = FALSE).
    const auto estimate = satisfaction_of({{1, 1}, {3, 1}, {4, 5}, {5, 3}});
    REQUIRE(estimate.has_value());
    CHECK(estimate->value == doctest::Approx(0.8));
    CHECK(estimate->low == doctest::Approx(0.4902).epsilon(0.001));
    CHECK(estimate->high == doctest::Approx(0.9433).epsilon(0.001));

    CHECK(satisfaction_of({{5, 6}})->high == doctest::Approx(1.0));
    CHECK(satisfaction_of({{5, 6}})->low < 1.0);  // everybody content is not certainty
    CHECK_FALSE(satisfaction_of({{4, 0}}).has_value());
  }

  TEST_CASE("promoters less detractors, of a hundred") {
    // p = 0.5, d = 0.2: 30 +- 1.96 x 100 x sqrt(0.61 / 10).
    const auto estimate = promoters_of({{3, 1}, {6, 1}, {7, 1}, {8, 2}, {9, 2}, {10, 3}});
    REQUIRE(estimate.has_value());
    CHECK(estimate->value == doctest::Approx(30));
    CHECK(estimate->low == doctest::Approx(-18.41).epsilon(0.001));
    CHECK(estimate->high == doctest::Approx(78.41).epsilon(0.001));
    CHECK(promoters_of({{10, 7}})->high == doctest::Approx(100));
  }

  TEST_CASE("a mean needs two answers and stays on its scale") {
    // 2, 3, 4, 4, 5: mean 3.6, s = 1.1402; t(4) = 2.776: +- 1.4156.
    const auto estimate = mean_of({{2, 1}, {3, 1}, {4, 2}, {5, 1}}, 1, 5);
    REQUIRE(estimate.has_value());
    CHECK(estimate->value == doctest::Approx(3.6));
    CHECK(estimate->low == doctest::Approx(2.184).epsilon(0.002));
    CHECK(estimate->high == doctest::Approx(5.0));
    CHECK_FALSE(mean_of({{3, 1}}, 1, 5).has_value());
  }

  TEST_CASE("the experience index is the mean of its items, from 0 to 100") {
    const auto estimate = index_of({{5, 4, 5}, {3, 2, 4}});
    REQUIRE(estimate.has_value());
    CHECK(estimate->value == doctest::Approx(75));
    CHECK(estimate->low == doctest::Approx(50));
    CHECK(estimate->high == doctest::Approx(87.5));
    CHECK_FALSE(index_of({}).has_value());
  }
}

}  // namespace towpath::feedback
