#include "orders.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "base/strings.h"
#include "base/time.h"

namespace towpath::testing {
namespace {

namespace bj = boost::json;

/// The run of a kind about "orders", once there is one and it has ended well.
std::string succeeded_run(const Api& api, const std::string& kind) {
  std::string found;
  const auto look = [&](const StreamEvent&) {
    const Answer page = api.get("/api/v1/runs?project=orders&kind=" + kind);
    found = page.at("/items/0/id");
    return !found.empty();
  };
  api.events("/api/v1/events/stream?after=0", look);
  const bj::value run = api.finished_run(found);
  REQUIRE_MESSAGE(run.at("state") == "succeeded", bj::serialize(run));
  return found;
}

/// A scorecard whose one check takes its results from outside.
constexpr const char* external_scorecard = R"(apiVersion: towpath.dev/v1alpha1
kind: Scorecard
metadata:
  name: security
spec:
  owner: group:platform
  levels: [tested]
  checks:
    - {id: penetration-test, title: Somebody tried to break it, level: tested, fix: Ask., external: {maxAgeHours: 100}}
)";

std::string in_thirty_days() { return to_rfc3339(SystemClock().now() + std::chrono::hours(24 * 30)); }

void expect(int status, const Answer& answer) { REQUIRE_MESSAGE(answer.status == status, answer.text); }

}  // namespace

bj::object baseline_of(const std::string& component, const std::string& owner) {
  return {{"source", "/srv/git/" + component},
          {"component", component},
          {"owner", owner},
          {"from", "2025-01-01T00:00:00Z"},
          {"to", "2026-01-01T00:00:00Z"},
          {"releases", bj::array{bj::object{{"tag", "v1.0.0"}, {"commit", "abc"}, {"at", "2025-06-01T00:00:00Z"}}}}};
}

bj::object waiver_for(const std::string& component) {
  return {{"target", "policy:default/cost-limit"},
          {"subject", "component:default/" + component},
          {"reason", "The sale runs until Friday"},
          {"control", "The budget is watched daily"},
          {"days", 7}};
}

namespace {

Api member(TestServer& server, const std::string& name, const std::string& role, const std::string& group) {
  expect(201, server.admin().post("/api/v1/users", {{"name", name}, {"roles", bj::array{role}}}));
  expect(200, server.admin().post("/api/v1/groups/" + group + "/members", {{"member", "user:default/" + name}}));
  const Answer token = server.admin().post("/api/v1/tokens", {{"user", name}, {"name", "test"}});
  expect(201, token);
  return server.with_token(token.at("/token"));
}

/// A promotion that was asked for and approved, so that nothing waits.
std::string given_approval(const Orders& orders) {
  const auto rule = [&](int required) {
    expect(200, orders.admin.put("/api/v1/approval-rules/staging", {{"required", required}}));
  };
  rule(1);
  const Answer asked =
      orders.alice.post("/api/v1/promotions", {{"component", "orders"}, {"from", "development"}, {"to", "staging"}});
  expect(202, asked);
  Answer page = orders.alice.get("/api/v1/approvals");
  orders.alice.events("/api/v1/events/stream?after=0", [&](const StreamEvent&) {
    page = orders.alice.get("/api/v1/approvals");
    return !page.at("/items/0/id").empty();
  });
  const std::string id = page.at("/items/0/id");
  expect(200, orders.admin.post("/api/v1/approvals/" + id + "/decision",
                                {{"approve", true}, {"planHash", page.at("/items/0/planHash")}}));
  rule(0);
  orders.alice.finished_run(asked.at("/run/id"));
  return id;
}

Orders make_orders() {
  TestServer& server = TestServer::shared();
  const Api& admin = server.admin();
  for (const char* group : {"payments", "logistics"}) expect(201, admin.post("/api/v1/groups", {{"name", group}}));
  Orders out{member(server, "alice", "member", "payments"), member(server, "bob", "member", "logistics"),
             member(server, "victor", "viewer", "logistics"), admin};
  const Answer created =
      out.alice.post("/api/v1/golden-paths/python-service/runs",
                     {{"parameters", bj::object{{"name", "orders"}, {"owner", "group:default/payments"}}}});
  expect(202, created);
  out.golden_path_run = created.at("/id");
  const bj::value run = out.alice.finished_run(out.golden_path_run);
  REQUIRE_MESSAGE(run.at("state") == "succeeded", bj::serialize(run));
  out.pipeline_run = succeeded_run(out.alice, "pipeline");
  out.deployment_run = succeeded_run(out.alice, "deployment");
  out.deployment = out.alice.get("/api/v1/deployments?component=orders").at("/items/0/id");
  out.token = out.alice.get("/api/v1/tokens").at("/items/0/id");
  expect(200, out.alice.put("/api/v1/secrets/component.orders/API_KEY", {{"value", "not-a-real-key"}}));
  expect(200, out.alice.put("/api/v1/configuration/orders/development", {{"values", bj::object{{"PAGE_SIZE", "20"}}}}));
  expect(201, out.alice.post("/api/v1/tokens", {{"name", "laptop of the fixture"}}));
  expect(200, out.alice.put("/api/v1/baselines/orders-before", baseline_of("orders", "group:default/payments")));

  expect(204, admin.put("/api/v1/users/alice/password", {{"password", "correct horse battery"}}));
  expect(201, server.nobody().post("/api/v1/sessions", {{"user", "alice"}, {"password", "correct horse battery"}}));
  out.session = out.alice.get("/api/v1/sessions").at("/items/0/id");
  expect(201, out.alice.post("/api/v1/repositories/orders/changes",
                             {{"title", "Say how large a page is"},
                              {"source", "say-page-size"},
                              {"files", bj::array{bj::object{{"path", "PAGE_SIZE"}, {"content", "20\n"}}}}}));
  const Answer thread = out.alice.post("/api/v1/repositories/orders/changes/1/comments", {{"body", "Is it used?"}});
  expect(201, thread);
  out.thread = thread.at("/id");
  const Answer said = out.alice.post("/api/v1/feedback", {{"kind", "idea"}, {"text", "Say how large a page is"}});
  expect(201, said);
  out.feedback = said.at("/id");
  const Answer planned = admin.post("/api/v1/roadmap", {{"title", "Page sizes"}, {"why", "They are guessed"}});
  expect(201, planned);
  out.roadmap_item = planned.at("/id");
  out.approval = given_approval(out);
  const Answer frozen = out.alice.post(
      "/api/v1/freezes",
      {{"reason", "End of the century"}, {"project", "orders"}, {"startsAt", "2099-12-31T00:00:00.000000Z"}});
  expect(201, frozen);
  out.freeze = frozen.at("/id");
  expect(201, admin.post("/api/v1/entities", {{"document", external_scorecard}}));
  const Answer raised = admin.post("/api/v1/campaigns", {{"title", "Say when you are ready"},
                                                         {"why", "Bad versions took traffic"},
                                                         {"scorecard", "production-readiness"},
                                                         {"checks", bj::array{"readiness-probe"}},
                                                         {"owner", "group:platform"},
                                                         {"dueAt", in_thirty_days()}});
  expect(201, raised);
  out.campaign = raised.at("/id");
  const Answer asked = admin.post("/api/v1/surveys", {{"kind", "first-deployment"}});
  expect(201, asked);
  out.survey = asked.at("/id");
  expect(200, admin.post("/api/v1/surveys/" + out.survey + "/opening", {{"days", 14}}));
  const Answer announced =
      admin.post("/api/v1/announcements", {{"title", "The forge is slow"}, {"severity", "warning"}});
  expect(201, announced);
  out.announcement = announced.at("/id");
  out.survey_draft = admin.post("/api/v1/surveys", {{"kind", "quarterly"}}).at("/id");
  expect(200,
         out.alice.post("/v1/traces",
                        bj::parse(R"({"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value":
                    {"stringValue": "orders"}}]}, "scopeSpans": [{"spans": [{"traceId": "5b8efff798038103d269b633813fc60c",
                    "spanId": "eee19b7ec3c1b174", "name": "GET /orders", "kind": 2, "startTimeUnixNano": "1800000000000000000",
                    "endTimeUnixNano": "1800000000500000000"}]}]}]})")
                            .as_object()));
  const Answer source = admin.post("/api/v1/sources", {{"name", "outside"}, {"type", "devlake"}});
  expect(201, source);
  const Answer told = server.with_token(source.at("/secret"))
                          .post("/api/v1/ingest/outside", {{"id", "d-1"}, {"finishedDate", "2026-01-31T08:00:00Z"}});
  expect(202, told);
  out.received = told.at("/id");
  expect(201, admin.post("/api/v1/subscriptions", {{"name", "ops-chat"},
                                                   {"url", "https://hooks.invalid/x"},
                                                   {"format", "chat"},
                                                   {"topics", bj::array{"announcements"}}}));
  const Answer greeting = admin.post("/api/v1/subscriptions/ops-chat/greetings", bj::object());
  expect(202, greeting);
  out.webhook_delivery = greeting.at("/id");
  out.decision = out.alice.get("/api/v1/decisions?subject=component:default/orders").at("/items/0/id");
  const Answer waived = out.alice.post("/api/v1/waivers", waiver_for("orders"));
  expect(201, waived);
  out.waiver = waived.at("/id");
  return out;
}

std::string id_below(const std::string& path) {
  const Orders& made = orders();
  if (path.starts_with("/api/v1/runs/")) return made.pipeline_run;
  if (path.starts_with("/api/v1/deployments/")) return made.deployment;
  if (path.starts_with("/api/v1/tokens/")) return made.token;
  if (path.starts_with("/api/v1/sessions/")) return made.session;
  if (path.starts_with("/api/v1/feedback/")) return made.feedback;
  if (path.starts_with("/api/v1/roadmap/")) return made.roadmap_item;
  if (path.starts_with("/api/v1/approvals/")) return made.approval;
  if (path.starts_with("/api/v1/freezes/")) return made.freeze;
  if (path.starts_with("/api/v1/campaigns/")) return made.campaign;
  if (path.starts_with("/api/v1/surveys/")) return made.survey;
  if (path.starts_with("/api/v1/announcements/")) return made.announcement;
  if (path.starts_with("/api/v1/sources/")) return made.received;
  if (path.starts_with("/api/v1/subscriptions/")) return made.webhook_delivery;
  if (path.starts_with("/api/v1/decisions/")) return made.decision;
  if (path.starts_with("/api/v1/waivers/")) return made.waiver;
  if (path.find("/threads/") != path.npos) return made.thread;
  return "";
}

}  // namespace

const Orders& orders() {
  static const Orders made = make_orders();
  return made;
}

bool needs_a_failure(const Operation& operation) { return operation.path.starts_with("/api/v1/incidents/"); }

std::string example_path(const Operation& operation) {
  std::string path = operation.path, query;
  for (const bj::object* parameter : OpenapiDocument::shared().parameters(operation)) {
    const std::string name(parameter->at("name").as_string()), in(parameter->at("in").as_string());
    const bj::value* required = parameter->if_contains("required");
    if (!required || !required->as_bool()) continue;
    std::string value;
    if (const bj::value* example = parameter->if_contains("example"))
      value = example->is_string() ? std::string(example->as_string()) : bj::serialize(*example);
    else
      value = id_below(operation.path);
    if (value.empty())
      throw std::runtime_error("the parameter " + name + " of " + operation.name() +
                               " needs an example, an id a line in id_below()");
    if (in == "path")
      path = replace_all(path, "{" + name + "}", name == "path" ? value : http::percent_encode(value));
    else if (in == "query")
      query += (query.empty() ? "?" : "&") + name + "=" + http::percent_encode(value);
  }
  return path + query;
}

}  // namespace towpath::testing
