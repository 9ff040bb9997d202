#include <doctest/doctest.h>

#include "base/strings.h"
#include "resources/expansion.h"

namespace towpath::delivery {
namespace {

/// A definition for each type, that brings along others.
struct World {
  std::map<std::string, Definition> by_type;

  Definition& define(const std::string& type, const std::vector<DefinitionNeed>& depends_on = {},
                     const std::vector<DefinitionNeed>& alongside = {}) {
    Definition& out = by_type[type];
    out.id = out.type = type;
    out.depends_on = depends_on;
    out.alongside = alongside;
    return out;
  }
  Result<std::vector<ExpandedResource>> expand(const ScoreWorkload& workload) const {
    return expand_resources(workload, [&](const ResourceNode& node) -> Result<Definition> {
      const auto found = by_type.find(node.resource.type);
      if (found == by_type.end()) return not_found("delivery.no_definition", "Nothing offers it.");
      return found->second;
    });
  }
  std::string order(const ScoreWorkload& workload) const {
    const auto expanded = expand(workload);
    if (!expanded.has_value()) return expanded.error().message();
    std::vector<std::string> names;
    for (const ExpandedResource& each : expanded.value()) names.push_back(each.node.resource.name);
    return join(names, " ");
  }
};

DefinitionNeed need(const std::string& type, const std::string& id = "", const std::string& params = "{}") {
  return {type, type, "default", id, params};
}

ScoreWorkload workload(const std::vector<std::pair<std::string, std::string>>& resources) {
  ScoreWorkload out;
  out.name = "shop";
  for (const auto& [name, type] : resources) {
    ScoreResource each;
    each.name = name;
    each.type = type;
    out.resources.push_back(each);
  }
  return out;
}

}  // namespace

TEST_CASE("what definitions depend on is made first, and what that depends on before it, until nothing is added") {
  World world;
  world.define("postgres", {need("network"), need("secret")});
  world.define("network", {need("account")});
  world.define("secret");
  world.define("account");

  CHECK(world.order(workload({{"db", "postgres"}})) == "db.network.account db.network db.secret db");
  const auto expanded = world.expand(workload({{"db", "postgres"}})).value();
  CHECK(expanded[0].node.res_id == "workloads.shop.db.network.account");
  CHECK(expanded[0].parent == "db.network");
  CHECK(expanded[3].dependencies.at("network") == "db.network");
}

TEST_CASE("what is made alongside comes after the one it is made with") {
  World world;
  world.define("postgres", {}, {need("backup")});
  world.define("backup");

  CHECK(world.order(workload({{"db", "postgres"}})) == "db db.backup");
}

TEST_CASE("a shared resource is made once, whoever brings it along, also when the workload declares it") {
  World world;
  world.define("postgres", {need("network", "net")});
  world.define("network");

  CHECK(world.order(workload({{"a1", "postgres"}, {"b1", "postgres"}})) == "shared.net a1 b1");
  ScoreWorkload declares = workload({{"db", "postgres"}, {"mine", "network"}});
  declares.resources[1].id = "net";
  CHECK(world.order(declares) == "mine db");
  const auto expanded = world.expand(declares).value();
  CHECK(expanded[1].dependencies.at("network") == "mine");
}

TEST_CASE("a shared resource wanted with different params is refused naming who wants it") {
  World world;
  world.define("postgres", {need("network", "net", R"({"size":1})")});
  world.define("redis", {need("network", "net", R"({"size":2})")});
  world.define("mysql", {need("network", "net")});
  world.define("network");

  CHECK(world.order(workload({{"a1", "postgres"}, {"b1", "redis"}})) ==
        "The shared resource 'net' is wanted with different params by 'shared.net' and 'b1'.");
  CHECK(world.order(workload({{"a1", "postgres"}, {"b1", "mysql"}})) == "shared.net a1 b1");
}

TEST_CASE("definitions that bring each other along are refused as a path, private ones and shared ones") {
  World world;
  world.define("postgres", {need("network")});
  world.define("network", {need("account")});
  world.define("account", {need("postgres")});

  CHECK(world.order(workload({{"db", "postgres"}})) ==
        "Resource definitions bring each other along in a circle: postgres -> network -> account -> postgres.");
  CHECK(world.expand(workload({{"db", "postgres"}})).error().code() == "delivery.definition_cycle");

  World shared;
  shared.define("postgres", {need("network", "net")});
  shared.define("network", {need("account", "main")});
  shared.define("account", {need("network", "net")});
  CHECK(shared.order(workload({{"db", "postgres"}})) ==
        "Resources need each other in a circle: shared.net -> shared.main -> shared.net.");
}

TEST_CASE("what nothing offers is told, wherever in the graph it is") {
  World world;
  world.define("postgres", {need("network")});

  CHECK(world.expand(workload({{"db", "postgres"}})).error().code() == "delivery.no_definition");
}

}  // namespace towpath::delivery
