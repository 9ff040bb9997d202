#include <random>

#include "definition_fixture.h"
#include "plan_reads.h"

namespace towpath::delivery {

TEST_CASE("the rows that fit a resource are those of all that do, and the best of them is the best of all") {
  with_definitions([](DefinitionFixture& f) {
    std::mt19937 random(20261129);
    const auto pick = [&random](std::initializer_list<const char*> of) {
      return std::string(of.begin()[random() % of.size()]);
    };
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      for (int i = 0; i < 300; ++i)
        f.stores.definitions.insert_criterion(
            tx, {"d" + std::to_string(i % 7), pick({"cache", "store"}), pick({"default", "large"}),
                 pick({"", "workloads.a.db", "shared.db", "other"}), pick({"", "development", "staging"}),
                 pick({"", "store", "bank"}), pick({"", "development", "production"})});
      return 0;
    });
    int found = 0;
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      PlanReads reads(tx, f.stores);
      for (int round = 0; round < 300; ++round) {
        const Wanted wanted{pick({"cache", "store", "none"}),
                            pick({"default", "large"}),
                            pick({"workloads.a.db", "shared.db", "new"}),
                            pick({"development", "staging", "new"}),
                            pick({"store", "bank", "new"}),
                            pick({"development", "production", ""})};
        const auto all = f.stores.definitions.criteria(tx, wanted.type);
        const auto fitting = f.stores.definitions.fitting(tx, wanted);
        const auto count = std::count_if(all.begin(), all.end(),
                                         [&](const Criterion& each) { return mismatch(each, wanted).empty(); });
        CHECK(fitting.size() == static_cast<std::size_t>(count));
        CHECK(fitting.size() <= 16);
        const auto best_of_all = best_match(all, wanted), best = best_match(fitting, wanted);
        REQUIRE(best.has_value() == best_of_all.has_value());
        if (best) CHECK(fitting[*best] == all[*best_of_all]);
        // Asked for the first time, and by what is kept from the second on.
        for (int i = 0; i < 2; ++i) CHECK(reads.best_id(wanted) == (best ? fitting[*best].definition_id : ""));
        found += best ? 1 : 0;
      }
      return 0;
    });
    CHECK(found > 50);
  });
}

TEST_CASE("a row is read once for a plan, and what is not there is known to be missing") {
  with_definitions([](DefinitionFixture& f) {
    REQUIRE(f.apply(DefinitionFixture::definition("cache", "mongodb", "[{}]")).has_value());
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      PlanReads reads(tx, f.stores);
      const Wanted wanted{"mongodb", "default", "workloads.shop.cc", "production", "store", "production"};
      const Definition* best = reads.best(wanted);
      REQUIRE(best != nullptr);
      CHECK(best->version_name() == "cache@1");
      CHECK(reads.best(wanted) == best);
      CHECK(reads.version("cache@1")->id == "cache");
      CHECK(reads.version("cache@1") == reads.version("cache@1"));
      CHECK(reads.version("cache@2") == nullptr);
      CHECK(reads.resource("none") == nullptr);
      CHECK(reads.best({"mongodb", "large", "workloads.shop.cc", "production", "store", "production"}) == nullptr);
      return 0;
    });
  });
}

}  // namespace towpath::delivery
