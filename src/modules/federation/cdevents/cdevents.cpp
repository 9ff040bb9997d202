#include "cdevents/cdevents.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>

#include "adapters/payload.h"
#include "base/strings.h"
#include "schema/schema.h"

// The vocabulary of CDEvents (cdevents/spec, v0.5.1 of 2026-04-15 and main 0.6.0-draft of 2026-06-24), written down as
// a table of our own. Each line becomes a JSON Schema.

namespace towpath::federation {
namespace {

namespace bj = boost::json;

struct Type {
  std::string_view name, version;
  /// Fields of subject.content: "<name>:<kind>", with '!' at the end when required.
  std::string_view content;
};

constexpr std::array types{
    Type{"approval.closed", "0.1.0",
         "approvalDetailsUrl:word! resourceTargetUrl:word! responder:uri! decision:decision! status:status!"},
    Type{"approval.created", "0.1.0", "approvalDetailsUrl:word! resourceTargetUrl:word! requestor:urlword!"},
    Type{"approval.updated", "0.1.0",
         "approvalDetailsUrl:word! resourceTargetUrl:word! responder:uri! decision:decision!"},
    Type{"artifact.deleted", "0.2.0", "user:word"},
    Type{"artifact.downloaded", "0.2.0", "user:word"},
    Type{"artifact.packaged", "0.3.0", "change:ref! sbom:sbom"},
    Type{"artifact.published", "0.3.0", "sbom:sbom user:word"},
    Type{"artifact.signed", "0.3.0", "signature:word!"},
    Type{"branch.created", "0.3.0", "repository:ref"},
    Type{"branch.deleted", "0.3.0", "repository:ref"},
    Type{"build.finished", "0.3.0", "artifactId:text"},
    Type{"build.queued", "0.3.0", ""},
    Type{"build.started", "0.3.0", ""},
    Type{"change.abandoned", "0.3.0", "repository:ref"},
    Type{"change.created", "0.4.0", "description:word repository:ref"},
    Type{"change.merged", "0.3.0", "repository:ref"},
    Type{"change.reviewed", "0.3.0", "repository:ref"},
    Type{"change.updated", "0.3.0", "repository:ref"},
    Type{"environment.created", "0.3.0", "name:text uri:uri"},
    Type{"environment.deleted", "0.3.0", "name:text"},
    Type{"environment.modified", "0.3.0", "name:text uri:uri"},
    Type{"incident.detected", "0.3.0", "description:text environment:ref! service:ref artifactId:word"},
    Type{"incident.reported", "0.3.0",
         "description:text environment:ref! ticketURI:urlword! service:ref artifactId:word"},
    Type{"incident.resolved", "0.3.0", "description:text environment:ref! service:ref artifactId:word"},
    Type{"pipelinerun.finished", "0.3.0", "pipelineName:text uri:uri outcome:outcome errors:text"},
    Type{"pipelinerun.queued", "0.3.0", "pipelineName:text uri:uri"},
    Type{"pipelinerun.started", "0.3.0", "pipelineName:text! uri:uri!"},
    Type{"repository.created", "0.3.0", "name:word! owner:text uri:uri! viewUrl:uri"},
    Type{"repository.deleted", "0.3.0", "name:text owner:text uri:uri viewUrl:uri"},
    Type{"repository.modified", "0.3.0", "name:text owner:text uri:uri viewUrl:uri"},
    Type{"service.deployed", "0.3.0", "environment:ref! artifactId:word!"},
    Type{"service.published", "0.3.0", "environment:ref"},
    Type{"service.removed", "0.3.0", "environment:ref"},
    Type{"service.rolledback", "0.3.0", "environment:ref! artifactId:word!"},
    Type{"service.upgraded", "0.3.0", "environment:ref! artifactId:word!"},
    Type{"taskrun.finished", "0.3.0", "taskName:text uri:uri pipelineRun:ref outcome:draftoutcome errors:text"},
    Type{"taskrun.started", "0.3.0", "taskName:text uri:uri pipelineRun:ref"},
    Type{"testcaserun.finished", "0.3.0",
         "outcome:outcome! severity:severity reason:text environment:ref! testSuiteRun:run testCase:case"},
    Type{"testcaserun.queued", "0.3.0", "trigger:trigger environment:ref! testSuiteRun:run testCase:case"},
    Type{"testcaserun.skipped", "0.2.0", "reason:text environment:ref testSuiteRun:run testCase:case"},
    Type{"testcaserun.started", "0.3.0", "trigger:trigger environment:ref! testSuiteRun:run testCase:case"},
    Type{"testoutput.published", "0.3.0", "outputType:output! format:text! uri:uri testCaseRun:run"},
    Type{"testsuiterun.finished", "0.3.0",
         "environment:ref! testSuite:suite outcome:outcome! severity:severity reason:text"},
    Type{"testsuiterun.queued", "0.3.0", "trigger:trigger environment:ref! testSuite:suite"},
    Type{"testsuiterun.started", "0.3.0", "trigger:trigger environment:ref! testSuite:suite"},
    Type{"ticket.closed", "0.2.0",
         "summary:text ticketType:text group:text creator:word assignees:texts priority:text labels:texts "
         "milestone:text "
         "uri:pathword! resolution:word! updatedBy:text"},
    Type{"ticket.created", "0.2.0",
         "summary:text! ticketType:text group:text creator:word! assignees:texts priority:text labels:texts "
         "milestone:text uri:pathword!"},
    Type{"ticket.updated", "0.2.0",
         "summary:text ticketType:text group:text creator:word assignees:texts priority:text labels:texts "
         "milestone:text "
         "updatedBy:text uri:pathword!"},
};

bj::object text() { return {{"type", "string"}}; }
bj::object word() { return {{"type", "string"}, {"minLength", 1}}; }
bj::object text_of(const char* format) { return {{"type", "string"}, {"format", format}}; }
bj::object word_of(const char* format) { return {{"type", "string"}, {"format", format}, {"minLength", 1}}; }
bj::object one_of(std::initializer_list<const char*> words) {
  bj::array list;
  for (const char* each : words) list.emplace_back(each);
  return {{"type", "string"}, {"enum", std::move(list)}};
}

/// An object with these properties and no other.
bj::object object_of(bj::object properties, std::initializer_list<const char*> required) {
  bj::array list;
  for (const char* each : required) list.emplace_back(each);
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"additionalProperties", false},
          {"required", std::move(list)}};
}

bj::object schema_of_kind(std::string_view kind, bool is_draft) {
  const bj::object outcomes = one_of({"success", "failure", "cancel", "error"});
  if (kind == "text") return text();
  if (kind == "texts") return {{"type", "array"}, {"items", text()}};
  if (kind == "word") return word();
  if (kind == "uri") return text_of("uri");
  if (kind == "urlword") return word_of("uri");
  if (kind == "pathword") return word_of("uri-reference");
  if (kind == "ref") return object_of({{"id", word()}, {"source", word_of("uri-reference")}}, {"id"});
  if (kind == "run") return object_of({{"id", word()}, {"source", text()}}, {"id"});
  if (kind == "sbom") return object_of({{"uri", word_of("uri-reference")}}, {"uri"});
  if (kind == "outcome") return outcomes;
  if (kind == "draftoutcome") return is_draft ? outcomes : text();
  if (kind == "severity") return one_of({"low", "medium", "high", "critical"});
  if (kind == "output") return one_of({"report", "video", "image", "log", "other"});
  if (kind == "decision")
    return one_of({"escalated", "delegate", "deferred", "requestChanges", "approved", "rejected"});
  if (kind == "status") return one_of({"approved", "rejected", "cancelled", "expired"});
  if (kind == "trigger")
    return {{"type", "object"},
            {"properties", bj::object{{"type", one_of({"manual", "pipeline", "event", "schedule", "other"})},
                                      {"uri", text_of("uri")}}}};
  bj::object named{{"id", word()}, {"name", text()}, {"version", text()}, {"uri", text_of("uri")}};
  if (kind == "case")
    named["type"] =
        one_of({"performance", "functional", "unit", "security", "compliance", "integration", "e2e", "other"});
  else if (kind != "suite")
    throw std::logic_error(fmt::format("there is no kind of field '{}'", kind));
  return object_of(std::move(named), {"id"});
}

bj::object schema_of_links(bool is_draft) {
  const auto end = [&](bool is_target) {
    bj::object out{{"type", "object"}, {"properties", bj::object{{"contextId", word()}}}};
    if (is_draft) {
      out["properties"].as_object()["domainId"] = text_of("uri-reference");
      out["anyOf"] =
          bj::array{bj::object{{"required", bj::array{"contextId"}}}, bj::object{{"required", bj::array{"domainId"}}}};
    } else if (!is_target) {
      out["required"] = bj::array{"contextId"};
    }
    return out;
  };
  const bj::object tags{{"type", "object"}};
  bj::array kinds{
      object_of({{"linkType", one_of({"END"})}, {"from", end(false)}, {"tags", tags}}, {"linkType"}),
      object_of({{"linkType", one_of({"PATH"})}, {"from", end(false)}, {"tags", tags}}, {"linkType", "from"}),
      object_of({{"linkType", one_of({"RELATION"})}, {"linkKind", word()}, {"target", end(true)}, {"tags", tags}},
                {"linkType", "linkKind", "target"})};
  return {{"type", "array"}, {"items", bj::object{{"anyOf", std::move(kinds)}}}};
}

/// `type` null: one outside the standard, whose content is its own.
bj::object schema_of(const Type* type, bool is_draft) {
  const bool is_test = type && type->name.starts_with("test");
  bj::object content{{"type", "object"}};
  bj::object subject{{"id", word()}, {"source", is_test ? text() : word_of("uri-reference")}};
  if (type) {
    bj::object properties;
    bj::array required;
    for (const std::string& field : split(type->content, ' ')) {
      if (field.empty()) continue;
      const auto colon = field.find(':');
      const bool is_required = field.ends_with('!');
      const std::string name = field.substr(0, colon);
      properties[name] = schema_of_kind(
          std::string_view(field).substr(colon + 1, field.size() - colon - (is_required ? 2 : 1)), is_draft);
      if (is_required) required.emplace_back(name);
    }
    content["properties"] = std::move(properties);
    content["required"] = std::move(required);
    content["additionalProperties"] = false;
    if (type->name == "ticket.closed") subject["type"] = one_of({"ticket"});
  }
  subject["content"] = std::move(content);
  bj::object context{
      {"specversion", word()},
      {"id", word()},
      {"source", is_test ? word() : word_of("uri-reference")},
      {"type", type ? text()
                    : bj::object{{"type", "string"},
                                 {"pattern",
                                  "^dev\\.cdeventsx\\.[a-zA-Z0-9]+-[a-zA-Z]+\\.[a-zA-Z]+\\.[0-9]\\.[0-9]\\.[0-9]$"}}},
      {"timestamp", text_of("date-time")},
      {"schemaUri", word_of("uri")},
      {"chainId", word()},
      {"links", schema_of_links(is_draft)}};
  return object_of({{"context", object_of(std::move(context), {"specversion", "id", "source", "type", "timestamp"})},
                    {"subject", object_of(std::move(subject), {"id", "content"})},
                    {"customData", bj::object{{"type", bj::array{"object", "string"}}}},
                    {"customDataContentType", text()}},
                   {"context", "subject"});
}

const Type* find_type(std::string_view whole) {
  for (const Type& type : types)
    if (whole == fmt::format("dev.cdevents.{}.{}", type.name, type.version)) return &type;
  return nullptr;
}

using Schemas = std::map<std::pair<const Type*, bool>, schema::Schema>;

/// Of every type, for the released version and the draft; made when the first event comes.
const schema::Schema& schema_for(const Type* type, bool is_draft) {
  static const Schemas all = [] {
    Schemas out;
    std::vector<const Type*> known{nullptr};
    for (const Type& each : types) known.push_back(&each);
    for (const Type* each : known)
      for (const bool draft : {false, true})
        out.emplace(std::pair(each, draft), schema::Schema::compile_value(schema_of(each, draft)).value());
    return out;
  }();
  return all.at({type, is_draft});
}

}  // namespace

std::vector<FieldError> check_cdevent(const bj::value& event) {
  if (!event.is_object()) return {{"", "must be an object"}};
  const std::string whole = federation::text_at(event, "/context/type");
  const Type* type = find_type(whole);
  if (!type && !whole.starts_with("dev.cdeventsx.")) {
    std::string hint = "is not known";
    const std::vector<std::string> known = cdevent_types();
    if (const auto near = nearest(whole, known)) hint += "; the nearest is " + *near;
    return {{"/context/type", std::move(hint)}};
  }
  return schema_for(type, federation::text_at(event, "/context/specversion").starts_with("0.6")).validate(event);
}

std::string cdevent_type(std::string_view subject_and_predicate) {
  for (const Type& type : types)
    if (type.name == subject_and_predicate) return fmt::format("dev.cdevents.{}.{}", type.name, type.version);
  return "";
}

std::vector<std::string> cdevent_types() {
  std::vector<std::string> out;
  for (const Type& type : types) out.push_back(fmt::format("dev.cdevents.{}.{}", type.name, type.version));
  return out;
}

}  // namespace towpath::federation
