#include <doctest/doctest.h>

#include <array>
#include <random>
#include <set>

#include "resources/matching.h"

namespace towpath::delivery {
namespace {

const Wanted shop_in_staging{"postgres", "default", "workloads.shop.db", "staging", "store", "staging"};

/// The rank by the definition itself: bits from the strongest condition to the weakest.
int rank(const Criterion& c) {
  return (c.res_id.empty() ? 0 : 8) + (c.environment.empty() ? 0 : 4) + (c.project_id.empty() ? 0 : 2) +
         (c.env_type.empty() ? 0 : 1);
}

bool fits(const Criterion& c, const Wanted& w) {
  const auto is_any_or = [](const std::string& needs, const std::string& is) { return needs.empty() || needs == is; };
  return c.type == w.type && c.resource_class == w.resource_class && is_any_or(c.res_id, w.res_id) &&
         is_any_or(c.environment, w.environment) && is_any_or(c.project_id, w.project_id) &&
         is_any_or(c.env_type, w.env_type);
}

}  // namespace

TEST_CASE(
    "the best match of any set of criteria is the fitting one with the strongest condition, whatever their order") {
  std::mt19937 random(20261122);
  const auto pick = [&random](std::initializer_list<const char*> of) {
    return std::string(of.begin()[random() % of.size()]);
  };
  int matched = 0, unmatched = 0;
  for (int round = 0; round < 5000; ++round) {
    const Wanted wanted{
        pick({"postgres", "volume"}),     pick({"default", "large"}), pick({"workloads.a.db", "shared.db"}),
        pick({"development", "staging"}), pick({"store", "bank"}),    pick({"development", "production"})};
    std::vector<Criterion> criteria;
    std::set<std::array<std::string, 6>> seen;  // criteria of a type are never equal
    for (std::size_t i = random() % 12; i > 0; --i) {
      Criterion c{"d",
                  pick({"postgres", "volume"}),
                  pick({"default", "large"}),
                  pick({"", "workloads.a.db", "shared.db"}),
                  pick({"", "development", "staging"}),
                  pick({"", "store", "bank"}),
                  pick({"", "development", "production"})};
      if (seen.insert({c.type, c.resource_class, c.res_id, c.environment, c.project_id, c.env_type}).second)
        criteria.push_back(std::move(c));
    }
    std::optional<std::size_t> expected;
    for (std::size_t i = 0; i < criteria.size(); ++i)
      if (fits(criteria[i], wanted) && (!expected || rank(criteria[i]) > rank(criteria[*expected]))) expected = i;

    const auto best = best_match(criteria, wanted);

    REQUIRE(best == expected);
    for (std::size_t i = 0; i < criteria.size(); ++i)
      REQUIRE(mismatch(criteria[i], wanted).empty() == fits(criteria[i], wanted));
    ++(best ? matched : unmatched);
  }
  CHECK(matched > 1000);
  CHECK(unmatched > 1000);
}

TEST_CASE("one strong condition outweighs all weaker ones together") {
  const Criterion by_resource{"r", "postgres", "default", "workloads.shop.db", "", "", ""};
  const Criterion by_environment{"e", "postgres", "default", "", "staging", "", ""};
  const Criterion by_project_and_type{"p", "postgres", "default", "", "", "store", "staging"};
  const Criterion by_all_but_resource{"a", "postgres", "default", "", "staging", "store", "staging"};

  CHECK(best_match({by_all_but_resource, by_resource}, shop_in_staging) == 1);
  CHECK(best_match({by_project_and_type, by_environment}, shop_in_staging) == 1);
  CHECK(best_match({by_environment, by_all_but_resource}, shop_in_staging) == 1);
}

TEST_CASE("the class is never any: a definition for the default class does not serve another one") {
  Wanted large = shop_in_staging;
  large.resource_class = "large";

  CHECK(!best_match({{"d", "postgres", "default", "", "", "", ""}}, large));
}

TEST_CASE("why a criterion does not fit is said in words, the type and the class first") {
  CHECK(mismatch({"d", "redis", "default", "", "", "", ""}, shop_in_staging) ==
        "it is for type 'redis', this is 'postgres'");
  CHECK(mismatch({"d", "postgres", "large", "", "", "", ""}, shop_in_staging) ==
        "it is for class 'large', this is 'default'");
  CHECK(mismatch({"d", "postgres", "default", "", "production", "", ""}, shop_in_staging) ==
        "it is for environment 'production', this is 'staging'");
  CHECK(mismatch({"d", "postgres", "default", "", "", "bank", ""}, shop_in_staging) ==
        "it is for project 'bank', this is 'store'");
  CHECK(mismatch({"d", "postgres", "default", "", "", "", "production"}, shop_in_staging) ==
        "it is for environment type 'production', this is 'staging'");
  CHECK(mismatch({"d", "postgres", "default", "shared.db", "", "", ""}, shop_in_staging) ==
        "it is for resource 'shared.db', this is 'workloads.shop.db'");
  CHECK(mismatch({"d", "postgres", "default", "", "", "", ""}, shop_in_staging).empty());
}

}  // namespace towpath::delivery
