#include "apply_lines.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "document_fields.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

void add_lines(std::vector<std::string>& out, std::string_view text, std::string_view before = "") {
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.push_back(fmt::format("{}{}", before, text.substr(0, end)));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

/// As the program shows it: the headline, where it is, and what it says.
void add_diagnostic(ApplyLine& out, const json::object& diagnostic) {
  const bool is_error = text_at(diagnostic, "severity") == "error";
  const std::string summary = text_at(diagnostic, "summary");
  if (is_error) out.errors.push_back(summary.substr(0, summary.find('\n')));
  add_lines(out.shown, fmt::format("{}: {}", is_error ? "Error" : "Warning", summary));
  if (const std::string address = text_at(diagnostic, "address"); !address.empty())
    add_lines(out.shown, fmt::format("with {},", address), "  ");
  const json::object* range = object_at(diagnostic, "range");
  const json::object* start = range ? object_at(*range, "start") : nullptr;
  const auto* line = start ? start->if_contains("line") : nullptr;
  if (line && line->is_int64())
    add_lines(out.shown, fmt::format("on {} line {}:", text_at(*range, "filename"), line->get_int64()), "  ");
  if (const json::object* snippet = object_at(diagnostic, "snippet"))
    add_lines(out.shown, text_at(*snippet, "code"), "    ");
  add_lines(out.shown, text_at(diagnostic, "detail"));
}

void add_outputs(ApplyLine& out, const json::object& outputs) {
  if (outputs.empty()) return;
  out.shown.emplace_back("Outputs:");
  for (const auto& [name, value] : outputs) {
    if (!value.is_object()) continue;
    const auto* sensitive = value.get_object().if_contains("sensitive");
    const auto* shown = value.get_object().if_contains("value");
    const bool is_shown = shown && sensitive && sensitive->is_bool() && !sensitive->get_bool();
    out.shown.push_back(
        fmt::format("{} = {}", std::string_view(name), is_shown ? json::serialize(*shown) : "<sensitive>"));
  }
}

/// "address (provisioner): what it printed", which -json says with a colon more.
std::string progress_of(const json::object& hook, const std::string& address) {
  return fmt::format("{} ({}): {}", address, text_at(hook, "provisioner"), text_at(hook, "output"));
}

ApplyLine::Kind kind_of(std::string_view type) {
  if (type == "apply_start") return ApplyLine::Kind::started;
  if (type == "apply_complete") return ApplyLine::Kind::ended;
  if (type == "apply_errored") return ApplyLine::Kind::failed;
  return ApplyLine::Kind::other;
}

}  // namespace

ApplyLine read_apply_line(std::string_view text) {
  ApplyLine out;
  const auto parsed = towpath::json::parse(text, {longest_apply_line, 64});
  const json::object* object = parsed && parsed->is_object() ? &parsed->get_object() : nullptr;
  if (!object || !object->contains("@message")) {
    out.shown.emplace_back(text);
    return out;
  }
  const std::string type = text_at(*object, "type");
  const json::object* hook = object_at(*object, "hook");
  const json::object* resource = hook ? object_at(*hook, "resource") : nullptr;
  if (resource) out.address = text_at(*resource, "addr");
  // Said before, when it was planned.
  if (type == "version" || type == "planned_change" || type == "resource_drift") return out;
  if (hook && !out.address.empty()) {
    out.kind = kind_of(type);
    out.action = text_at(*hook, "action");
    out.id_key = text_at(*hook, "id_key");
    out.id = text_at(*hook, "id_value");
  }
  const json::object* diagnostic = object_at(*object, "diagnostic");
  const json::object* outputs = object_at(*object, "outputs");
  if (type == "diagnostic" && diagnostic)
    add_diagnostic(out, *diagnostic);
  else if (type == "outputs" && outputs)
    add_outputs(out, *outputs);
  else if (type == "provision_progress" && hook)
    add_lines(out.shown, progress_of(*hook, out.address));
  else
    add_lines(out.shown, text_at(*object, "@message"));
  return out;
}

void BegunCreations::add(const ApplyLine& line) {
  if (line.kind == ApplyLine::Kind::other || line.action != "create") return;
  if (line.kind == ApplyLine::Kind::started) {
    all_[line.address] = {};
    return;
  }
  Creation& creation = all_[line.address];
  creation.has_ended = true;
  if (line.id.empty()) return;
  creation.id_key = line.id_key;
  creation.id = line.id;
}

}  // namespace towpath::delivery
