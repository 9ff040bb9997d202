#include "workload_drift.h"

#include "definition_fixture.h"

namespace towpath::delivery {
namespace {

/// "drifted: words" or "drift_ended: " of each event, oldest first.
std::vector<std::string> told(DefinitionFixture& f) {
  REQUIRE(f.lent.events.settle(std::chrono::seconds(20)));
  std::vector<std::string> out;
  for (const auto& event : f.lent.events.find({.type = "delivery.workload."})) {
    const auto payload = boost::json::parse(event.payload);
    out.insert(out.begin(),
               event.type.substr(event.type.rfind('.') + 1) + ": " + std::string(payload.at("drift").as_string()));
  }
  return out;
}

}  // namespace

TEST_CASE("a difference of what is committed is told once, when it changes and when it is over, across restarts") {
  with_definitions([](DefinitionFixture& f) {
    f.kernel.start_events();
    Deployment deployment;
    deployment.id = "d1";
    deployment.owner_ref = "group:default/payments";
    deployment.project_id = "store";
    deployment.env_type = "production";
    Instance instance;
    instance.id = "i1";
    instance.component = "shop";
    instance.environment = "production";
    instance.runtime = "gitops";
    auto drift = std::make_unique<WorkloadDrift>(f.lent);
    const auto look = [&](const std::string& words) {
      if (drift->is_news(instance.id, words)) drift->tell(instance, deployment, words);
    };
    const auto start_again = [&] { drift = std::make_unique<WorkloadDrift>(f.lent); };

    look("");
    CHECK(told(f).empty());
    look("a.yaml is changed");
    look("a.yaml is changed");
    CHECK(told(f) == std::vector<std::string>{"drifted: a.yaml is changed"});
    start_again();
    look("a.yaml is changed");
    CHECK(told(f).size() == 1);
    look("b.yaml is gone");
    start_again();
    look("");
    look("");
    CHECK(told(f) ==
          std::vector<std::string>{"drifted: a.yaml is changed", "drifted: b.yaml is gone", "drift_ended: "});
    look("a.yaml is changed");
    CHECK(told(f).size() == 4);

    const auto newest = f.lent.events.find({.type = "delivery.workload.drifted", .limit = 1}).at(0);
    CHECK(newest.subject == "component:default/shop");
    CHECK(newest.owner_ref == "group:default/payments");
    CHECK(newest.project_id == "store");
    CHECK(newest.env_type == "production");
    CHECK(boost::json::parse(newest.payload).at("instance") == "i1");
  });
}

TEST_CASE("instances are told apart, and what is no longer in force is forgotten") {
  with_definitions([](DefinitionFixture& f) {
    WorkloadDrift drift(f.lent);
    CHECK(drift.is_news("i1", "x"));
    CHECK(drift.is_news("i2", "x"));
    CHECK_FALSE(drift.is_news("i1", "x"));
    drift.keep_only({"i2"});
    CHECK(drift.is_news("i1", "x"));
    CHECK_FALSE(drift.is_news("i2", "x"));
  });
}

}  // namespace towpath::delivery
