#include "terraform_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/sha256.h"
#include "base/strings.h"
#include "document_fields.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

constexpr std::int64_t state_format = 4;
constexpr std::size_t most_changes = 200, longest_name = 512;

Error invalid_state(std::string_view why) {
  return invalid_input("delivery.terraform_state_invalid", fmt::format("This is no state of terraform: {}.", why));
}

/// A name as it may be shown: on one line, not endless.
std::string shown(std::string_view name) {
  std::string out(name.substr(0, longest_name));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return is_utf8(out) ? out : "";
}

/// {"name": {"value", "type", "sensitive"}}; nothing for what is not of that shape.
std::optional<TerraformOutputs> outputs_of(const json::object& object) {
  TerraformOutputs out;
  for (const auto& [name, described] : object) {
    if (!described.is_object()) return std::nullopt;
    const json::object& output = described.get_object();
    const auto* value = output.if_contains("value");
    const auto* sensitive = output.if_contains("sensitive");
    if (!value || (sensitive && !sensitive->is_bool())) return std::nullopt;
    out.emplace(std::string(name), TerraformOutput{*value, sensitive && sensitive->get_bool()});
  }
  return out;
}

/// The words of a change's actions as one: ["delete", "create"] and its reverse replace.
std::string action_of(const json::array& actions) {
  std::vector<std::string> words;
  for (const json::value& word : actions) words.emplace_back(word.is_string() ? std::string(word.get_string()) : "");
  if (words.size() == 2) return "replace";
  if (words.size() != 1) return "";
  return words.front() == "no-op" ? "none" : words.front();
}

/// A value without the parts that are marked as sensitive: `marks` is true, or as the value is with true inside.
json::value without_secrets(const json::value& value, const json::value* marks) {
  if (!marks || (marks->is_bool() && !marks->get_bool())) return value;
  if (marks->is_bool()) return nullptr;
  if (value.is_object() && marks->is_object()) {
    json::object out;
    for (const auto& [key, each] : value.get_object())
      out[key] = without_secrets(each, marks->get_object().if_contains(key));
    return out;
  }
  if (value.is_array() && marks->is_array()) {
    json::array out;
    const json::array& each_marks = marks->get_array();
    for (std::size_t i = 0; i < value.get_array().size(); ++i)
      out.push_back(without_secrets(value.get_array()[i], i < each_marks.size() ? &each_marks[i] : nullptr));
    return out;
  }
  return nullptr;  // marked in a way that is not its own: better nothing than a secret
}

/// What a change does, with values, as far as they may be known.
json::value told(const json::object& change) {
  json::object out;
  for (const auto& [key, marks] : {std::pair("before", "before_sensitive"), std::pair("after", "after_sensitive")})
    if (const auto* value = change.if_contains(key)) out[key] = without_secrets(*value, change.if_contains(marks));
  return out;
}

}  // namespace

Result<TerraformStateDocument> read_terraform_state(std::string_view text) {
  const auto parsed = towpath::json::parse(text, {largest_terraform_document, 64});
  if (!parsed) return invalid_state(parsed.error().message());
  if (!parsed->is_object()) return invalid_state("no JSON object");
  const json::object& object = parsed->get_object();
  const auto* version = object.if_contains("version");
  if (!version || !version->is_int64()) return invalid_state("it has no format version");
  if (version->get_int64() != state_format)
    return invalid_input("delivery.terraform_state_newer",
                         fmt::format("The state has the format version {}, only {} can be read here.",
                                     version->get_int64(), state_format))
        .with_hint("Use a terraform or opentofu that writes format 4, or update this server.");
  TerraformStateDocument out;
  const auto* serial = object.if_contains("serial");
  if (!serial || !serial->is_int64() || serial->get_int64() < 0) return invalid_state("it has no serial");
  out.serial = serial->get_int64();
  out.lineage = text_at(object, "lineage");
  if (out.lineage.empty() || out.lineage.size() > longest_name) return invalid_state("it has no lineage");
  out.tool = shown(text_at(object, "terraform_version"));
  if (const auto* outputs = object.if_contains("outputs"); outputs && !outputs->is_null()) {
    auto read = outputs->is_object() ? outputs_of(outputs->get_object()) : std::nullopt;
    if (!read) return invalid_state("its outputs are not an object of values");
    out.outputs = std::move(*read);
  }
  if (const auto* resources = object.if_contains("resources"); resources && !resources->is_null()) {
    if (!resources->is_array()) return invalid_state("its resources are not a list");
    out.resources = resources->get_array().size();
  }
  return out;
}

Result<std::string> read_lock_id(std::string_view info) {
  const auto invalid = [](std::string_view why) {
    return invalid_input("delivery.terraform_lock_invalid", fmt::format("This names no lock: {}.", why));
  };
  const auto parsed = towpath::json::parse(info, {largest_lock_info, 16});
  if (!parsed) return invalid(parsed.error().message());
  const std::string id = parsed->is_object() ? text_at(parsed->get_object(), "ID") : "";
  if (id.empty() || id.size() > longest_name) return invalid("it has no ID");
  return id;
}

Result<DriverChanges> read_plan(std::string_view text) {
  const auto parsed = towpath::json::parse(text, {largest_terraform_document, 64});
  if (!parsed) return bad_answer(parsed.error().message());
  if (!parsed->is_object()) return bad_answer("the plan is no object");
  const json::object& object = parsed->get_object();
  if (const std::string version = text_at(object, "format_version"); !version.starts_with("1."))
    return bad_answer(fmt::format("the plan has the format version '{}', known is 1", shown(version)));
  DriverChanges out;
  json::array values;
  const auto add = [&](std::string action, std::string subject) {
    ++out.counts[action];
    if (out.changes.size() < most_changes)
      out.changes.push_back({std::move(action), std::move(subject)});
    else
      ++out.left_out;
  };
  const auto* resources = object.if_contains("resource_changes");
  if (resources && !resources->is_array()) return bad_answer("resource_changes is no list");
  if (resources)
    for (const json::value& each : resources->get_array()) {
      const auto* change = each.is_object() ? each.get_object().if_contains("change") : nullptr;
      const auto* actions = change && change->is_object() ? change->get_object().if_contains("actions") : nullptr;
      if (!actions || !actions->is_array()) return bad_answer("a change has no actions");
      std::string action = action_of(actions->get_array());
      if (action.empty()) return bad_answer("a change has unknown actions");
      // Taken over as it is. What is changed, too, shows as that.
      if (action == "none" && change->get_object().contains("importing")) action = "import";
      if (action == "none" || action == "read") continue;
      const std::string address = shown(text_at(each.get_object(), "address"));
      values.push_back(json::array{action, address, told(change->get_object())});
      add(shown(action), address);
    }
  const auto* outputs = object.if_contains("output_changes");
  if (outputs && !outputs->is_object()) return bad_answer("output_changes is no object");
  if (outputs)
    for (const auto& [name, change] : outputs->get_object()) {
      const auto* actions = change.is_object() ? change.get_object().if_contains("actions") : nullptr;
      if (!actions || !actions->is_array()) return bad_answer("the change of an output has no actions");
      const std::string action = action_of(actions->get_array());
      if (action.empty()) return bad_answer("the change of an output has unknown actions");
      if (action == "none") continue;
      values.push_back(json::array{action, std::string_view(name), told(change.get_object())});
      add(shown(action), "output." + shown(name));
    }
  if (!out.is_empty()) out.fingerprint = sha256_hex(towpath::json::canonical(values));
  return out;
}

Result<TerraformOutputs> read_outputs(std::string_view text) {
  const auto parsed = towpath::json::parse(text, {largest_terraform_document, 64});
  if (!parsed) return bad_answer(parsed.error().message());
  auto read = parsed->is_object() ? outputs_of(parsed->get_object()) : std::nullopt;
  if (!read) return bad_answer("outputs are not an object of values");
  return std::move(*read);
}

}  // namespace towpath::delivery
