#include "service/event_contexts.h"

#include <boost/json.hpp>

namespace towpath::pipelines {

std::string PipelineInputs::to_json() const {
  boost::json::object out{{"repository", repository},
                          {"workflow", workflow},
                          {"ref", ref},
                          {"branch", branch},
                          {"commit", commit},
                          {"before", before},
                          {"event", event},
                          {"actor", actor},
                          {"isDefaultBranch", is_default_branch},
                          {"inputs", boost::json::parse(dispatch_inputs)}};
  if (change != 0) {
    out["action"] = action;
    out["base"] = base;
    out["changeTitle"] = change_title;
    out["change"] = change;
  }
  return boost::json::serialize(out);
}

PipelineInputs PipelineInputs::from_json(std::string_view text) {
  const boost::json::value value = boost::json::parse(text);
  const auto get = [&](std::string_view key) { return std::string(value.at(key).as_string()); };
  PipelineInputs out{get("repository"),
                     get("workflow"),
                     get("ref"),
                     get("branch"),
                     get("commit"),
                     get("before"),
                     get("event"),
                     get("actor"),
                     value.at("isDefaultBranch").as_bool(),
                     "{}"};
  out.dispatch_inputs = boost::json::serialize(value.at("inputs"));
  if (value.as_object().contains("change")) {
    out.action = get("action");
    out.base = get("base");
    out.change_title = get("changeTitle");
    out.change = value.at("change").to_number<std::int64_t>();
  }
  return out;
}

namespace {

/// What workflows read of a change: docs.github.com, webhook payload of pull_request, the fields most used.
void add_change(Object& event, const PipelineInputs& inputs) {
  Object head, base, change;
  head.set("ref", inputs.branch);
  head.set("sha", inputs.commit);
  base.set("ref", inputs.base);
  base.set("sha", inputs.before);
  change.set("number", static_cast<double>(inputs.change));
  change.set("title", inputs.change_title);
  change.set("head", std::move(head));
  change.set("base", std::move(base));
  change.set("draft", false);
  event.set("action", inputs.action);
  event.set("number", static_cast<double>(inputs.change));
  event.set("pull_request", std::move(change));
}

}  // namespace

Object event_contexts(const PipelineInputs& inputs, const JobPlace* place) {
  const bool is_tag = inputs.ref.starts_with("refs/tags/");
  const std::string actor = inputs.actor.substr(inputs.actor.rfind('/') + 1);
  Object event;
  event.set("ref", inputs.ref);
  event.set("before", inputs.before);
  event.set("after", inputs.commit);
  if (inputs.change != 0) add_change(event, inputs);
  Object github;
  github.set("event_name", inputs.event);
  github.set("event", std::move(event));
  github.set("repository", "towpath/" + inputs.repository);
  github.set("repository_owner", "towpath");
  github.set("ref", inputs.ref);
  github.set("ref_name", is_tag               ? inputs.ref.substr(10)
                         : inputs.change != 0 ? std::to_string(inputs.change) + "/head"
                                              : inputs.branch);
  github.set("ref_type", is_tag ? "tag" : "branch");
  github.set("sha", inputs.commit);
  github.set("actor", actor);
  github.set("workflow", inputs.workflow);
  github.set("head_ref", inputs.change != 0 ? inputs.branch : "");
  github.set("base_ref", inputs.base);
  if (place) {
    github.set("workspace", place->workspace);
    github.set("server_url", place->server_url);
    github.set("run_id", place->run_id);
    github.set("run_number", static_cast<double>(place->run_number));
    github.set("run_attempt", 1);
    github.set("job", place->job);
  }
  Object contexts;
  contexts.set("github", std::move(github));
  const auto given = value_from_json(inputs.dispatch_inputs);
  contexts.set("inputs", given.has_value() ? *given : Value(Object()));
  contexts.set("vars", Object());
  return contexts;
}

}  // namespace towpath::pipelines
