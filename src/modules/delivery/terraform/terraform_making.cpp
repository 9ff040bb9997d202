#include "terraform_making.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "document_fields.h"
#include "json/json.h"
#include "terraform_documents.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

bool flag_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_bool() && value->get_bool();
}

/// The text between the quotes of a string of the language
/// (developer.hashicorp.com/terraform/language/expressions/strings).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_template = (c == '$' || c == '%') && i + 1 < text.size() && text[i + 1] == '{';
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (is_template)
      out += {c, c};
    else
      out += c;
  }
  return out + "\"";
}

std::string index_of(const json::object& instance) {
  const auto* key = instance.if_contains("index_key");
  if (!key || key->is_null()) return "";
  return fmt::format("[{}]", key->is_string() ? quoted(key->get_string()) : json::serialize(*key));
}

}  // namespace

Secret to_text(const TerraformMaking& making) {
  json::object creations, imports;
  for (const auto& [address, creation] : making.creations)
    creations[address] = json::object{{"before", creation.before},
                                      {"replace", creation.is_replace},
                                      {"idKey", creation.id_key},
                                      {"id", creation.id},
                                      {"ended", creation.has_ended}};
  for (const auto& [address, id] : making.imports) imports[address] = id;
  return Secret(json::serialize(json::object{{"run", making.run},
                                             {"boot", making.boot},
                                             {"creations", std::move(creations)},
                                             {"read", making.is_read},
                                             {"complete", making.is_complete},
                                             {"imports", std::move(imports)}}));
}

Result<TerraformMaking> read_making(const Secret& text) {
  const auto parsed = towpath::json::parse(text.reveal(), {largest_terraform_document, 16});
  if (!parsed || !parsed->is_object()) return bad_answer("what it was to create is no object");
  const json::object& object = parsed->get_object();
  TerraformMaking out;
  out.run = text_at(object, "run");
  out.boot = text_at(object, "boot");
  out.is_read = flag_at(object, "read");
  out.is_complete = flag_at(object, "complete");
  const auto* creations = object.if_contains("creations");
  const auto* imports = object.if_contains("imports");
  if (!creations || !creations->is_object() || !imports || !imports->is_object())
    return bad_answer("what it was to create has no list");
  for (const auto& [address, value] : creations->get_object()) {
    if (!value.is_object()) return bad_answer("a creation is no object");
    const json::object& creation = value.get_object();
    out.creations[address] = {text_at(creation, "before"), flag_at(creation, "replace"), text_at(creation, "idKey"),
                              text_at(creation, "id"), flag_at(creation, "ended")};
  }
  for (const auto& [address, id] : imports->get_object()) {
    if (!id.is_string()) return bad_answer("an id is no text");
    out.imports[address] = std::string(id.get_string());
  }
  return out;
}

Result<std::map<std::string, TerraformCreation>> planned_creations(std::string_view plan) {
  const auto parsed = towpath::json::parse(plan, {largest_terraform_document, 64});
  if (!parsed) return bad_answer(parsed.error().message());
  if (!parsed->is_object()) return bad_answer("the plan is no object");
  std::map<std::string, TerraformCreation> out;
  const auto* changes = parsed->get_object().if_contains("resource_changes");
  if (!changes) return out;
  if (!changes->is_array()) return bad_answer("resource_changes is no list");
  for (const json::value& each : changes->get_array()) {
    const auto* change = each.is_object() ? each.get_object().if_contains("change") : nullptr;
    const auto* actions = change && change->is_object() ? change->get_object().if_contains("actions") : nullptr;
    if (!actions || !actions->is_array()) return bad_answer("a change has no actions");
    const json::array& words = actions->get_array();
    const auto says = [](const json::value& word) { return word.is_string() && word.get_string() == "create"; };
    if (std::none_of(words.begin(), words.end(), says)) continue;
    const std::string address = text_at(each.get_object(), "address");
    if (address.empty()) return bad_answer("a change has no address");
    TerraformCreation creation;
    creation.is_replace = words.size() > 1;
    const auto* before = change->get_object().if_contains("before");
    if (before && before->is_object()) creation.before = text_at(before->get_object(), "id");
    out[address] = std::move(creation);
  }
  return out;
}

void take_in(TerraformMaking& making, const BegunCreations& begun) {
  std::erase_if(making.creations, [&](const auto& each) { return !begun.all().contains(each.first); });
  for (const auto& [address, end] : begun.all()) {
    TerraformCreation& creation = making.creations[address];
    creation.id_key = end.id_key;
    creation.id = end.id;
    creation.has_ended = end.has_ended;
  }
}

Result<std::map<std::string, std::string>> made_in(std::string_view state) {
  const auto invalid = [](std::string_view why) {
    return invalid_input("delivery.terraform_state_invalid", fmt::format("This is no state of terraform: {}.", why));
  };
  const auto parsed = towpath::json::parse(state, {largest_terraform_document, 64});
  if (!parsed) return invalid(parsed.error().message());
  if (!parsed->is_object()) return invalid("no JSON object");
  std::map<std::string, std::string> out;
  const auto* resources = parsed->get_object().if_contains("resources");
  if (!resources || resources->is_null()) return out;
  if (!resources->is_array()) return invalid("its resources are not a list");
  for (const json::value& each : resources->get_array()) {
    if (!each.is_object()) return invalid("a resource is no object");
    const json::object& resource = each.get_object();
    const auto* instances = resource.if_contains("instances");
    if (text_at(resource, "mode") != "managed" || !instances || !instances->is_array()) continue;
    const std::string module = text_at(resource, "module");
    const std::string name = fmt::format("{}{}{}.{}", module, module.empty() ? "" : ".", text_at(resource, "type"),
                                         text_at(resource, "name"));
    for (const json::value& one : instances->get_array()) {
      // What is deposed is about to go: it is not what has its address.
      if (!one.is_object() || one.get_object().contains("deposed")) continue;
      const auto* attributes = one.get_object().if_contains("attributes");
      out[name + index_of(one.get_object())] =
          attributes && attributes->is_object() ? text_at(attributes->get_object(), "id") : "";
    }
  }
  return out;
}

void leave_out_made(TerraformMaking& making, const std::map<std::string, std::string>& made) {
  std::erase_if(making.creations, [&](const auto& each) {
    const auto& [address, creation] = each;
    const auto known = made.find(address);
    if (known == made.end()) return false;
    if (!creation.is_replace) return true;
    // Of what took the place of something the state has to know another id than the one of before.
    return !creation.before.empty() && !known->second.empty() && known->second != creation.before;
  });
  std::erase_if(making.imports, [&](const auto& each) { return made.contains(each.first); });
}

std::string import_blocks(const std::map<std::string, std::string>& imports) {
  std::string out;
  for (const auto& [address, id] : imports)
    out += fmt::format("import {{\n  to = {}\n  id = {}\n}}\n", address, quoted(id));
  return out;
}

}  // namespace towpath::delivery
