#include <doctest/doctest.h>

#include "running_service.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

bj::value place_of(const RunningService& s, const std::string& environment) {
  const bj::value all = s.ann.get("/api/v1/components/" + s.name + "/status").value("/environments");
  for (const bj::value& each : all.as_array())
    if (text_at(each, "/name") == environment) return each;
  return nullptr;
}

/// What the service answers in an environment, through the proxy.
Answer ask(const std::string& url) { return Api(url.substr(0, url.find('/', 8)), Secret("none")).get("/"); }

/// Waits until the service says that it is so; each event is a reason to look. A first deployment that runs is no
/// service that does.
bool becomes(const RunningService& s, const std::string& environment, const std::string& state) {
  const auto is_it = [&] {
    const bj::value place = place_of(s, environment);
    return text_at(place, "/state") == state && (state != "running" || text_at(place, "/health") == "healthy");
  };
  bool is_so = is_it();
  const auto look = [&](const StreamEvent&) {
    is_so = is_it();
    return is_so;
  };
  if (!is_so) s.admin.events("/api/v1/events/stream?after=0", look);
  return is_so;
}

/// What is deployed to 'review' serves before its run has ended; only then may the next thing begin.
void deployments_end(const RunningService& s) {
  s.ann.finished_run(s.ann.get("/api/v1/deployments?environment=review&component=" + s.name).at("/items/0/run"));
}

/// The type of previews in force while it lives; what it was comes back.
struct Previews {
  explicit Previews(const RunningService& s) : admin(s.admin) {}
  ~Previews() { change({}); }
  Answer change(bj::object content) const {
    const Answer preview = admin.post("/api/v1/environment-types/ephemeral/previews", content);
    REQUIRE_MESSAGE(preview.status == 200, preview.text);
    content["preview"] = preview.at("/digest");
    return admin.put("/api/v1/environment-types/ephemeral", content);
  }
  const Api& admin;
};

/// The service in an environment of its own, "review".
std::string clone(const RunningService& s) {
  s.succeeded(s.ann.post("/api/v1/environments/" + s.name + "/development/clones", {{"name", "review"}}));
  REQUIRE(becomes(s, "review", "running"));
  deployments_end(s);
  return text_at(place_of(s, "review"), "/url");
}

}  // namespace

TEST_SUITE("sleep") {
  TEST_CASE("an environment falls asleep when nobody asks for it, and the next request wakes it and is answered") {
    const RunningService s = make_running_service();
    const Previews previews(s);
    const std::string url = clone(s);
    REQUIRE(ask(url).status < 500);
    const std::string before = text_at(place_of(s, "review"), "/deployment");

    REQUIRE(previews.change({{"sleepAfterSeconds", 1}}).status == 200);
    REQUIRE(becomes(s, "review", "asleep"));
    CHECK(text_at(place_of(s, "review"), "/sleepReason") == "No request for 1 second.");
    CHECK(text_at(place_of(s, "development"), "/state") == "running");
    REQUIRE(previews.change({}).status == 200);

    const Answer woken = ask(url);
    CHECK_MESSAGE(woken.status == 200, woken.text);
    CHECK(becomes(s, "review", "running"));
    const std::string after = text_at(place_of(s, "review"), "/deployment");
    CHECK(after != before);
    CHECK(s.ann.get("/api/v1/deployments/" + after).at("/mode") == "restart");
    const std::string events =
        s.admin.audited("delivery.sleep.", "component:default/" + s.name, "delivery.sleep.ended");
    CHECK(events.find("delivery.sleep.begun") != std::string::npos);
  }

  TEST_CASE("it is put to sleep and woken by who owns it, production never is, and a stop lets no request wake it") {
    const RunningService s = make_running_service();
    const std::string url = clone(s), path = "/api/v1/environments/" + s.name + "/";
    CHECK(s.outsider.post(path + "review/sleeps").status == 404);
    CHECK(s.viewer.post(path + "review/sleeps").status == 403);
    CHECK(s.ann.post(path + "production/sleeps").code() == "delivery.never_sleeps");
    CHECK(s.ann.post(path + "staging/sleeps").code() == "delivery.nothing_awake");
    CHECK(s.ann.post(path + "review/wakings").code() == "delivery.nothing_asleep");

    const Answer begun = s.ann.post(path + "review/sleeps", {{"reason", "over for today"}});
    REQUIRE_MESSAGE(begun.status == 202, begun.text);
    CHECK(s.ann.finished_run(begun.at("/items/0/run")).at("state") == "succeeded");
    CHECK(text_at(place_of(s, "review"), "/state") == "asleep");
    const Answer sleepers = s.ann.get("/api/v1/sleepers?project=" + s.name);
    CHECK(sleepers.at("/items/0/reason") == "over for today");
    CHECK(s.outsider.get("/api/v1/sleepers?project=" + s.name).value("/items").as_array().empty());
    const Answer woken = s.ann.post(path + "review/wakings");
    REQUIRE_MESSAGE(woken.status == 202, woken.text);
    CHECK(s.ann.finished_run(woken.at("/items/0/run")).at("state") == "succeeded");
    CHECK(ask(url).status < 500);

    s.ann.finished_run(s.ann.post(path + "review/sleeps").at("/items/0/run"));
    s.succeeded(s.ann.post("/api/v1/stops", {{"component", s.name}, {"environment", "review"}}));
    CHECK(text_at(place_of(s, "review"), "/state") == "stopped");
    const Answer stopped = ask(url);
    CHECK(stopped.status == 503);
    CHECK(stopped.code() == "proxy.stopped");
  }

  TEST_CASE("what goes to sleep while requests come answers each of them and ends awake") {
    const RunningService s = make_running_service();
    const std::string url = clone(s), path = "/api/v1/environments/" + s.name + "/review/sleeps";
    for (int i = 0; i < 3; ++i) {
      const Answer begun = s.ann.post(path);
      REQUIRE_MESSAGE(begun.status == 202, begun.text);
      const Answer answer = ask(url);
      CHECK_MESSAGE(answer.status < 500, answer.text);
      s.ann.finished_run(begun.at("/items/0/run"));
      CHECK(ask(url).status < 500);
      CHECK(becomes(s, "review", "running"));
      deployments_end(s);
      CHECK(s.ann.get("/api/v1/sleepers?project=" + s.name).value("/items").as_array().empty());
    }
  }
}

TEST_SUITE("types of environments") {
  TEST_CASE("a change names what it affects, is applied as previewed, and every environment inherits it") {
    const RunningService s = make_running_service();
    const Previews previews(s);
    clone(s);
    const std::string path = "/api/v1/environment-types/ephemeral";
    const bj::object wanted{{"configuration", bj::object{{"INHERITED", "yes"}}}, {"defaultTtlSeconds", 7'200}};
    const Answer preview = s.admin.post(path + "/previews", wanted);
    REQUIRE_MESSAGE(preview.status == 200, preview.text);
    CHECK(preview.text.find(s.name + " gets another INHERITED") != std::string::npos);
    bj::object stale = wanted;
    stale["preview"] = std::string(64, '0');
    CHECK(s.admin.put(path, stale).code() == "delivery.plan_changed");
    CHECK(s.ann.put(path, stale).status == 403);
    CHECK(s.admin.put(path, wanted).pointers() == std::vector<std::string>{"/preview"});

    REQUIRE(previews.change(wanted).status == 200);
    const Answer made =
        s.ann.post("/api/v1/environments", {{"project", s.name}, {"name", "second"}, {"type", "ephemeral"}});
    REQUIRE_MESSAGE(made.status == 201, made.text);
    CHECK_FALSE(made.value("/expiresAt").is_null());
    const Answer bad = s.admin.post("/api/v1/environment-types/production/previews", {{"sleepAfterSeconds", 60}});
    CHECK(bad.code() == "delivery.invalid_environment_type");
    CHECK(s.admin.get("/api/v1/environment-types/moon").code() == "delivery.unknown_type");
  }

  TEST_CASE("a quota stops what goes beyond it and says which, what uses it and whom to ask") {
    const RunningService s = make_running_service();
    const Previews previews(s);
    clone(s);
    const bj::object wanted{
        {"contact", "the platform desk"},
        {"quotas", bj::object{{"project", bj::object{{"environments", 1}, {"resources", bj::object{{"postgres", 1}}}}},
                              {"environment", bj::object{{"instances", 0}}}}}};
    REQUIRE(previews.change(wanted).status == 200);

    const Answer refused =
        s.ann.post("/api/v1/environments", {{"project", s.name}, {"name", "second"}, {"type", "ephemeral"}});
    CHECK(refused.code() == "delivery.quota_exceeded");
    CHECK(refused.at("/detail").find(s.name + "/review") != std::string::npos);
    CHECK(refused.at("/hint").find("the platform desk") != std::string::npos);
    const Answer plan =
        s.ann.post("/api/v1/deployments", {{"component", s.name}, {"environment", "review"}, {"plan", true}});
    CHECK(plan.code() == "delivery.quota_exceeded");
    const Answer uses = s.ann.get("/api/v1/environments/" + s.name + "/review/quotas");
    CHECK(uses.at("/items/0/what") == "instances");
    CHECK(uses.value("/items/0/used") == 1);
    CHECK(uses.text.find("\"postgres\"") != std::string::npos);
    CHECK(s.outsider.get("/api/v1/environments/" + s.name + "/review/quotas").status == 404);
  }
}
