#include "policy_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/sha256.h"
#include "catalog/entity_ref.h"
#include "json/json.h"

namespace towpath::standards {
namespace {

namespace json = boost::json;

constexpr std::size_t version_length = 12;

std::string text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

const json::object& object_at(const json::object& object, std::string_view key) {
  static const json::object none;
  const json::value* value = object.if_contains(key);
  return value && value->is_object() ? value->as_object() : none;
}

std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> out;
  if (const json::value* list = object.if_contains(key); list && list->is_array())
    for (const json::value& each : list->as_array())
      if (each.is_string()) out.emplace_back(each.as_string());
  return out;
}

/// In their full form; what is none stays as it is, and is a problem of the document.
std::vector<std::string> references(std::vector<std::string> list, std::string_view default_kind) {
  for (std::string& each : list)
    if (const auto ref = catalog::EntityRef::parse(each, default_kind); ref.has_value()) each = ref->to_string();
  return list;
}

}  // namespace

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::advise:
      return "advise";
    case Mode::soft:
      return "soft";
    case Mode::hard:
      return "hard";
  }
  return "";
}

std::optional<Mode> mode_from(std::string_view word) {
  for (const Mode mode : {Mode::advise, Mode::soft, Mode::hard})
    if (to_string(mode) == word) return mode;
  return std::nullopt;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::unknown:
      return "unknown";
  }
  return "";
}

std::optional<Verdict> verdict_from(std::string_view word) {
  for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::unknown})
    if (to_string(verdict) == word) return verdict;
  return std::nullopt;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::allowed:
      return "allowed";
    case Outcome::advised:
      return "advised";
    case Outcome::waived:
      return "waived";
    case Outcome::overridden:
      return "overridden";
    case Outcome::denied:
      return "denied";
  }
  return "";
}

std::optional<Outcome> outcome_from(std::string_view word) {
  for (const Outcome outcome :
       {Outcome::allowed, Outcome::advised, Outcome::waived, Outcome::overridden, Outcome::denied})
    if (to_string(outcome) == word) return outcome;
  return std::nullopt;
}

const std::vector<GateVocabulary>& gate_vocabularies() {
  static const std::vector<GateVocabulary> all = [] {
    const std::vector<std::string> everywhere{"gate", "at", "actor", "subject", "entity", "project", "params"};
    std::vector<GateVocabulary> out{
        {"create", {"goldenPath", "parameters", "owner"}},
        {"merge", {"repository", "change", "protection", "files", "leaks"}},
        {"deploy", {"deployment", "environment", "release", "commit", "workload", "resources", "cost"}},
        {"promote", {"deployment", "environment", "release", "commit", "workload", "resources", "cost"}},
        {"provision", {"environment", "resource"}},
        {"secret-read", {"environment", "secret"}},
    };
    for (GateVocabulary& each : out) each.variables.insert(each.variables.end(), everywhere.begin(), everywhere.end());
    return out;
  }();
  return all;
}

Policy policy_of(const std::string& descriptor) {
  const json::value document = json::parse(descriptor);
  const json::object &root = document.as_object(), &meta = object_at(root, "metadata"), &spec = object_at(root, "spec");
  Policy out;
  out.name = text(meta, "name");
  const std::string ns = text(meta, "namespace");
  out.ref = fmt::format("policy:{}/{}", ns.empty() ? "default" : ns, out.name);
  out.title = text(meta, "title");
  if (out.title.empty()) out.title = out.name;
  out.description = text(meta, "description");
  out.owner_ref = references({text(spec, "owner")}, "group").front();
  out.gates = texts(spec, "gates");
  const json::object& match = object_at(spec, "match");
  out.match = {texts(match, "environmentTypes"),
               texts(match, "kinds"),
               texts(match, "types"),
               references(texts(match, "owners"), "group"),
               texts(match, "projects"),
               references(texts(match, "subjects"), "component"),
               texts(match, "tags")};
  out.parameters = json::serialize(object_at(spec, "parameters"));
  out.condition = text(spec, "condition");
  out.mode = mode_from(text(spec, "mode")).value_or(Mode::advise);
  out.unknown_blocks = text(spec, "unknown") != "allow";
  out.message = text(spec, "message");
  out.hint = text(spec, "hint");
  if (const json::value* days = spec.if_contains("longestWaiverDays"); days && days->is_int64())
    out.longest_waiver_days = static_cast<int>(std::clamp<std::int64_t>(days->as_int64(), 1, 365));
  if (const json::value* tests = spec.if_contains("tests"); tests && tests->is_array())
    for (const json::value& each : tests->as_array())
      if (const json::object* test = each.if_object())
        out.tests.push_back({text(*test, "name"), json::serialize(object_at(*test, "input")),
                             verdict_from(text(*test, "expect")).value_or(Verdict::pass)});
  out.document = towpath::json::canonical(document);
  out.version = sha256_hex(out.document).substr(0, version_length);
  return out;
}

}  // namespace towpath::standards
