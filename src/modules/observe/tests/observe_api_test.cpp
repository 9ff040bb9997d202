#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "incident_routes.h"
#include "observe_routes.h"
#include "observe_world.h"

// The module through its routes: what each principal may see, and a followed log.

namespace towpath::observe {
namespace {

using std::chrono::seconds;

constexpr seconds deadline{20};

struct Answer {
  int status = 0;
  boost::json::value body;
  std::string text;
};

class Api {
 public:
  explicit Api(db::Db& db) : world(db) {
    world.kernel.start_events();
    add_routes(router_, logs, metrics);
    add_incident_routes(router_, incidents);
    router_.set_authorizer(&world.rights);
    router_.set_authenticator([this](const http::Request&) -> Result<auth::Principal> { return principal(who_); });
  }

  http::Response respond(const std::string& who, const std::string& path,
                         std::map<std::string, std::string> query = {}) {
    who_ = who;
    http::Request request;
    request.method = "GET";
    request.path = request.target = path;
    request.query = std::move(query);
    const auto match = router_.match("GET", path);
    request.params = match.params;
    return router_.dispatch(match, request);
  }
  Answer get(const std::string& who, const std::string& path, std::map<std::string, std::string> query = {}) {
    const http::Response response = respond(who, path, std::move(query));
    boost::system::error_code error;
    return {response.status, boost::json::parse(response.body, error), response.body};
  }

  World world;
  ObserveOptions options;
  IncidentService incidents{world.lent, world.workloads};
  LogService logs{world.lent, world.ports};
  MetricsService metrics{world.lent, world.ports, options};

 private:
  http::Router router_;
  std::string who_;
};

void for_each_api(const std::function<void(Api&)>& test) {
  db::testing::for_each_lasting_engine(towpath::testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& database) {
                                         Api api(database.db());
                                         test(api);
                                       });
}

/// The end of a stream as a client has it.
class Channel final : public http::SseChannel {
 public:
  bool push(const http::SseEvent& event) override {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return false;
    events_.push_back(event);
    changed_.notify_all();
    return true;
  }
  void close() override {
    std::function<void()> callback;
    {
      const std::lock_guard lock(mutex_);
      is_closed_ = true;
      callback.swap(on_close_);
    }
    if (callback) callback();
  }
  void on_close(std::function<void()> callback) override {
    const std::lock_guard lock(mutex_);
    on_close_ = std::move(callback);
  }
  /// The texts of all lines once there are that many.
  std::vector<std::string> lines(std::size_t least) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, deadline, [&] { return texts().size() >= least; });
    return texts();
  }
  std::string last_id() {
    const std::lock_guard lock(mutex_);
    return events_.empty() ? "" : events_.back().id;
  }

 private:
  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const auto& event : events_) {
      const boost::json::value data = boost::json::parse(event.data);
      for (const auto& line : data.at("lines").as_array()) out.emplace_back(line.at("text").as_string());
    }
    return out;
  }
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<http::SseEvent> events_;
  std::function<void()> on_close_;
  bool is_closed_ = false;
};

const std::map<std::string, std::string> in_production{{"environment", "production"}};

}  // namespace

TEST_CASE("a member sees logs, metrics and incidents of what its groups own, and of nothing else") {
  for_each_api([](Api& api) {
    const Workload ours = api.world.start(1, "shop"), theirs = api.world.start(2, "vault", "group:default/treasury");
    for (const Workload& w : {ours, theirs}) {
      api.world.workloads.write(w.instance_id,
                                {api.world.kernel.clock.now(), "hello from " + w.place.component, false});
      api.incidents.open(w, "it fails");
    }

    for (const char* what : {"logs", "metrics", "logs/stream"}) {
      CAPTURE(what);
      CHECK(api.get("member", std::string("/api/v1/components/shop/") + what, in_production).status == 200);
      const Answer hidden = api.get("member", std::string("/api/v1/components/vault/") + what, in_production);
      const Answer absent = api.get("member", std::string("/api/v1/components/nothing/") + what, in_production);
      CHECK(hidden.status == 404);
      CHECK(hidden.body.at("code") == "observe.not_found");
      CHECK(absent.status == 404);
      CHECK(absent.body.at("code").as_string() == hidden.body.at("code").as_string());
      CHECK(api.get("stranger", std::string("/api/v1/components/shop/") + what, in_production).status >= 401);
    }
    const Answer mine = api.get("member", "/api/v1/incidents"), all = api.get("admin", "/api/v1/incidents");
    CHECK(mine.body.at("items").as_array().size() == 1);
    CHECK(mine.body.at("total") == 1);
    CHECK(mine.body.at("items").as_array()[0].at("component") == "shop");
    CHECK(all.body.at("items").as_array().size() == 2);
    CHECK(all.body.at("total") == 2);
    for (const auto& incident : all.body.at("items").as_array()) {
      const std::string path = "/api/v1/incidents/" + std::string(incident.at("id").as_string());
      CHECK(api.get("member", path).status == (incident.at("component") == "shop" ? 200 : 404));
      CHECK(api.get("admin", path).status == 200);
    }
  });
}

TEST_CASE("incidents are paged by key and filtered by state") {
  for_each_api([](Api& api) {
    for (int i = 1; i <= 5; ++i) {
      const Workload w = api.world.start(i, "shop-" + std::to_string(i));
      api.incidents.open(w, "it fails");
      if (i % 2 == 0) api.incidents.close(w.place.component, "production", "recovered");
    }

    std::vector<std::string> seen;
    std::string after;
    do {
      const Answer page = api.get("member", "/api/v1/incidents", {{"limit", "2"}, {"after", after}});
      for (const auto& item : page.body.at("items").as_array()) seen.emplace_back(item.at("component").as_string());
      CHECK(page.body.at("total") == 5);
      after = page.body.at("next").is_null() ? "" : std::string(page.body.at("next").as_string());
    } while (!after.empty());
    CHECK(seen == std::vector<std::string>{"shop-5", "shop-4", "shop-3", "shop-2", "shop-1"});
    CHECK(api.get("member", "/api/v1/incidents", {{"state", "open"}}).body.at("total") == 3);
    CHECK(api.get("member", "/api/v1/incidents", {{"state", "closed"}}).body.at("total") == 2);
  });
}

TEST_CASE("wrong parameters are named, all at once") {
  for_each_api([](Api& api) {
    api.world.start(1);
    const Answer answer = api.get("admin", "/api/v1/components/shop/logs",
                                  {{"since", "yesterday"}, {"limit", "0"}, {"after", "x"}, {"from", "middle"}});
    CHECK(answer.status == 422);
    CHECK(answer.body.at("code") == "http.invalid_query");
    std::vector<std::string> pointers;
    for (const auto& error : answer.body.at("errors").as_array())
      pointers.emplace_back(error.at("pointer").as_string());
    CHECK(pointers == std::vector<std::string>{"/environment", "/since", "/after", "/from", "/limit"});
    CHECK(api.get("admin", "/api/v1/incidents", {{"state", "ajar"}}).status == 422);
    CHECK(api.get("admin", "/api/v1/components/shop/metrics", {{"environment", "production"}, {"step", "-1"}}).status ==
          422);
  });
}

TEST_CASE("a time may have a fraction or none") {
  for_each_api([](Api& api) {
    const Workload w = api.world.start(1);
    api.world.workloads.write(w.instance_id, {api.world.kernel.clock.now(), "now", false});
    for (const char* since : {"2000-01-01T00:00:00Z", "2000-01-01T00:00:00.500000Z"}) {
      CAPTURE(since);
      const Answer answer =
          api.get("admin", "/api/v1/components/shop/logs", {{"environment", "production"}, {"since", since}});
      CHECK(answer.status == 200);
    }
  });
}

TEST_CASE("while secrets are not known no line is shown") {
  for_each_api([](Api& api) {
    const Workload w = api.world.start(1);
    api.world.workloads.write(w.instance_id, {api.world.kernel.clock.now(), "password", false});
    api.world.mask.is_locked = true;

    const Answer answer = api.get("admin", "/api/v1/components/shop/logs", in_production);

    CHECK(answer.status == 503);
    CHECK(answer.text.find("password") == std::string::npos);
  });
}

TEST_CASE("a followed log gives lines as they are written, goes on over a deployment and resumes where it was") {
  for_each_api([](Api& api) {
    World& world = api.world;
    const Workload old = world.start(1);
    const auto write = [&](const Workload& w, const std::string& text) {
      world.kernel.clock.advance(seconds(1));
      world.workloads.write(w.instance_id, {world.kernel.clock.now(), text, false});
    };
    const auto open = [&](const std::string& last_event_id) {
      auto channel = std::make_shared<Channel>();
      const http::Response response = api.respond("member", "/api/v1/components/shop/logs/stream", in_production);
      REQUIRE(response.sse);
      response.sse(channel, last_event_id);
      return channel;
    };
    world.mask.secrets["shop"] = "hunter2";
    write(old, "before");
    const auto channel = open("");
    write(old, "one");
    write(old, "two hunter2");
    CHECK(channel->lines(2) == std::vector<std::string>{"one", "two ***"});
    const std::string resume_at = channel->last_id();

    const Workload fresh = world.start(2);
    write(fresh, "three");
    world.workloads.end(old.instance_id, world.kernel.clock.now());
    REQUIRE(world.lent.db
                .transact([&](db::Tx& tx) -> Status {
                  world.lent.events.append(tx, {.type = "delivery.deployment.succeeded",
                                                .subject = "component:default/shop",
                                                .actor = "system"});
                  return ok();
                })
                .has_value());
    CHECK(channel->lines(3).back() == "three");
    write(fresh, "four");
    CHECK(channel->lines(4).back() == "four");

    const auto resumed = open(resume_at);
    CHECK(resumed->lines(2) == std::vector<std::string>{"three", "four"});
    channel->close();
    resumed->close();
    CHECK(world.workloads.watchers() == 0);
  });
}

TEST_CASE("metrics for Prometheus hold a member's workloads, and the server's own numbers only for the platform") {
  for_each_api([](Api& api) {
    World& world = api.world;
    world.numbers.all = {{"towpath_http_requests_total", "Requests answered.", MetricFamily::Type::counter, {{{}, 7}}}};
    const Workload ours = world.start(1, "shop");
    world.start(2, "vault", "group:default/treasury");
    world.workloads.set_usage(ours.instance_id, {1'500'000, 2'048, std::nullopt, 3});
    world.requests.routes["route-shop"] = {"", 10, 2, 1, 0.75, {4, 5, 0, 1}};

    const Answer member = api.get("member", "/metrics"), admin = api.get("admin", "/metrics");

    CHECK(member.text.find("vault") == std::string::npos);
    CHECK(member.text.find("towpath_http_requests_total") == std::string::npos);
    CHECK(admin.text.find("component=\"vault\"") != std::string::npos);
    CHECK(admin.text.find("towpath_http_requests_total 7\n") != std::string::npos);
    const std::string labels = "component=\"shop\",environment=\"production\",project=\"shop\"";
    for (const std::string& line :
         {"towpath_workload_cpu_seconds_total{" + labels + "} 1.5",
          "towpath_workload_memory_bytes{" + labels + "} 2048", "towpath_workload_restarts_total{" + labels + "} 3",
          "towpath_workload_requests_total{" + labels + "} 10",
          "towpath_workload_errors_total{" + labels + ",class=\"4xx\"} 2",
          "towpath_workload_request_duration_seconds_bucket{" + labels + ",le=\"0.1\"} 9",
          "towpath_workload_request_duration_seconds_bucket{" + labels + ",le=\"+Inf\"} 10",
          "towpath_workload_request_duration_seconds_sum{" + labels + "} 0.75",
          "towpath_workload_request_duration_seconds_count{" + labels + "} 10"}) {
      CAPTURE(line);
      CHECK(member.text.find(line + "\n") != std::string::npos);
    }
    CHECK(member.text.find("memory_limit") == std::string::npos);
  });
}

}  // namespace towpath::observe
