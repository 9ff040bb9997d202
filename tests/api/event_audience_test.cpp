#include "event_audience.h"

#include <doctest/doctest.h>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;

TEST_SUITE("events for everyone") {
  TEST_CASE("what the platform offers and asks is everybody's, what happens to a team's service is not") {
    const auto is_common = [](const std::string& type, const std::string& subject) {
      const std::string id = "01JD8XZ4B6W7Y2E9P3T5V0QRST";
      return app::is_for_everyone({1, events::EventId(id), UtcTime(), type, subject, "", "", "", "", "", "", ""});
    };
    for (const char* subject : {"scorecard:default/tidy", "policy:default/freeze", "resourcedefinition:default/cache",
                                "resourcetype:default/queue", "campaign:01JD8XZ4B6W7Y2E9P3T5V0QRST"}) {
      CAPTURE(subject);
      CHECK(is_common("catalog.entity.updated", subject));
    }
    CHECK(is_common("feedback.item.sent", "feedback:1"));
    CHECK(is_common("delivery.definition.declared", "resourcedefinition:default/cache"));
    CHECK_FALSE(is_common("standards.waiver.approved", "component:default/orders"));
    CHECK_FALSE(is_common("scorecards.check.changed", "component:default/orders"));
    CHECK_FALSE(is_common("catalog.entity.updated", "component:default/orders"));
    CHECK_FALSE(is_common("forge.pushed", "repository:scorecard:"));
  }

  TEST_CASE("a member of another team hears of a new scorecard") {
    const std::string name = TestServer::shared().new_name("tidy");
    const Answer applied = orders().admin.post(
        "/api/v1/entities",
        {{"document",
          "apiVersion: towpath.dev/v1alpha1\nkind: Scorecard\nmetadata: {name: " + name +
              "}\nspec:\n  owner: group:platform\n  levels: [bronze]\n  checks: [{id: described, title: It "
              "is described, level: bronze, fix: Describe it., pass: has(entity.metadata.description)}]\n"}});
    REQUIRE_MESSAGE(applied.status == 201, applied.text);
    bool is_heard = false;
    orders().bob.events("/api/v1/events/stream?after=0", [&](const StreamEvent& event) {
      is_heard = event.at("/subject") == "scorecard:default/" + name;
      return is_heard;
    });
    CHECK(is_heard);
  }
}
