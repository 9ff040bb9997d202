#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"
#include "poll_desk.h"
#include "report_json.h"
#include "runner_service.h"
#include "runs/module.h"

namespace towpath::runners {

std::vector<db::Migration> migrations();  // generated

namespace {

using towpath::testing::TestKernel;

constexpr std::chrono::hours an_hour{1};

/// Only the platform team may do anything here.
class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision out;
    out.effect = principal.ref == "user:default/eve" ? auth::Effect::deny : auth::Effect::allow;
    return out;
  }
};

auth::Principal person(const std::string& name) {
  auth::Principal out;
  out.ref = "user:default/" + name;
  return out;
}

/// Orders that are the node's key; the job "broken" has none.
class Orders final : public JobOrders {
 public:
  Result<std::string> order(const runs::RunId&, const runs::Node& node) override {
    if (node.key == "broken") return failed("forge.repository_not_found", "The repository is gone.");
    return "order of " + node.key;
  }
  Result<blob::Digest> source(const runs::RunId&) override { return failed("test.none", "There is none."); }
};

struct Fixture {
  explicit Fixture(db::Db& db)
      : kernel(db, rights),
        lent(kernel.lend()),
        runs(runs::make_module(kernel.lend(), {.workers = 1})),
        service(lent, runs::remote_nodes(*runs), orders, {}),
        desk(lent, service, {}) {
    std::vector<db::Migration> all = migrations();
    for (auto& migration : runs->migrations()) all.push_back(std::move(migration));
    REQUIRE(db.migrate(testing::with_kernel_migrations(std::move(all))).has_value());
    kernel.start_events();
    runs->start();
  }
  ~Fixture() {
    runs->stop();
    kernel.stop();
  }
  Secret token() { return service.make_token(person("ann"), an_hour).value().secret; }
  static NewRunner described(Secret secret, const std::string& name, std::vector<std::string> labels) {
    return {std::move(secret), name, "1.2.3", std::move(labels), protocol_version};
  }
  RegisteredRunner runner(const std::string& name, const std::vector<std::string>& labels = {"linux", "gpu"}) {
    return service.enrol(described(token(), name, labels)).value();
  }
  runs::RunId submit(const std::string& key, const std::string& label = "gpu") {
    runs::NodeSpec node;
    node.key = key;
    node.kind = "remote.job";
    node.spec = R"({"labels":[")" + label + R"("]})";
    runs::RunSpec run;
    run.kind = "test";
    run.title = "Test";
    run.nodes = {node};
    return runs->runs().submit(run).value();
  }
  runs::NodeState state(const runs::RunId& id) {
    return runs->runs().get(auth::system_principal(), id).value().nodes.front().state;
  }
  std::vector<std::string> event_types() {
    REQUIRE(kernel.events().settle(std::chrono::seconds(20)));
    std::vector<std::string> out;
    for (const events::SealedEvent& event : kernel.events().after(0, 1000))
      if (event.type.starts_with("runner.")) out.push_back(event.type);
    return out;
  }

  Rights rights;
  TestKernel kernel;
  Kernel lent;
  Orders orders;
  std::unique_ptr<runs::RunsModule> runs;
  RunnerService service;
  PollDesk desk;
};

void on_each(const std::function<void(Fixture&)>& body) {
  db::testing::for_each_engine({}, [&](db::testing::TestDatabase& database) {
    Fixture f(database.db());
    body(f);
  });
}

}  // namespace

TEST_SUITE("runners") {
  TEST_CASE("a token registers one runner, once, and not after its time") {
    on_each([](Fixture& f) {
      const Secret token = f.token();

      const auto made = f.service.enrol(Fixture::described(token, "builder-1", {"gpu"}));
      REQUIRE(made.has_value());
      CHECK(made->runner.created_by == "user:default/ann");
      CHECK(f.service.authenticate(made->credential).value().name == "builder-1");
      CHECK(f.service.enrol(Fixture::described(token, "builder-2", {})).error().code() == "runners.invalid_token");
      CHECK(f.service.enrol(Fixture::described(Secret("guessed"), "b", {})).error().code() == "runners.invalid_token");
      const Secret late = f.token();
      f.kernel.clock.advance(an_hour + std::chrono::seconds(1));
      CHECK(f.service.enrol(Fixture::described(late, "builder-3", {})).error().code() == "runners.invalid_token");
      CHECK(f.service.authenticate(Secret("guessed")).error().code() == "runners.unknown_runner");
      CHECK(f.service.authenticate(Secret()).error().code() == "runners.unknown_runner");
      CHECK(f.event_types() == std::vector<std::string>{"runner.registered"});
    });
  }

  TEST_CASE("what a machine says of itself is checked, and a refusal does not use up the token") {
    on_each([](Fixture& f) {
      const Secret token = f.token();
      f.runner("taken");

      NewRunner given = Fixture::described(token, "Has Spaces", {"ok", "no,good"});
      const Error wrong = f.service.enrol(given).error();
      CHECK(wrong.code() == "runners.invalid_runner");
      CHECK(wrong.fields().size() == 2);
      given = Fixture::described(token, "taken", {});
      CHECK(f.service.enrol(given).error().code() == "runners.duplicate_name");
      given.protocol = protocol_version + 1;
      const Error other = f.service.enrol(given).error();
      CHECK(other.code() == "runners.version_mismatch");
      CHECK(other.message().find("1.2.3 speaks version 2") != std::string::npos);
      CHECK(f.service.enrol(Fixture::described(token, "free", {})).has_value());
    });
  }

  TEST_CASE("only who may manage runners does") {
    on_each([](Fixture& f) {
      f.runner("builder-1");
      const auth::Principal eve = person("eve");

      CHECK(f.service.make_token(eve, an_hour).error().code() == "auth.forbidden");
      CHECK(f.service.list(eve).error().code() == "auth.forbidden");
      CHECK(f.service.drain(eve, "builder-1").error().code() == "auth.forbidden");
      CHECK(f.service.remove(eve, "builder-1").error().code() == "auth.forbidden");
      CHECK(f.service.make_token(person("ann"), std::chrono::seconds(59)).error().code() == "runners.invalid_lifetime");
      CHECK(f.service.drain(person("ann"), "nobody").error().code() == "runners.not_found");
    });
  }

  TEST_CASE("a job goes to a runner that has all its labels, and to one only") {
    on_each([](Fixture& f) {
      const Runner plain = f.runner("plain", {"linux"}).runner;
      const Runner gpu = f.runner("gpu").runner;
      const runs::RunId id = f.submit("train");

      CHECK(f.service.answer({plain, 1, 1, {}, false}).value().is_empty());
      CHECK(f.service.answer({gpu, 1, 0, {}, false}).value().is_empty());  // has no place
      const Assignment taken = f.service.answer({gpu, 2, 1, {}, false}).value();
      REQUIRE(taken.job.has_value());
      CHECK(taken.job->order == "order of train");
      CHECK(f.state(id) == runs::NodeState::running);
      CHECK(f.service.answer({gpu, 3, 1, {taken.job->hold}, false}).value().is_empty());
      CHECK(f.service.list(person("ann")).value().front().jobs == 1);
    });
  }

  TEST_CASE("a job whose order cannot be made fails with the reason, and the next one is taken") {
    on_each([](Fixture& f) {
      const Runner gpu = f.runner("gpu").runner;
      const runs::RunId broken = f.submit("broken");
      f.submit("train");

      CHECK(f.service.answer({gpu, 1, 1, {}, false}).value().job->order == "order of train");

      CHECK(f.state(broken) == runs::NodeState::failed);
    });
  }

  TEST_CASE("a runner that drains takes nothing new and is told until it knows") {
    on_each([](Fixture& f) {
      const RegisteredRunner made = f.runner("gpu");
      const Runner& gpu = made.runner;
      const runs::RunId id = f.submit("train");
      REQUIRE(f.service.drain(person("ann"), "gpu").has_value());

      const Assignment told = f.service.answer({gpu, 1, 1, {}, false}).value();
      CHECK(told.drains);
      CHECK_FALSE(told.job.has_value());
      CHECK(f.service.answer({gpu, 2, 0, {}, true}).value().is_empty());
      CHECK(f.state(id) == runs::NodeState::ready);
      REQUIRE(f.service.drain(person("ann"), "gpu").has_value());
      CHECK(f.event_types() == std::vector<std::string>{"runner.registered", "runner.draining"});
      // It ended in order; started again it works as before.
      f.service.note_left(gpu);
      CHECK(f.service.list(person("ann")).value().front().state == "offline");
      f.service.note_seen(f.service.authenticate(made.credential).value(), "1.2.3");
      CHECK(f.service.list(person("ann")).value().front().state == "online");
      CHECK(f.service.answer({gpu, 3, 1, {}, false}).value().job.has_value());
    });
  }

  TEST_CASE("a runner that is removed is nobody any more, and its job is lost") {
    on_each([](Fixture& f) {
      const RegisteredRunner gpu = f.runner("gpu");
      const runs::RunId id = f.submit("train");
      REQUIRE(f.service.answer({gpu.runner, 1, 1, {}, false}).value().job.has_value());

      REQUIRE(f.service.remove(person("ann"), gpu.runner.id).has_value());

      CHECK(f.service.authenticate(gpu.credential).error().code() == "runners.unknown_runner");
      CHECK(f.service.answer({gpu.runner, 2, 1, {}, false}).error().code() == "runners.unknown_runner");
      CHECK(f.state(id) == runs::NodeState::failed);
      CHECK(f.service.list(person("ann")).value().empty());
    });
  }

  TEST_CASE("a runner that is not heard of loses its job, and that is told once") {
    on_each([](Fixture& f) {
      const Runner gpu = f.runner("gpu").runner;
      const runs::RunId id = f.submit("train");
      REQUIRE(f.service.answer({gpu, 1, 1, {}, false}).value().job.has_value());
      f.service.expire();
      CHECK(f.state(id) == runs::NodeState::running);

      f.kernel.clock.advance(std::chrono::seconds(31));
      f.service.expire();
      f.service.expire();

      CHECK(f.state(id) == runs::NodeState::failed);
      CHECK(f.event_types() == std::vector<std::string>{"runner.registered", "runner.lost"});
      CHECK(f.service.list(person("ann")).value().front().state == "offline");
    });
  }

  TEST_CASE("a poll that a newer one overtook gives nothing back and takes nothing") {
    on_each([](Fixture& f) {
      const Runner gpu = f.runner("gpu").runner;
      const runs::RunId id = f.submit("train");
      const Assignment taken = f.desk.answer({gpu, 5, 1, {}, false}).value();
      REQUIRE(taken.job.has_value());

      CHECK(f.desk.answer({gpu, 4, 1, {}, false}).value().is_empty());

      CHECK(f.state(id) == runs::NodeState::running);
    });
  }

  TEST_CASE("labels compare without regard to case, and no label asked for is served by all") {
    CHECK(serves({"linux", "gpu"}, {"GPU"}));
    CHECK(serves({"linux"}, {}));
    CHECK_FALSE(serves({"linux"}, {"linux", "gpu"}));
  }

  TEST_CASE("reports are read strictly") {
    const auto read = [](const std::string& report) {
      return reports_from(R"({"fence":1,"first":1,"reports":[)" + report + "]}");
    };

    const auto good = read(R"({"line":{"step":0,"number":1,"at":5,"base64":"/w=="}},{"end":{"state":"lost"}})");
    REQUIRE(good.has_value());
    CHECK(good->items.at(0).line->text == "\xff");
    CHECK(good->items.at(1).end->is_lost);
    for (const char* bad : {
             R"({})",
             R"({"line":{"step":0,"number":1,"at":5},"end":{"state":"lost"}})",
             R"({"line":{"step":-1,"number":1,"at":5,"text":""}})",
             R"({"line":{"step":0,"number":1,"at":5,"base64":"?"}})",
             R"({"step":{"index":0,"name":"a","state":"odd"}})",
             R"({"artifact":{"name":"a","digest":"md5:1","mediaType":"x","size":1}})",
             R"({"end":{"state":"blocked"}})",
             R"({"end":{"state":"failed"}})",
             R"({"end":{"state":"succeeded","outputs":"[]"}})",
             R"({"end":{"state":"succeeded","colour":"red"}})",
         }) {
      CAPTURE(bad);
      const auto result = read(bad);
      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().code() == "runners.invalid_reports");
    }
  }
}

}  // namespace towpath::runners
