#include "finding_json.h"

#include <boost/json.hpp>

namespace towpath::standards {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

}  // namespace

std::string detail_json(const Finding& f) {
  json::object out{{"title", f.title}, {"owner", f.owner_ref}};
  if (!f.unknown_blocks) out["unknownIsAllowed"] = true;
  for (const auto& [key, value] :
       {std::pair("message", &f.message), std::pair("hint", &f.hint), std::pair("reason", &f.reason)})
    if (!value->empty()) out[key] = *value;
  json::array evidence;
  for (const Evidence& each : f.evidence) evidence.push_back(json::array{each.pointer, each.value});
  if (!evidence.empty()) out["evidence"] = std::move(evidence);
  return json::serialize(out);
}

void read_detail(const std::string& detail, Finding& f) {
  const json::value value = json::parse(detail);
  const json::object& object = value.as_object();
  f.title = text(object, "title");
  f.owner_ref = text(object, "owner");
  f.message = text(object, "message");
  f.hint = text(object, "hint");
  f.reason = text(object, "reason");
  f.unknown_blocks = !object.contains("unknownIsAllowed");
  if (const json::value* evidence = object.if_contains("evidence"))
    for (const json::value& each : evidence->as_array())
      f.evidence.push_back({std::string(each.at(0).as_string()), std::string(each.at(1).as_string())});
}

}  // namespace towpath::standards
