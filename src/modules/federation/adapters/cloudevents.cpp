#include <fmt/core.h>

#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "base/base64.h"
#include "base/strings.h"
#include "json/json.h"

// CloudEvents 1.0.2, HTTP protocol binding and JSON format.

namespace towpath::federation {
namespace {

using Body = boost::json::value;

constexpr std::size_t most_in_batch = 500, largest_event = 64 << 10;
constexpr const char* unreadable = "federation.invalid_cloudevent";

Reading refused(std::string message, std::string pointer = "", std::string detail = "") {
  Error error = invalid_input(unreadable, std::move(message));
  if (!detail.empty()) error.add_field(std::move(pointer), std::move(detail));
  return {.refused = std::move(error)};
}

/// What an envelope carries. `data` is null when it carries nothing.
Reading read_data(const std::string& source, const std::string& id, const std::string& type, const Body* data) {
  if (!type.starts_with("dev.cdevents.") && !type.starts_with("dev.cdeventsx.")) {
    Reading reading = ignored(fmt::format("Nothing is made of events of type '{}'; CDEvents are read.", type));
    reading.id = fmt::format("{}\n{}", source, id);
    return reading;
  }
  if (!data || !data->is_object()) return refused("It carries no CDEvent.", "/data", "must be a CDEvent");
  if (text_at(*data, "/context/type") != type)
    return refused("Envelope and CDEvent name different types.", "/type", "must be that of data.context.type");
  if (text_at(*data, "/context/id") != id)
    return refused("Envelope and CDEvent have different ids.", "/id", "must be that of data.context.id");
  return read_cdevent(*data);
}

Reading read_structured(const Body& event) {
  if (!event.is_object()) return refused("An event is an object.");
  if (boost::json::serialize(event).size() > largest_event)
    return refused(fmt::format("An event has at most {} bytes.", largest_event));
  const std::string version = text_at(event, "/specversion"), id = text_at(event, "/id"),
                    source = text_at(event, "/source"), type = text_at(event, "/type");
  if (version != "1.0") return refused("It is not a CloudEvent of version 1.0.", "/specversion", "must be \"1.0\"");
  for (const auto& [name, value] : {std::pair("/id", &id), std::pair("/source", &source), std::pair("/type", &type)})
    if (value->empty())
      return refused("A CloudEvent has an id, a source and a type.", name, "must be a text that is not empty");
  if (const Body* encoded = json::at_pointer(event, "/data_base64")) {
    if (json::at_pointer(event, "/data"))
      return refused("It has data twice.", "/data_base64", "must not be there beside data");
    const auto bytes = encoded->is_string() ? from_base64(std::string_view(encoded->as_string())) : std::nullopt;
    if (!bytes) return refused("Its data is not base64.", "/data_base64", "must be base64");
    auto parsed = json::parse(*bytes);
    if (!parsed.has_value()) return {.refused = parsed.error()};
    return read_data(source, id, type, &*parsed);
  }
  return read_data(source, id, type, json::at_pointer(event, "/data"));
}

/// A header's value: percent-encoded UTF-8 (HTTP binding, section 3.1.3.2).
std::optional<std::string> decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return std::nullopt;
    out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
    i += 2;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

Result<std::vector<Reading>> read_binary(const Incoming& incoming) {
  std::string id, source, type, version;
  for (const auto& [name, out] : {std::pair("ce-id", &id), std::pair("ce-source", &source), std::pair("ce-type", &type),
                                  std::pair("ce-specversion", &version)}) {
    const auto value = decoded(incoming.headers.get(name));
    if (!value || value->empty())
      return invalid_input(unreadable, fmt::format("The header {} is missing or not percent-encoded UTF-8.", name));
    *out = *value;
  }
  if (version != "1.0") return invalid_input(unreadable, "It is not a CloudEvent of version 1.0.");
  if (incoming.headers.has("ce-datacontenttype"))
    return invalid_input(unreadable, "The type of the data goes into Content-Type, not into ce-datacontenttype.");
  if (incoming.body.size() > largest_event)
    return std::vector{refused(fmt::format("An event has at most {} bytes.", largest_event))};
  if (trim(incoming.body).empty()) return std::vector{read_data(source, id, type, nullptr)};
  TRY(const Body data, json::parse(incoming.body));
  return std::vector{read_data(source, id, type, &data)};
}

}  // namespace

Result<std::vector<Reading>> read_cloudevents(const Incoming& incoming) {
  const std::string given = to_lower(incoming.headers.get("Content-Type"));
  const std::string type(trim(given.substr(0, given.find(';'))));
  if (type == "application/cloudevents-batch+json") {
    TRY(const Body batch, json::parse(incoming.body));
    if (!batch.is_array()) return invalid_input(unreadable, "A batch is a list of events.");
    if (batch.as_array().size() > most_in_batch)
      return invalid_input(unreadable, fmt::format("A batch has at most {} events.", most_in_batch));
    std::vector<Reading> out;
    for (const Body& event : batch.as_array()) out.push_back(read_structured(event));
    return out;
  }
  if (type.starts_with("application/cloudevents") && type != "application/cloudevents+json")
    return invalid_input(unreadable, fmt::format("Events come as JSON, not as '{}'.", type));
  if (type == "application/cloudevents+json") {
    TRY(const Body event, json::parse(incoming.body));
    return std::vector{read_structured(event)};
  }
  if (incoming.headers.has("ce-specversion") || incoming.headers.has("ce-type")) return read_binary(incoming);
  TRY(const Body event, json::parse(incoming.body));
  return std::vector{read_cdevent(event)};
}

}  // namespace towpath::federation
