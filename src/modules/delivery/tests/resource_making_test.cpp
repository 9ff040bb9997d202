#include "resource_making.h"

#include "definition_fixture.h"

namespace towpath::delivery {
namespace {

Error lost() { return failed(std::string(answer_lost_code), "The program was killed"); }

/// A program of which a test says what it does, and whether it may be asked again or asked what is there.
struct Program final : Driver {
  std::string_view name() const override { return "static"; }
  DriverOffer offer(const std::string&) const override { return {{}, {{"host"}, {"key", true}}, false}; }
  Status check(const ResourceRequest&) const override { return ok(); }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest&, const DriverContext&) override {
    ++looks;
    return seen;
  }
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    ++calls;
    told_state = request.state;
    return answer;
  }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }
  bool may_repeat(const ResourceRequest&) const override { return is_repeatable; }
  bool has_parts() const override { return consists_of_parts; }

  static ResourceOutcome made(const std::string& host = "a") {
    return {R"({"host":")" + host + "\"}", {{"key", Secret("canary")}}, R"({"n":1})"};
  }
  Result<ResourceOutcome> answer = made();
  Result<std::optional<ResourceOutcome>> seen = failed("delivery.cannot_observe", "It cannot say what exists.");
  bool is_repeatable = false, consists_of_parts = false;
  int calls = 0, looks = 0;
  std::string told_state;
};

/// Remembers which nodes were told to run again.
struct WaitingNodes final : runs::ApprovalNodes {
  Status settle_approval(db::Tx&, const runs::RunId&, const std::string&, const std::string&,
                         const std::optional<Error>&, const std::string&) override {
    return ok();
  }
  bool run_again(db::Tx&, const runs::RunId& id, const std::string& node, std::string_view) override {
    again.push_back(id.text() + " " + node);
    return true;
  }
  std::vector<std::string> again;
};

/// A queue that the deployment d1 is to make.
struct Queue {
  explicit Queue(DefinitionFixture& fixture) : f(fixture) {
    f.kernel.start_events();
    const Release release = f.add_component("  queue: {type: mongodb}\n");
    for (const char* id : {"d1", "d2"}) {
      Deployment deployment = DefinitionFixture::to("production", release);
      deployment.id = id;
      deployment.run_id = std::string("run-of-") + id;
      f.in_tx([&](db::Tx& tx) -> Result<int> {
        f.stores.deployments.insert(tx, deployment);
        return 0;
      });
    }
    request.gu_id = "0123456789abcdef0123456789abcdef";
    request.id = "workloads.shop.queue";
  }

  std::optional<Resource> row() {
    return f.in_tx(
        [&](db::Tx& tx) -> Result<std::optional<Resource>> { return f.stores.resources.find(tx, request.gu_id); });
  }
  std::string state() { return row() ? row()->state : "none"; }
  ResourceQuestion question() {
    return f.in_tx([&](db::Tx& tx) -> Result<ResourceQuestion> {
      return f.stores.questions.find(tx, request.gu_id).value_or(ResourceQuestion());
    });
  }
  std::size_t said(const std::string& what) {
    REQUIRE(f.lent.events.settle(std::chrono::seconds(20)));
    return f.lent.events.find({.type = "delivery.resource." + what}).size();
  }
  /// As a server leaves it that died in this state.
  void leave(const std::string& state, const std::string& deployment = "d1") {
    Resource left = wanted("d1");
    left.state = state;
    left.deployment_id = deployment;
    if (state == "updating") left.outputs = R"({"host":"old"})";
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.resources.put(tx, left);
      return 0;
    });
  }

  Resource wanted(const std::string& deployment) const {
    Resource out;
    out.gu_id = request.gu_id;
    out.project_id = "store";
    out.environment = out.env_type = "production";
    out.environment_uid = "uid-production";
    out.owner_ref = "group:default/payments";
    out.component = "shop";
    out.type = "mongodb";
    out.resource_class = "default";
    out.id = request.id;
    out.definition = "queue@1";
    out.driver = "static";
    out.params = out.inputs = out.outputs = out.driver_state = "{}";
    out.deployment_id = deployment;
    out.updated_at = f.lent.clock.now();
    return out;
  }

  /// What a node of this deployment does, and how it ends: "made", "elsewhere", "in question" or an error's code.
  std::string deploy(const std::string& deployment = "d1", const std::string& hash = "hash") {
    const auto existing = row();
    request.state = existing ? existing->driver_state : "{}";
    ResourceWork work{program,         request, existing, wanted(deployment), hash, false, "run-of-" + deployment,
                      "resource/queue"};
    if (existing) work.row.outputs = existing->outputs, work.row.driver_state = existing->driver_state;
    auto end = making.take_up(work, context);
    if (end.has_value() && end->kind == MakingEnd::Kind::open) end = making.make(work, context);
    if (!end.has_value()) return end.error().code();
    if (end->kind == MakingEnd::Kind::elsewhere) return "elsewhere";
    if (end->kind == MakingEnd::Kind::made) return "made";
    doubt = end->doubt->error;
    f.in_tx([&](db::Tx& tx) -> Result<int> {  // as the engine does when the node comes to wait
      making.ask(tx, *end->doubt);
      return 0;
    });
    return "in question";
  }

  DefinitionFixture& f;
  MapVault vault;
  WaitingNodes nodes;
  Program program;
  ResourceRequest request;
  DriverContext context;
  ResourceMaking making{f.lent, f.stores, vault, nodes};
  std::optional<Error> doubt;
};

}  // namespace

TEST_CASE("a program that was interrupted and knows no observe is not asked again: a person is") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.leave("provisioning");

    CHECK(queue.deploy() == "in question");

    CHECK(queue.program.calls == 0);
    CHECK(queue.state() == "perhaps_made");
    CHECK(queue.question().about == "make");
    CHECK(queue.question().input_hash == "hash");
    CHECK(queue.said("in_question") == 1);
    REQUIRE(queue.doubt);
    CHECK(queue.doubt->code() == "delivery.perhaps_made");
    CHECK(queue.doubt->hint().find("towpath resource resolve shop production workloads.shop.queue --exists") !=
          std::string::npos);
    CHECK(queue.row()->reason == queue.doubt->message());

    // Whoever deploys next gets the same question, once.
    CHECK(queue.deploy("d2") == "in question");
    CHECK(queue.doubt->message() == queue.row()->reason);
    CHECK(queue.program.calls == 0);
    CHECK(queue.said("in_question") == 1);
  });
}

TEST_CASE("it exists: what it hands out is kept, all that wait go on, and nothing is asked") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.leave("provisioning");
    queue.deploy();
    queue.deploy("d2");
    const ResourceWitness alice{"user:default/alice", "exists", true};

    // The answer is the row as it was written, whatever is done with it right afterwards.
    const auto written = queue.making.record(*queue.row(), Program::made("b"), queue.question().input_hash, alice);
    REQUIRE(written.has_value());
    CHECK(written->state == "active");
    CHECK(written->outputs == R"({"host":"b"})");

    CHECK(queue.state() == "active");
    CHECK(queue.row()->outputs == R"({"host":"b"})");
    CHECK(queue.row()->input_hash == "hash");
    CHECK(queue.row()->secret_keys == std::vector<std::string>{"key"});
    CHECK(queue.vault.all.at(queue.request.gu_id).at("key").reveal() == "canary");
    CHECK(queue.nodes.again == std::vector<std::string>{"run-of-d1 resource/queue", "run-of-d2 resource/queue"});
    CHECK(queue.question().answered_by == "user:default/alice");
    CHECK(queue.said("resolved") == 1);
    CHECK(queue.said("provisioned") == 1);
    CHECK(queue.program.calls == 0);
    CHECK(queue.making.record(*queue.row(), Program::made("c"), "hash", alice).error().code() ==
          "delivery.already_resolved");
    CHECK(queue.row()->outputs == R"({"host":"b"})");
  });
}

TEST_CASE("it is absent: what waits makes it, and a second loss is a second question") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.program.answer = lost();
    CHECK(queue.deploy() == "in question");
    CHECK(queue.program.calls == 1);
    const ResourceWitness alice{"user:default/alice", "absent", true};

    const auto written = queue.making.record_absent(*queue.row(), "It is not there.", alice);
    REQUIRE(written.has_value());
    CHECK(written->state == "failed");
    CHECK(written->reason == "It is not there.");

    CHECK(queue.state() == "failed");
    CHECK(queue.nodes.again == std::vector<std::string>{"run-of-d1 resource/queue"});
    CHECK(queue.deploy() == "in question");
    CHECK(queue.program.calls == 2);
    CHECK(queue.said("in_question") == 2);
    CHECK(queue.making.record_absent(*queue.row(), "It is not there.", alice).has_value());
    queue.program.answer = Program::made();
    CHECK(queue.deploy() == "made");
    CHECK(queue.state() == "active");
    CHECK(queue.question().answer == "absent");
    CHECK(queue.making.record_absent(*queue.row(), "It is not there.", alice).error().code() ==
          "delivery.already_resolved");
    CHECK(queue.state() == "active");
  });
}

TEST_CASE("an error that is definite is no question, and neither is a driver that may be asked again") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.program.answer = failed("delivery.command_failed", "It ended with exit code 3.");
    CHECK(queue.deploy() == "delivery.command_failed");
    CHECK(queue.state() == "failed");
    CHECK(queue.question().about == "");
    CHECK(queue.deploy() == "delivery.command_failed");
    CHECK(queue.program.calls == 2);

    queue.program.is_repeatable = true;
    queue.program.answer = lost();
    CHECK(queue.deploy() == std::string(answer_lost_code));
    CHECK(queue.state() == "failed");
    queue.leave("provisioning");
    queue.program.answer = Program::made();
    CHECK(queue.deploy() == "made");
    CHECK(queue.program.looks == 0);
    CHECK(queue.said("in_question") == 0);
  });
}

TEST_CASE("a definition that says by now that it may be repeated ends the question, and what waits goes on") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.leave("provisioning");
    queue.deploy();
    queue.program.is_repeatable = true;

    CHECK(queue.deploy("d2") == "made");

    CHECK(queue.question().answer == "repeated");
    CHECK(queue.nodes.again == std::vector<std::string>{"run-of-d1 resource/queue"});
  });
}

TEST_CASE("a program that can say what exists answers the question by itself") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.leave("provisioning");
    queue.program.seen = std::optional(Program::made("seen"));
    CHECK(queue.deploy() == "made");
    CHECK(queue.program.calls == 0);
    CHECK(queue.row()->outputs == R"({"host":"seen"})");
    CHECK(queue.row()->input_hash == "hash");

    // Made by another deployment from something else: it is there, and becomes what is wanted now.
    queue.leave("provisioning", "gone");
    queue.program.answer = Program::made("changed");
    CHECK(queue.deploy("d2", "other") == "made");
    CHECK(queue.program.calls == 1);
    CHECK(queue.program.told_state == R"({"n":1})");
    CHECK(queue.row()->outputs == R"({"host":"changed"})");

    // It is not there.
    queue.leave("provisioning");
    queue.program.seen = std::optional<ResourceOutcome>();
    CHECK(queue.deploy() == "made");
    CHECK(queue.program.calls == 2);
    CHECK(queue.said("in_question") == 0);
  });
}

TEST_CASE("after a lost answer it is looked once; what is not there yet is looked for by the next deployment") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.program.answer = lost();
    queue.program.seen = std::optional<ResourceOutcome>();
    CHECK(queue.deploy() == "delivery.perhaps_made");
    CHECK(queue.state() == "perhaps_made");
    CHECK(queue.program.calls == 1);

    queue.program.seen = std::optional(Program::made("late"));
    CHECK(queue.deploy("d2") == "made");
    CHECK(queue.program.calls == 1);
    CHECK(queue.row()->outputs == R"({"host":"late"})");
    CHECK(queue.question().answer == "found");

    queue.leave("failed");
    CHECK(queue.deploy() == "made");  // lost again, and seen at once
    CHECK(queue.program.calls == 2);

    queue.leave("failed");
    queue.program.seen = failed("delivery.service_failed", "It does not answer.");
    CHECK(queue.deploy() == "in question");
    CHECK(queue.doubt->message().find("It does not answer.") != std::string::npos);
  });
}

TEST_CASE("a change that was interrupted is asked about as one, and asked for again where what is there can be seen") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.leave("updating");
    CHECK(queue.deploy() == "in question");
    CHECK(queue.question().about == "change");
    CHECK(queue.doubt->message().find("was changed as asked for") != std::string::npos);
    CHECK(queue.row()->outputs == R"({"host":"old"})");

    queue.program.seen = std::optional(Program::made("old"));
    queue.program.answer = Program::made("new");
    CHECK(queue.deploy() == "made");
    CHECK(queue.program.calls == 1);
    CHECK(queue.row()->outputs == R"({"host":"new"})");

    queue.program.answer = lost();
    queue.program.seen = failed("delivery.cannot_observe", "It cannot say what exists.");
    CHECK(queue.deploy("d2") == "in question");
    CHECK(queue.question().about == "change");
  });
}

TEST_CASE("what another deployment is making is waited for, until that has ended") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.leave("provisioning", "d1");
    CHECK(queue.deploy("d2") == "elsewhere");
    CHECK(queue.program.calls == 0);
    CHECK(queue.state() == "provisioning");

    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.deployments.finish(tx, "d1", "failed", "It was cancelled.", f.lent.clock.now());
      return 0;
    });
    CHECK(queue.deploy("d2") == "in question");
    CHECK(queue.question().input_hash == "");  // of what d1 began
  });
}

TEST_CASE("what consists of parts is asked about while any is in doubt, whatever its row says, and told by them") {
  with_definitions([](DefinitionFixture& f) {
    Queue queue(f);
    queue.program.consists_of_parts = true;
    queue.program.seen = conflict("delivery.terraform_in_doubt", "The state does not know: t.a");
    queue.leave("failed");

    CHECK(queue.deploy() == "in question");

    CHECK(queue.program.calls == 0);
    CHECK(queue.state() == "perhaps_made");
    REQUIRE(queue.doubt);
    CHECK(queue.doubt->message().find("The state does not know: t.a.") != std::string::npos);
    CHECK(queue.doubt->hint().find("workloads.shop.queue --import ADDRESS=ID for each that is there, or --absent") !=
          std::string::npos);
    queue.program.is_repeatable = true;  // nothing is in doubt any more
    CHECK(queue.deploy() == "made");
    CHECK(queue.program.calls == 1);
  });
}

}  // namespace towpath::delivery
