#include <doctest/doctest.h>

#include <chrono>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

constexpr const char* policy =
    "apiVersion: towpath.dev/v1alpha1\nkind: Policy\nmetadata: {name: orders-stays}\nspec:\n  owner: platform\n"
    "  gates: [promote]\n  match: {subjects: [orders]}\n  condition: environment.name == 'nowhere'\n"
    "  mode: hard\n  message: ${{ subject.name }} stays where it is.\n  hint: towpath status ${{ subject.name }}\n";

/// Whether a policy is in force; a saved one is so a moment after it was saved, which the event of it says.
bool wait_for_policy(bool is_there) {
  bool found = !is_there;
  const auto look = [&](const StreamEvent&) {
    found = orders().admin.get("/api/v1/policies/orders-stays").status == 200;
    return found == is_there;
  };
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (found != is_there && std::chrono::steady_clock::now() < until)
    orders().admin.events("/api/v1/events/stream?after=0", look);
  return found == is_there;
}

}  // namespace

TEST_SUITE("guardrails") {
  TEST_CASE("what is made, deployed and provisioned was asked for, and its decision says with what") {
    for (const char* gate : {"create", "deploy", "provision"}) {
      CAPTURE(gate);
      const Answer page =
          orders().alice.get(std::string("/api/v1/decisions?subject=component:default/orders&gate=") + gate);
      REQUIRE(page.status == 200);
      REQUIRE_FALSE(page.at("/items/0/id").empty());
      const Answer one = orders().alice.get("/api/v1/decisions/" + page.at("/items/0/id"));
      CHECK(one.at("/input/gate") == gate);
      CHECK(one.at("/input/subject/owner") == "group:default/payments");
      CHECK(one.text.find("not-a-real-key") == std::string::npos);
    }
    const Answer why = orders().alice.get("/api/v1/decisions?about=run:" + orders().deployment_run);
    CHECK(why.text.find("\"gate\":\"deploy\"") != std::string::npos);
    CHECK(orders().bob.get("/api/v1/decisions?about=run:" + orders().deployment_run).at("/items/0/id").empty());
  }

  TEST_CASE("a hard policy stops with its reason, its hint and its decision; without it the way is free") {
    REQUIRE(orders().admin.post("/api/v1/entities", {{"document", policy}}).status == 201);
    REQUIRE(wait_for_policy(true));
    const bj::object promotion{{"component", "orders"}, {"from", "development"}, {"to", "staging"}};

    const Answer denied = orders().alice.post("/api/v1/promotions", promotion);

    CHECK(denied.status == 403);
    CHECK(denied.code() == "policy.denied");
    CHECK(denied.at("/detail") == "orders stays where it is.");
    CHECK(denied.at("/hint") == "towpath status orders");
    CHECK(denied.at("/errors/0/pointer") == "/decision");
    const Answer decision = orders().alice.get("/api/v1/decisions/" + denied.at("/errors/0/detail"));
    CHECK(decision.at("/outcome") == "denied");
    CHECK(decision.at("/input/commit/sha").size() == 40);
    CHECK(decision.at("/input/commit/checks/0/state") == "succeeded");

    REQUIRE(orders().admin.remove("/api/v1/entities/policy/default/orders-stays").status == 204);
    REQUIRE(wait_for_policy(false));
  }
}
