#include "score/workload.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/base64.h"
#include "json/json.h"
#include "score/quantity.h"

namespace towpath::delivery {
namespace {

namespace bj = boost::json;

std::string text_at(const bj::object& object, std::string_view key, std::string_view otherwise = {}) {
  const bj::value* value = object.if_contains(key);
  return std::string(value ? std::string_view(value->get_string()) : otherwise);
}

bool flag_at(const bj::object& object, std::string_view key) {
  const bj::value* value = object.if_contains(key);
  return value && value->get_bool();
}

int number_at(const bj::object& object, std::string_view key, int otherwise = 0) {
  const bj::value* value = object.if_contains(key);
  return value ? value->to_number<int>() : otherwise;
}

std::vector<std::string> texts_at(const bj::object& object, std::string_view key) {
  std::vector<std::string> texts;
  if (const bj::value* list = object.if_contains(key))
    for (const bj::value& item : list->get_array()) texts.emplace_back(item.get_string());
  return texts;
}

/// The entries of a map by name: their order means nothing in Score. Ports are the exception, see ScoreWorkload.
std::map<std::string, const bj::value*> entries_at(const bj::object& object, std::string_view key) {
  std::map<std::string, const bj::value*> entries;
  if (const bj::value* map = object.if_contains(key))
    for (const auto& entry : map->get_object()) entries.emplace(entry.key(), &entry.value());
  return entries;
}

Probe probe_at(const bj::object& container, std::string_view key) {
  Probe probe;
  const bj::value* value = container.if_contains(key);
  if (!value) return probe;
  const bj::object& object = value->get_object();
  // The specification prefers exec where both are given.
  if (const bj::value* exec = object.if_contains("exec")) {
    probe.kind = Probe::Kind::exec;
    probe.command = texts_at(exec->get_object(), "command");
    return probe;
  }
  const bj::object& http = object.at("httpGet").get_object();
  probe.kind = Probe::Kind::http;
  probe.port = number_at(http, "port");
  probe.path = text_at(http, "path");
  probe.host = text_at(http, "host");
  probe.scheme = text_at(http, "scheme", "HTTP");
  if (const bj::value* headers = http.if_contains("httpHeaders"))
    for (const bj::value& header : headers->get_array())
      probe.headers.emplace_back(text_at(header.get_object(), "name"), text_at(header.get_object(), "value"));
  return probe;
}

ScoreFile make_file(const std::string& target, const bj::object& object) {
  ScoreFile file{target, text_at(object, "mode"), text_at(object, "content"), !flag_at(object, "noExpand")};
  if (object.contains("binaryContent")) {
    file.content = from_base64(text_at(object, "binaryContent")).value();
    file.expand = false;
  }
  return file;
}

ScoreContainer make_container(const std::string& name, const bj::object& object) {
  ScoreContainer container;
  container.name = name;
  container.image = text_at(object, "image");
  container.command = texts_at(object, "command");
  container.args = texts_at(object, "args");
  for (const auto& [variable, value] : entries_at(object, "variables"))
    container.variables.emplace_back(variable, value->get_string());
  for (const auto& [target, file] : entries_at(object, "files"))
    container.files.push_back(make_file(target, file->get_object()));
  for (const auto& [target, value] : entries_at(object, "volumes")) {
    const bj::object& volume = value->get_object();
    container.volumes.push_back(
        {target, text_at(volume, "source"), text_at(volume, "path"), flag_at(volume, "readOnly")});
  }
  for (const auto& [other, value] : entries_at(object, "before"))
    container.before.emplace(other, text_at(value->get_object(), "ready"));
  if (const bj::value* resources = object.if_contains("resources")) {
    if (const bj::value* limits = resources->get_object().if_contains("limits")) {
      const std::string memory = text_at(limits->get_object(), "memory"), cpu = text_at(limits->get_object(), "cpu");
      if (!memory.empty()) container.memory_limit_bytes = memory_bytes(memory);
      if (!cpu.empty()) container.cpu_limit_millis = cpu_millis(cpu);
    }
  }
  container.liveness = probe_at(object, "livenessProbe");
  container.readiness = probe_at(object, "readinessProbe");
  return container;
}

ScoreResource make_resource(const std::string& name, const bj::object& object) {
  ScoreResource resource;
  resource.name = name;
  resource.type = text_at(object, "type");
  resource.resource_class = text_at(object, "class", "default");
  if (object.contains("id")) resource.id = text_at(object, "id");
  if (const bj::value* params = object.if_contains("params")) resource.params = json::canonical(*params);
  if (const bj::value* metadata = object.if_contains("metadata")) resource.metadata = json::canonical(*metadata);
  return resource;
}

/// Canonical, but for the ports: they keep their order, because the first is a workload's main one.
std::string document_text(const bj::object& document) {
  const bj::value* service = document.if_contains("service");
  if (!service || !service->get_object().contains("ports")) return json::canonical(document);
  bj::object rest = document;
  rest.erase("service");  // the last key in canonical order
  std::string text = json::canonical(rest);
  text.back() = ',';
  text += R"("service":{"ports":{)";
  bool is_first = true;
  for (const auto& port : service->at("ports").get_object()) {
    if (!std::exchange(is_first, false)) text += ',';
    text += json::canonical(bj::value(port.key())) + ':' + json::canonical(port.value());
  }
  return text + "}}}";
}

}  // namespace

ScoreWorkload make_workload(const bj::object& document) {
  ScoreWorkload workload;
  const bj::object& metadata = document.at("metadata").get_object();
  workload.name = text_at(metadata, "name");
  for (const auto& [name, value] : entries_at(metadata, "annotations"))
    workload.annotations.emplace(name, value->get_string());
  if (const bj::value* service = document.if_contains("service")) {
    if (const bj::value* ports = service->get_object().if_contains("ports")) {
      for (const auto& entry : ports->get_object()) {
        const bj::object& port = entry.value().get_object();
        const int number = number_at(port, "port");
        workload.ports.push_back(
            {entry.key(), number, number_at(port, "targetPort", number), text_at(port, "protocol", "TCP")});
      }
    }
  }
  for (const auto& [name, value] : entries_at(document, "containers"))
    workload.containers.push_back(make_container(name, value->get_object()));
  for (const auto& [name, value] : entries_at(document, "resources"))
    workload.resources.push_back(make_resource(name, value->get_object()));
  workload.document = document_text(document);
  return workload;
}

}  // namespace towpath::delivery
