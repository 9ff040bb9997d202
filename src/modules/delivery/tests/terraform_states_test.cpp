#include <doctest/doctest.h>
#include <fmt/core.h>

#include "terraform/terraform_documents.h"
#include "terraform/terraform_routes.h"
#include "terraform_fixture.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

const std::string state = "0123456789abcdef0123456789abcdef", other_state = "fedcba9876543210fedcba9876543210";
const std::string canary = "canary-1b2c-value";

Secret text_of(int serial, const std::string& lineage = "line-1", const std::string& value = canary) {
  return Secret(fmt::format(
      R"({{"version":4,"terraform_version":"1.11.4","serial":{},"lineage":"{}","outputs":{{"key":{{"value":"{}","type":"string","sensitive":true}}}},"resources":[]}})",
      serial, lineage, value));
}
std::string lock_of(const std::string& id) { return fmt::format(R"({{"ID":"{}","Who":"root@host"}})", id); }

struct Backend {
  explicit Backend(db::Db& database)
      : db(database), states(make_terraform_states(db, clock, vault, "host-1")), run(states->begin(state, 1h)) {}

  Result<std::optional<std::string>> lock(const std::string& id) {
    return states->lock(run->credential(), state, lock_of(id));
  }
  Result<std::optional<std::string>> write(int serial, const std::string& lock_id = "l-1") {
    return states->write(run->credential(), state, lock_id, text_of(serial));
  }

  db::Db& db;
  ManualClock clock{parse_rfc3339("2026-11-22T10:00:00.000000Z").value()};
  testing::ToyVault vault;
  std::unique_ptr<TerraformStates> states;
  std::unique_ptr<TerraformStates::Run> run;
};

/// Something was done, and nothing is in the way.
template <class T>
void require_done(const Result<T>& result) {
  REQUIRE_MESSAGE(result.has_value(), (result.has_value() ? "" : result.error().code()));
  CHECK(!result->has_value());
}

}  // namespace

TEST_CASE("terraform states: what was written under the lock is read again, and lies encrypted") {
  db::testing::for_each_engine(migrations(), [](db::testing::TestDatabase& database) {
    Backend b(database.db());
    CHECK(!b.states->text(state).value());

    require_done(b.lock("l-1"));
    require_done(b.write(1));
    require_done(b.states->unlock(b.run->credential(), state, lock_of("l-1")));

    CHECK(b.states->read(b.run->credential(), state).value()->reveal() == text_of(1).reveal());
    const auto kept = database.db().read(
        [](db::Tx& tx) { return tx.query("SELECT content FROM delivery_terraform_versions").at(0).blob(0); });
    CHECK(kept.find(canary) == std::string::npos);
  });
}

TEST_CASE("terraform states: of two runs one has the lock, and the other is told who") {
  db::testing::for_each_engine(migrations(), [](db::testing::TestDatabase& database) {
    Backend b(database.db());
    const auto second = b.states->begin(state, 1h);
    require_done(b.lock("l-1"));

    CHECK(b.states->lock(second->credential(), state, lock_of("l-2")).value() == lock_of("l-1"));
    CHECK(b.states->write(second->credential(), state, "l-2", text_of(1)).value() == lock_of("l-1"));
    CHECK(b.states->unlock(second->credential(), state, lock_of("l-1")).value() == lock_of("l-1"));
    CHECK(b.states->unlock(b.run->credential(), state, lock_of("l-9")).value() == lock_of("l-1"));
    CHECK(b.states->erase(second->credential(), state).error().code() == "delivery.terraform_not_locked");
    require_done(b.lock("l-1"));  // an answer was lost

    require_done(b.states->unlock(b.run->credential(), state, lock_of("l-1")));
    require_done(b.states->lock(second->credential(), state, lock_of("l-2")));
    CHECK(b.states->unlock(b.run->credential(), state, lock_of("l-1")).value() == lock_of("l-2"));
  });
}

TEST_CASE("terraform states: a lock goes with its run, in this life of the server, the next, and on another host") {
  db::testing::for_each_lasting_engine(migrations(), [](db::testing::TestDatabase& database) {
    Backend b(database.db());
    require_done(b.lock("l-1"));
    b.run = b.states->begin(state, 1h);  // the one before ends here
    require_done(b.lock("l-2"));

    const auto next_life = make_terraform_states(database.db(), b.clock, b.vault, "host-1");
    const auto elsewhere = make_terraform_states(database.db(), b.clock, b.vault, "host-2");
    const auto there = elsewhere->begin(state, 10h);
    CHECK(elsewhere->lock(there->credential(), state, lock_of("l-3")).value() == lock_of("l-2"));
    b.clock.advance(2h);
    require_done(elsewhere->lock(there->credential(), state, lock_of("l-3")));

    const auto here = next_life->begin(state, 1h);
    CHECK(next_life->lock(here->credential(), state, lock_of("l-4")).value() == lock_of("l-3"));
    require_done(elsewhere->unlock(there->credential(), state, lock_of("l-3")));
    b.run = b.states->begin(state, 1h);
    require_done(b.lock("l-5"));
    require_done(next_life->lock(here->credential(), state, lock_of("l-6")));  // its process is not that of l-5
  });
}

TEST_CASE("terraform states: a credential opens one state, for one run") {
  const auto database = db::testing::memory_database(migrations());
  Backend b(*database);
  const std::string code = "delivery.terraform_credential";
  const TerraformCredential good = b.run->credential();

  CHECK(b.states->read({}, state).error().code() == code);
  CHECK(b.states->read({good.user, Secret("guess")}, state).error().code() == code);
  CHECK(b.states->read(good, other_state).error().code() == code);
  CHECK(b.states->read(good, state).has_value());
  b.clock.advance(2h);
  CHECK(b.states->read(good, state).error().code() == code);
  b.run.reset();
  CHECK(b.states->lock(good, state, lock_of("l-1")).error().code() == code);
}

TEST_CASE("terraform states: nothing is written without the lock, out of order, or in a format that cannot be read") {
  const auto database = db::testing::memory_database(migrations());
  Backend b(*database);
  CHECK(b.write(1).error().code() == "delivery.terraform_not_locked");
  require_done(b.lock("l-1"));
  CHECK(b.write(1, "l-2").error().code() == "delivery.terraform_not_locked");
  require_done(b.write(5));
  require_done(b.write(5));  // an answer was lost

  const auto put = [&](const Secret& text) {
    return b.states->write(b.run->credential(), state, "l-1", text).error().code();
  };
  CHECK(put(text_of(5, "line-1", "another")) == "delivery.terraform_state_outdated");
  CHECK(put(text_of(4)) == "delivery.terraform_state_outdated");
  CHECK(put(text_of(6, "line-2")) == "delivery.terraform_state_outdated");
  CHECK(put(Secret(R"({"version":5,"serial":6,"lineage":"line-1"})")) == "delivery.terraform_state_newer");
  CHECK(put(Secret("no json")) == "delivery.terraform_state_invalid");
  CHECK(b.run->refusal()->code() == "delivery.terraform_state_invalid");
  CHECK(b.states->lock(b.run->credential(), state, "{}").error().code() == "delivery.terraform_lock_invalid");
  b.vault.is_locked = true;
  CHECK(b.write(6).error().code() == "secrets.locked");
  b.vault.is_locked = false;
  CHECK(b.states->versions(state).size() == 1);
}

TEST_CASE("terraform states: twenty versions are kept, of what was destroyed until its retention is over") {
  db::testing::for_each_engine(migrations(), [](db::testing::TestDatabase& database) {
    Backend b(database.db());
    require_done(b.lock("l-1"));
    for (int serial = 1; serial <= 25; ++serial) require_done(b.write(serial));
    REQUIRE(b.states->versions(state).size() == 20);
    CHECK(b.states->versions(state).front().serial == 25);
    CHECK(b.states->versions(state).back().serial == 6);
    REQUIRE(b.states->keep_configuration(state, Secret(canary)).has_value());
    CHECK(b.states->configuration(state).value()->reveal() == canary);

    REQUIRE(b.states->end(state, TerraformStates::History::keep).has_value());
    CHECK(!b.states->text(state).value());
    CHECK(b.states->versions(state).size() == 20);
    CHECK(b.states->remove_ended(b.clock.now() - 1h) == 0);
    CHECK(b.states->remove_ended(b.clock.now() + 1h) == 1);
    CHECK(b.states->versions(state).empty());
    REQUIRE(b.states->end(state, TerraformStates::History::keep).has_value());

    require_done(b.lock("l-2"));
    require_done(b.write(1, "l-2"));
    REQUIRE(b.states->end(state, TerraformStates::History::forget).has_value());
    CHECK(b.states->versions(state).empty());
  });
}

TEST_CASE("terraform states: over HTTP they answer what the backend of the program understands") {
  const auto database = db::testing::memory_database(migrations());
  Backend b(*database);
  http::Router router;
  add_terraform_routes(router, *b.states);
  const auto send = [&](const std::string& method, const std::string& id, const std::string& body,
                        const TerraformStates::Run* run, const std::string& lock_id = "") {
    http::Request request;
    request.method = method;
    request.path = request.target = std::string(terraform_states_path) + id;
    request.body = body;
    if (!lock_id.empty()) request.query["ID"] = lock_id;
    if (run)
      request.headers.set("Authorization",
                          "Basic " + to_base64(run->credential().user + ":" + run->credential().password.reveal()));
    return router.dispatch(router.match(method, request.path), request);
  };
  const auto second = b.states->begin(state, 1h);

  CHECK(send("GET", state, "", nullptr).status == 401);
  CHECK(send("GET", "no-state", "", b.run.get()).status == 404);
  CHECK(send("GET", state, "", b.run.get()).status == 204);
  CHECK(send("LOCK", state, lock_of("l-1"), b.run.get()).status == 200);
  const auto held = send("LOCK", state, lock_of("l-2"), second.get());
  CHECK(held.status == 423);
  CHECK(held.body == lock_of("l-1"));
  CHECK(send("POST", state, text_of(1).reveal(), second.get(), "l-2").status == 423);
  CHECK(send("POST", state, text_of(1).reveal(), b.run.get(), "l-1").status == 200);
  CHECK(send("POST", state, "x", b.run.get(), "l-1").status == 422);
  CHECK(send("GET", state, "", b.run.get()).body == text_of(1).reveal());
  CHECK(send("UNLOCK", state, lock_of("l-2"), second.get()).status == 409);
  CHECK(send("UNLOCK", state, lock_of("l-1"), b.run.get()).status == 200);
  CHECK(send("DELETE", state, "", b.run.get()).status == 200);
  CHECK(send("GET", state, "", b.run.get()).status == 204);
  for (const http::Route& route : router.routes()) CHECK(route.body_limit <= largest_terraform_document);
}
