#include <doctest/doctest.h>

#include "test_server.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

// What everybody may know goes to the chats that are subscribed to it, through the queue of subscriptions.

namespace {

/// The types of what was put into the queue for a subscription, newest first; `text` gets what the newest one says.
std::vector<std::string> told(const Api& admin, const std::string& subscription, std::string* text = nullptr) {
  const Answer answer = admin.get("/api/v1/subscriptions/" + subscription + "/deliveries");
  REQUIRE_MESSAGE(answer.status == 200, answer.text);
  std::vector<std::string> out;
  const bj::value items = answer.value("/items");
  for (const bj::value& each : items.as_array()) out.emplace_back(each.at("what").as_string());
  if (text && !out.empty()) *text = std::string(bj::parse(answer.at("/items/0/body")).at("text").as_string());
  return out;
}

}  // namespace

TEST_SUITE("chat") {
  TEST_CASE("announcements for everybody and what ships are told where the topic is wanted, once") {
    TestServer& server = TestServer::shared();
    const Api& admin = server.admin();
    const std::string all = server.new_name("dev-chat"), roadmap = server.new_name("roadmap-chat");
    for (const auto& [name, topics] :
         {std::pair{all, bj::array{"announcements", "roadmap", "surveys"}}, std::pair{roadmap, bj::array{"roadmap"}}}) {
      const Answer made = admin.post(
          "/api/v1/subscriptions",
          {{"name", name}, {"url", "https://hooks.invalid/" + name}, {"format", "chat"}, {"topics", topics}});
      REQUIRE_MESSAGE(made.status == 201, made.text);
    }

    const Answer announced = admin.post("/api/v1/announcements", {{"title", "The forge moves"}, {"text", "Tonight."}});
    REQUIRE_MESSAGE(announced.status == 201, announced.text);
    const std::string group = "group:default/" + server.new_group("narrow");
    const Answer narrow =
        admin.post("/api/v1/announcements", {{"title", "Your quota"}, {"audience", bj::array{group}}});
    REQUIRE_MESSAGE(narrow.status == 201, narrow.text);
    std::string text;
    CHECK(told(admin, all, &text) == std::vector<std::string>{"feedback.announcement.begun"});
    CHECK(text == "*The forge moves*\nTonight.\n<" + server.url() + "/announcements?item=" + announced.at("/id") + ">");
    CHECK(told(admin, roadmap).empty());

    const Answer planned = admin.post("/api/v1/roadmap", {{"title", "Dark mode"}, {"why", "Eyes"}, {"stage", "now"}});
    REQUIRE_MESSAGE(planned.status == 201, planned.text);
    const Answer shipped =
        admin.patch("/api/v1/roadmap/" + planned.at("/id"), {{"stage", "shipped"}, {"note", "There it is"}});
    REQUIRE_MESSAGE(shipped.status == 200, shipped.text);
    for (const std::string& chat : {all, roadmap}) CHECK(told(admin, chat).front() == "feedback.roadmap.shipped");

    for (const Answer& each : {announced, narrow})
      CHECK(admin.post("/api/v1/announcements/" + each.at("/id") + "/withdrawal", bj::object()).status == 200);
    for (const std::string& chat : {all, roadmap}) CHECK(admin.remove("/api/v1/subscriptions/" + chat).status == 204);
  }
}
