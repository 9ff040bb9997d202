#include "otlp/proto_values.h"

#include <cmath>

#include "base/strings.h"
#include "otlp/proto_reader.h"

namespace towpath::observe {
namespace {

constexpr int deepest = 8;

bool read_value(std::string_view bytes, int depth, boost::json::value& out);

/// JSON has no infinity.
boost::json::value finite(double number) {
  return std::isfinite(number) ? boost::json::value(number) : boost::json::value(nullptr);
}

bool read_key_value(std::string_view bytes, int depth, boost::json::object& out) {
  ProtoReader message(bytes);
  std::string key;
  boost::json::value value;
  while (message.next()) {
    if (message.field() == 1) key = shown(message.bytes(), 200);
    if (message.field() == 2 && !read_value(message.bytes(), depth, value)) return false;
  }
  if (out.size() < most_attributes && !key.empty()) out[key] = std::move(value);
  return !message.is_broken();
}

bool read_value(std::string_view bytes, int depth, boost::json::value& out) {
  if (depth > deepest) return true;  // what is nested that deep is left out
  ProtoReader message(bytes);
  while (message.next()) switch (message.field()) {
      case 1:
        out = shown(message.bytes());
        break;
      case 2:
        out = message.varint() != 0;
        break;
      case 3:
        out = static_cast<std::int64_t>(message.varint());
        break;
      case 4:
        out = finite(message.real());
        break;
      case 5: {
        boost::json::array list;
        ProtoReader values(message.bytes());
        while (values.next()) {
          if (values.field() != 1 || list.size() >= most_attributes) continue;
          if (!read_value(values.bytes(), depth + 1, list.emplace_back(nullptr))) return false;
        }
        if (values.is_broken()) return false;
        out = std::move(list);
        break;
      }
      case 6: {
        boost::json::object object;
        ProtoReader values(message.bytes());
        while (values.next())
          if (values.field() == 1 && !read_key_value(values.bytes(), depth + 1, object)) return false;
        if (values.is_broken()) return false;
        out = std::move(object);
        break;
      }
      case 7:
        out = to_hex(message.bytes().substr(0, longest_shown / 2));
        break;
      default:
        break;
    }
  return !message.is_broken();
}

std::string text_of(const boost::json::object& attributes, std::string_view key) {
  const auto* value = attributes.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

bool add_attribute(std::string_view key_value, boost::json::object& out) { return read_key_value(key_value, 0, out); }

bool read_resource(std::string_view resource, Sender& out) {
  ProtoReader message(resource);
  boost::json::object attributes;
  while (message.next())
    if (message.field() == 1 && !add_attribute(message.bytes(), attributes)) return false;
  out = sender_of(attributes);
  return !message.is_broken();
}

Sender sender_of(const boost::json::object& attributes) {
  std::string environment = text_of(attributes, "deployment.environment.name");
  if (environment.empty()) environment = text_of(attributes, "deployment.environment");
  return {text_of(attributes, "service.name"), std::move(environment)};
}

bool read_scoped(std::string_view bytes, const std::function<bool(std::string_view, const Sender&)>& read) {
  Sender sender;
  for (ProtoReader first(bytes); first.next();)
    if (first.field() == 1 && !read_resource(first.bytes(), sender)) return false;
  ProtoReader message(bytes);
  while (message.next()) {
    if (message.field() != 2) continue;
    ProtoReader scope(message.bytes());
    while (scope.next())
      if (scope.field() == 2 && !read(scope.bytes(), sender)) return false;
    if (scope.is_broken()) return false;
  }
  return !message.is_broken();
}

}  // namespace towpath::observe
