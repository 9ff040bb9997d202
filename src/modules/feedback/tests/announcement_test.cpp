#include <doctest/doctest.h>

#include "announcement_service.h"
#include "db/testing/databases.h"
#include "fakes.h"
#include "feedback/module.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"
#include "roadmap_service.h"

// What the platform team announces, and what goes out by mail, on both databases.

namespace towpath::feedback {

std::vector<db::Migration> migrations();

namespace {

struct Office {
  explicit Office(db::Db& db) : kernel(db, *authorizer) {
    courier.is_there = true;
    for (const char* name : {"ann", "ben"}) {
      const std::string ref = std::string("user:default/") + name;
      people.all.push_back({ref, std::string("group:default/") + name + "s"});
      people.addresses[ref] = std::string(name) + "@example.com";
    }
  }

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  GivenPeople people;
  FakeCourier courier;
  FakeChat chat;
  PostOffice post{lent, people, courier};
  Notifications notifications{lent, post, chat};
  AnnouncementService announcements{lent, notifications, people};
  const auth::Principal ann = person("ann", "member", "group:default/anns"),
                        ben = person("ben", "viewer", "group:default/bens"), team = person("team", "platform");

  Announcement announced(NewAnnouncement given) {
    auto made = announcements.announce(team, given);
    REQUIRE(made.has_value());
    return *made;
  }
  void send() { post.send_due({}); }
  std::size_t told(const auth::Principal& who) { return notifications.list(who, "", 100)->items.size(); }
};

void on_each_database(const std::function<void(Office&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Office office(database.db());
    test(office);
  });
}

}  // namespace

TEST_SUITE("announcements") {
  TEST_CASE("everybody sees what is announced until they put it away, or it is over") {
    on_each_database([](Office& o) {
      const std::string id = o.announced({.title = "The forge is slow", .severity = "warning"}).id;

      CHECK(o.announcements.unseen(o.ann)->size() == 1);
      CHECK(o.told(o.ann) == 1);
      REQUIRE(o.announcements.dismiss(o.ann, id).has_value());
      REQUIRE(o.announcements.dismiss(o.ann, id).has_value());
      CHECK(o.announcements.unseen(o.ann)->empty());
      CHECK(o.announcements.current(o.ann)->size() == 1);
      CHECK(o.announcements.unseen(o.ben)->size() == 1);

      o.kernel.clock.advance(std::chrono::hours(24 * 7 + 1));
      CHECK(o.announcements.unseen(o.ben)->empty());
      CHECK(o.announcements.list(o.team, "", 10)->total == 1);
    });
  }

  TEST_CASE("what is for a group is for nobody else, not even by its id, in the chat or in the log") {
    on_each_database([](Office& o) {
      o.kernel.start_events();
      const std::string id = o.announced({.title = "Your quota", .audience = {"group:default/anns"}}).id;

      CHECK(o.announcements.unseen(o.ann)->size() == 1);
      CHECK(o.announcements.unseen(o.ben)->empty());
      CHECK(o.told(o.ben) == 0);
      CHECK(o.announcements.dismiss(o.ben, id).error().code() == "feedback.announcement_not_found");
      o.send();
      CHECK(o.courier.mails.size() == 1);
      CHECK(o.chat.told.empty());
      REQUIRE(o.kernel.events().settle(std::chrono::seconds(20)));
      for (const auto& event : o.kernel.events().find({.type = "feedback.announcement."}))
        CHECK(event.payload.find("quota") == std::string::npos);
      o.kernel.stop();
    });
  }

  TEST_CASE("what begins later is told when it begins, once") {
    on_each_database([](Office& o) {
      CHECK_FALSE(o.announcements.begin_due().has_value());
      const UtcTime tonight = o.kernel.clock.now() + std::chrono::hours(3);
      o.announced({.title = "Tomorrow", .from = tonight + std::chrono::hours(20)});
      o.announced({.title = "Tonight", .from = tonight});
      CHECK(o.announcements.begin_due() == tonight);
      CHECK(o.told(o.ann) == 0);
      CHECK(o.announcements.unseen(o.ann)->empty());

      o.kernel.clock.advance(std::chrono::hours(4));
      CHECK(o.announcements.begin_due() == tonight + std::chrono::hours(20));
      o.announcements.begin_due();

      CHECK(o.told(o.ann) == 1);
      CHECK(o.announcements.unseen(o.ann)->size() == 1);
    });
  }

  TEST_CASE("what is withdrawn before it begins is waited for no more") {
    on_each_database([](Office& o) {
      const std::string id = o.announced({.title = "No", .from = o.kernel.clock.now() + std::chrono::hours(3)}).id;
      REQUIRE(o.announcements.withdraw(o.team, id).has_value());
      CHECK_FALSE(o.announcements.begin_due().has_value());
    });
  }

  TEST_CASE("what begins later is told by the module when its time comes, also what another server wrote") {
    on_each_database([](Office& o) {
      const std::unique_ptr<FeedbackModule> module = make_module(o.kernel.lend(), o.people, o.courier, o.chat);
      o.announced({.title = "Before the start", .from = o.kernel.clock.now() + std::chrono::hours(3)});
      o.kernel.clock.advance(std::chrono::hours(4));
      o.kernel.start_events();
      module->start();
      CHECK(comes_true([&] { return o.told(o.ann) == 1; }));

      o.announced({.title = "In a moment", .from = o.kernel.clock.now() + std::chrono::milliseconds(200)});
      o.kernel.clock.advance(std::chrono::milliseconds(200));
      CHECK(comes_true([&] { return o.told(o.ann) == 2; }));

      o.announced({.title = "Much later", .from = o.kernel.clock.now() + std::chrono::hours(3)});
      o.kernel.clock.advance(std::chrono::hours(4));
      module->clock_moved();
      CHECK(comes_true([&] { return o.told(o.ann) == 3; }));
      module->stop();
      o.kernel.stop();
    });
  }

  TEST_CASE("withdrawn is over; members announce and withdraw nothing") {
    on_each_database([](Office& o) {
      const std::string id = o.announced({.title = "Down"}).id;
      for (const auth::Principal& who : {o.ann, o.ben}) {
        CHECK(o.announcements.announce(who, {.title = "x"}).error().code() == "auth.forbidden");
        CHECK(o.announcements.withdraw(who, id).error().code() == "auth.forbidden");
        CHECK(o.announcements.list(who, "", 10).error().code() == "auth.forbidden");
      }
      CHECK(o.announcements.current(auth::Principal()).error().code() == "auth.required");
      REQUIRE(o.announcements.withdraw(o.team, id).has_value());
      CHECK(o.announcements.unseen(o.ann)->empty());
    });
  }

  TEST_CASE("says every reason why something cannot be announced") {
    on_each_database([](Office& o) {
      const UtcTime now = o.kernel.clock.now();
      const auto refused = o.announcements.announce(o.team, {.title = " ",
                                                             .text = std::string(2'001, 'x'),
                                                             .severity = "loud",
                                                             .audience = {"user:default/ann"},
                                                             .from = now + std::chrono::hours(2),
                                                             .until = now + std::chrono::hours(1)});
      CHECK(refused.error().code() == "feedback.invalid_announcement");
      CHECK(refused.error().fields().size() == 5);
    });
  }
}

TEST_SUITE("the post office") {
  TEST_CASE("mail goes to those who have an address and want it, and the chat is told once") {
    on_each_database([](Office& o) {
      o.people.all.push_back({"user:default/noaddress", ""});
      REQUIRE(o.post.set_wishes(o.ben, {{"announcement", false}}).has_value());
      CHECK(o.post.wishes(o.ben)->at("announcement") == false);
      CHECK(o.post.wishes(o.ben)->at("survey") == true);

      const std::string id = o.announced({.title = "The forge moves", .text = "Tonight."}).id;
      o.send();
      o.send();

      REQUIRE(o.courier.mails.size() == 1);
      CHECK(o.courier.mails[0].address == "ann@example.com");
      CHECK(o.courier.mails[0].title == "The forge moves");
      CHECK(o.courier.mails[0].link == "/announcements?item=" + id);
      REQUIRE(o.chat.told.size() == 1);
      CHECK(o.chat.told[0].topic == "announcements");
      CHECK(o.chat.told[0].what == "feedback.announcement.begun");
      CHECK(o.chat.told[0].title == "The forge moves");
      CHECK(o.chat.told[0].text == "Tonight.");
      CHECK(o.chat.told[0].link == "/announcements?item=" + id);
      CHECK(o.told(o.ben) == 1);  // the bell rings all the same
      CHECK(o.post.set_wishes(o.ben, {{"gossip", true}}).error().code() == "feedback.invalid_kind");
      CHECK(o.post.wishes(auth::Principal()).error().code() == "auth.required");
    });
  }

  TEST_CASE("what ships is mailed to whom it was told; an answer is not") {
    on_each_database([](Office& o) {
      Board board{o.lent, o.notifications};
      RoadmapService roadmap{o.lent, board};
      const std::string id = roadmap.add(o.team, {.title = "Dark", .why = "Eyes", .stage = "next"})->item.id;
      REQUIRE(roadmap.vote(o.ann, id, true).has_value());
      REQUIRE(roadmap.change(o.team, id, {.stage = "now"}).has_value());
      o.send();
      CHECK(o.courier.mails.empty());
      CHECK(o.chat.told.empty());

      REQUIRE(roadmap.change(o.team, id, {.stage = "shipped", .note = "There it is"}).has_value());
      o.send();

      REQUIRE(o.courier.mails.size() == 1);
      CHECK(o.courier.mails[0].title == "Shipped: Dark");
      REQUIRE(o.chat.told.size() == 1);
      CHECK(o.chat.told[0].topic == "roadmap");
      CHECK(o.chat.told[0].what == "feedback.roadmap.shipped");
    });
  }

  TEST_CASE("what cannot be taken out now is tried again, later and later, and given up in the end") {
    on_each_database([](Office& o) {
      const auto down = unavailable("http.unreachable", "Nobody is there.");
      CHECK_FALSE(o.post.send_due({}).has_value());
      o.courier.refusals = {down, down};  // the two mails of one announcement
      o.announced({.title = "Hello"});
      CHECK(o.post.send_due({}) == o.kernel.clock.now() + std::chrono::seconds(30));
      CHECK(o.courier.tries == 2);
      o.send();
      CHECK(o.courier.tries == 2);  // not due yet
      o.kernel.clock.advance(std::chrono::seconds(31));
      o.send();
      CHECK(o.courier.mails.size() == 2);

      o.courier.refusals.assign(100, down);
      o.courier.tries = 0;
      o.announced({.title = "Again"});
      for (int day = 0; day < 100; ++day) {
        o.send();
        o.kernel.clock.advance(std::chrono::hours(4));
      }
      CHECK(o.courier.tries == 24);  // twelve times each
    });
  }

  TEST_CASE("a letter that will never be taken is given up at once, and the next one goes") {
    on_each_database([](Office& o) {
      o.courier.refusals = {failed("http.mail_refused", "No such user.")};
      o.announced({.title = "Hello"});
      o.send();
      CHECK(o.courier.tries == 2);
      CHECK(o.courier.mails.size() == 1);
    });
  }

  TEST_CASE("a server that dies while it sends leaves the letter to the next one, with the same id") {
    on_each_database([](Office& o) {
      o.announced({.title = "Hello"});
      LetterStore store;
      const UtcTime now = o.kernel.clock.now();
      std::set<std::string> taken;
      while (const auto letter = store.claim(o.lent.db, now, now + std::chrono::minutes(5))) taken.insert(letter->id);
      CHECK(taken.size() == 2);  // and then nothing more is heard of it

      o.send();
      CHECK(o.courier.tries == 0);
      o.kernel.clock.advance(std::chrono::minutes(6));
      o.send();

      REQUIRE(o.courier.mails.size() == 2);
      for (const Letter& mail : o.courier.mails) CHECK(taken.contains(mail.id));
    });
  }

  TEST_CASE("without a mail server nothing waits, and the chat is told all the same") {
    on_each_database([](Office& o) {
      o.courier.is_there = false;
      o.announced({.title = "Hello"});
      o.courier.is_there = true;
      o.send();
      CHECK(o.courier.tries == 0);
      CHECK(o.chat.told.size() == 1);
    });
  }

  TEST_CASE("what waited for the chat goes when it is told by subscriptions, and mail stays") {
    std::vector<db::Migration> before = migrations();
    before.resize(3);
    db::testing::for_each_engine(testing::with_kernel_migrations(before), [](db::testing::TestDatabase& database) {
      db::Db& db = database.db();
      const UtcTime now(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31));
      REQUIRE(db.transact([&](db::Tx& tx) -> Status {
                  for (const char* channel : {"mail", "chat"})
                    tx.exec(
                        "INSERT INTO feedback_letters (id, channel, user_ref, title, text, link, created_at, attempts, "
                        "due_at) VALUES (?, ?, '', 'Hello', '', '/', ?, 0, ?)",
                        {std::string(channel), std::string(channel), now, now});
                  return ok();
                }).has_value());

      REQUIRE(db.migrate(testing::with_kernel_migrations(migrations())).has_value());

      const LetterStore store;
      const auto left = store.claim(db, now, now + std::chrono::hours(1));
      REQUIRE(left.has_value());
      CHECK(left->id == "mail");
      CHECK_FALSE(store.claim(db, now, now + std::chrono::hours(1)).has_value());
    });
  }

  TEST_CASE("letters are sent as soon as they are written, by the module") {
    on_each_database([](Office& o) {
      const std::unique_ptr<Module> module = make_module(o.kernel.lend(), o.people, o.courier, o.chat);
      o.kernel.start_events();
      module->start();
      http::Router router;
      module->routes(router);
      o.announced({.title = "Hello"});
      CHECK(comes_true([&] {
        const auto next = o.lent.db.read([](db::Tx& tx) { return LetterStore().next_due(tx); });
        return !next || *next > o.kernel.clock.now();  // gone, or on its way
      }));
      module->stop();
      o.kernel.stop();
      CHECK(o.courier.mails.size() == 2);
    });
  }
}

}  // namespace towpath::feedback
