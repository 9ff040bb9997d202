#include "telling.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "adapters/payload.h"
#include "base/product.h"
#include "base/strings.h"
#include "cdevents/cdevents.h"
#include "http/http.h"

namespace towpath::federation {
namespace {

namespace bj = boost::json;

/// The CDEvent and the envelope around it (CDEvents "CloudEvents binding": id, source, type, subject and time are those
/// of the event; the event is the data).
std::string enveloped(const events::SealedEvent& event, const std::string& type, const std::string& subject,
                      bj::object content, bj::object custom) {
  const std::string source = "/" + std::string(product::binary);
  bj::object cdevent{{"context", bj::object{{"specversion", "0.5.1"},
                                            {"id", event.id.text()},
                                            {"source", source},
                                            {"type", type},
                                            {"timestamp", to_rfc3339(event.at)}}},
                     {"subject", bj::object{{"id", subject}, {"source", source}, {"content", std::move(content)}}}};
  if (!custom.empty()) {
    cdevent["customData"] = std::move(custom);
    cdevent["customDataContentType"] = "application/json";
  }
  return bj::serialize(bj::object{{"specversion", "1.0"},
                                  {"id", event.id.text()},
                                  {"source", source},
                                  {"type", type},
                                  {"subject", subject},
                                  {"time", to_rfc3339(event.at)},
                                  {"datacontenttype", "application/json"},
                                  {"sequence", std::to_string(event.sequence)},
                                  {"data", std::move(cdevent)}});
}

/// The fields of a payload that are there, for customData.
bj::object chosen(const bj::value& payload, std::initializer_list<const char*> names) {
  bj::object out;
  for (const char* name : names)
    if (const bj::value* value = payload.as_object().if_contains(name); value && !value->is_null()) out[name] = *value;
  return out;
}

std::string purl(const std::string& component, const std::string& version) {
  return fmt::format("pkg:generic/{}@{}", http::percent_encode(component), http::percent_encode(version));
}

std::optional<Telling> deployment(const events::SealedEvent& event, const bj::value& payload) {
  const std::string mode = text_at(payload, "/mode"), component = text_at(payload, "/component"),
                    environment = text_at(payload, "/environment");
  if (mode == "restart") return std::nullopt;  // no version changed
  const bool is_first = text_at(payload, "/base").empty();
  const bool succeeded = event.type == "delivery.deployment.succeeded";
  const std::string number = id_at(payload, "/releaseNumber");
  std::string version = text_at(payload, "/commit");
  if (version.empty()) version = number;
  Telling out{"deployments", component, "", ""};
  bj::object content{{"environment", bj::object{{"id", environment}}}};
  bj::object custom = chosen(payload, {"deployment", "release", "releaseNumber", "repository", "commit", "branch",
                                       "base", "commits", "environmentType", "mode", "project"});
  if (!succeeded) {
    if (const std::string reason = text_at(payload, "/reason"); !reason.empty()) custom["reason"] = reason;
    content["artifactId"] = purl(component, version);
    out.cdevent = enveloped(event, "dev.cdeventsx.towpath-deployment.failed.0.1.0", component, std::move(content),
                            std::move(custom));
    out.text = fmt::format("*{}*: the deployment of release {} to {} failed.", component, number, environment);
    return out;
  }
  if (mode == "stop") {
    out.cdevent = enveloped(event, cdevent_type("service.removed"), component, std::move(content), std::move(custom));
    out.text = fmt::format("*{}* was stopped in {}.", component, environment);
    return out;
  }
  content["artifactId"] = purl(component, version);
  const char* word = mode == "rollback" ? "service.rolledback" : is_first ? "service.deployed" : "service.upgraded";
  out.cdevent = enveloped(event, cdevent_type(word), component, std::move(content), std::move(custom));
  out.text = mode == "rollback"
                 ? fmt::format("*{}* was rolled back to release {} in {}.", component, number, environment)
                 : fmt::format("*{}*: release {} is live in {}.", component, number, environment);
  return out;
}

std::optional<Telling> incident(const events::SealedEvent& event, const bj::value& payload) {
  const std::string component = text_at(payload, "/component"), environment = text_at(payload, "/environment"),
                    reason = text_at(payload, "/reason");
  const bool begins = event.type == "observe.incident.opened";
  Telling out{"incidents", component, "", ""};
  bj::object content{{"environment", bj::object{{"id", environment}}}, {"service", bj::object{{"id", component}}}};
  if (!reason.empty()) content["description"] = reason;
  out.cdevent = enveloped(
      event, cdevent_type(begins ? "incident.detected" : "incident.resolved"), text_at(payload, "/incident"),
      std::move(content),
      chosen(payload, {"deployment", "severity", "origin", "openedAt", "closedAt", "resolution", "environmentType"}));
  out.text = begins ? fmt::format("*{}* has an incident in {}: {}", component, environment,
                                  reason.substr(0, reason.find('\n')))
                    : fmt::format("*{}* is well again in {}.", component, environment);
  return out;
}

std::optional<Telling> pipeline(const events::SealedEvent& event, const bj::value& payload, const std::string& url) {
  if (text_at(payload, "/kind") != "pipeline") return std::nullopt;
  const std::string number = id_at(payload, "/number"), name = text_at(payload, "/subject"),
                    state = text_at(payload, "/state");
  const std::string predicate = event.type.substr(event.type.find('.') + 1);  // queued, started, finished
  Telling out{"pipelines", event.project_id, "", ""};
  bj::object content{{"pipelineName", name}};
  content["uri"] =
      url.empty() ? fmt::format("urn:{}:run:{}", product::binary, number) : fmt::format("{}/runs/{}", url, number);
  if (predicate == "finished") {
    content["outcome"] = state == "succeeded" ? "success" : state == "cancelled" ? "cancel" : "failure";
    if (const std::string errors = text_at(payload, "/error/message"); !errors.empty()) content["errors"] = errors;
  }
  out.cdevent =
      enveloped(event, cdevent_type("pipelinerun." + predicate), event.subject.substr(event.subject.find(':') + 1),
                std::move(content), bj::object{{"number", number}, {"component", event.project_id}});
  if (predicate == "finished") out.text = fmt::format("*{}*: pipeline run {} {}.", event.project_id, number, state);
  return out;
}

std::optional<Telling> change(const events::SealedEvent& event, const bj::value& payload) {
  const std::string predicate = event.type.substr(event.type.find('.') + 1),
                    repository = text_at(payload, "/repository"), number = id_at(payload, "/number"),
                    title = text_at(payload, "/title");
  const std::string word = predicate == "opened" ? "created" : predicate == "closed" ? "abandoned" : predicate;
  const std::string type = cdevent_type("change." + word);
  if (type.empty()) return std::nullopt;
  Telling out{"changes", event.project_id, "", ""};
  bj::object content{{"repository", bj::object{{"id", repository}}}};
  if (word == "created" && !title.empty()) content["description"] = title;
  // Who did it stays here: no figure about one person may be made of it elsewhere either.
  out.cdevent = enveloped(event, type, fmt::format("{}#{}", repository, number), std::move(content),
                          chosen(payload, {"title", "source", "target", "head", "state"}));
  if (predicate != "updated") out.text = fmt::format("*{}#{}* was {}: {}", repository, number, predicate, title);
  return out;
}

}  // namespace

std::vector<std::string> told_types() {
  return {"delivery.deployment.succeeded",
          "delivery.deployment.failed",
          "observe.incident.opened",
          "observe.incident.closed",
          "run.queued",
          "run.started",
          "run.finished",
          "change.opened",
          "change.updated",
          "change.reviewed",
          "change.merged",
          "change.closed"};
}

std::optional<Telling> telling_of(const events::SealedEvent& event, const std::string& url) {
  if (event.payload.empty()) return std::nullopt;  // erased
  const bj::value payload = bj::parse(event.payload);
  if (flag_at(payload, "/external")) return std::nullopt;
  if (event.type.starts_with("delivery.deployment.")) return deployment(event, payload);
  if (event.type.starts_with("observe.incident.")) return incident(event, payload);
  if (event.type.starts_with("run.")) return pipeline(event, payload, url);
  if (event.type.starts_with("change.")) return change(event, payload);
  return std::nullopt;
}

}  // namespace towpath::federation
