#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// One bad request and what it must be told.
struct Row {
  std::string method, path, body;
  int status;
  std::string code;
  std::optional<std::string> pointer = {};  ///< A field error must be about this.
  std::string says = {};                    ///< The detail, or the field error, must hold this.
};

bool says(const Answer& answer, const std::string& text) { return answer.text.find(text) != std::string::npos; }

void check(const Api& api, const Row& row) {
  CAPTURE(row.method);
  CAPTURE(row.path);
  CAPTURE(row.body.substr(0, 200));
  const Answer answer = row.body.empty() ? api.send({.method = row.method, .url = row.path})
                                         : api.with_body(row.method, row.path, row.body);
  CAPTURE(answer.text.substr(0, 1000));
  CHECK(answer.status == row.status);
  CHECK(answer.code() == row.code);
  CHECK(answer.headers.get("Content-Type") == "application/problem+json");
  CHECK(answer.at("/detail").size() > 10);
  if (row.pointer) {
    const auto pointers = answer.pointers();
    CHECK_MESSAGE(std::count(pointers.begin(), pointers.end(), *row.pointer) > 0, "no pointer is ", *row.pointer);
  }
  CHECK(says(answer, row.says));
}

std::string json_of(const bj::object& object) { return bj::serialize(object); }

/// What the server holds, so that a test can say that nothing came or went.
std::vector<std::int64_t> holdings() {
  std::vector<std::int64_t> out;
  for (const char* list : {"users", "groups", "repositories", "entities", "secrets"})
    out.push_back(orders().admin.get(std::string("/api/v1/") + list + "?limit=1").value("/total").as_int64());
  for (const char* list : {"environments", "tokens"})
    out.push_back(static_cast<std::int64_t>(
        orders().admin.get(std::string("/api/v1/") + list).value("/items").as_array().size()));
  return out;
}

}  // namespace

TEST_SUITE("bad input") {
  TEST_CASE("lists say what is wrong with a query, and typing mistakes do not list everything") {
    const std::vector<std::string> paged = {"users",       "groups",       "entities", "runs",
                                            "deployments", "audit/events", "secrets",  "repositories"};
    std::vector<Row> rows;
    for (const std::string& list : paged) {
      const std::string path = "/api/v1/" + list + "?";
      for (const char* limit : {"0", "-1", "501", "ten", "10x", "", "99999999999999999999", "1.5"})
        rows.push_back({"GET", path + "limit=" + limit, "", 422, "http.invalid_query", "/limit"});
      rows.push_back({"GET", path + "limti=5", "", 422, "http.invalid_query", "/limti", "did you mean limit?"});
      rows.push_back({"GET", path + "%ff=1", "", 400, "http.malformed_request"});
    }
    for (const char* list : {"runs", "deployments"})
      rows.push_back(
          {"GET", std::string("/api/v1/") + list + "?after=yesterday", "", 422, "http.invalid_query", "/after"});
    rows.push_back({"GET", "/api/v1/audit/events?after=-5", "", 422, "http.invalid_query", "/after"});
    rows.push_back({"GET", "/api/v1/audit/events?from=yesterday", "", 422, "http.invalid_query", "/from"});
    rows.push_back({"GET", "/api/v1/users?after=%ff", "", 400, "http.malformed_request"});
    rows.push_back({"GET", "/api/v1/dora?days=0", "", 422, "insights.invalid_window", "/days"});
    rows.push_back({"PUT", "/api/v1/baselines/x", R"({"source":"x"})", 422, "insights.invalid_baseline", "/owner"});
    rows.push_back({"PUT", "/api/v1/baselines/x", "[", 422, "json.invalid"});
    rows.push_back({"GET", "/api/v1/baselines/none", "", 404, "insights.baseline_not_found"});
    rows.push_back({"GET", "/api/v1/dora/deliveries?days=0", "", 422, "insights.invalid_window", "/days"});
    rows.push_back({"GET", "/api/v1/dora?days=1e9", "", 422, "insights.invalid_window", "/days"});
    rows.push_back({"GET", "/api/v1/metrics?days=0", "", 422, "http.invalid_query", "/days"});
    rows.push_back(
        {"GET", "/api/v1/metrics?component=a&owner=group:default/b", "", 422, "http.invalid_query", "/owner"});
    for (const char* path : {"/api/v1/metrics", "/api/v1/dora", "/api/v1/dora/deliveries", "/api/v1/reports/value",
                             "/api/v1/costs/focus", "/api/v1/metrics/cost", "/api/v1/metrics/cost/rows"})
      rows.push_back({"GET", std::string(path) + "?owner=user:default/alice", "", 422, "http.invalid_query", "/owner"});
    rows.push_back({"GET", "/api/v1/metrics/change-led-time", "", 404, "insights.metric_not_found"});
    rows.push_back({"GET", "/api/v1/metrics/none/rows", "", 404, "insights.metric_not_found"});
    rows.push_back({"GET", "/api/v1/metrics/rework-rate?edition=1999", "", 422, "http.invalid_query", "/edition"});
    const std::string target = "/api/v1/metrics/rework-rate/target";
    rows.push_back({"PUT", target, R"({"value":"x","responsible":"me","due":"soon"})", 422, "insights.invalid_target",
                    "/value", "must be a number"});
    rows.push_back({"PUT", target, R"({"value":1,"responsible":"user:default/a"})", 422, "insights.invalid_target",
                    "/responsible"});
    rows.push_back({"PUT", target, R"({"value":1,"responsible":"group:default/a","due":"2027-02-30"})", 422,
                    "insights.invalid_target", "/due"});
    rows.push_back({"DELETE", target, "", 404, "insights.target_not_found"});
    rows.push_back({"GET", "/api/v1/reports/value?format=odt", "", 422, "http.invalid_query", "/format"});
    rows.push_back({"GET", "/api/v1/costs/focus?days=0", "", 422, "http.invalid_query", "/days"});
    rows.push_back({"PUT", "/api/v1/prices", R"({"currency":"euro","coreHour":-1,"memoryGbHour":1,"source":"x"})", 422,
                    "insights.invalid_prices", "/currency"});
    rows.push_back({"PUT", "/api/v1/manual-work",
                    R"({"items":[{"kind":"golden_path","lowMinutes":9,"highMinutes":5,"leftMinutes":0,"source":"x"}]})",
                    422, "insights.invalid_manual_work", "/items/0/highMinutes"});
    rows.push_back({"POST", "/api/v1/customer-ratings",
                    R"({"product":"shop","day":"2026-11-01","score":80,"answers":4,"source":"x"})", 422,
                    "insights.invalid_rating", "/answers"});
    rows.push_back({"GET", "/api/v1/component-activity", "", 422, "http.invalid_query", "/components", "is required"});
    rows.push_back({"GET", "/api/v1/component-activity?components=" + std::string(101, ',') + "x", "", 422,
                    "delivery.too_many_components", "/components"});
    rows.push_back(
        {"GET", "/api/v1/components/orders/timeline?after=yesterday", "", 422, "delivery.invalid_cursor", "/after"});
    rows.push_back({"GET", "/api/v1/components/none/timeline", "", 404, "delivery.component_not_found"});
    rows.push_back({"GET", "/api/v1/entities/component/default/orders/definition", "", 404, "catalog.no_definition"});
    rows.push_back({"GET", "/api/v1/entities?sort=age", "", 422, "http.invalid_query", "/sort"});
    rows.push_back({"GET", "/api/v1/entities?offset=-1", "", 422, "http.invalid_query", "/offset"});
    rows.push_back({"GET", "/api/v1/releases", "", 422, "http.invalid_query", "/component", "is required"});
    rows.push_back(
        {"GET", "/api/v1/resources/explanation?component=orders", "", 422, "http.invalid_query", "/resource"});
    rows.push_back({"GET", "/api/v1/resources/drift?component=orders", "", 422, "http.invalid_query", "/environment"});
    rows.push_back({"GET", "/api/v1/resources/drift?component=none&environment=development", "", 404,
                    "delivery.component_not_found"});
    rows.push_back({"GET", "/api/v1/resources/drift?component=orders&environment=none", "", 404,
                    "delivery.environment_not_found"});
    rows.push_back(
        {"POST", "/api/v1/resources/drift", R"({"component":"orders"})", 422, "json.invalid_body", "/environment"});
    rows.push_back({"POST", "/api/v1/resources/drift", R"({"component":"orders","environment":"none"})", 404,
                    "delivery.environment_not_found"});
    const std::string place = R"({"component":"orders","environment":"development","resource":)";
    rows.push_back(
        {"POST", "/api/v1/resources/accepted-drift", place + R"("db"})", 422, "json.invalid_body", "/reason"});
    rows.push_back({"POST", "/api/v1/resources/accepted-drift", place + R"("db","reason":""})", 422,
                    "delivery.invalid_acceptance", "/reason"});
    rows.push_back({"POST", "/api/v1/resources/accepted-drift", place + R"("none","reason":"x"})", 404,
                    "delivery.resource_not_found"});
    rows.push_back(
        {"POST", "/api/v1/resources/accepted-drift", place + R"("db","reason":"x"})", 409, "delivery.nothing_drifted"});
    rows.push_back({"DELETE", "/api/v1/resources/accepted-drift/none", "", 404, "delivery.resource_not_found"});
    const std::string resolutions = "/api/v1/resource-resolutions";
    rows.push_back({"POST", resolutions, place + R"("db"})", 422, "json.invalid_body", "/answer"});
    rows.push_back({"POST", resolutions, place + R"("db","answer":"maybe"})", 422, "json.invalid_body", "/answer"});
    rows.push_back(
        {"POST", resolutions, place + R"("db","answer":"absent","outputs":{}})", 422, "json.invalid_body", "/outputs"});
    rows.push_back(
        {"POST", resolutions, place + R"("db","answer":"exists","outputs":[]})", 422, "json.invalid_body", "/outputs"});
    rows.push_back({"POST", resolutions, place + R"("db","answer":"exists","imports":{"t.a":1}})", 422,
                    "json.invalid_body", "/imports/t.a"});
    rows.push_back({"POST", resolutions, place + R"("none","answer":"absent"})", 404, "delivery.resource_not_found"});
    rows.push_back({"POST", resolutions, place + R"("db","answer":"absent"})", 409, "delivery.not_in_question"});
    rows.push_back({"GET", "/api/v1/environments/orders/none/costs", "", 404, "delivery.environment_not_found"});
    rows.push_back({"DELETE", "/api/v1/components/orders?plan=yes", "", 422, "http.invalid_query", "/plan"});
    rows.push_back({"DELETE", "/api/v1/components/orders?purgee=true", "", 422, "http.invalid_query", "/purgee"});
    rows.push_back({"GET", "/api/v1/repositories/orders/commits?ref=no-such-branch", "", 404, "forge.ref_not_found"});
    rows.push_back({"GET", "/api/v1/repositories/orders/files/no/such/file", "", 404, "forge.path_not_found"});
    const std::string log = "/api/v1/runs/" + orders().pipeline_run + "/nodes/build/steps/1/log";
    rows.push_back({"GET", log + "?from=0", "", 422, "http.invalid_query", "/from"});
    rows.push_back({"GET", log + "?limit=10001", "", 422, "http.invalid_query", "/limit"});
    rows.push_back({"GET", log + "?attempt=x", "", 422, "http.invalid_query", "/attempt"});
    for (const Row& row : rows) check(orders().admin, row);
  }

  TEST_CASE("addresses that name nothing are 404, and 405 where only the method is wrong") {
    for (const Row& row : std::vector<Row>{
             {"GET", "/api/v1/runs/not-a-ulid", "", 404, "http.no_route"},
             {"GET", "/api/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV", "", 404, "runs.not_found"},
             {"GET", "/api/v1/deployments/01ARZ3NDEKTSV4RRFFQ69G5FAV", "", 404, "delivery.deployment_not_found"},
             {"GET", "/api/v1/users/nobody-at-all", "", 404, "identity.user_not_found"},
             {"GET", "/api/v1/users/..%2F..%2Fetc", "", 404, "http.no_route"},
             {"GET", "/api/v1/groups/none", "", 404, "identity.group_not_found"},
             {"GET", "/api/v1/repositories/none", "", 404, "forge.repository_not_found"},
             {"GET", "/api/v1/repositories/%2e%2e", "", 404, "forge.repository_not_found"},
             {"GET", "/api/v1/repositories/orders/files/../../etc/passwd", "", 404, "http.no_route"},
             {"GET", "/api/v1/repositories/orders/files/%2e%2e/%2e%2e/etc/passwd", "", 404, "http.no_route"},
             {"GET", "/api/v1/repositories/orders/changes/99", "", 404, "forge.change_not_found"},
             {"GET", "/api/v1/repositories/orders/changes/one", "", 404, "http.no_route"},
             {"GET", "/api/v1/repositories/orders/changes/1/diff?path=none", "", 404, "forge.path_not_found"},
             {"GET", "/api/v1/entities/component/default/none", "", 404, "catalog.entity_not_found"},
             {"GET", "/api/v1/golden-paths/none", "", 404, "golden_paths.not_found"},
             {"GET", "/api/v1/components/none/status", "", 404, "delivery.component_not_found"},
             {"DELETE", "/api/v1/tokens/none", "", 404, "identity.token_not_found"},
             {"DELETE", "/api/v1/secrets/organisation/NONE", "", 404, "secrets.not_found"},
             {"DELETE", "/api/v1/environments/orders/none", "", 404, "delivery.environment_not_found"},
             {"GET", "/api/v1/nothing/here", "", 404, "http.no_route"},
             {"PUT", "/api/v1/me", "{}", 405, "http.method_not_allowed"},
             {"DELETE", "/api/v1/runs", "", 405, "http.method_not_allowed"},
         })
      check(orders().admin, row);
    CHECK(orders().admin.send({.method = "DELETE", .url = "/api/v1/me"}).headers.get("Allow") == "GET, HEAD");
  }

  TEST_CASE("bodies that cannot be read say where, and change nothing") {
    const auto before = holdings();
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "[";
    std::vector<Row> rows = {
        {"POST", "/api/v1/groups", "{", 422, "json.invalid", std::nullopt, "1:2"},
        {"POST", "/api/v1/groups", "{\n  \"name\": nope}", 422, "json.invalid", std::nullopt, "2:11"},
        {"POST", "/api/v1/groups", "[]", 422, "json.invalid_body", "", "must be an object, not a list"},
        {"POST", "/api/v1/groups", "null", 422, "json.invalid_body", ""},
        {"POST", "/api/v1/groups", R"({"name":"a","name":"b"})", 422, "json.invalid", std::nullopt, "name"},
        {"POST", "/api/v1/groups", "{\"name\":\"\xff\xfe\"}", 422, "json.invalid"},
        {"POST", "/api/v1/groups", "{\"name\":\"\xed\xa0\x80\"}", 422, "json.invalid"},
        {"POST", "/api/v1/groups", R"({"name":"a\u0000b"})", 422, "json.invalid_body", "/name", "U+0000"},
        {"POST", "/api/v1/groups", R"({"nmae":"shop"})", 422, "json.invalid_body", "/nmae", "did you mean 'name'?"},
        {"POST", "/api/v1/groups", R"({"nmae":"shop"})", 422, "json.invalid_body", "/name", "is required"},
        {"POST", "/api/v1/groups", R"({"name":5})", 422, "json.invalid_body", "/name",
         "must be a string, not a number"},
        {"POST", "/api/v1/groups", R"({"name":"x1","members":["a",5]})", 422, "json.invalid_body", "/members/1"},
        {"POST", "/api/v1/groups", deep, 422, "json.too_large"},
        {"POST", "/api/v1/groups", R"({"name":)" + deep, 422, "json.too_large"},
        {"POST", "/api/v1/tokens", R"({"name":"t","expiresInSeconds":1.5})", 422, "json.invalid_body",
         "/expiresInSeconds"},
        {"POST", "/api/v1/tokens", R"({"name":"t","expiresInSeconds":-1})", 422, "identity.invalid_token",
         "/expiresInSeconds"},
        {"POST", "/api/v1/tokens", R"({"name":"t","scope":["run"]})", 422, "identity.invalid_token", "/scope/0"},
        {"POST", "/api/v1/users", R"({"name":"x2","roles":["king"]})", 422, "identity.invalid_user", "/roles/0"},
        {"POST", "/api/v1/users", R"({"name":"x3","email":"no"})", 422, "identity.invalid_user", "/email"},
        {"POST", "/api/v1/users", R"({"name":"x4","password":"short"})", 422, "identity.weak_password"},
        {"POST", "/api/v1/environments", R"({"project":"orders","name":"p1","type":"prod"})", 422,
         "delivery.invalid_environment", "/type"},
        {"POST", "/api/v1/environments", R"({"project":"orders","name":"p1","type":"ephemeral","ttlSeconds":0})", 422,
         "delivery.invalid_environment", "/ttlSeconds"},
        {"POST", "/api/v1/environments",
         R"({"project":"orders","name":"p1","type":"ephemeral","ttlSeconds":9223372036854775807})", 422,
         "delivery.invalid_environment", "/ttlSeconds"},
        {"POST", "/api/v1/environments", R"({"project":"none","name":"p1","type":"ephemeral"})", 404,
         "delivery.project_not_found"},
        {"POST", "/api/v1/deployments", R"({"component":"orders","environment":"none"})", 404,
         "delivery.environment_not_found"},
        {"POST", "/api/v1/deployments", R"({"component":"orders","environment":"development","release":"none"})", 404,
         "delivery.no_release"},
        {"POST", "/api/v1/promotions", R"({"component":"orders","to":"staging"})", 422, "json.invalid_body", "/from"},
        {"POST", "/api/v1/runs/" + orders().pipeline_run + "/reruns", R"({"mode":"some"})", 422, "json.invalid_body",
         "/mode"},
        {"PUT", "/api/v1/configuration/orders/development", R"({"values":{"A=B":"1"}})", 422,
         "delivery.invalid_configuration", "/values/A=B"},
        {"PUT", "/api/v1/configuration/orders/development", R"({"values":{"A":1}})", 422, "json.invalid_body",
         "/values/A"},
        {"POST", "/api/v1/golden-paths/python-service/runs", R"({"parameters":[]})", 422, "json.invalid_body",
         "/parameters"},
        {"POST", "/api/v1/golden-paths/first-service/runs",
         R"({"parameters":{},"secrets":{"passphrase":{"value":"long","scope":"component.orders","name":"KEY"}}})", 422,
         "json.invalid_body", "/secrets/passphrase"},
        {"POST", "/api/v1/golden-paths/first-service/runs", R"({"parameters":{},"secrets":{"word":{"value":"x"}}})",
         422, "golden_paths.invalid_parameters", "/secrets/word"},
        {"POST", "/api/v1/golden-paths/first-service/runs",
         R"({"parameters":{"name":"good","owner":"group:default/payments","passphrase":"long"}})", 422,
         "golden_paths.invalid_parameters", "/parameters/passphrase"},
        {"POST", "/api/v1/golden-paths/first-service/runs",
         R"({"parameters":{"name":"good","owner":"group:default/payments"},"secrets":{"passphrase":{"value":"abc"}}})",
         422, "golden_paths.invalid_parameters", "/secrets/passphrase"},
        {"POST", "/api/v1/repositories/orders/changes", R"({"title":"x"})", 422, "json.invalid_body", "/source"},
        {"POST", "/api/v1/repositories/orders/changes", R"({"title":" ","source":"x"})", 422, "forge.invalid_change",
         "/title"},
        {"POST", "/api/v1/repositories/orders/changes", R"({"title":"x","source":"main"})", 422, "forge.invalid_change",
         "/source"},
        {"POST", "/api/v1/repositories/orders/changes", R"({"title":"x","source":"none"})", 404,
         "forge.branch_not_found"},
        {"POST", "/api/v1/repositories/orders/changes",
         R"({"title":"x","source":"y","files":[{"path":"../../etc/passwd","content":""}]})", 422, "forge.invalid_path"},
        {"POST", "/api/v1/repositories/orders/changes",
         R"({"title":"x","source":"a..b","files":[{"path":"x","content":""}]})", 422, "forge.invalid_branch"},
        {"POST", "/api/v1/repositories/orders/changes/1/reviews", R"({"verdict":"maybe"})", 422, "json.invalid_body",
         "/verdict"},
        {"POST", "/api/v1/repositories/orders/changes/1/reviews", R"({"verdict":"request_changes"})", 422,
         "forge.invalid_review", "/body"},
        {"POST", "/api/v1/repositories/orders/changes/1/comments", R"({"body":"x","path":"PAGE_SIZE","line":9})", 422,
         "forge.invalid_comment", "/line"},
        {"POST", "/api/v1/repositories/orders/changes/1/comments", R"({"body":"x","thread":"none"})", 404,
         "forge.thread_not_found"},
        {"POST", "/api/v1/repositories/orders/changes/1/merge", R"({"strategy":"octopus"})", 422, "json.invalid_body",
         "/strategy"},
        {"PUT", "/api/v1/repositories/orders/protections/main", R"({"requiredApprovals":11})", 422,
         "forge.invalid_protection", "/requiredApprovals"},
        {"PUT", "/api/v1/repositories/orders/protections/none", "{}", 404, "forge.branch_not_found"},
        {"POST", "/api/v1/sessions", R"({"user":"alice"})", 422, "json.invalid_body", "/code"},
        {"POST", "/api/v1/sessions", R"({"user":"alice","password":"wrong horse battery"})", 401,
         "identity.wrong_credentials"},
    };
    for (const Row& row : rows) check(orders().admin, row);
    CHECK(holdings() == before);
  }

  TEST_CASE("a body that is too large, or said to be something else, is refused with its own status") {
    const auto before = holdings();
    const std::string large = R"({"name":"big","description":")" + std::string(1 << 20, 'x') + "\"}";
    check(orders().admin, {"POST", "/api/v1/groups", large, 413, "http.body_too_large"});
    check(orders().admin, {"PUT", "/api/v1/secrets/organisation/BIG", large, 413, "http.body_too_large"});

    http::ClientRequest chunked{.method = "POST", .url = "/api/v1/groups"};
    int pieces = 0;
    chunked.next_chunk = [&] { return ++pieces <= 40 ? std::string(64 << 10, ' ') : std::string(); };
    CHECK(orders().admin.send(chunked).code() == "http.body_too_large");

    for (const char* type :
         {"text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data"}) {
      CAPTURE(type);
      http::ClientRequest request{.method = "POST", .url = "/api/v1/groups", .body = R"({"name":"typed"})"};
      request.headers.set("Content-Type", type);
      const Answer answer = orders().admin.send(request);
      CHECK(answer.status == 415);
      CHECK(answer.code() == "http.content_type_unsupported");
      CHECK(answer.at("/hint") == "Send the header Content-Type: application/json");
    }
    CHECK(holdings() == before);
  }

  TEST_CASE("hostile names are refused where names are made") {
    const auto before = holdings();
    for (const std::string& name : std::vector<std::string>{"",
                                                            " ",
                                                            ".",
                                                            "..",
                                                            "../../etc",
                                                            "a/b",
                                                            "a\\b",
                                                            "-rf",
                                                            "--help",
                                                            "UPPER",
                                                            "with space",
                                                            "new\nline",
                                                            "tab\t",
                                                            "<script>",
                                                            "'; DROP TABLE x; --",
                                                            "${jndi:x}",
                                                            "{{7*7}}",
                                                            "caf\xc3\xa9",
                                                            "\xe2\x80\xaehidden",
                                                            std::string(64, 'a'),
                                                            std::string(10000, 'a')}) {
      for (const Row& row : std::vector<Row>{
               {"POST", "/api/v1/users", json_of({{"name", name}}), 422, "identity.invalid_user", "/name"},
               {"POST", "/api/v1/groups", json_of({{"name", name}}), 422, "identity.invalid_group", "/name"},
               {"POST", "/api/v1/repositories", json_of({{"name", name}}), 422, "forge.invalid_name", "/name"},
               {"POST", "/api/v1/environments", json_of({{"project", "orders"}, {"name", name}, {"type", "ephemeral"}}),
                422, "delivery.invalid_environment", "/name"},
               {"POST", "/api/v1/golden-paths/python-service/runs",
                json_of({{"parameters", bj::object{{"name", name}, {"owner", "group:default/payments"}}}}), 422,
                "golden_paths.invalid_parameters", "/parameters/name"},
           })
        check(orders().admin, row);
    }
    for (const char* name : {"with%20space", "a%2Fb", "%3Cscript%3E", "A%3DB", "%24HOME"})
      check(orders().admin, {"PUT", std::string("/api/v1/secrets/organisation/") + name, R"({"value":"x"})", 422,
                             "secrets.invalid_name", "/name"});
    CHECK(holdings() == before);
  }

  TEST_CASE("what exists already is a conflict, and stays as it was") {
    const auto before = holdings();
    const Answer alice = orders().admin.get("/api/v1/users/alice");
    for (const Row& row : std::vector<Row>{
             {"POST", "/api/v1/users", R"({"name":"alice","roles":["admin"]})", 409, "identity.user_exists"},
             {"POST", "/api/v1/groups", R"({"name":"payments"})", 409, "identity.group_exists"},
             {"POST", "/api/v1/repositories", R"({"name":"orders"})", 409, "forge.duplicate_name"},
             {"POST", "/api/v1/environments", R"({"project":"orders","name":"development","type":"development"})", 409,
              "delivery.duplicate_environment"},
             {"POST", "/api/v1/golden-paths/python-service/runs",
              R"({"parameters":{"name":"orders","owner":"group:default/payments"}})", 409, "golden_paths.name_taken"},
             {"DELETE", "/api/v1/entities/component/default/orders", "", 409, "catalog.from_repository"},
             {"POST", "/api/v1/runs/" + orders().pipeline_run + "/cancellation", "{}", 409, "runs.already_finished"},
             {"POST", "/api/v1/groups/payments/members", R"({"member":"group:default/payments"})", 409,
              "identity.group_cycle"},
         })
      check(orders().admin, row);
    check(orders().alice,
          {"POST", "/api/v1/tokens", R"({"name":"laptop of the fixture"})", 409, "identity.token_exists"});
    CHECK(holdings() == before);
    CHECK(orders().admin.get("/api/v1/users/alice").body == alice.body);
  }

  TEST_CASE("a golden path names every parameter that does not fit, and creates nothing") {
    const auto before = holdings();
    for (const char* verb : {"runs", "preview"}) {
      const std::string path = std::string("/api/v1/golden-paths/python-service/") + verb;
      for (const Row& row : std::vector<Row>{
               {"POST", path, R"({"parameters":{"owner":"group:default/payments"}})", 422,
                "golden_paths.invalid_parameters", "/parameters/name"},
               {"POST", path, R"({"parameters":{"name":"new-one","owner":"group:default/payments","colour":"red"}})",
                422, "golden_paths.invalid_parameters", "/parameters/colour"},
               {"POST", path, R"({"parameters":{"name":7,"owner":"group:default/payments"}})", 422,
                "golden_paths.invalid_parameters", "/parameters/name"},
               {"POST", path, R"({"parameter":{}})", 422, "json.invalid_body", "/parameter",
                "did you mean 'parameters'?"},
           })
        check(orders().admin, row);
    }
    CHECK(holdings() == before);
  }

  TEST_CASE(
      "a malformed descriptor is told with file, line, column and the offending text, and nothing is registered") {
    const auto before = holdings();
    const auto apply = [](const std::string& document) {
      return json_of({{"document", document}, {"fileName", "catalog-info.yaml"}});
    };
    const std::string good =
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: fine}\n"
        "spec: {type: service, lifecycle: production, owner: payments}\n";
    for (const Row& row : std::vector<Row>{
             {"POST", "/api/v1/entities", apply("kind: Component\nmetadata: [\n"), 422, "yaml.invalid", std::nullopt,
              "catalog-info.yaml:3:1"},
             {"POST", "/api/v1/entities", apply("kind: a\nkind: b\n"), 422, "yaml.invalid", std::nullopt,
              "catalog-info.yaml:2:1"},
             {"POST", "/api/v1/entities", apply("a: &x [1]\nb: *y\n"), 422, "yaml.invalid", std::nullopt,
              "catalog-info.yaml:2:4"},
             {"POST", "/api/v1/entities", apply(good + "---\nkind: Nonsense\n"), 422, "catalog.invalid_entity",
              std::nullopt, "catalog-info.yaml:"},
             {"POST", "/api/v1/entities", apply(good + "colour: red\n"), 422, "catalog.invalid_entity", "/colour"},
         })
      check(orders().admin, row);
    const Answer syntax =
        orders().admin.with_body("POST", "/api/v1/entities", apply("kind: Component\nmetadata: ]oops\n"));
    CHECK_MESSAGE(says(syntax, "]oops"), syntax.text);
    CHECK(holdings() == before);

    const Answer verdict = orders().admin.post("/api/v1/entities/validation",
                                               {{"text", good + "---\nkind: Component\n"}, {"fileName", "x.yaml"}});
    REQUIRE(verdict.status == 200);
    CHECK(verdict.value("/valid") == false);
    CHECK(verdict.value("/documents/0/valid") == true);
    CHECK(verdict.value("/documents/1/valid") == false);
    CHECK(verdict.value("/documents/1/line") == 6);
  }
}
