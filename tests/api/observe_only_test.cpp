#include <doctest/doctest.h>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

TEST_SUITE("repositories that are only observed") {
  TEST_CASE("they refuse changes, protection and pipelines with a code and what to do, until they are adopted") {
    TestServer& server = TestServer::shared();
    const std::string team = server.new_group("watchers"), name = server.new_name("copy");
    const Api ann = server.new_user("ann", {"member"}, {team});
    const Answer made =
        ann.post("/api/v1/repositories", {{"name", name}, {"owner", "group:default/" + team}, {"observeOnly", true}});
    REQUIRE_MESSAGE(made.status == 201, made.text);
    CHECK(made.value("/isObserveOnly") == bj::value(true));
    const std::string path = "/api/v1/repositories/" + name;
    const bj::object change{{"title", "Say what it is"},
                            {"source", "say"},
                            {"files", bj::array{bj::object{{"path", "README.md"}, {"content", "A copy."}}}}};

    for (const Answer& refused :
         {ann.post(path + "/changes", change), ann.put(path + "/protections/main", {{"requiredApprovals", 1}}),
          ann.post(path + "/workflows/ci.yml/dispatches", bj::object())}) {
      CHECK_MESSAGE(refused.status == 409, refused.text);
      CHECK(refused.code() == "forge.observe_only");
      CHECK(refused.at("/hint").find("towpath repo adopt " + name) != std::string::npos);
    }
    CHECK(orders().bob.put(path + "/use", {{"observeOnly", false}}).status == 404);
    CHECK(ann.put(path + "/use", bj::object()).status == 422);
    const Answer adopted = ann.put(path + "/use", {{"observeOnly", false}});
    CHECK(adopted.status == 200);
    CHECK(adopted.value("/isObserveOnly") == bj::value(false));
    CHECK(ann.post(path + "/changes", change).code() != "forge.observe_only");
  }
}
