#include "capability_document.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/product.h"

namespace towpath::platform {
namespace {

namespace json = boost::json;

std::string text_at(const json::value& document, const char* pointer) {
  boost::system::error_code absent;
  const json::value* found = document.find_pointer(pointer, absent);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

}  // namespace

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::builtin:
      return "builtin";
    case Mode::external:
      return "external";
    case Mode::off:
      return "off";
  }
  return "";
}

std::optional<Mode> mode_from(std::string_view word) {
  for (const Mode mode : {Mode::builtin, Mode::external, Mode::off})
    if (to_string(mode) == word) return mode;
  return std::nullopt;
}

std::string_view to_string(Profile profile) { return profile == Profile::mvp ? "mvp" : "full"; }

std::optional<Profile> profile_from(std::string_view word) {
  for (const Profile profile : {Profile::mvp, Profile::full})
    if (to_string(profile) == word) return profile;
  return std::nullopt;
}

Capability shipped(const Part& part, Profile profile) {
  Capability out;
  out.key = out.part = part.key;
  out.title = part.title;
  out.description = part.description;
  out.answers = part.answers;
  out.areas.assign(part.areas.begin(), part.areas.end());
  out.is_core = part.is_core;
  out.mode = profile == Profile::mvp && !part.is_in_mvp && !part.is_core ? Mode::off : Mode::builtin;
  return out;
}

Capability declared(const catalog::Entity& entity, Profile profile) {
  const json::value document = json::parse(entity.document);
  const std::string part_key = text_at(document, "/spec/part");
  const auto& parts = all_parts();
  const auto part = std::find_if(parts.begin(), parts.end(), [&](const Part& each) { return each.key == part_key; });
  Capability out;
  if (part != parts.end())
    out = shipped(*part, profile);
  else
    out.key = entity.name;
  out.entity_ref = entity.ref;
  out.owner_ref = entity.owner_ref;
  out.lifecycle = entity.lifecycle;
  const auto say = [](std::string& field, const std::string& text) {
    if (!text.empty()) field = text;
  };
  say(out.title, entity.title);
  if (out.title.empty()) out.title = entity.name;
  say(out.description, entity.description);
  say(out.answers, text_at(document, "/spec/answers"));
  out.docs = text_at(document, "/spec/docs");
  out.support_channel = text_at(document, "/spec/support/channel");
  out.support_hours = text_at(document, "/spec/support/hours");
  out.service_level = text_at(document, "/spec/serviceLevel");
  out.price = text_at(document, "/spec/price");
  out.version = text_at(document, "/spec/version");
  out.deprecated_on = text_at(document, "/spec/deprecation/date");
  out.replacement = text_at(document, "/spec/deprecation/replacement");
  if (out.is_core) return out;  // whatever it says: others lean on it
  out.url = text_at(document, "/spec/url");
  if (const auto mode = mode_from(text_at(document, "/spec/mode"))) out.mode = *mode;
  boost::system::error_code absent;
  if (const json::value* ring = document.find_pointer("/spec/ring", absent); ring && ring->is_array())
    for (const json::value& group : ring->as_array())
      if (const auto ref = catalog::EntityRef::parse(std::string(group.as_string()), "group"); ref.has_value())
        out.ring.push_back(ref->to_string());
  return out;
}

json::object descriptor_with(const Capability& capability, const std::string& document, const ModeChange& change) {
  json::object out;
  if (!document.empty()) {
    out = json::parse(document).as_object();
  } else {
    out = {
        {"apiVersion", fmt::format("{}/v1alpha1", product::api_group)},
        {"kind", "Capability"},
        {"metadata",
         json::object{{"name", capability.key}, {"title", capability.title}, {"description", capability.description}}},
        {"spec",
         json::object{{"owner", capability.owner_ref}, {"answers", capability.answers}, {"part", capability.part}}}};
  }
  json::object& spec = out["spec"].as_object();
  spec["mode"] = to_string(change.mode);
  spec.erase("url");
  spec.erase("ring");
  if (change.mode == Mode::external) spec["url"] = change.url;
  if (!change.ring.empty()) spec["ring"] = json::array(change.ring.begin(), change.ring.end());
  return out;
}

}  // namespace towpath::platform
