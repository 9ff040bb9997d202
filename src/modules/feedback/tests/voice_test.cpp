#include <doctest/doctest.h>

#include "db/testing/databases.h"
#include "fakes.h"
#include "feedback_service.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"
#include "roadmap_service.h"

// Feedback, votes, the roadmap and who is told, on both databases, with the rights people really have.

namespace towpath::feedback {

std::vector<db::Migration> migrations();

namespace {

struct Voice {
  explicit Voice(db::Db& db) : kernel(db, *authorizer) {}

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  GivenPeople people;
  FakeCourier courier;
  FakeChat chat;
  PostOffice post{lent, people, courier};
  Notifications notifications{lent, post, chat};
  Board board{lent, notifications};
  FeedbackService feedback{lent, board};
  RoadmapService roadmap{lent, board};
  const auth::Principal ann = person("ann", "member"), ben = person("ben", "member"), eva = person("eva", "viewer"),
                        team = person("team", "platform");

  SeenItem said(const auth::Principal& who, const std::string& text, const std::string& kind = "idea") {
    auto sent = feedback.send(who, {.kind = kind, .text = text});
    REQUIRE(sent.has_value());
    return *sent;
  }
  NotificationPage told(const auth::Principal& who) { return notifications.list(who, "", 100).value(); }
};

void on_each_database(const std::function<void(Voice&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Voice voice(database.db());
    test(voice);
  });
}

}  // namespace

TEST_SUITE("the developers' voice") {
  TEST_CASE("everybody reads what one said, with its place and its author's vote") {
    on_each_database([](Voice& v) {
      NewItem item{
          .kind = "problem", .text = "  The log jumps  ", .page = "/runs/4", .entity_ref = "component:default/shop"};
      const auto sent = v.feedback.send(v.ann, item);
      REQUIRE(sent.has_value());

      const ItemPage page = v.feedback.list(v.eva, {}).value();

      REQUIRE(page.items.size() == 1);
      const SeenItem& seen = page.items[0];
      CHECK(seen.item.text == "The log jumps");
      CHECK(seen.item.page == "/runs/4");
      CHECK(seen.item.author_ref == "user:default/ann");
      CHECK(seen.item.status == "new");
      CHECK(seen.item.votes == 1);
      CHECK_FALSE(seen.has_voted);
      CHECK(v.feedback.get(v.ann, sent->item.id)->has_voted);
    });
  }

  TEST_CASE("without a name nobody learns who it was, not even the log of events") {
    on_each_database([](Voice& v) {
      v.kernel.start_events();
      REQUIRE(v.feedback.send(v.ann, {.kind = "friction", .text = "Slow", .without_name = true}).has_value());
      REQUIRE(v.kernel.events().settle(std::chrono::seconds(20)));

      const SeenItem seen = v.feedback.list(v.ann, {}).value().items.at(0);

      CHECK(seen.item.author_ref.empty());
      CHECK_FALSE(seen.is_mine);
      CHECK(seen.item.votes == 0);
      for (const auto& event : v.kernel.events().find({}))
        CHECK((event.actor + event.payload + event.subject + event.owner_ref).find("ann") == std::string::npos);
      v.kernel.stop();
    });
  }

  TEST_CASE("one vote a person, however often, and the log hears the number without the person") {
    on_each_database([](Voice& v) {
      v.kernel.start_events();
      const std::string id = v.said(v.ann, "Dark mode").item.id;

      CHECK(v.feedback.vote(v.ben, id, true)->item.votes == 2);
      CHECK(v.feedback.vote(v.ben, id, true)->item.votes == 2);
      CHECK(v.feedback.vote(v.eva, id, true)->item.votes == 3);
      CHECK(v.feedback.vote(v.ben, id, false)->item.votes == 2);
      CHECK(v.feedback.vote(v.ben, id, false)->item.votes == 2);

      REQUIRE(v.kernel.events().settle(std::chrono::seconds(20)));
      int votes = 0;
      for (const auto& event : v.kernel.events().find({.type = "feedback.item.voted"})) {
        CHECK(event.actor == "system");
        ++votes;
      }
      CHECK(votes == 3);
      v.kernel.stop();
    });
  }

  TEST_CASE("members and viewers answer nothing and change no roadmap") {
    on_each_database([](Voice& v) {
      const std::string id = v.said(v.ann, "Dark mode").item.id;
      const std::string item = v.roadmap.add(v.team, {.title = "Dark", .why = "Eyes", .stage = "next"})->item.id;

      for (const auth::Principal& who : {v.ann, v.ben, v.eva}) {
        CHECK(v.feedback.triage(who, id, {.status = "answered", .answer = "No"}).error().code() == "auth.forbidden");
        CHECK(v.roadmap.add(who, {.title = "x", .why = "y", .stage = "now"}).error().code() == "auth.forbidden");
        CHECK(v.roadmap.change(who, item, {.stage = "now"}).error().code() == "auth.forbidden");
      }
      CHECK(v.feedback.list(auth::Principal(), {}).error().code() == "auth.required");
      CHECK(v.feedback.get(v.ann, id)->item.status == "new");
      CHECK(v.roadmap.get(v.ann, item)->item.stage == "next");
    });
  }

  TEST_CASE("an answer is told to author and voters and to nobody else, once") {
    on_each_database([](Voice& v) {
      const std::string id = v.said(v.ann, "Where is the URL?", "question").item.id;
      REQUIRE(v.feedback.vote(v.ben, id, true).has_value());
      REQUIRE(v.feedback.vote(v.team, id, true).has_value());

      REQUIRE(v.feedback.triage(v.team, id, {.status = "answered", .answer = "On the overview."}).has_value());
      REQUIRE(v.feedback.triage(v.team, id, {.answer = "On the overview."}).has_value());  // nothing new

      for (const auth::Principal& who : {v.ann, v.ben}) {
        const NotificationPage page = v.told(who);
        REQUIRE(page.items.size() == 1);
        CHECK(page.unread == 1);
        CHECK(page.items[0].kind == "answered");
        CHECK(page.items[0].text == "On the overview.");
        CHECK(page.items[0].link == "/feedback?item=" + id);
      }
      CHECK(v.told(v.eva).items.empty());
      CHECK(v.told(v.team).items.empty());  // who did it knows
    });
  }

  TEST_CASE("declining and answering need words") {
    on_each_database([](Voice& v) {
      const std::string id = v.said(v.ann, "Dark mode").item.id;

      for (const char* status : {"declined", "answered"})
        CHECK(v.feedback.triage(v.team, id, {.status = status}).error().code() == "feedback.reason_needed");
      CHECK(v.feedback.triage(v.team, id, {.status = "lost"}).error().code() == "feedback.invalid_item");
      CHECK(v.feedback.triage(v.team, id, {.roadmap_id = "01JD8XZ4B6W7Y2E9P3T5V0QRST"}).error().code() ==
            "feedback.roadmap_not_found");
      CHECK(v.told(v.ann).items.empty());
    });
  }

  TEST_CASE("what ships is told once to each who voted for it, or sent or voted for what led to it") {
    on_each_database([](Voice& v) {
      const std::string friction = v.said(v.ann, "Three tries", "friction").item.id;
      REQUIRE(v.feedback.vote(v.ben, friction, true).has_value());
      const auto item = v.roadmap.add(
          v.team, {.title = "Say why it is red", .why = "Guessing", .stage = "next", .feedback = {friction}});
      REQUIRE(item.has_value());
      CHECK(item->feedback == 1);
      CHECK(v.feedback.get(v.ann, friction)->item.status == "planned");
      REQUIRE(v.roadmap.vote(v.ben, item->item.id, true).has_value());
      REQUIRE(v.roadmap.vote(v.eva, item->item.id, true).has_value());
      for (const auth::Principal& who : {v.ann, v.ben, v.eva}) REQUIRE(v.notifications.mark_all_read(who).has_value());

      REQUIRE(
          v.roadmap.change(v.team, item->item.id, {.stage = "shipped", .note = "The reason is on top."}).has_value());

      for (const auth::Principal& who : {v.ann, v.ben, v.eva}) {
        const NotificationPage page = v.told(who);
        CHECK(page.unread == 1);
        CHECK(page.news == 1);
        CHECK(page.items.at(0).title == "Shipped: Say why it is red");
        CHECK(page.items.at(0).text == "The reason is on top.");
      }
      const SeenItem after = v.feedback.get(v.ann, friction).value();
      CHECK(after.item.status == "shipped");
      CHECK(after.item.responded_at.has_value());
      CHECK(v.roadmap.get(v.ann, item->item.id)->item.shipped_at.has_value());
    });
  }

  TEST_CASE("shipping and dropping need a note; what is new is new until it was looked at") {
    on_each_database([](Voice& v) {
      const std::string id = v.roadmap.add(v.team, {.title = "Dark", .why = "Eyes", .stage = "now"})->item.id;
      for (const char* stage : {"shipped", "dropped"})
        CHECK(v.roadmap.change(v.team, id, {.stage = stage}).error().code() == "feedback.reason_needed");
      CHECK(v.roadmap.add(v.team, {.title = "", .why = "", .stage = "soon"}).error().fields().size() == 3);
      CHECK(v.roadmap.add(v.team, {.title = "x", .why = "y", .stage = "shipped"}).error().code() ==
            "feedback.invalid_roadmap_item");

      REQUIRE(v.roadmap.change(v.team, id, {.stage = "shipped", .note = "There it is"}).has_value());
      CHECK(v.told(v.ann).news == 1);
      v.kernel.clock.advance(std::chrono::seconds(1));
      REQUIRE(v.notifications.mark_news_seen(v.ann).has_value());

      CHECK(v.told(v.ann).news == 0);
      CHECK(v.told(v.ben).news == 1);
    });
  }

  TEST_CASE("a person reads and marks their own notifications only") {
    on_each_database([](Voice& v) {
      const std::string id = v.said(v.ann, "Dark mode").item.id;
      REQUIRE(v.feedback.triage(v.team, id, {.status = "declined", .answer = "Use the browser's."}).has_value());
      const std::string notification = v.told(v.ann).items.at(0).id;

      REQUIRE(v.notifications.mark_read(v.ben, {notification}).has_value());
      CHECK(v.told(v.ann).unread == 1);
      REQUIRE(v.notifications.mark_read(v.ann, {notification}).has_value());
      CHECK(v.told(v.ann).unread == 0);

      v.kernel.clock.advance(std::chrono::hours(24 * 181));
      v.notifications.clean_up();
      CHECK(v.told(v.ann).items.empty());
    });
  }

  TEST_CASE("pages by votes and by age hold every item once, though votes are equal") {
    on_each_database([](Voice& v) {
      std::set<std::string> all;
      for (int i = 0; i < 7; ++i) all.insert(v.said(v.ann, "Idea " + std::to_string(i)).item.id);
      REQUIRE(v.feedback.vote(v.ben, *std::next(all.begin(), 3), true).has_value());

      for (const ItemOrder order : {ItemOrder::newest, ItemOrder::votes}) {
        std::set<std::string> seen;
        std::vector<std::int64_t> votes;
        ItemFilter filter{.order = order, .limit = 2};
        do {
          const ItemPage page = v.feedback.list(v.ann, filter).value();
          CHECK(page.total == 7);
          for (const SeenItem& item : page.items) {
            CHECK(seen.insert(item.item.id).second);
            votes.push_back(item.item.votes);
          }
          filter.after = page.next;
        } while (!filter.after.empty());
        CHECK(seen == all);
        if (order == ItemOrder::votes) CHECK(std::is_sorted(votes.rbegin(), votes.rend()));
      }
      CHECK(v.feedback.list(v.ann, {.order = ItemOrder::votes, .after = "x"}).error().code() ==
            "feedback.invalid_cursor");
      CHECK(v.feedback.list(v.ann, {.words = "IDEA 3"}).value().total == 1);
    });
  }

  TEST_CASE("says every reason why feedback cannot be sent, and a page is a path of the portal") {
    on_each_database([](Voice& v) {
      const auto refused = v.feedback.send(v.ann, {.kind = "rant", .text = " ", .page = "https://evil.example"});
      CHECK(refused.error().code() == "feedback.invalid_item");
      CHECK(refused.error().fields().size() == 3);
      for (const char* page : {"//evil.example", "/\\evil.example", "javascript:alert(1)"})
        CHECK(v.feedback.send(v.ann, {.kind = "idea", .text = "x", .page = page}).error().fields().at(0).path ==
              "/page");
      CHECK(v.feedback.vote(v.ann, "01JD8XZ4B6W7Y2E9P3T5V0QRST", true).error().code() == "feedback.item_not_found");
    });
  }
}

}  // namespace towpath::feedback
