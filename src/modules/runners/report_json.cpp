#include "report_json.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/base64.h"
#include "blob/blob.h"
#include "json/object_reader.h"

namespace towpath::runners {
namespace {

constexpr std::array step_states{"running", "succeeded", "failed", "skipped", "cancelled", "timed_out"};

UtcTime time_at(std::int64_t microseconds) { return UtcTime(std::chrono::microseconds(microseconds)); }

int index_of(json::ObjectReader& body, std::string_view key) {
  const std::int64_t index = body.required_integer(key);
  if (index < 0 || index >= runs::most_steps) body.problem(key, "must be the number of a step, from 0");
  return static_cast<int>(index);
}

runs::Step step_from(json::ObjectReader body) {
  runs::Step step;
  step.index = index_of(body, "index");
  step.name = body.required_string("name");
  step.state = body.required_string("state");
  if (std::find(step_states.begin(), step_states.end(), step.state) == step_states.end())
    body.problem("state", "must be running, succeeded, failed, skipped, cancelled or timed_out");
  if (const auto code = body.optional_integer("exitCode")) step.exit_code = static_cast<int>(*code);
  if (const auto at = body.optional_integer("startedAt")) step.started_at = time_at(*at);
  if (const auto at = body.optional_integer("finishedAt")) step.finished_at = time_at(*at);
  return step;
}

runs::RemoteLine line_from(json::ObjectReader body) {
  runs::RemoteLine line;
  line.step = index_of(body, "step");
  line.number = body.required_integer("number");
  line.at = time_at(body.required_integer("at"));
  if (const auto text = body.optional_string("text")) line.text = *text;
  if (const auto encoded = body.optional_string("base64")) {  // for output that is no UTF-8
    const auto bytes = from_base64(*encoded);
    if (bytes)
      line.text = *bytes;
    else
      body.problem("base64", "must be Base64");
  }
  std::replace(line.text.begin(), line.text.end(), '\n', ' ');
  return line;
}

runs::Artifact artifact_from(json::ObjectReader body) {
  runs::Artifact artifact;
  artifact.name = body.required_string("name");
  artifact.digest = body.required_string("digest");
  artifact.media_type = body.required_string("mediaType");
  artifact.size = body.required_integer("size");
  if (!blob::is_digest(artifact.digest)) body.problem("digest", "must be 'sha256:' and 64 hexadecimal digits");
  return artifact;
}

Error error_from(json::ObjectReader& body) {
  const std::string kind = body.required_string("kind");
  ErrorKind found = ErrorKind::failed;
  for (const ErrorKind each : {ErrorKind::invalid_input, ErrorKind::not_found, ErrorKind::conflict,
                               ErrorKind::unauthenticated, ErrorKind::forbidden, ErrorKind::unavailable})
    if (to_string(each) == kind) found = each;
  std::string code = body.required_string("code"), message = body.required_string("message");
  return Error(found, std::move(code), std::move(message)).with_hint(body.optional_string("hint").value_or(""));
}

runs::RemoteEnd end_from(json::ObjectReader body) {
  runs::RemoteEnd end;
  const std::string state = body.required_string("state");
  if (state == "lost") {
    end.is_lost = true;
  } else {
    const std::array states{runs::NodeState::succeeded, runs::NodeState::failed, runs::NodeState::cancelled,
                            runs::NodeState::timed_out, runs::NodeState::skipped};
    const auto found =
        std::find_if(states.begin(), states.end(), [&](runs::NodeState each) { return to_string(each) == state; });
    if (found == states.end())
      body.problem("state", "must be succeeded, failed, cancelled, timed_out, skipped or lost");
    else
      end.state = *found;
  }
  if (const auto outputs = body.optional_string("outputs")) {
    end.outputs = *outputs;
    if (!json::ObjectReader::parse(end.outputs).has_value()) body.problem("outputs", "must be a JSON object as text");
  }
  if (auto error = body.optional_object("error")) end.error = error_from(*error);
  if (end.state == runs::NodeState::failed && !end.is_lost && !end.error)
    body.problem("error", "is missing: why did it fail?");
  return end;
}

}  // namespace

Result<Reports> reports_from(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  Reports out;
  out.fence = body.required_integer("fence");
  out.first = body.required_integer("first");
  for (json::ObjectReader& each : body.optional_objects("reports")) {
    runs::RemoteReport report;
    int members = 0;
    if (auto step = each.optional_object("step")) ++members, report.step = step_from(*step);
    if (auto line = each.optional_object("line")) ++members, report.line = line_from(*line);
    if (auto artifact = each.optional_object("artifact")) ++members, report.artifact = artifact_from(*artifact);
    if (auto end = each.optional_object("end")) ++members, report.end = end_from(*end);
    if (members != 1) each.problem("", "must be one of step, line, artifact and end");
    out.items.push_back(std::move(report));
  }
  CHECK_OK(body.finish("runners.invalid_reports"));
  return out;
}

}  // namespace towpath::runners
