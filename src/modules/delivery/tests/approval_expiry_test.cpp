#include <doctest/doctest.h>

#include "approval_service.h"
#include "definition_fixture.h"
#include "runs/module.h"

namespace towpath::runs {
std::vector<db::Migration> migrations();
}
namespace towpath::delivery {
namespace {

/// Approvals whose runs wait at a real node, with the clock in the test's hand.
struct Fixture {
  Fixture(db::Db& database, testing::TestKernel& test_kernel) : db(database), kernel(test_kernel) {}

  /// A request that waits for `time`. Without a run it cannot be ended, as when its node does not wait yet.
  Approval ask(std::chrono::minutes time, bool has_run = true) {
    Approval approval;
    approval.id = "approval-" + std::to_string(++asked);
    approval.deployment_id = "deployment-" + std::to_string(asked);
    approval.run_id = has_run ? waiting_run() : "gone";
    approval.round = 1;
    approval.component = "shop";
    approval.environment = approval.env_type = "staging";
    approval.plan_hash = std::string(64, '0');
    approval.requested_by = "user:default/ann";
    approval.created_at = kernel.clock.now();
    approval.expires_at = kernel.clock.now() + time;
    db.transact([&](db::Tx& tx) -> Status {
        stores.approvals.insert(tx, approval);
        return ok();
      }).value();
    return approval;
  }
  std::string waiting_run() {
    runs::NodeSpec node;
    node.key = "approval/1";
    node.kind = "approval";
    runs::RunSpec run;
    run.kind = "deployment";
    run.nodes.push_back(std::move(node));
    return runs->runs().submit(run).value().text();
  }
  std::string state_of(const Approval& approval) {
    return db.read([&](db::Tx& tx) { return stores.approvals.find(tx, approval.id, {"1 = 1", {}})->state; });
  }
  runs::Run run_of(const Approval& approval) {
    return runs->runs().get(auth::system_principal(), runs::RunId(approval.run_id)).value();
  }

  db::Db& db;
  testing::TestKernel& kernel;
  Kernel lent = kernel.lend();
  std::unique_ptr<runs::RunsModule> runs = runs::make_module(lent, {});
  Stores stores;
  ApprovalService service{lent, runs->runs(), runs::approval_nodes(*runs), stores};
  int asked = 0;
};

void with_approvals(const std::function<void(Fixture&)>& body) {
  auto all = migrations();
  for (auto& migration : runs::migrations()) all.push_back(std::move(migration));
  const testing::AllowAll rights;
  db::testing::for_each_engine(testing::with_kernel_migrations(all), [&](db::testing::TestDatabase& database) {
    testing::TestKernel kernel(database.db(), rights);
    Fixture fixture(database.db(), kernel);
    body(fixture);
  });
}

const auth::Principal ben = person("ben", "member", "payments");

}  // namespace

TEST_CASE("what nobody agreed to in time cannot be agreed to any more, also before it was ended") {
  with_approvals([](Fixture& f) {
    const Approval approval = f.ask(std::chrono::minutes(10));
    CHECK(f.service.get(ben, approval.id).value().may_decide);

    f.kernel.clock.advance(std::chrono::minutes(10));

    const auto decided = f.service.decide(ben, approval.id, true, "", approval.plan_hash);
    REQUIRE_FALSE(decided.has_value());
    CHECK(decided.error().code() == "delivery.approval_closed");
    CHECK_FALSE(f.service.get(ben, approval.id).value().may_decide);
    CHECK(f.run_of(approval).state == runs::RunState::waiting);
  });
}

TEST_CASE("one approval that cannot be ended does not keep the others waiting") {
  with_approvals([](Fixture& f) {
    const Approval stuck = f.ask(std::chrono::minutes(5), false);
    const Approval late = f.ask(std::chrono::minutes(10)), later = f.ask(std::chrono::minutes(60));
    f.kernel.clock.advance(std::chrono::minutes(10));

    const auto next = f.service.expire_due();

    CHECK(f.state_of(late) == "expired");
    const runs::Run ended = f.run_of(late);
    CHECK(ended.state == runs::RunState::failed);
    REQUIRE(ended.error.has_value());
    CHECK(ended.error->code() == "delivery.approval_expired");
    CHECK(f.state_of(stuck) == "waiting");
    CHECK(f.state_of(later) == "waiting");
    CHECK(next == f.kernel.clock.now() + std::chrono::minutes(1));  // for the one that could not be ended
    f.db.transact([&](db::Tx& tx) -> Status {
          f.stores.approvals.close(tx, stuck.id, "cancelled", f.kernel.clock.now());
          return ok();
        })
        .value();
    CHECK(f.service.expire_due() == later.expires_at);
  });
}

}  // namespace towpath::delivery
