#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "change_type.h"
#include "fact_figures.h"
#include "insights/benchmark.h"
#include "insights/dora.h"
#include "insights/metric.h"
#include "support/test_paths.h"

namespace towpath::insights {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

TEST_SUITE("the metric registry") {
  TEST_CASE("every metric says what it is, how it is computed, of what, and why it may have no value") {
    std::set<std::string_view> keys;
    for (const MetricDefinition& metric : metric_definitions()) {
      CAPTURE(metric.key);
      CHECK(keys.insert(metric.key).second);
      CHECK(metric.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == metric.key.npos);
      for (const std::string_view text :
           {metric.name, metric.definition, metric.formula, metric.unit, metric.cases, metric.source})
        CHECK_FALSE(text.empty());
      CHECK(metric.definition.ends_with('.'));
      CHECK_FALSE(metric.reasons.empty());
      for (const std::string_view reason : metric.reasons) CHECK_FALSE(reason_text(reason).empty());
    }
    CHECK(find_metric("change-lead-time")->unit == "hours");
    CHECK(find_metric("nothing") == nullptr);
    CHECK(reason_text("nothing").empty());
  }

  TEST_CASE("the manual's page is the registry's") {
    const std::string file = (testing::source_folder() / "docs/manual/docs/outcomes.md").string();
    if (std::getenv("TOWPATH_GOLDEN_UPDATE")) std::ofstream(file, std::ios::binary) << metrics_manual();

    CHECK_MESSAGE(text_of(file) == metrics_manual(),
                  "TOWPATH_GOLDEN_UPDATE=1 writes docs/manual/docs/outcomes.md anew");
  }

  TEST_CASE("the titles of changes state a type, or none") {
    struct Row {
      const char* title;
      const char* type;
    };
    for (const Row& row :
         {Row{"feat: sell gift cards", "feat"}, Row{"Fix(cart)!: count once", "fix"}, Row{"feat(cart: no end", ""},
          Row{"Sell gift cards", ""}, Row{"feat:sell", ""}, Row{"http://example.test: broken", ""},
          Row{": nothing", ""}, Row{"", ""}, Row{"averyveryverylongwordindeed: x", ""}}) {
      CAPTURE(row.title);
      CHECK(change_type_of(row.title) == row.type);
    }
  }

  TEST_CASE("quantiles of counted ranges are within 5 percent of the exact ones") {
    FactFigures exact, counted;
    std::uint64_t state = 7;
    for (int i = 0; i < 5000; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      const double value = 0.01 + static_cast<double>(state >> 40) / 1000.0;
      exact.add_value(value, i % 3 == 0);
      counted.add_bin(bin_of(value), 1, i % 3 == 0 ? 1 : 0, value);
    }

    for (const double q : {0.1, 0.5, 0.75, 0.9}) {
      CAPTURE(q);
      CHECK(*counted.quantile(q) == doctest::Approx(*exact.quantile(q)).epsilon(0.05));
    }
    CHECK(counted.n() == exact.n());
    CHECK(counted.flagged() == exact.flagged());
    CHECK(counted.total() == doctest::Approx(exact.total()));
    CHECK_FALSE(FactFigures().quantile(0.5).has_value());
  }

  TEST_CASE("a range holds its values and nothing is below the first or above the last") {
    CHECK(bin_of(0) == 0);
    CHECK(bin_of(-5) == 0);
    CHECK(bin_of(1e300) == bin_of(1e200));
    for (const double value : {0.002, 0.5, 1.0, 24.0, 9000.0}) {
      CAPTURE(value);
      CHECK(middle_of(bin_of(value)) == doctest::Approx(value).epsilon(0.05));
    }
  }

  TEST_CASE("a value stands where its edition puts it") {
    struct Row {
      const char* edition;
      const char* metric;
      double value;
      const char* group;
    };
    for (const Row& row : {Row{"2023", "change-lead-time", 23, "elite"}, Row{"2023", "change-lead-time", 200, "medium"},
                           Row{"2023", "change-fail-rate", 0.5, "low"}, Row{"2024", "change-fail-rate", 0.08, "medium"},
                           Row{"2024", "change-fail-rate", 0.2, "high"}, Row{"2021", "recovery-time", 0.5, "elite"},
                           Row{"2023", "deployment-frequency", 0.2, "high"}}) {
      CAPTURE(row.edition);
      CAPTURE(row.metric);
      CAPTURE(row.value);
      CHECK(standing_of(*find_edition(row.edition), row.metric, row.value)->group == row.group);
    }
    const BenchmarkEdition& scored = *find_edition(default_edition);
    CHECK(*standing_of(scored, "change-lead-time", 30)->score == doctest::Approx(6));
    CHECK(*standing_of(scored, "change-fail-rate", 0.19)->score == doctest::Approx(8.1));
    CHECK_FALSE(standing_of(scored, "queue-time", 1).has_value());
    CHECK_FALSE(standing_of(*find_edition("2023"), "rework-rate", 0.1).has_value());
    CHECK(find_edition("1999") == nullptr);
  }
}

}  // namespace towpath::insights
