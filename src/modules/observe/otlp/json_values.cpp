#include "otlp/json_values.h"

#include <charconv>
#include <cmath>

#include "otlp/proto_values.h"

namespace towpath::observe {
namespace {

constexpr int deepest = 8;

boost::json::value plain(const boost::json::value& any, int depth) {
  if (!any.is_object() || depth > deepest) return nullptr;
  const boost::json::object& value = any.as_object();
  if (const auto* text = value.if_contains("stringValue"); text && text->is_string())
    return boost::json::value(shown(text->as_string()));
  if (const auto* flag = value.if_contains("boolValue"); flag && flag->is_bool()) return flag->as_bool();
  if (value.contains("intValue")) return json_integer(any, "intValue");
  if (value.contains("doubleValue")) return json_real(any, "doubleValue");
  if (const auto* bytes = value.if_contains("bytesValue"); bytes && bytes->is_string())
    return boost::json::value(shown(bytes->as_string()));
  if (const auto* inner = value.if_contains("arrayValue")) {
    boost::json::array out;
    for (const auto& each : list(*inner, "values"))
      if (out.size() < most_attributes) out.push_back(plain(each, depth + 1));
    return out;
  }
  if (const auto* inner = value.if_contains("kvlistValue")) {
    boost::json::object out;
    for (const auto& each : list(*inner, "values"))
      if (out.size() < most_attributes)
        out[shown(json_text(each, "key"), 200)] = plain(member(each, "value"), depth + 1);
    return out;
  }
  return nullptr;
}

}  // namespace

const boost::json::value& member(const boost::json::value& object, std::string_view name) {
  static const boost::json::value nothing;
  const auto* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  return found ? *found : nothing;
}

const boost::json::array& list(const boost::json::value& object, std::string_view name) {
  static const boost::json::array nothing;
  const auto& found = member(object, name);
  return found.is_array() ? found.as_array() : nothing;
}

std::string json_text(const boost::json::value& object, std::string_view name) {
  const auto& found = member(object, name);
  return found.is_string() ? std::string(found.as_string()) : std::string();
}

std::int64_t json_integer(const boost::json::value& object, std::string_view name) {
  const auto& found = member(object, name);
  if (found.is_int64()) return found.as_int64();
  if (!found.is_string()) return 0;
  const auto& text = found.as_string();
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? out : 0;
}

double json_real(const boost::json::value& object, std::string_view name) {
  const auto& found = member(object, name);
  if (found.is_double()) return std::isfinite(found.as_double()) ? found.as_double() : 0;
  if (found.is_int64()) return static_cast<double>(found.as_int64());
  if (found.is_uint64()) return static_cast<double>(found.as_uint64());
  return 0;
}

boost::json::object json_attributes(const boost::json::value& object) {
  boost::json::object out;
  for (const auto& each : list(object, "attributes")) {
    const std::string key = shown(json_text(each, "key"), 200);
    if (!key.empty() && out.size() < most_attributes) out[key] = plain(member(each, "value"), 0);
  }
  return out;
}

Sender json_sender(const boost::json::value& resource_item) {
  return sender_of(json_attributes(member(resource_item, "resource")));
}

}  // namespace towpath::observe
