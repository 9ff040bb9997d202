#include "standards_routes.h"

#include "http/list_answer.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "policy_document.h"
#include "standards_json.h"

namespace towpath::standards {
namespace {

namespace json = boost::json;

std::vector<std::string> gate_words() {
  std::vector<std::string> out;
  for (const GateVocabulary& each : gate_vocabularies()) out.emplace_back(each.gate);
  return out;
}

}  // namespace

void add_policy_routes(http::Router& router, PolicyService& policies) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/policies", "policy.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const auto all, policies.list(request.principal));
    return http::list_answer(all);
  });
  add("GET", "/api/v1/policies/{name}", "policy.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const PolicyUse use, policies.get(request.principal, std::string(request.param("name"))));
    return http::json_response(200, json::serialize(to_json(use)));
  });
  add("PUT", "/api/v1/policies/{name}/mode", "policy.write",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const auto mode = mode_from(body.required_string("mode"));
        if (!mode) body.problem("mode", "must be advise, soft or hard");
        CHECK_OK(body.finish());
        TRY(const PolicyUse use, policies.set_mode(request.principal, std::string(request.param("name")), *mode));
        return http::json_response(200, json::serialize(to_json(use)));
      });
  add("POST", "/api/v1/policy-tests", "policy.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, towpath::json::ObjectReader::parse(request.body));
    const std::string text = body.required_string("text"), file = body.optional_string("fileName").value_or("policy");
    CHECK_OK(body.finish());
    TRY(const auto results, policies.test(request.principal, text, file));
    return http::list_answer(results);
  });
}

void add_replay_route(http::Router& router, WhatIfService& what_if) {
  router.add({.method = "POST",
              .pattern = "/api/v1/policy-replays",
              .permission = "policy.read",
              .handler = [&](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                const std::string text = body.required_string("text"),
                                  file = body.optional_string("fileName").value_or("policy");
                const std::int64_t days = body.optional_integer("days").value_or(90),
                                   limit = body.optional_integer("limit").value_or(10'000);
                if (days < 1 || days > 400) body.problem("days", "must be from 1 to 400");
                if (limit < 1 || limit > 20'000) body.problem("limit", "must be from 1 to 20000");
                CHECK_OK(body.finish());
                const auto began = std::chrono::steady_clock::now();
                TRY(const WhatIf replayed, what_if.replay(request.principal, text, file, static_cast<int>(days),
                                                          static_cast<std::size_t>(limit)));
                const auto took =
                    std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
                return http::json_response(200, json::serialize(to_json(replayed, took)));
              }});
}

void add_decision_routes(http::Router& router, DecisionService& decisions) {
  const auto add = [&](const char* pattern, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = "decision.read", .handler = std::move(handler)});
  };
  add("/api/v1/decisions", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    DecisionFilter filter;
    filter.gate = query.choice("gate", gate_words());
    filter.outcome = query.choice("outcome", {"allowed", "advised", "waived", "overridden", "denied"});
    filter.subject = query.text("subject");
    filter.policy = query.text("policy");
    const std::string about = query.text("about");
    filter.after = query.ulid("after");
    filter.limit = query.limit(50, 200);
    CHECK_OK(query.finish());
    if (!about.empty()) {
      TRY(const auto found, decisions.why(request.principal, about));
      return http::list_answer(found);
    }
    TRY(const DecisionPage page, decisions.list(request.principal, filter));
    return http::list_answer(page.items, page.next);
  });
  add("/api/v1/decisions/{id:ulid}", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const Decision decision, decisions.get(request.principal, std::string(request.param("id"))));
    return http::json_response(200, json::serialize(to_json(decision)));
  });
}

}  // namespace towpath::standards
