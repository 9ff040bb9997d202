#include <doctest/doctest.h>

#include "test_server.h"

using namespace towpath;
using namespace towpath::testing;

namespace {

bool is_about(const StreamEvent& event, const std::string& subject) { return event.at("/subject") == subject; }

}  // namespace

TEST_SUITE("the event stream") {
  TEST_CASE("gives what happened after the event a client has seen, by header or by parameter") {
    TestServer& server = TestServer::shared();
    const std::string first = "group:default/" + server.new_group("seen"),
                      second = "group:default/" + server.new_group("new");
    const auto all = server.admin().events("/api/v1/events/stream?after=0",
                                           [&](const StreamEvent& event) { return is_about(event, second); });
    REQUIRE(all.size() >= 2);
    CHECK(all.back().type == "event");
    CHECK(all.back().id == std::to_string(all.back().data.at("sequence").as_int64()));
    CHECK(all.back().data.at("type") == "identity.group.created");
    std::string seen;
    for (const StreamEvent& event : all)
      if (is_about(event, first)) seen = event.id;

    const auto any = [](const StreamEvent&) { return true; };
    const auto by_header = server.admin().events("/api/v1/events/stream", any, seen);
    const auto by_parameter = server.admin().events("/api/v1/events/stream?after=" + seen, any);

    CHECK(is_about(by_header.at(0), second));
    CHECK(by_parameter.at(0).id == by_header.at(0).id);
  }

  TEST_CASE("refuses a cursor that is none") {
    const Answer answer = TestServer::shared().admin().get("/api/v1/events/stream?after=yesterday");

    CHECK(answer.status == 422);
    CHECK(answer.code() == "events.invalid_cursor");
    CHECK(answer.pointers() == std::vector<std::string>{"/after"});
  }
}
