#include "drift.h"

#include "definition_fixture.h"

namespace towpath::delivery {

TEST_CASE("what differs is said key by key, and what is gone is gone") {
  CHECK(drift_in_words(R"({"host":"a","port":5432})", R"({"port":5432,"host":"a"})") == "");
  CHECK(drift_in_words(R"({"host":"a","port":5432})", R"({"host":"b","port":5432,"name":"x"})") ==
        "host is b and was a; name is x and was nothing");
  CHECK(drift_in_words(R"({"host":"a"})", "{}") == "host is nothing and was a");
  CHECK(drift_in_words("{}", std::nullopt) == "It is gone.");
}

TEST_CASE("changes are said by count, and the first of them by name") {
  CHECK(drift_in_words(DriverChanges()) == "");
  CHECK(drift_in_words(DriverChanges{{{"update", "bucket.a"}}, 0, {{"update", 1}}}) == "1 update (bucket.a)");
  const DriverChanges many{
      {{"update", "a"}, {"update", "b"}, {"delete", "c"}, {"update", "d"}}, 2, {{"delete", 1}, {"update", 5}}};
  CHECK(drift_in_words(many) == "1 delete, 5 update (a, b, c and 3 more)");
}

TEST_CASE("what a look found stays with a resource until it is made again, and not with one that is not active") {
  with_definitions([](DefinitionFixture& f) {
    REQUIRE(f.apply(DefinitionFixture::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(DefinitionFixture::to("production", release), release);
    const auto row = [&](const std::string& drift, const std::string& state) {
      return f.in_tx([&](db::Tx& tx) -> Result<Resource> {
        Resource each = f.stores.resources.made_by(tx, "cache").front();
        each.state = state;
        each.drift.clear();
        f.stores.resources.put(tx, each);
        f.stores.resources.set_observed(tx, each.gu_id, drift, f.lent.clock.now());
        return *f.stores.resources.find(tx, each.gu_id);
      });
    };

    const Resource drifted = row("It is gone.", "active");
    CHECK(drifted.drift == "It is gone.");
    CHECK(drifted.observed_at == f.lent.clock.now());
    CHECK(row("It is gone.", "orphaned").drift == "");
  });
}

TEST_CASE("what may be half deleted is made again when it is declared, and not kept") {
  with_definitions([](DefinitionFixture& f) {
    REQUIRE(f.apply(DefinitionFixture::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    const Deployment deployment = DefinitionFixture::to("production", release);
    f.carry_out(deployment, release);
    for (const char* state : {"active", "orphaned"}) {
      CAPTURE(state);
      f.in_tx([&](db::Tx& tx) -> Result<int> {
        Resource row = f.stores.resources.made_by(tx, "cache").front();
        row.state = state;
        row.drift.clear();
        f.stores.resources.put(tx, row);
        return 0;
      });
      CHECK(f.plan(deployment, release)->actions.front().action == "keep");
      Resource row =
          f.in_tx([&](db::Tx& tx) -> Result<Resource> { return f.stores.resources.made_by(tx, "cache").front(); });
      begin_deletion(f.lent, f.stores, row);
      const auto action = f.plan(deployment, release)->actions.front();
      CHECK(action.action == "update");
      CHECK(action.reason.find("Its deletion was begun and has not ended.") != std::string::npos);
    }
  });
}

namespace {

/// Says of what is there what a test wants.
struct ToldDriver final : Driver {
  std::string_view name() const override { return "static"; }
  DriverOffer offer(const std::string&) const override { return {}; }
  Status check(const ResourceRequest&) const override { return ok(); }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    seen = request.inputs;
    return answer;
  }
  Result<std::optional<DriverChanges>> drift(const ResourceRequest&, const DriverContext&) override {
    ++looks;
    return changes;
  }
  bool has_preview() const override { return runs_program; }
  Result<ResourceOutcome> apply(const ResourceRequest&, const DriverContext&) override { return ResourceOutcome(); }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }
  Result<std::optional<ResourceOutcome>> answer = std::optional(ResourceOutcome());
  Result<std::optional<DriverChanges>> changes = std::optional<DriverChanges>();
  bool runs_program = false;
  std::string seen;
  int looks = 0;
};

/// A cache in production that serves from this host, and a watch that asks a told driver about it.
struct Watched {
  explicit Watched(DefinitionFixture& fixture, const std::string& spec = "") : f(fixture) {
    REQUIRE(f.apply(DefinitionFixture::definition("cache", "mongodb", "[{}]", spec)).has_value());
    release = f.add_component("  cc: {type: mongodb}\n");
    deployment = DefinitionFixture::to("production", release);
    f.carry_out(deployment, release);
    gu_id = f.plan(deployment, release)->resources.front().gu_id;
    vault.all[gu_id + ".inputs"] = {{"inputs", Secret(R"({"key":"canary"})")}};
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.deployments.insert(tx, deployment);
      Instance instance{"i1",     deployment.id, "shop", "store", "production",      f.lent.host_id,
                        "active", "healthy",     "",     {},      f.lent.clock.now()};
      f.stores.deployments.insert_instance(tx, instance);
      f.stores.deployments.set_current(tx, deployment, "i1");
      return 0;
    });
  }

  std::string found() {
    watch.look({});
    return f.in_tx([&](db::Tx& tx) -> Result<std::string> {
      const auto row = f.stores.resources.find(tx, gu_id);
      return (row->observed_at ? "seen " : "not seen ") + row->drift;
    });
  }

  DefinitionFixture& f;
  Release release;
  Deployment deployment;
  std::string gu_id;
  MapVault vault;
  ToldDriver driver;
  const std::vector<Driver*> drivers{&driver};
  DriftWatch watch{f.lent, f.stores, vault, drivers};
};

}  // namespace

TEST_CASE("a watch keeps what it finds, forgets it when it is well again, and leaves what it cannot see") {
  with_definitions([](DefinitionFixture& f) {
    REQUIRE(f.apply(DefinitionFixture::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    Deployment deployment = DefinitionFixture::to("production", release);
    f.carry_out(deployment, release);
    const std::string gu_id = f.plan(deployment, release)->resources.front().gu_id;
    MapVault vault;
    vault.all[gu_id + ".inputs"] = {{"inputs", Secret(R"({"key":"canary"})")}};
    ToldDriver driver;
    const std::vector<Driver*> drivers{&driver};
    DriftWatch watch(f.lent, f.stores, vault, drivers);
    const auto found = [&] {
      watch.look({});
      return f.in_tx([&](db::Tx& tx) -> Result<std::string> {
        const auto row = f.stores.resources.find(tx, gu_id);
        return (row->observed_at ? "seen " : "not seen ") + row->drift;
      });
    };

    driver.answer = std::optional<ResourceOutcome>();
    CHECK(found() == "not seen ");  // it runs on no host

    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.deployments.insert(tx, deployment);
      Instance instance{"i1",     deployment.id, "shop", "store", "production",      f.lent.host_id,
                        "active", "healthy",     "",     {},      f.lent.clock.now()};
      f.stores.deployments.insert_instance(tx, instance);
      f.stores.deployments.set_current(tx, deployment, "i1");
      return 0;
    });
    CHECK(found() == "seen It is gone.");
    CHECK(driver.seen == R"({"key":"canary"})");
    driver.answer = failed("delivery.cannot_observe", "It cannot tell.");
    CHECK(found() == "seen It is gone.");
    driver.answer = std::optional(ResourceOutcome());
    CHECK(found() == "seen ");
  });
}

TEST_CASE("a watch asks a driver that can tell drift for it, and for what is there only when that is not known") {
  with_definitions([](DefinitionFixture& f) {
    Watched w(f);
    w.driver.changes = std::optional(DriverChanges{{{"update", "bucket.a"}}, 0, {{"update", 1}}});
    CHECK(w.found() == "seen 1 update (bucket.a)");
    CHECK(w.driver.seen.empty());  // outputs alone would not have shown it
    w.driver.changes = failed("delivery.tool_missing", "It is not installed.");
    CHECK(w.found() == "seen 1 update (bucket.a)");
    w.driver.changes = std::optional(DriverChanges());
    CHECK(w.found() == "seen ");
    w.driver.changes = std::optional<DriverChanges>();
    w.driver.answer = std::optional<ResourceOutcome>();
    CHECK(w.found() == "seen It is gone.");
  });
}

TEST_CASE("the plan of the next deployment says that what drifted is made so again") {
  with_definitions([](DefinitionFixture& f) {
    Watched w(f);
    w.driver.answer = std::optional<ResourceOutcome>();
    CHECK(w.found() == "seen It is gone.");
    const auto plan = f.plan(w.deployment, w.release);
    REQUIRE(plan.has_value());
    CHECK(plan->actions.front().action == "update");
    CHECK(plan->actions.front().reason == "it is not as it was made: It is gone.");
  });
}

TEST_CASE("what is accepted is no drift until something else is found, or it is taken back") {
  with_definitions([](DefinitionFixture& f) {
    f.kernel.start_events();
    Watched w(f);
    const auto changed = [](const std::string& fingerprint) {
      return std::optional(DriverChanges{{{"update", "bucket.a"}}, 0, {{"update", 1}}, fingerprint});
    };
    const auto row = [&] {
      return f.in_tx([&](db::Tx& tx) -> Result<Resource> { return *f.stores.resources.find(tx, w.gu_id); });
    };
    const auto accept = [&] {
      DriftFinding found{"1 update (bucket.a)", w.driver.changes.value()};
      return accept_drift(f.lent, f.stores, row(),
                          {w.gu_id, digest_of(found), found.words, "by hand", f.alice.ref, f.lent.clock.now()});
    };
    const auto drifted_events = [&] {
      REQUIRE(f.lent.events.settle(std::chrono::seconds(20)));
      return f.lent.events.find({.type = "delivery.resource.drifted", .subject = "resource:" + w.gu_id}).size();
    };
    w.driver.changes = changed("one");
    CHECK(w.found() == "seen 1 update (bucket.a)");
    REQUIRE(accept().has_value());
    CHECK(row().drift == "");
    CHECK(w.found() == "seen ");
    CHECK(drifted_events() == 1);
    CHECK(f.plan(w.deployment, w.release)->actions.front().action == "keep");
    const auto said = f.lent.events.find({.type = "delivery.resource.drift_accepted"});
    REQUIRE(said.size() == 1);
    CHECK(said.front().actor == f.alice.ref);
    CHECK(said.front().payload.find("by hand") != std::string::npos);

    w.driver.changes = changed("another value");  // said in the same words
    CHECK(w.found() == "seen 1 update (bucket.a)");
    CHECK(drifted_events() == 2);
    w.driver.changes = changed("one");
    CHECK(w.found() == "seen 1 update (bucket.a)");  // what ended stays ended

    REQUIRE(accept().has_value());
    REQUIRE(take_back_drift(f.lent, f.stores, row(), f.alice.ref).has_value());
    CHECK(row().drift == "1 update (bucket.a)");
    CHECK(take_back_drift(f.lent, f.stores, row(), f.alice.ref).error().code() == "delivery.nothing_accepted");

    REQUIRE(accept().has_value());
    w.driver.changes = std::optional(DriverChanges());  // somebody set it right
    CHECK(w.found() == "seen ");
    w.driver.changes = changed("one");
    CHECK(w.found() == "seen 1 update (bucket.a)");
  });
}

TEST_CASE("what was made anew since it was looked at is not accepted") {
  with_definitions([](DefinitionFixture& f) {
    Watched w(f);
    const Resource seen =
        f.in_tx([&](db::Tx& tx) -> Result<Resource> { return *f.stores.resources.find(tx, w.gu_id); });
    f.kernel.clock.advance(std::chrono::minutes(1));
    f.carry_out(w.deployment, w.release);
    const auto refused = accept_drift(f.lent, f.stores, seen, {w.gu_id, "x", "gone", "why", "user:default/a", {}});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "delivery.drift_changed");
  });
}

TEST_CASE("findings are told apart by words, changes and what the driver knows of values") {
  const DriverChanges one{{{"update", "a"}}, 0, {{"update", 1}}, "f1"},
      other{{{"update", "a"}}, 0, {{"update", 1}}, "f2"};
  CHECK(digest_of({"x", one}) == digest_of({"x", one}));
  CHECK(digest_of({"x", one}) != digest_of({"x", other}));
  CHECK(digest_of({"x", std::nullopt}) != digest_of({"y", std::nullopt}));
  CHECK(digest_of({"x", std::nullopt}) != digest_of({"x", one}));
  CHECK(one == other);  // what is agreed to is what is named
}

TEST_CASE("a look that runs a program is made once a day, unless the definition says otherwise") {
  const auto looks_in = [](const std::string& spec, bool runs_program, int hours) {
    int looks = 0;
    with_definitions([&](DefinitionFixture& f) {
      Watched w(f, spec);
      w.driver.runs_program = runs_program;
      for (int hour = 0; hour < hours; ++hour) {
        w.found();
        f.kernel.clock.advance(std::chrono::hours(1));
      }
      looks = w.driver.looks;
    });
    return looks;
  };
  CHECK(looks_in("", false, 4) == 4);
  CHECK(looks_in("", true, 25) == 2);
  CHECK(looks_in("  driftWatch: hourly\n", true, 4) == 4);
  CHECK(looks_in("  driftWatch: daily\n", false, 25) == 2);
  CHECK(looks_in("  driftWatch: never\n", false, 4) == 0);
}

}  // namespace towpath::delivery
