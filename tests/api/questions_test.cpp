#include <doctest/doctest.h>
#include <poll.h>

#include <atomic>
#include <mutex>

#include "../../src/modules/delivery/tests/killed_program.h"
#include "http/server.h"
#include "running_service.h"
#include "typed_line.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// Somebody's service that makes queues, is not idempotent, and cannot say what exists.
class QueueService {
 public:
  QueueService() {
    router_.add({"POST", "/queues", "public", [this](const http::Request& request) -> Result<http::Response> {
                   const std::lock_guard lock(mutex_);
                   states_.push_back(bj::serialize(bj::parse(request.body).at("resource_state")));
                   if (is_answer_lost) return http::json_response(504, "{}");  // of a gateway before it
                   return http::json_response(
                       200,
                       R"({"resource_outputs":{"host":"made","password":"of-the-service"},"resource_state":{"n":7}})");
                 }});
    server_ = http::Server::start(router_, {}).value();
  }
  int port() const { return server_->port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/queues"; }
  /// What it was told each time it was asked.
  std::vector<std::string> states() {
    const std::lock_guard lock(mutex_);
    return states_;
  }
  std::atomic<bool> is_answer_lost = true;

 private:
  std::mutex mutex_;
  std::vector<std::string> states_;  // guarded by mutex_
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

/// A service whose database in staging brings a queue along that the service above makes.
struct WithQueue : RunningService {
  explicit WithQueue(const RunningService& service) : RunningService(service) { declare(""); }

  void declare(const std::string& more) {
    declare("http", "{url: \"" + queues->url() + "\", outputs: [host], secrets: [password]" + more + "}");
  }
  /// What brings the queue along, and how it is made.
  void declare(const std::string& driver, const std::string& inputs) {
    const std::string head =
        "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: " + name;
    const std::string text =
        head + "-db}\nspec:\n  owner: platform\n  type: postgres\n  driver: postgres\n  criteria: [{resId: workloads." +
        name + ".db, environmentType: staging}]\n  alongside: [{type: azure-blob, name: queue}]\n" + head +
        "-queue}\nspec:\n  owner: platform\n  type: azure-blob\n  driver: " + driver + "\n  inputs: " + inputs +
        "\n  criteria: [{resId: " + id() + "}]\n";
    const Answer applied = admin.post("/api/v1/entities", {{"document", text}});
    REQUIRE_MESSAGE(applied.status == 201, applied.text);
  }
  std::string id() const { return "workloads." + name + ".db.queue"; }
  bj::object answer(const std::string& what, bj::object more = {}) const {
    more["component"] = name;
    more["environment"] = "staging";
    more["resource"] = id();
    more["answer"] = what;
    return more;
  }
  Answer say(const Api& who, const bj::object& answer) const {
    return who.post("/api/v1/resource-resolutions", answer);
  }
  /// The command that says it.
  std::string line(const std::string& options) const {
    return "towpath resource resolve " + name + " staging " + id() + " " + options;
  }
  bj::value row() const {
    const bj::value items = ann.get("/api/v1/resources?environment=staging&component=" + name).value("/items");
    for (const bj::value& each : items.as_array())
      if (each.at("id") == bj::string_view(id())) return each;
    return {};
  }
  bj::value question() const {
    const bj::value items = ann.get("/api/v1/resources/questions").value("/items");
    for (const bj::value& each : items.as_array())
      if (each.at("id") == bj::string_view(id())) return each;
    return {};
  }
  /// How often somebody's bell says that an answer is wanted for a run; it waits for the first.
  static std::size_t rung(const Api& who, const std::string& run) {
    std::size_t times = 0;
    for (int tries = 0; tries < 400 && times == 0; ++tries) {
      if (tries > 0) ::poll(nullptr, 0, 50);
      const bj::value told = who.get("/api/v1/notifications?limit=100").value("/items");
      for (const bj::value& each : told.as_array())
        times += each.at("link") == bj::string_view("/runs/" + run) && each.at("kind") == "question";
    }
    return times;
  }
  std::string began(const Answer& started) const {
    REQUIRE_MESSAGE(started.status == 202, started.text);
    return started.at("/run/id");
  }
  std::string deploy() const {
    return began(ann.post("/api/v1/deployments", {{"component", name}, {"environment", "staging"}}));
  }
  /// Until a run waits for an answer: its node.
  bj::value doubt(const std::string& run) const {
    bj::value whole;
    for (int tries = 0; tries < 2400; ++tries) {
      whole = ann.get("/api/v1/runs/" + run).body;
      REQUIRE_MESSAGE(whole.at("finishedAt").is_null(), bj::serialize(whole));
      for (const bj::value& node : whole.at("nodes").as_array())
        if (node.at("state") == "unknown" && whole.at("state") == "waiting") return node;
      ::poll(nullptr, 0, 50);
    }
    FAIL("the run never came to wait: " << bj::serialize(whole));
    return {};
  }

  std::shared_ptr<QueueService> queues = std::make_shared<QueueService>();
};

}  // namespace

TEST_SUITE("resources that were perhaps made") {
  TEST_CASE("a lost answer is asked about, and what a person says of it leads to the right end") {
    const WithQueue s(make_running_service());
    const std::string run =
        s.began(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));

    const bj::value node = s.doubt(run);
    CHECK(node.at("error").at("code") == "delivery.perhaps_made");
    CHECK(text_at(node, "/error/hint").find("towpath resource resolve " + s.name + " staging " + s.id()) !=
          std::string::npos);
    CHECK(s.queues->states().size() == 1);
    CHECK(s.row().at("state") == "perhaps_made");
    const bj::value question = s.question();
    CHECK(question.at("about") == "make");
    CHECK(question.at("outputs") == bj::parse(R"([{"name":"host","secret":false},{"name":"password","secret":true}])"));
    CHECK(question.at("runs") == bj::array{bj::string(run)});
    CHECK(s.outsider.get("/api/v1/resources/questions").text.find(s.id()) == std::string::npos);

    // Where people look: the bell of its owners, once, and what there is to do next.
    CHECK(WithQueue::rung(s.ann, run) == 1);
    CHECK(s.outsider.get("/api/v1/notifications?limit=100").text.find(run) == std::string::npos);
    const Finished status = type("towpath status " + s.name + " -o json", s.ann);
    CHECK(status.code == 0);
    const bj::value shown = bj::parse(status.out);
    CHECK(text_at(shown, "/lastRun/nextAction").find(s.line("--exists")) != std::string::npos);
    for (const bj::value& each : shown.at("environments").as_array())
      if (each.at("name") == "staging")
        CHECK(text_at(each, "/nextAction").find(s.line("--exists")) != std::string::npos);

    // Who may not deploy there may not say it; and what is said has to be all.
    CHECK(s.say(s.outsider, s.answer("absent")).status == 404);
    CHECK(s.say(s.viewer, s.answer("absent")).status == 403);
    const Answer less = s.say(s.ann, s.answer("exists", {{"outputs", bj::object{{"host", "h"}}}}));
    CHECK(less.status == 422);
    CHECK(less.code() == "delivery.invalid_outputs");
    CHECK(less.pointers() == std::vector<std::string>{"/outputs/password"});
    const Answer part = s.say(s.ann, s.answer("exists", {{"imports", bj::object{{"t.a", "x"}}}}));
    CHECK(part.code() == "delivery.invalid_answer");
    CHECK(s.say(s.ann, s.answer("absent", {{"imports", bj::object{{"t.a", "x"}}}})).status == 422);
    CHECK(s.row().at("state") == "perhaps_made");

    const bj::object all{{"outputs", bj::object{{"host", "found"}, {"password", "canary-of-" + s.name}}},
                         {"state", bj::object{{"n", 3}}}};
    const Answer said = s.say(s.ann, s.answer("exists", all));
    REQUIRE_MESSAGE(said.status == 200, said.text);
    CHECK(said.at("/state") == "active");
    CHECK(said.value("/outputs") == bj::parse(R"({"host":"found","password":"***"})"));
    CHECK(s.ann.finished_run(run).at("state") == "succeeded");
    CHECK(s.queues->states().size() == 1);
    CHECK(s.question().is_null());

    // Once more the same, something else, and a deployment that has nothing to do for it.
    CHECK(s.say(s.ann, s.answer("exists", all)).status == 200);
    const std::string outputs = bj::serialize(all.at("outputs"));
    const Finished again = type("printf '" + outputs + "' | " + s.line("--exists --outputs -"), s.ann);
    CHECK_MESSAGE(again.code == 0, again.err);
    CHECK(again.out.find("active") != std::string::npos);
    CHECK(type("printf '[1]' | " + s.line("--exists --outputs -"), s.ann).err.find("JSON object") != std::string::npos);
    CHECK(type(s.line("--exists --absent"), s.ann).err.find("Add --exists or --absent") != std::string::npos);
    const Answer otherwise =
        s.say(s.ann, s.answer("exists", {{"outputs", bj::object{{"host", "x"}, {"password", "y"}}}}));
    CHECK(otherwise.status == 409);
    CHECK(otherwise.code() == "delivery.already_resolved");
    CHECK(s.say(s.ann, s.answer("absent")).code() == "delivery.already_resolved");
    CHECK(s.ann.finished_run(s.deploy()).at("state") == "succeeded");
    CHECK(s.queues->states().size() == 1);

    s.admin.audited("delivery.resource.in_question", "", s.id());
    s.admin.audited("delivery.resource.resolved", "", s.id());
    CHECK(s.admin.get("/api/v1/audit/events?limit=200").text.find("canary-of-") == std::string::npos);
  }

  TEST_CASE("a deletion waits until somebody has said what there is of what is in question, and goes on") {
    const WithQueue s(make_running_service());
    const std::string run =
        s.began(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));
    s.doubt(run);
    const std::string environment = "/api/v1/environments/" + s.name + "/staging";

    const std::string deletion = s.began(s.ann.remove(environment));
    const bj::value node = s.doubt(deletion);
    CHECK(text_at(node, "/error/code") == "delivery.perhaps_made");
    CHECK(text_at(node, "/error/hint").find("towpath resource resolve") != std::string::npos);
    CHECK(s.ann.finished_run(run).at("state") == "cancelled");
    CHECK(s.row().at("state") == "perhaps_made");
    CHECK(bj::serialize(s.question().at("runs")).find(deletion) != std::string::npos);

    CHECK(s.say(s.ann, s.answer("absent")).status == 200);
    CHECK(s.ann.finished_run(deletion).at("state") == "succeeded");
    CHECK(s.row().is_null());
    CHECK(s.queues->states().size() == 1);
    CHECK(s.say(s.ann, s.answer("absent")).code() == "delivery.resource_not_found");
  }

  TEST_CASE("what is absent is made by the run that waits, and a run that is cancelled leaves the question") {
    WithQueue s(make_running_service());
    const std::string first =
        s.began(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));
    s.doubt(first);
    REQUIRE(s.ann.post("/api/v1/runs/" + first + "/cancellation").status / 100 == 2);
    CHECK(s.ann.finished_run(first).at("state") == "cancelled");
    CHECK(s.row().at("state") == "perhaps_made");

    const std::string second =
        s.began(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));
    const bj::value node = s.doubt(second);
    CHECK(s.queues->states().size() == 1);
    // The node's own answer only has it look again.
    CHECK(s.ann
              .post("/api/v1/runs/" + second + "/nodes/" + http::percent_encode(text_at(node, "/key")) + "/resolution",
                    {{"happened", false}})
              .status == 204);
    s.doubt(second);
    CHECK(s.queues->states().size() == 1);

    s.queues->is_answer_lost = false;
    const Answer said = s.say(s.ann, s.answer("absent"));
    REQUIRE_MESSAGE(said.status == 200, said.text);
    CHECK(s.ann.finished_run(second).at("state") == "succeeded");
    CHECK(s.queues->states() == std::vector<std::string>{"{}", "{}"});
    CHECK(s.row().at("state") == "active");
    CHECK(s.say(s.ann, s.answer("absent")).status == 200);

    // A change whose answer is lost: it was not done, so it is asked for again with what was known.
    s.queues->is_answer_lost = true;
    s.declare(", repeatable: false");
    const std::string upgrade = s.began(s.ann.post(
        "/api/v1/resource-upgrades", {{"component", s.name}, {"environment", "staging"}, {"resource", s.id()}}));
    s.doubt(upgrade);
    CHECK(s.question().at("about") == "change");
    s.queues->is_answer_lost = false;
    const Finished typed = type(s.line("--absent"), s.ann);
    CHECK_MESSAGE(typed.code == 0, typed.err);
    CHECK(s.ann.finished_run(upgrade).at("state") == "succeeded");
    CHECK(s.queues->states() == std::vector<std::string>{"{}", "{}", R"({"n":7})", R"({"n":7})"});
  }

  TEST_CASE("terraform killed in an apply makes nothing twice: a person says what is there, and the run goes on") {
    if (type("terraform version", make_running_service().ann).code != 0) {
      MESSAGE("skipped: the program terraform is not installed");
      return;
    }
    WithQueue s(make_running_service());
    // Something outside is made by a request, which the first time does not come to its end.
    const std::string module = R"TF(
resource "terraform_data" "made" {
  for_each = toset(["a=b"])
  provisioner "local-exec" {
    interpreter = ["/bin/bash", "-c"]
    command     = <<EOT
exec 3<>/dev/tcp/127.0.0.1/)TF" +
                               std::to_string(s.queues->port()) +
                               R"TF(
printf 'POST /queues HTTP/1.1\r\nHost: x\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{"resource_state":{}}' >&3
if grep -q 504 <&3; then sleep 300; fi
EOT
  }
}
output "host" { value = "found" }
)TF";
    s.declare("terraform", bj::serialize(bj::object{{"module", module}, {"outputs", {"host"}}}));
    const std::string run =
        s.began(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));
    for (int tries = 0; tries < 2400 && s.queues->states().empty(); ++tries) ::poll(nullptr, 0, 50);
    REQUIRE(s.queues->states().size() == 1);
    REQUIRE(delivery::testing::kill_program("terraform") != 0);

    const bj::value node = s.doubt(run);
    const std::string address = "terraform_data.made[\"a=b\"]";
    CHECK(text_at(node, "/error/message").find(address + " (its creation had begun)") != std::string::npos);
    CHECK(text_at(node, "/error/hint").find(s.line("--import ADDRESS=ID")) != std::string::npos);
    const bj::value parts = s.question().at("parts");
    CHECK(parts == bj::array{bj::object{{"address", address}, {"about", "its creation had begun"}, {"id", ""}}});
    CHECK(WithQueue::rung(s.ann, run) == 1);

    s.queues->is_answer_lost = false;
    const Answer whole = s.say(s.ann, s.answer("exists", {{"outputs", bj::object{{"host", "h"}}}}));
    CHECK(whole.status == 422);
    CHECK(whole.code() == "delivery.invalid_answer");
    CHECK(whole.pointers() == std::vector<std::string>{"/imports", "/outputs"});
    CHECK(type(s.line("--import nothing"), s.ann).err.find("names no address") != std::string::npos);
    CHECK(type(s.line("--import t.x=1"), s.ann).err.find("is not in question") != std::string::npos);
    const Finished said = type(s.line("--import '" + address + "=the-id'"), s.ann);
    CHECK_MESSAGE(said.code == 0, said.err);

    CHECK(s.ann.finished_run(run).at("state") == "succeeded");
    CHECK(s.queues->states().size() == 1);
    CHECK(s.row().at("state") == "active");
    CHECK(s.row().at("outputs") == bj::parse(R"({"host":"found"})"));
  }
}
