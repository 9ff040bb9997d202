#include "run_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::runs {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

json::array array_of(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

json::object object_of(const Error& error) {
  json::object out{
      {"kind", to_string(error.kind())}, {"code", error.code()}, {"message", error.message()}, {"hint", error.hint()}};
  if (!error.fields().empty()) {
    json::array fields;
    for (const FieldError& field : error.fields())
      fields.push_back(json::object{{"pointer", field.path}, {"detail", field.message}});
    out["errors"] = std::move(fields);
  }
  return out;
}

json::value optional_error(const std::optional<Error>& error) {
  if (!error) return nullptr;
  json::object out = object_of(*error);
  out["hint"] = text_or_null(error->hint());
  return out;
}

ErrorKind kind_from(std::string_view text) {
  for (const ErrorKind kind : {ErrorKind::invalid_input, ErrorKind::not_found, ErrorKind::conflict,
                               ErrorKind::unauthenticated, ErrorKind::forbidden, ErrorKind::unavailable})
    if (to_string(kind) == text) return kind;
  return ErrorKind::failed;
}

json::object summary_of(const Run& run) {
  return {{"id", run.id.text()},
          {"number", run.number},
          {"kind", run.kind},
          {"title", run.title},
          {"subject", text_or_null(run.subject)},
          {"owner", text_or_null(run.owner_ref)},
          {"project", text_or_null(run.project_id)},
          {"environmentType", text_or_null(run.env_type)},
          {"state", to_string(run.state)},
          {"trigger", json::object{{"kind", run.trigger.kind},
                                   {"actor", text_or_null(run.trigger.actor)},
                                   {"ref", text_or_null(run.trigger.ref)},
                                   {"commit", text_or_null(run.trigger.commit)}}},
          {"waitingReason", text_or_null(run.waiting_reason)},
          {"error", optional_error(run.error)},
          {"createdAt", to_rfc3339(run.created_at)},
          {"startedAt", time_or_null(run.started_at)},
          {"finishedAt", time_or_null(run.finished_at)},
          {"rerunOf", run.rerun_of ? json::value(run.rerun_of->text()) : json::value(nullptr)},
          {"typical", run.typical
                          ? json::value(json::object{{"seconds", run.typical->seconds}, {"runs", run.typical->runs}})
                          : json::value(nullptr)}};
}

json::object step_of(const Step& step) {
  return {{"index", step.index},
          {"attempt", step.attempt},
          {"name", step.name},
          {"state", step.state},
          {"exitCode", step.exit_code ? json::value(*step.exit_code) : json::value(nullptr)},
          {"startedAt", time_or_null(step.started_at)},
          {"finishedAt", time_or_null(step.finished_at)},
          {"logLines", step.log_lines}};
}

json::object node_of(const Node& node) {
  json::array steps, earlier;
  for (const Step& step : node.steps) steps.push_back(step_of(step));
  for (const Step& step : node.earlier_steps) earlier.push_back(step_of(step));
  return {{"key", node.key},
          {"title", node.title},
          {"kind", node.kind},
          {"needs", array_of(node.needs)},
          {"state", to_string(node.state)},
          {"attempt", node.attempt},
          {"waitingReason", text_or_null(node.waiting_reason)},
          {"error", optional_error(node.error)},
          {"outputs", json::parse(node.outputs)},
          {"startedAt", time_or_null(node.started_at)},
          {"finishedAt", time_or_null(node.finished_at)},
          {"steps", std::move(steps)},
          {"earlierSteps", std::move(earlier)}};
}

}  // namespace

std::string to_json(const std::vector<std::string>& texts) { return json::serialize(array_of(texts)); }

std::vector<std::string> texts_from_json(std::string_view text) {
  std::vector<std::string> out;
  const json::value parsed = json::parse(text);
  for (const json::value& item : parsed.as_array()) out.emplace_back(item.as_string());
  return out;
}

std::string to_json(const Error& error) { return json::serialize(object_of(error)); }

Error error_from_json(std::string_view text) {
  const json::value parsed = json::parse(text);
  const json::object& o = parsed.as_object();
  Error error(kind_from(o.at("kind").as_string()), std::string(o.at("code").as_string()),
              std::string(o.at("message").as_string()));
  error = std::move(error).with_hint(std::string(o.at("hint").as_string()));
  if (const json::value* fields = o.if_contains("errors"))
    for (const json::value& field : fields->as_array())
      error.add_field(std::string(field.at("pointer").as_string()), std::string(field.at("detail").as_string()));
  return error;
}

std::string to_json(const Retry& retry) {
  return json::serialize(json::object{
      {"maxAttempts", retry.max_attempts}, {"firstDelayMs", retry.first_delay.count()}, {"on", array_of(retry.on)}});
}

Retry retry_from_json(std::string_view text) {
  const json::value o = json::parse(text);
  Retry retry;
  retry.max_attempts = static_cast<int>(o.at("maxAttempts").as_int64());
  retry.first_delay = std::chrono::milliseconds(o.at("firstDelayMs").as_int64());
  for (const json::value& item : o.at("on").as_array()) retry.on.emplace_back(item.as_string());
  return retry;
}

namespace {

json::array lines_of(const std::vector<LogLine>& lines) {
  json::array out;
  for (const LogLine& line : lines)
    out.push_back(json::object{{"n", line.number}, {"at", to_rfc3339(line.at)}, {"text", line.text}});
  return out;
}

json::value value_of(const std::optional<Explanation>& given) {
  if (!given) return nullptr;
  const Explanation& why = *given;
  return json::object{{"node", why.node},
                      {"nodeTitle", why.node_title},
                      {"step", why.step ? json::value(step_of(*why.step)) : json::value(nullptr)},
                      {"summary", why.summary},
                      {"error", optional_error(why.error)},
                      {"nextAction", why.next_action},
                      {"lines", lines_of(why.lines)}};
}

}  // namespace

std::string run_body(const Run& run, const std::optional<Explanation>& explanation) {
  json::object out = summary_of(run);
  out["journalSeq"] = run.journal_seq;
  out["inputs"] = json::parse(run.inputs);
  out["outputs"] = json::parse(run.outputs);
  json::array nodes;
  for (const Node& node : run.nodes) nodes.push_back(node_of(node));
  out["nodes"] = std::move(nodes);
  out["explanation"] = value_of(explanation);
  return json::serialize(out);
}

std::string page_body(const RunPage& page) {
  json::array items;
  for (const Run& run : page.items) items.push_back(summary_of(run));
  return json::serialize(json::object{{"items", std::move(items)},
                                      {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)},
                                      {"total", page.total}});
}

std::string journal_body(const JournalEntry& entry) {
  return json::serialize(json::object{{"seq", entry.seq},
                                      {"at", to_rfc3339(entry.at)},
                                      {"type", entry.type},
                                      {"node", text_or_null(entry.node)},
                                      {"data", json::parse(entry.data)}});
}

std::string matches_body(const LogMatches& matches) {
  return json::serialize(
      json::object{{"lines", json::array(matches.lines.begin(), matches.lines.end())}, {"total", matches.total}});
}

std::string log_body(const std::vector<LogLine>& lines) {
  return json::serialize(
      json::object{{"lines", lines_of(lines)},
                   {"next", lines.empty() ? json::value(nullptr) : json::value(lines.back().number + 1)}});
}

std::string artifacts_body(const std::vector<Artifact>& artifacts) {
  json::array out;
  for (const Artifact& a : artifacts)
    out.push_back(json::object{{"name", a.name}, {"digest", a.digest}, {"mediaType", a.media_type}, {"size", a.size}});
  return json::serialize(json::object{{"items", std::move(out)}});
}

}  // namespace towpath::runs
