#include "drivers/http_driver.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include "base/hmac.h"
#include "base/strings.h"
#include "driver_faults.h"
#include "http/server.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

/// A service that somebody else runs: makes "queues", and remembers what it was asked.
class Service {
 public:
  explicit Service(http::Handler handler = {}) {
    router_.add(
        {"POST", "/queues", "public", handler ? handler : [this](const auto& request) { return make(request); }});
    router_.add({"GET", "/work/{id}", "public", [this](const auto& request) { return look(request); }});
    server_ = http::Server::start(router_, {}).value();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/queues"; }
  ResourceRequest request(const std::string& more = R"(, "actions": ["observe", "delete"])") const {
    auto request = resource_request("queue");
    request.inputs = R"({"url": ")" + url() +
                     R"(", "outputs": ["host"], "secrets": ["password"], "signingKey": "key-canary")" + more + "}";
    request.secret_inputs = {{"token", Secret("token-canary")}};
    return request;
  }
  std::vector<http::Request> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  int port() const { return server_->port(); }
  std::size_t count(const ResourceRequest& request) {
    const std::lock_guard lock(mutex_);
    return there_.count(request.gu_id);
  }

  std::atomic<int> looks_until_done{0};  ///< More than none: it answers 202 first.
  std::string location = "/work/1";

 private:
  Result<http::Response> make(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request);
    const auto question = boost::json::parse(request.body).as_object();
    const auto word = [&](const char* key) { return std::string(question.at(key).as_string()); };
    const bool exists = there_.contains(word("resource_guid"));
    if (word("action") == "delete") {
      there_.erase(word("resource_guid"));
      return http::json_response(200, "{}");
    }
    if (word("action") == "observe" && !exists) return http::json_response(200, R"({"exists": false})");
    there_.insert(word("resource_guid"));
    if (looks_until_done > 0) {
      auto later = http::json_response(202, "{}");
      later.headers.set("Location", location);
      later.headers.set("Retry-After", "1");
      return later;
    }
    return http::json_response(200, made);
  }
  Result<http::Response> look(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request);
    return --looks_until_done > 0 ? http::json_response(202, "{}") : http::json_response(200, made);
  }

  static constexpr const char* made =
      R"({"resource_outputs": {"host": "queue.example.org", "password": "hidden"}, "resource_state": {"queue": 7}})";
  std::mutex mutex_;
  std::vector<http::Request> asked_;
  std::set<std::string> there_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

const DriverContext context;
const ManualClock test_clock{parse_rfc3339("2026-11-22T10:00:00.000000Z").value()};

/// "" or code and words of what apply() says against it.
std::string refused(const ResourceRequest& request, const DriverContext& in = context) {
  const auto applied = make_http_driver(test_clock)->apply(request, in);
  return applied ? "" : applied.error().code() + ": " + applied.error().message();
}

}  // namespace

TEST_CASE("the http driver keeps the contract of drivers") {
  Service service;

  check_contract(*make_http_driver(test_clock), service.request(), true);
}

TEST_CASE("a service is asked in Score's words, signed, and its answer becomes outputs, secrets and state") {
  Service service;
  auto request = service.request();
  request.params = R"({"size": 3})";

  const auto applied = make_http_driver(test_clock)->apply(request, context);

  REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : applied.error().message()));
  CHECK(applied->outputs == R"({"host":"queue.example.org"})");
  CHECK(applied->secrets.at("password").reveal() == "hidden");
  CHECK(applied->state == R"({"queue":7})");
  const auto asked = service.asked().at(0);
  const auto question = boost::json::parse(asked.body).as_object();
  CHECK(question.at("action") == "apply");
  CHECK(question.at("resource_guid") == request.gu_id.c_str());
  CHECK(question.at("resource_params") == boost::json::parse(R"({"size": 3})"));
  CHECK(question.at("secret_inputs") == boost::json::parse(R"({"token": "token-canary"})"));
  CHECK(asked.body.find("key-canary") == std::string::npos);
  CHECK(asked.target == "/queues");
  const std::string signature(asked.headers.get("Towpath-Signature"));
  const std::string seconds = "1795341600";  // 2026-11-22T10:00:00Z
  CHECK(signature == "t=" + seconds + ",v1=" + to_hex(hmac_sha256(Secret("key-canary"), seconds + "." + asked.body)));
}

TEST_CASE("a service that takes its time is looked at until it is done, and never at another host") {
  Service service;
  service.looks_until_done = 2;
  std::vector<std::string> lines;
  DriverContext listening;
  listening.log = [&](std::string_view line) { lines.emplace_back(line); };

  CHECK(refused(service.request(), listening) == "");

  const auto asked = service.asked();
  REQUIRE(asked.size() == 3);
  CHECK(asked[2].method == "GET");
  CHECK(asked[2].target == "/work/1");
  CHECK(lines == std::vector<std::string>{"the service is at work", "the service is at work"});
  DriverContext hasty;
  hasty.deadline = 500ms;
  service.looks_until_done = 9;
  CHECK(refused(service.request(), hasty) ==
        "delivery.answer_lost: the service of resource 'workloads.shop.queue' was not ready in time (action apply)");
  for (const char* elsewhere : {"https://evil.example.org/work/1", "//evil.example.org/work/1", "work", ""}) {
    CAPTURE(elsewhere);
    service.location = elsewhere;
    CHECK(refused(service.request()).starts_with("delivery.answer_lost"));
  }
}

TEST_CASE("a service that fails, hangs, talks too much or answers wrongly is an error that says so") {
  struct Row {
    int status;
    std::string body, says;
  };
  for (const Row& row :
       {Row{500, "the token token-canary or key key-canary is old",
            "delivery.service_failed: the service of resource "
            "'workloads.shop.queue' answered 500 (action apply)"},
        Row{302, "", "delivery.service_failed: the service of resource 'workloads.shop.queue' answered 302"},
        Row{200, std::string(2u << 20, ' '),
            "delivery.answer_lost: the service of resource "
            "'workloads.shop.queue' answered more than 1048576 bytes"},
        Row{404, "", "delivery.service_failed"}, Row{503, "", "delivery.service_failed"},
        Row{502, "", "delivery.answer_lost"}, Row{504, "", "delivery.answer_lost"},
        Row{200, "done", "delivery.answer_lost"}, Row{200, "[]", "delivery.answer_lost"},
        Row{200, R"({"exists": true})", "delivery.answer_lost"},
        Row{200, R"({"resource_outputs": 3})", "delivery.answer_lost"}}) {
    CAPTURE(row.says);
    Service service([&](const http::Request&) -> Result<http::Response> {
      auto answer = http::json_response(row.status, row.body);
      answer.headers.set("Location", "/queues");
      return answer;
    });
    const auto applied = make_http_driver(test_clock)->apply(service.request(), context);
    REQUIRE(!applied);
    CHECK((applied.error().code() + ": " + applied.error().message()).starts_with(row.says));
    CHECK(applied.error().hint().find("canary") == std::string::npos);
  }
  auto absent = resource_request("queue");
  absent.inputs = R"({"url": "http://127.0.0.1:1/"})";
  CHECK(
      refused(absent).starts_with("delivery.service_failed: the service of resource 'workloads.shop.queue' could not"));
}

TEST_CASE("a definition whose url would show secrets or cannot be asked is refused before anything is") {
  const auto driver = make_http_driver(test_clock);
  const auto code = [&](const std::string& inputs) {
    auto request = resource_request("queue");
    request.inputs = inputs;
    const auto checked = driver->check(request);
    return checked ? std::string() : checked.error().code();
  };
  for (const char* url :
       {"https://platform.example.org/queues", "http://localhost:8080/", "http://[::1]/", "http://127.0.0.1"})
    CHECK(code(R"({"url": ")" + std::string(url) + "\"}") == "");
  for (const char* url : {"http://platform.example.org/", "http://127.0.0.1.example.org/", "http://localhost@evil.org/",
                          "https://user:password@host/", "https://", "ftp://host/", "queues"})
    CHECK(code(R"({"url": ")" + std::string(url) + "\"}") == "delivery.invalid_inputs");
  for (const char* inputs : {R"({})", R"({"url": 3})", R"({"url": "https://a/", "method": "PUT"})",
                             R"({"url": "https://a/", "actions": ["drift"]})", R"({"url": "https://a/", "outputs": 1})",
                             R"({"url": "https://a/", "signingKey": ""})"})
    CHECK(code(inputs) == "delivery.invalid_inputs");
}

TEST_CASE("a service may be asked again only where its definition says so, and is sent one question once") {
  Service service;
  const auto driver = make_http_driver(test_clock);
  CHECK_FALSE(driver->may_repeat(service.request()));
  CHECK(driver->may_repeat(service.request(R"(, "repeatable": true)")));
  CHECK(driver->check(service.request(R"(, "repeatable": 1)")).error().code() == "delivery.invalid_inputs");

  // The way goes away with the answer: it was asked, nobody knows what came of it, and it is not asked once more.
  CuttingRelay way(service.port());
  auto request = service.request("");
  request.inputs = replace_all(request.inputs, std::to_string(service.port()), std::to_string(way.port()));
  way.cut_after(1);
  CHECK(refused(request).starts_with("delivery.answer_lost: the service of resource 'workloads.shop.queue' could not"));
  CHECK(service.asked().size() == 1);
}

TEST_CASE("a service that no longer knows what it began leaves that open") {
  for (const auto& [status, code] : {std::pair{404, "delivery.answer_lost"},
                                     {410, "delivery.answer_lost"},
                                     {503, "delivery.answer_lost"},
                                     {500, "delivery.service_failed"},
                                     {422, "delivery.service_failed"}}) {
    CAPTURE(status);
    http::Router router;
    router.add({"POST", "/queues", "public", [](const http::Request&) -> Result<http::Response> {
                  auto later = http::json_response(202, "{}");
                  later.headers.set("Location", "/work/1");
                  later.headers.set("Retry-After", "1");
                  return later;
                }});
    router.add({"GET", "/work/1", "public", [status = status](const http::Request&) -> Result<http::Response> {
                  return http::json_response(status, "{}");
                }});
    const auto server = http::Server::start(router, {}).value();
    auto request = resource_request("queue");
    request.inputs = R"({"url": "http://127.0.0.1:)" + std::to_string(server->port()) + R"(/queues"})";
    CHECK(refused(request).starts_with(code));
  }
}

TEST_CASE("a service that cannot observe or delete is not asked to") {
  Service service;
  const auto driver = make_http_driver(test_clock);
  const auto request = service.request("");

  CHECK(driver->observe(request, context).error().code() == "delivery.cannot_observe");
  CHECK(driver->destroy(request, true, context).has_value());

  CHECK(service.asked().empty());
}

TEST_CASE("http driver: wherever its service goes away, it is said, and one thing is there when it is back") {
  Service service;
  CuttingRelay way(service.port());
  const auto fresh = [&](Driver& driver) {
    auto request = service.request();
    request.gu_id = fresh_request(driver, "queue").gu_id;
    request.inputs = replace_all(request.inputs, std::to_string(service.port()), std::to_string(way.port()));
    return request;
  };

  check_cut_everywhere({way, "queue", "delivery.service_failed", [] { return make_http_driver(test_clock); },
                        [](const ResourceOutcome& outcome) {
                          return outcome.secrets.at("password").reveal() == "hidden" ? "" : "no password";
                        },
                        [&](const ResourceRequest& request) { return service.count(request); }, fresh});
}
