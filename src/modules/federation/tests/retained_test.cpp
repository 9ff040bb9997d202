#include "federation/retained.h"

#include "federation_world.h"

namespace towpath::federation {
namespace {

using retention::Mode;
constexpr std::chrono::hours day{24};

void tell(World& w, const std::string& source, const std::string& key, std::chrono::hours ago) {
  const Status told = w.lent.db.transact([&](db::Tx& tx) -> Status {
    REQUIRE(ReceivedStore().tell(tx, {source, key, "deployment.succeeded", "", w.kernel.clock.now() - ago, "request",
                                      "federation.deployment.succeeded"}));
    return ok();
  });
  REQUIRE(told.has_value());
}

TEST_CASE("what was told goes by when it happened, never before 400 days") {
  on_each_database([](World& w) {
    const std::string source = w.source("github").source.id;
    for (const int days : {1, 300, 401, 800}) tell(w, source, std::to_string(days), days * day);
    const auto known = [&](const std::string& key) {
      return w.lent.db.read([&](db::Tx& tx) { return ReceivedStore().told_by(tx, source, key); }).has_value();
    };
    const auto retained = make_retained_facts(w.lent);

    const auto planned = retained->enforce({700 * day, 0}, Mode::plan, w.kernel.clock.now(), {});
    CHECK(planned.kind == "received_facts");
    CHECK(planned.items == 1);
    CHECK(planned.kept_items == 3);
    CHECK(retained->enforce({700 * day, 0}, Mode::remove, w.kernel.clock.now(), {}).items == 1);
    CHECK_FALSE(known("800"));
    CHECK(known("401"));
    CHECK(retained->enforce({1 * day, 0}, Mode::remove, w.kernel.clock.now(), {}).items == 1);
    CHECK_FALSE(known("401"));
    CHECK(known("300"));
  });
}

}  // namespace
}  // namespace towpath::federation
