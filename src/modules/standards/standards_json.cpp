#include "standards_json.h"

#include "json/nullable.h"
#include "yaml/yaml.h"

namespace towpath::standards {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

json::object match_json(const Match& match) {
  json::object out;
  const std::pair<const char*, const std::vector<std::string>*> lists[] = {
      {"environmentTypes", &match.environment_types},
      {"kinds", &match.kinds},
      {"types", &match.types},
      {"owners", &match.owners},
      {"projects", &match.projects},
      {"subjects", &match.subjects},
      {"tags", &match.tags}};
  for (const auto& [key, list] : lists)
    if (!list->empty()) out[key] = texts(*list);
  return out;
}

json::object finding_json(const Finding& f) {
  json::array evidence;
  for (const Evidence& each : f.evidence)
    evidence.push_back(json::object{{"pointer", each.pointer}, {"value", text_or_null(each.value)}});
  return {{"policy", f.policy},
          {"version", f.version},
          {"title", f.title},
          {"owner", text_or_null(f.owner_ref)},
          {"mode", to_string(f.mode)},
          {"verdict", to_string(f.verdict)},
          {"met", f.is_met()},
          {"message", text_or_null(f.message)},
          {"hint", text_or_null(f.hint)},
          {"reason", text_or_null(f.reason)},
          {"waiver", text_or_null(f.waiver_id)},
          {"evidence", std::move(evidence)}};
}

}  // namespace

json::object to_json(const PolicyUse& use) {
  const Policy& p = use.policy;
  json::array tests;
  for (const PolicyTest& test : p.tests)
    tests.push_back(
        json::object{{"name", test.name}, {"input", json::parse(test.input)}, {"expect", to_string(test.expected)}});
  return {{"name", p.name},
          {"ref", p.ref},
          {"title", p.title},
          {"description", p.description},
          {"owner", text_or_null(p.owner_ref)},
          {"shipped", p.is_shipped},
          {"version", p.version},
          {"gates", texts(p.gates)},
          {"match", match_json(p.match)},
          {"parameters", json::parse(p.parameters)},
          {"condition", p.condition},
          {"mode", to_string(p.mode)},
          {"unknown", p.unknown_blocks ? "block" : "allow"},
          {"message", p.message},
          {"hint", text_or_null(p.hint)},
          {"longestWaiverDays", p.longest_waiver_days},
          {"tests", std::move(tests)},
          {"text", yaml::write(json::parse(p.document))},
          {"problem", text_or_null(use.problem)},
          {"decisions", use.decisions},
          {"unmet", use.unmet}};
}

json::object to_json(const Decision& d) {
  json::array findings;
  for (const Finding& each : d.findings) findings.push_back(finding_json(each));
  json::object out{{"id", d.id},
                   {"gate", d.gate},
                   {"subject", d.subject},
                   {"cause", text_or_null(d.cause)},
                   {"owner", text_or_null(d.owner_ref)},
                   {"project", text_or_null(d.project_id)},
                   {"environment", text_or_null(d.environment)},
                   {"environmentType", text_or_null(d.env_type)},
                   {"actor", d.actor},
                   {"outcome", to_string(d.outcome)},
                   {"overrideReason", text_or_null(d.override_reason)},
                   {"inputDigest", d.input_digest},
                   {"findings", std::move(findings)},
                   {"at", to_rfc3339(d.at)}};
  if (!d.input.empty()) out["input"] = json::parse(d.input);
  return out;
}

json::object to_json(const DocumentResult& result) {
  json::array tests;
  for (const TestResult& test : result.tests)
    tests.push_back(json::object{{"name", test.name},
                                 {"expect", to_string(test.expected)},
                                 {"actual", to_string(test.actual)},
                                 {"passed", test.passed()},
                                 {"reason", text_or_null(test.reason)}});
  json::array problems;
  if (result.error)
    for (const FieldError& field : result.error->fields())
      problems.push_back(json::object{{"pointer", field.path}, {"detail", field.message}});
  return {{"ref", text_or_null(result.ref)}, {"line", result.line},
          {"valid", !result.error},          {"message", text_or_null(result.error ? result.error->message() : "")},
          {"problems", std::move(problems)}, {"tests", std::move(tests)}};
}

json::object to_json(const WhatIf& what_if, std::chrono::milliseconds took) {
  json::array groups, changes;
  for (const WhatIf::Group& each : what_if.groups)
    groups.push_back(json::object{{"gate", each.gate},
                                  {"team", text_or_null(each.team)},
                                  {"stops", each.stops},
                                  {"lets", each.lets},
                                  {"advises", each.advises},
                                  {"quiet", each.is_quiet}});
  for (const ReplayedDecision& each : what_if.changes) {
    const Decision& d = each.decision;
    changes.push_back(json::object{{"decision", d.id},
                                   {"gate", d.gate},
                                   {"subject", d.subject},
                                   {"environment", text_or_null(d.environment)},
                                   {"team", text_or_null(d.owner_ref)},
                                   {"outcome", to_string(d.outcome)},
                                   {"effect", to_string(each.effect)},
                                   {"verdict", to_string(each.verdict)},
                                   {"at", to_rfc3339(d.at)}});
  }
  return {{"policy", what_if.policy},    {"replayed", what_if.replayed}, {"asked", what_if.asked},
          {"skipped", what_if.skipped},  {"cut", what_if.is_cut},        {"milliseconds", took.count()},
          {"groups", std::move(groups)}, {"changes", std::move(changes)}};
}

}  // namespace towpath::standards
