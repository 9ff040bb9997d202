#include <doctest/doctest.h>

#include <fmt/core.h>
#include <boost/json.hpp>

#include "policy_book.h"
#include "policy_document.h"

// Policies by themselves: what is shipped, what cannot be saved, and what a condition comes to.

namespace towpath::standards {
namespace {

Policy policy_with(const std::string& spec) {
  return policy_of(fmt::format(
      R"({{"apiVersion":"towpath.dev/v1alpha1","kind":"Policy","metadata":{{"name":"p","namespace":"default"}},"spec":{}}})",
      spec));
}

Policy deploy_policy(const std::string& condition, const std::string& more = "") {
  return policy_with(
      fmt::format(R"({{"owner":"platform","gates":["deploy"],"condition":{},"message":"No.",{}"mode":"hard"}})",
                  boost::json::serialize(boost::json::string(condition)), more));
}

struct Case {
  const char *condition, *input;
  Verdict verdict;
  const char* reason;
};

}  // namespace

TEST_CASE("every shipped policy can be saved: its condition fits its gates and its tests pass") {
  const script::Cel cel;
  REQUIRE(shipped_policies().size() == 10);
  for (const Policy& policy : shipped_policies()) {
    CAPTURE(policy.name);
    std::string found;
    for (const FieldError& problem : problems_of(cel, policy)) found += problem.path + ": " + problem.message + "\n";
    CHECK(found == "");
    CHECK(policy.tests.size() > 0);
    CHECK(policy.hint != "");
    CHECK(policy.ref == "policy:default/" + policy.name);
    CHECK(policy.owner_ref == "group:default/platform");
  }
}

TEST_CASE("a condition comes to pass, fail, or unknown with what is not known") {
  const script::Cel cel;
  const Case cases[] = {
      {"environment.name == 'a'", R"({"environment":{"name":"a"}})", Verdict::pass, ""},
      {"environment.name == 'b'", R"({"environment":{"name":"a"}})", Verdict::fail, ""},
      {"cost.monthly < 5.0", R"({"environment":{"name":"a"}})", Verdict::unknown, "/cost is not known."},
      {"commit.checks.size() > 0", R"({"commit":{"sha":"1"}})", Verdict::unknown, "/commit/checks is not known."},
      {"environment.name", R"({"environment":{"name":"a"}})", Verdict::unknown,
       "The condition came to something that is neither true nor false."},
      {"params.most >= 3", R"({"environment":{}})", Verdict::pass, ""},
      {"params.list.exists(x, x.k == environment.name)", R"({"environment":{"name":"v"}})", Verdict::pass, ""},
  };
  for (const Case& each : cases) {
    CAPTURE(each.condition);
    const auto compiled = compile(cel, deploy_policy(each.condition, R"("parameters":{"most":3,"list":[{"k":"v"}]},)"));
    REQUIRE(compiled.has_value());
    const auto findings = evaluate(cel, {&*compiled}, boost::json::parse(each.input).as_object());
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].verdict == each.verdict);
    CHECK(findings[0].reason == each.reason);
  }
}

TEST_CASE("what is not met says so with the values it read, and with texts filled in") {
  const script::Cel cel;
  Policy policy = deploy_policy("environment.name == params.only", R"("parameters":{"only":"a"},)");
  policy.message = "${{ subject.name }} goes to ${{ environment.name }}, not to ${{ params.only }}.";
  policy.hint = "towpath deploy ${{ subject.name }} ${{ params.only }}";
  const auto compiled = compile(cel, policy);
  REQUIRE(compiled.has_value());

  const auto finding =
      evaluate(cel, {&*compiled},
               boost::json::parse(R"({"environment":{"name":"b"},"subject":{"name":"shop"}})").as_object())
          .front();

  CHECK(finding.message == "shop goes to b, not to a.");
  CHECK(finding.hint == "towpath deploy shop a");
  REQUIRE(finding.evidence.size() == 2);
  CHECK(finding.evidence[0].pointer == "/environment/name");
  CHECK(finding.evidence[0].value == "\"b\"");
  CHECK(finding.evidence[1].pointer == "/params/only");
  CHECK(finding.evidence[1].value == "\"a\"");
}

TEST_CASE("a policy is asked about what it matches only") {
  const auto input = boost::json::parse(
                         R"({"gate":"deploy","project":"p1","environment":{"type":"production"},
                             "subject":{"ref":"component:default/shop","kind":"component","owner":"group:default/pay"},
                             "entity":{"type":"service","tags":["pci"]}})")
                         .as_object();
  const auto is_asked = [&](const std::string& match) {
    return concerns(deploy_policy("true", fmt::format(R"("match":{},)", match)), input);
  };
  CHECK(is_asked("{}"));
  CHECK(is_asked(R"({"environmentTypes":["staging","production"],"kinds":["component"],"types":["service"]})"));
  CHECK(is_asked(R"({"owners":["pay"],"projects":["p1"],"subjects":["shop"],"tags":["pci","x"]})"));
  CHECK_FALSE(is_asked(R"({"environmentTypes":["staging"]})"));
  CHECK_FALSE(is_asked(R"({"owners":["group:default/other"]})"));
  CHECK_FALSE(is_asked(R"({"tags":["x"]})"));
  CHECK_FALSE(is_asked(R"({"subjects":["shop"],"types":["library"]})"));
}

TEST_CASE("what cannot be saved is said with its place") {
  const script::Cel cel;
  struct Bad {
    Policy policy;
    const char *path, *message;
  };
  Policy syntax = deploy_policy("environment.name ==\n  'a' &&");
  Policy name = deploy_policy("true &&\n  change.author == ''");
  Policy text = deploy_policy("true");
  text.message = "${{ subject. }}";
  Policy owner = deploy_policy("true", R"("match":{"owners":["group:"]},)");
  Policy test = deploy_policy("environment.name == 'a'",
                              R"("tests":[{"name":"b","input":{"environment":{"name":"b"}},"expect":"pass"}],)");
  const Bad cases[] = {{syntax, "/spec/condition", "2:"},
                       {name, "/spec/condition", "2:3: "},
                       {text, "/spec/message", ""},
                       {owner, "/spec/match/owners/0", "'group:' is not a reference."},
                       {test, "/spec/tests/0", "The test 'b' comes to fail, not to pass."}};
  for (const Bad& bad : cases) {
    CAPTURE(std::string(bad.path));
    const auto problems = problems_of(cel, bad.policy);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].path == bad.path);
    CAPTURE(problems[0].message);
    CHECK(problems[0].message.starts_with(bad.message));
  }
}

TEST_CASE("an expression without end is stopped, said to be, and blocks") {
  const script::Cel cel({.time = std::chrono::milliseconds(50)});
  std::string nested = "true";
  for (int i = 0; i < 6; ++i) nested = fmt::format("params.list.all(x{}, {})", i, nested);
  std::string list = "[0";
  for (int i = 1; i < 200; ++i) list += fmt::format(",{}", i);
  const auto compiled = compile(cel, deploy_policy(nested, fmt::format(R"("parameters":{{"list":{}]}},)", list)));
  REQUIRE(compiled.has_value());

  const auto finding = evaluate(cel, {&*compiled}, boost::json::object()).front();

  CHECK(finding.verdict == Verdict::unknown);
  CHECK(finding.reason.find("was stopped after 50 ms") != std::string::npos);
  CHECK_FALSE(finding.is_met());
  CHECK_FALSE(compile(cel, deploy_policy(std::string(20'000, ' ') + "true")).has_value());
}

}  // namespace towpath::standards
