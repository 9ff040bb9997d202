#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "audit/module.h"
#include "base/strings.h"
#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"

namespace towpath::audit {
namespace {

constexpr std::chrono::seconds deadline{20};

/// Everything to "user:default/admin", one group's part to "user:default/member", nothing to others.
class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    if (principal.ref == "user:default/admin") decision.effect = auth::Effect::allow;
    if (principal.ref == "user:default/member") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {"group:default/shop"};
    }
    return decision;
  }
};

auth::Principal person(const std::string& ref) {
  auth::Principal principal;
  principal.ref = ref;
  return principal;
}

/// A server's audit module with five events, two of them the shop's.
struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, rights), module(make_module(kernel.lend())) {
    module->routes(router);
    router.set_authorizer(&rights);
    kernel.start_events();
    for (int i = 0; i < 5; ++i) {
      kernel.clock.advance(std::chrono::minutes(1));
      db.transact([&](db::Tx& tx) -> Result<events::EventId> {
          return kernel.events().append(tx, {.type = i == 2 ? "test.thing.gone" : "test.thing.made",
                                             .subject = "thing:" + std::to_string(i),
                                             .actor = "user:default/alice",
                                             .payload = R"({"quote":"\"x\" é","n":)" + std::to_string(i) + "}",
                                             .owner_ref = i < 2 ? "group:default/shop" : "group:default/other"});
        }).value();
    }
    REQUIRE(kernel.events().settle(deadline));
  }
  http::Response request(const std::string& method, const std::string& path, std::map<std::string, std::string> query,
                         const std::string& who) {
    router.set_authenticator([who](const http::Request&) -> Result<auth::Principal> { return person(who); });
    http::Request asked;
    asked.method = method;
    asked.path = path;
    asked.target = path;
    asked.query = std::move(query);
    asked.headers.set("Authorization", "Bearer test");
    return router.dispatch(router.match(method, path), asked);
  }
  std::string subjects(std::map<std::string, std::string> query, const std::string& who = "user:default/admin") {
    const auto response = request("GET", "/api/v1/audit/events", std::move(query), who);
    if (response.status != 200) return std::to_string(response.status);
    const auto body = boost::json::parse(response.body);
    std::string all;
    for (const auto& item : body.at("items").as_array())
      all += std::string(item.at("subject").as_string().c_str()).substr(6) + " ";
    if (!body.at("next").is_null()) all += "next " + std::string(body.at("next").as_string());
    return all;
  }
  std::vector<std::string> exported(std::int64_t after = 0, std::int64_t to = 0) {
    std::string text;
    module->audit().export_lines(after, to, [&](std::string_view line) {
      text += line;
      return true;
    });
    auto lines = split(text, '\n');
    lines.pop_back();  // After the last line feed.
    return lines;
  }

  Rights rights;
  testing::TestKernel kernel;
  std::unique_ptr<AuditModule> module;
  http::Router router;
};

void for_each_engine(const std::function<void(db::testing::TestDatabase&, Fixture&)>& test) {
  db::testing::for_each_lasting_engine(testing::with_kernel_migrations({}), [&](db::testing::TestDatabase& t) {
    Fixture fixture(t.db());
    test(t, fixture);
  });
}

Result<events::Verdict> verify_lines(std::vector<std::string> lines) {
  std::size_t next = 0;
  return verify_export([&]() -> std::optional<std::string> {
    if (next == lines.size()) return std::nullopt;
    return lines[next++];
  });
}

}  // namespace

TEST_CASE("an event is shown with the one before it about the same thing") {
  for_each_engine([](db::testing::TestDatabase& t, Fixture& fixture) {
    t.db()
        .transact([&](db::Tx& tx) -> Result<events::EventId> {
          return fixture.kernel.events().append(tx, {.type = "test.thing.changed",
                                                     .subject = "thing:1",
                                                     .actor = "user:default/alice",
                                                     .payload = R"({"n":7})",
                                                     .owner_ref = "group:default/shop"});
        })
        .value();
    REQUIRE(fixture.kernel.events().settle(deadline));
    const auto entry = [&](const std::string& sequence, const std::string& who) {
      return fixture.request("GET", "/api/v1/audit/events/" + sequence, {}, who);
    };

    const auto changed = boost::json::parse(entry("6", "user:default/admin").body);
    CHECK(changed.at("event").at("type").as_string() == "test.thing.changed");
    CHECK(changed.at("before").at("sequence").as_int64() == 2);
    CHECK(boost::json::parse(entry("1", "user:default/member").body).at("before").is_null());
    CHECK(entry("3", "user:default/member").status == 404);
    CHECK(entry("99", "user:default/admin").body.find("audit.event_not_found") != std::string::npos);
    CHECK(entry("1", "user:default/stranger").status == 403);
  });
}

TEST_CASE("the log is listed newest first, filtered and page by page") {
  for_each_engine([](auto&, Fixture& f) {
    CHECK(f.subjects({}) == "4 3 2 1 0 ");
    CHECK(f.subjects({{"type", "test.thing.gone"}}) == "2 ");
    CHECK(f.subjects({{"subject", "thing:3"}}) == "3 ");
    CHECK(f.subjects({{"actor", "user:default/bob"}}) == "");
    CHECK(f.subjects({{"limit", "2"}}) == "4 3 next 4");
    CHECK(f.subjects({{"limit", "2"}, {"after", "4"}}) == "2 1 next 2");
    CHECK(f.subjects({{"limit", "2"}, {"after", "2"}}) == "0 ");
    const auto first =
        boost::json::parse(f.request("GET", "/api/v1/audit/events", {{"limit", "1"}}, "user:default/admin").body)
            .at("items")
            .at(0);
    CHECK(f.subjects({{"from", first.at("at").as_string().c_str()}}) == "4 ");
    CHECK(f.subjects({{"to", first.at("at").as_string().c_str()}}) == "3 2 1 0 ");
    CHECK(first.at("payload").at("quote").as_string() == "\"x\" é");
  });
}

TEST_CASE("a filter that cannot be read is refused, naming what is wrong with it") {
  for_each_engine([](auto&, Fixture& f) {
    const auto response =
        f.request("GET", "/api/v1/audit/events", {{"limit", "many"}, {"from", "yesterday"}}, "user:default/admin");
    CHECK(response.status == 422);
    CHECK(boost::json::parse(response.body).at("errors").as_array().size() == 2);
  });
}

TEST_CASE("a member of a group sees that group's events only, and nobody else sees any") {
  for_each_engine([](auto&, Fixture& f) {
    CHECK(f.subjects({}, "user:default/member") == "1 0 ");
    CHECK(f.subjects({{"type", "test.thing.gone"}}, "user:default/member") == "");
    CHECK(f.subjects({}, "user:default/stranger") == "403");
    CHECK(f.subjects({}, "") == "401");
    for (const auto& [method, path] :
         {std::pair("POST", "/api/v1/audit/verifications"), std::pair("GET", "/api/v1/audit/export")}) {
      CHECK(f.request(method, path, {}, "user:default/member").status == 403);
      CHECK(f.request(method, path, {}, "user:default/stranger").status == 403);
      CHECK(f.request(method, path, {}, "user:default/admin").status == 200);
    }
  });
}

TEST_CASE("the log can be verified over the API") {
  for_each_engine([](auto&, Fixture& f) {
    const auto verdict =
        boost::json::parse(f.request("POST", "/api/v1/audit/verifications", {}, "user:default/admin").body);
    CHECK(verdict.at("valid").as_bool());
    CHECK(verdict.at("checked").as_int64() == 5);
  });
}

TEST_CASE("a database is verified offline, beside its server and after tampering") {
  for_each_engine([](db::testing::TestDatabase& t, Fixture&) {
    CHECK(verify_database(t.url())->checked == 5);
    t.db()
        .transact([](db::Tx& tx) -> Status {
          tx.exec("UPDATE events SET actor = 'user:default/mallory' WHERE subject = 'thing:3'");
          return ok();
        })
        .value();
    CHECK(verify_database(t.url())->first_bad == 4);
  });
  CHECK(verify_database("/absent/towpath.sqlite").error().code() == "db.open_failed");
}

TEST_CASE("a log that was cut off or rewritten no longer matches a checkpoint kept outside") {
  for_each_engine([](db::testing::TestDatabase& t, Fixture& f) {
    const Checkpoint kept = f.module->audit().checkpoint();
    CHECK(kept.sequence == 5);
    CHECK_FALSE(verify_database(t.url(), kept)->first_bad);
    CHECK(verify_database(t.url(), Checkpoint{3, std::string(64, 'a')})->first_bad == 3);
    t.db()
        .transact([](db::Tx& tx) -> Status {
          tx.exec("DELETE FROM event_seals WHERE sequence = 5");
          tx.exec("DELETE FROM event_payloads WHERE event_id IN (SELECT id FROM events WHERE subject = 'thing:4')");
          tx.exec("DELETE FROM events WHERE subject = 'thing:4'");
          return ok();
        })
        .value();
    CHECK_FALSE(verify_database(t.url())->first_bad);  // By itself a shorter log is a good log.
    CHECK(verify_database(t.url(), kept)->first_bad == 5);
  });
}

TEST_CASE("an export proves itself, whole or from any place") {
  for_each_engine([](db::testing::TestDatabase& t, Fixture& f) {
    for (std::int64_t after : {0, 2, 5}) {
      CAPTURE(after);
      const auto lines = f.exported(after);
      CHECK(lines.size() == static_cast<std::size_t>(5 - after + 2));
      const auto verdict = verify_lines(lines);
      CHECK(verdict->checked == 5 - after);
      CHECK_FALSE(verdict->first_bad);
    }
    CHECK(f.exported(1, 3).size() == 4);
    CHECK_FALSE(verify_lines(f.exported(1, 3))->first_bad);
    const auto second = f.kernel.events().after(1, 1).front().id;
    t.db()
        .transact([&](db::Tx& tx) -> Status {
          f.kernel.events().erase_payload(tx, second);
          return ok();
        })
        .value();
    CHECK_FALSE(verify_lines(f.exported())->first_bad);
  });
}

TEST_CASE("a changed export is found, and one that was cut off is refused") {
  for_each_engine([](auto&, Fixture& f) {
    const auto lines = f.exported();
    auto changed = lines;
    changed[3] = replace_all(changed[3], "thing:2", "thing:9");
    CHECK(verify_lines(changed)->first_bad == 3);
    changed = lines;
    changed[2] = replace_all(changed[2], "\\\"n\\\":1", "\\\"n\\\":7");
    CHECK(verify_lines(changed)->first_bad == 2);
    changed = lines;
    changed.erase(changed.begin() + 2);
    CHECK(verify_lines(changed)->first_bad == 2);
    changed = lines;
    changed.erase(changed.begin() + 5);  // The last event; the closing line knows of it.
    CHECK(verify_lines(changed)->first_bad == 5);

    for (std::size_t length : {0u, 1u, 3u, 6u}) {
      changed = lines;
      changed.resize(length);
      CHECK(verify_lines(changed).error().code() == "audit.invalid_export");
    }
    for (const char* bad : {"no json", "[]", "{}", R"({"sequence":"1"})"}) {
      changed = lines;
      changed[1] = bad;
      CHECK(verify_lines(changed).error().message().find("Line 2") != std::string::npos);
    }
  });
}

}  // namespace towpath::audit
