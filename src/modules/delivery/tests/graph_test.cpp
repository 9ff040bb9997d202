#include <doctest/doctest.h>

#include <fmt/core.h>
#include <algorithm>
#include <random>

#include "base/strings.h"
#include "resources/graph.h"

namespace towpath::delivery {
namespace {

ScoreResource resource(const std::string& name, const std::vector<std::string>& needs = {}) {
  ScoreResource out;
  out.name = name;
  out.type = "postgres";
  std::vector<std::string> members;
  for (const std::string& need : needs) members.push_back(fmt::format(R"("{0}": "${{resources.{0}.host}}")", need));
  out.params = "{" + join(members, ",") + "}";
  return out;
}

ScoreWorkload workload(std::vector<ScoreResource> resources) {
  ScoreWorkload out;
  out.name = "shop";
  out.resources = std::move(resources);
  return out;
}

std::string order_of(const ScoreWorkload& shop) {
  const auto ordered = order_resources(shop);
  if (!ordered) return ordered.error().message();
  std::vector<std::string> names;
  for (const ResourceNode& node : ordered.value()) names.push_back(node.resource.name);
  return join(names, " ");
}

}  // namespace

TEST_CASE("each resource comes after those whose outputs its params use, otherwise by name") {
  CHECK(order_of(workload({resource("bb"), resource("aa"), resource("cc")})) == "aa bb cc");
  CHECK(order_of(workload({resource("aa", {"cc"}), resource("bb"), resource("cc")})) == "cc aa bb");
  CHECK(order_of(workload({resource("aa", {"bb", "cc"}), resource("bb", {"dd"}), resource("cc", {"dd"}),
                           resource("dd")})) == "dd bb cc aa");
  CHECK(order_of(workload({})) == "");
}

TEST_CASE(
    "only strings inside the params are read for placeholders, not keys, and not what begins in one string and ends in "
    "another") {
  ScoreResource odd = resource("aa");
  odd.params = R"({"${resources.zz.host}": 1, "open": "${resources.yy", "escaped": "$${resources.xx.host}"})";

  CHECK(order_of(workload({odd})) == "aa");
}

TEST_CASE("a circle of resources is named as a path, one that needs itself too") {
  CHECK(order_of(workload({resource("aa", {"bb"}), resource("bb", {"cc"}), resource("cc", {"bb"})})) ==
        "Resources need each other in a circle: bb -> cc -> bb.");
  CHECK(order_of(workload({resource("aa", {"aa"})})) == "Resources need each other in a circle: aa -> aa.");
  CHECK(order_resources(workload({resource("aa", {"aa"})})).error().code() == "delivery.resource_cycle");
}

TEST_CASE("a resource that is not declared is named together with the one that uses it") {
  CHECK(order_of(workload({resource("aa", {"bb"})})) == "The resource 'aa' uses 'bb', which is not declared.");
  CHECK(order_of(workload({resource("aa", {"bb"}), resource("bb", {"zz"})})) ==
        "The resource 'bb' uses 'zz', which is not declared.");
  CHECK(order_resources(workload({resource("aa", {"bb"})})).error().code() == "delivery.undefined_placeholder");
}

TEST_CASE("any graph without a circle is ordered with every need first, and the same whatever the order of the file") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const std::size_t count = 1 + random() % 12;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("r{:02}", i));
    std::shuffle(names.begin(), names.end(), random);
    std::vector<ScoreResource> resources;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::string> needs;
      for (std::size_t j = 0; j < i; ++j)
        if (random() % 3 == 0) needs.push_back(names[j]);
      resources.push_back(resource(names[i], needs));
    }
    const std::string first = order_of(workload(resources));
    std::shuffle(resources.begin(), resources.end(), random);

    const auto ordered = order_resources(workload(resources));

    REQUIRE(ordered.has_value());
    CHECK(order_of(workload(resources)) == first);
    CHECK(ordered.value().size() == count);
    std::vector<std::string> seen;
    for (const ResourceNode& node : ordered.value()) {
      for (const std::string& need : node.needs) CHECK(std::find(seen.begin(), seen.end(), need) != seen.end());
      seen.push_back(node.resource.name);
    }
  }
}

TEST_CASE("a resource belongs to its workload, and with an id to the whole project") {
  ScoreResource shared = resource("cache");
  shared.id = "store.cache";

  const auto ordered = order_resources(workload({resource("db"), shared})).value();

  CHECK(ordered[0].res_id == "shared.store.cache");
  CHECK(ordered[1].res_id == "workloads.shop.db");
}

TEST_CASE("the id of a real object stays the same for ever and differs in every part it is made of") {
  const std::string id = make_gu_id("store", "01JENV", "postgres", "default", "workloads.shop.db");

  CHECK(id == "300a48effa06adaf6d0b6c5a06d30b48");
  CHECK(make_gu_id("bank", "01JENV", "postgres", "default", "workloads.shop.db") != id);
  CHECK(make_gu_id("store", "01JENX", "postgres", "default", "workloads.shop.db") != id);
  CHECK(make_gu_id("store", "01JENV", "redis", "default", "workloads.shop.db") != id);
  CHECK(make_gu_id("store", "01JENV", "postgres", "large", "workloads.shop.db") != id);
  CHECK(make_gu_id("store", "01JENV", "postgres", "default", "shared.db") != id);
  CHECK(make_gu_id("a", "bc", "postgres", "default", "x") != make_gu_id("ab", "c", "postgres", "default", "x"));
}

}  // namespace towpath::delivery
