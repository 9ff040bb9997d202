#include "pulumi_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "configuration/shown_text.h"
#include "json/json.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t most_changes = 200, longest_subject = 300, longest_project = 100;
constexpr std::string_view stack_type = "pulumi:pulumi:Stack", hidden = "[secret]";
constexpr std::array<std::string_view, 9> quiet_steps = {"same",
                                                         "read",
                                                         "read-replacement",
                                                         "read-discard",
                                                         "refresh",
                                                         "discard-replaced",
                                                         "create-replacement",
                                                         "delete-replaced",
                                                         "remove-pending-replace"};

Error bad_answer(std::string_view why) {
  return failed("delivery.pulumi_answer", fmt::format("What pulumi says cannot be read: {}.", why));
}

Result<object> object_in(std::string_view text) {
  auto parsed = json::parse(text, {largest_pulumi_document, 64});
  if (!parsed) return bad_answer(parsed.error().message());
  if (!parsed->is_object()) return bad_answer("it is no object");
  return std::move(parsed->get_object());
}

std::string text_at(const object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : "";
}

/// "a$b" is b within a.
std::string_view type_of_urn(std::string_view urn) {
  for (int part = 0; part < 2; ++part) {
    const auto end = urn.find("::");
    if (end == urn.npos) return {};
    urn.remove_prefix(end + 2);
  }
  urn = urn.substr(0, urn.find("::"));
  if (const auto parent = urn.rfind('$'); parent != urn.npos) urn.remove_prefix(parent + 1);
  return urn;
}

/// The resources of a deployment, the stack and what stands for providers left out.
std::size_t count_resources(const object& exported) {
  const auto* deployment = exported.if_contains("deployment");
  const auto* resources =
      deployment && deployment->is_object() ? deployment->get_object().if_contains("resources") : nullptr;
  if (!resources || !resources->is_array()) return 0;
  return static_cast<std::size_t>(
      std::count_if(resources->get_array().begin(), resources->get_array().end(), [](const value& each) {
        const std::string type = each.is_object() ? text_at(each.get_object(), "type") : "";
        return type != stack_type && !type.starts_with("pulumi:providers:");
      }));
}

}  // namespace

std::string subject_of_urn(std::string_view urn) {
  const auto type = type_of_urn(urn);
  const auto name = urn.rfind("::");
  if (type.empty() || name == urn.npos) return shown(urn, longest_subject);
  return shown(fmt::format("{}{}", type, urn.substr(name)), longest_subject);
}

Result<DriverChanges> read_pulumi_preview(std::string_view text) {
  TRY(const object preview, object_in(text));
  const auto* steps = preview.if_contains("steps");
  if (!steps && !preview.contains("changeSummary")) return bad_answer("a preview has neither steps nor a summary");
  DriverChanges out;
  if (!steps || steps->is_null()) return out;
  if (!steps->is_array()) return bad_answer("the steps of a preview are no list");
  for (const value& each : steps->get_array()) {
    if (!each.is_object()) return bad_answer("a step of a preview is no object");
    const std::string op = shown(text_at(each.get_object(), "op"), 40), urn = text_at(each.get_object(), "urn");
    if (op.empty() || urn.empty()) return bad_answer("a step of a preview has no op or no urn");
    if (std::find(quiet_steps.begin(), quiet_steps.end(), op) != quiet_steps.end() || type_of_urn(urn) == stack_type)
      continue;
    ++out.counts[op];
    if (out.changes.size() < most_changes)
      out.changes.push_back({op, subject_of_urn(urn)});
    else
      ++out.left_out;
  }
  return out;
}

Result<TerraformOutputs> read_pulumi_outputs(std::string_view masked, std::string_view plain) {
  TRY(const object shown_ones, object_in(masked));
  TRY(const object all, object_in(plain));
  TerraformOutputs out;
  for (const auto& [name, each] : all) {
    const auto* seen = shown_ones.if_contains(name);
    // Also a secret within a list or an object: whatever is shown otherwise is not for everybody.
    out[std::string(name)] = {each, !seen || *seen != each || (seen->is_string() && seen->get_string() == hidden)};
  }
  return out;
}

Result<std::string> read_pulumi_project(std::string_view text) {
  const auto parsed = yaml::parse_one(text, "Pulumi.yaml");
  if (!parsed.has_value()) return bad_answer(parsed.error().message());
  const auto* name = parsed->find("name");
  const std::string* project = name ? name->string() : nullptr;
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  if (!project || project->empty() || project->size() > longest_project ||
      !std::all_of(project->begin(), project->end(), is_fine))
    return bad_answer("Pulumi.yaml has no 'name' of letters, digits, '-', '_' and '.'");
  return *project;
}

Result<Secret> as_state(std::string_view deployment, const TerraformOutputs& outputs, const std::string& state,
                        std::int64_t serial) {
  TRY(object exported, object_in(deployment));
  object said;
  for (const auto& [name, output] : outputs)
    said[name] = object{{"value", output.value}, {"sensitive", output.is_sensitive}};
  boost::json::array resources(count_resources(exported), object{});
  return Secret(boost::json::serialize(object{{"version", 4},
                                              {"terraform_version", "pulumi"},
                                              {"serial", serial},
                                              {"lineage", state},
                                              {"outputs", std::move(said)},
                                              {"resources", std::move(resources)},
                                              {"pulumi", std::move(exported)}}));
}

Result<Secret> deployment_of(const Secret& state) {
  const auto parsed = json::parse(state.reveal(), {largest_terraform_document, 64});
  const auto* deployment = parsed && parsed->is_object() ? parsed->get_object().if_contains("pulumi") : nullptr;
  if (!deployment) return bad_answer("what is stored is no deployment of pulumi");
  return Secret(boost::json::serialize(*deployment));
}

}  // namespace towpath::delivery
