#include "rotation.h"

#include <set>

#include "definition_fixture.h"
#include "prepared_resource.h"

namespace towpath::delivery {
namespace {

/// The server died here.
struct Death {};

/// Keeps what is valid outside, as a database server would, and dies where it is told to.
class KeyServer final : public Driver {
 public:
  std::string_view name() const override { return "static"; }
  DriverOffer offer(const std::string&) const override { return {{}, {{"user"}, {"key", true}}, false}; }
  Status check(const ResourceRequest&) const override { return ok(); }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override {
    return {{"key", Secret("key-" + std::to_string(++made_))}};
  }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest&, const DriverContext&) override {
    return std::optional<ResourceOutcome>();
  }
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    return outcome("first", request.known_secrets);
  }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }
  bool can_rotate() const override { return true; }
  Result<ResourceOutcome> rotate(const ResourceRequest& request, const std::map<std::string, Secret>& next,
                                 const DriverContext&) override {
    if (dies_at == "before rotate") throw Death();
    CHECK(valid.contains(request.known_secrets.at("key").reveal()));
    valid.insert(next.at("key").reveal());
    if (dies_at == "after rotate") throw Death();
    if (fails) return failed("test.refused", "It was refused.");
    return outcome("second", next);
  }
  Status keep_only(const ResourceRequest& request, const DriverContext&) override {
    if (dies_at == "before keep") throw Death();
    valid = {request.known_secrets.at("key").reveal()};
    if (dies_at == "after keep") throw Death();
    return ok();
  }

  std::set<std::string> valid;
  std::string dies_at;
  bool fails = false;

 private:
  static ResourceOutcome outcome(const std::string& user, const std::map<std::string, Secret>& secrets) {
    return {R"({"user":")" + user + "\"}", secrets, R"({"user":")" + user + "\"}"};
  }
  mutable int made_ = 0;
};

/// A resource "keys" that the release in force has, with its row, its secret and what is valid outside.
struct Keys {
  explicit Keys(DefinitionFixture& fixture) : f(fixture) {
    REQUIRE(f.apply(DefinitionFixture::definition("keys", "mongodb", "[{}]")).has_value());
    release = f.add_component("  keys: {type: mongodb}\n");
    deployment = DefinitionFixture::to("production", release);
    f.carry_out(deployment, release);
    const auto rows = f.in_tx([&](db::Tx& tx) -> Result<std::vector<Resource>> {
      return f.stores.resources.list(tx, "shop", "production", {"1 = 1", {}});
    });
    gu_id = rows.at(0).gu_id;
    vault.store(gu_id, server.prepare({})).value();
    server.valid = {"key-1"};
    Resource first = row();
    first.outputs = first.driver_state = R"({"user":"first"})";
    first.secret_keys = {"key"};
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.resources.put(tx, first);
      return 0;
    });
    deployment.id = "rotation-1";
  }
  Resource row() {
    return f.in_tx([&](db::Tx& tx) -> Result<Resource> { return *f.stores.resources.find(tx, gu_id); });
  }
  std::string known() { return vault.all[gu_id].at("key").reveal(); }
  ResourceRequest request() { return stored_request(f.lent, f.stores, vault, row()).value(); }
  Result<std::map<std::string, Secret>> rotate() { return steps.rotate(server, deployment, request(), {}); }
  std::vector<Rotation> open() {
    return f.in_tx(
        [&](db::Tx& tx) -> Result<std::vector<Rotation>> { return f.stores.rotations.open(tx, deployment.id); });
  }
  /// Does it, dying first where it is told to; then once more, as the next server would.
  template <class Step>
  void with_death(const std::string& at, Step step) {
    server.dies_at = at;
    if (!at.empty()) CHECK_THROWS_AS((void)step(), Death);
    server.dies_at.clear();
    REQUIRE(step().has_value());
  }

  DefinitionFixture& f;
  Release release;
  Deployment deployment;
  KeyServer server;
  MapVault vault;
  std::string gu_id;
  RotationSteps steps{f.lent, f.stores, vault};
};

}  // namespace

TEST_CASE("a rotation goes on where a server died: the same new key, the old one valid until it is revoked") {
  for (const char* death : {"", "before rotate", "after rotate", "before keep", "after keep"}) {
    CAPTURE(death);
    with_definitions([&](DefinitionFixture& f) {
      Keys k(f);
      const std::string at = death;
      k.with_death(at.find("rotate") != std::string::npos ? at : "", [&] { return k.rotate(); });
      CHECK(k.server.valid == std::set<std::string>{"key-1", "key-2"});
      CHECK(k.known() == "key-2");
      CHECK(k.row().outputs == R"({"user":"second"})");
      REQUIRE(k.rotate().has_value());  // the node again, after its work was done
      CHECK(k.server.valid == std::set<std::string>{"key-1", "key-2"});

      REQUIRE(k.open().size() == 1);
      const Rotation rotation = k.open().front();
      k.with_death(at.find("keep") != std::string::npos ? at : "",
                   [&] { return k.steps.revoke(k.server, rotation, {}, "run-1"); });
      CHECK(k.server.valid == std::set<std::string>{"key-2"});
      CHECK(k.known() == "key-2");
      CHECK(k.open().empty());
      CHECK_FALSE(k.vault.all.contains(old_secrets_key(k.gu_id)));
      CHECK_FALSE(k.vault.all.contains(new_secrets_key(k.gu_id)));
    });
  }
}

TEST_CASE("a rotation whose new instance did not come into force is undone, also when a server died on the way") {
  for (const char* death : {"", "before keep", "after keep"}) {
    CAPTURE(death);
    with_definitions([&](DefinitionFixture& f) {
      Keys k(f);
      REQUIRE(k.rotate().has_value());
      const Rotation rotation = k.open().front();
      k.with_death(death, [&] { return k.steps.undo(k.server, rotation, {}, "run-1"); });
      CHECK(k.server.valid == std::set<std::string>{"key-1"});
      CHECK(k.known() == "key-1");
      CHECK(k.row().outputs == R"({"user":"first"})");
      CHECK(k.row().driver_state == R"({"user":"first"})");
      CHECK(k.open().empty());
      const auto ended = k.rotate();
      REQUIRE_FALSE(ended.has_value());
      CHECK(ended.error().code() == "delivery.rotation_ended");
    });
  }
}

TEST_CASE("a rotation that the driver refuses leaves row and vault as they were, and is undone") {
  with_definitions([](DefinitionFixture& f) {
    Keys k(f);
    k.server.fails = true;
    const auto refused = k.rotate();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "test.refused");
    CHECK(k.known() == "key-1");
    CHECK(k.row().outputs == R"({"user":"first"})");
    REQUIRE(k.steps.undo(k.server, k.open().front(), {}, "run-1").has_value());
    CHECK(k.server.valid == std::set<std::string>{"key-1"});
  });
}

TEST_CASE("a deployment keeps which resources it rotates, and its plan says so") {
  with_definitions([](DefinitionFixture& f) {
    Keys k(f);
    Deployment deployment = k.deployment;
    deployment.mode = Mode::restart;
    deployment.rotations = {"workloads.shop.keys"};
    deployment.created_at = f.lent.clock.now();
    const Deployment stored = f.in_tx([&](db::Tx& tx) -> Result<Deployment> {
      f.stores.deployments.insert(tx, deployment);
      return *f.stores.deployments.find(tx, deployment.id, {"1 = 1", {}});
    });
    CHECK(stored.rotations == deployment.rotations);
    std::vector<std::string> actions;
    const auto plan = f.plan(stored, k.release);
    REQUIRE(plan.has_value());
    for (const PlannedAction& each : plan->actions) actions.push_back(each.action + " " + each.subject);
    CHECK(actions.front() == "rotate mongodb workloads.shop.keys");
    CHECK(actions.back() == "revoke mongodb workloads.shop.keys");
  });
}

}  // namespace towpath::delivery
