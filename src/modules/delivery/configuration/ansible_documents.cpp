#include "ansible_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "json/json.h"
#include "shown_text.h"

namespace towpath::delivery {
namespace {

using boost::json::object;

constexpr std::size_t longest_line = 64u << 10;
constexpr std::array<std::string_view, 7> statuses = {"ok",     "changed", "skipped",    "would_run",
                                                      "failed", "ignored", "unreachable"};

std::optional<object> object_of_line(std::string_view line) {
  if (!line.starts_with('{') || line.size() > longest_line) return std::nullopt;
  auto parsed = json::parse(line, {longest_line, 8});
  if (!parsed || !parsed->is_object()) return std::nullopt;
  return std::move(parsed->get_object());
}

std::string text_at(const object& from, std::string_view key, std::size_t most) {
  const auto* value = from.if_contains(key);
  return value && value->is_string() ? shown(value->get_string(), most) : "";
}

/// The line after `mark`, or what follows it on the same line.
std::string_view rest_of_line(std::string_view text, std::size_t at) {
  text.remove_prefix(std::min(at, text.size()));
  return text.substr(0, text.find('\n'));
}

/// The number at the start.
std::string_view number_at(std::string_view text) { return text.substr(0, text.find_first_not_of("0123456789")); }

}  // namespace

std::optional<TaskLine> read_task_line(std::string_view line) {
  const auto from = object_of_line(line);
  if (!from || text_at(*from, "event", 20) != "task") return std::nullopt;
  TaskLine out{text_at(*from, "host", 253), text_at(*from, "task", 512), text_at(*from, "place", 512),
               text_at(*from, "message", 2000), text_at(*from, "status", 20)};
  if (std::find(statuses.begin(), statuses.end(), out.status) == statuses.end()) return std::nullopt;
  if (const auto* seconds = from->if_contains("seconds"); seconds && seconds->is_double())
    out.seconds = std::clamp(seconds->get_double(), 0.0, 1e6);
  return out;
}

bool is_no_hosts_line(std::string_view line) {
  const auto from = object_of_line(line);
  return from && text_at(*from, "event", 20) == "no_hosts";
}

std::string read_ansible_error(std::string_view errors, std::string_view folder) {
  constexpr std::string_view headline = "ERROR! ", syntax = "Syntax Error while loading YAML.\n",
                             place = "The error appears to be in '", line_mark = "': line ", column_mark = ", column ";
  const auto at = errors.find(headline);
  if (at == errors.npos) return "";
  errors.remove_prefix(at);
  std::string_view what = rest_of_line(errors, headline.size());
  if (const auto yaml = errors.find(syntax); yaml != errors.npos) what = rest_of_line(errors, yaml + syntax.size());
  while (what.starts_with(' ')) what.remove_prefix(1);
  const auto where = errors.find(place);
  if (where == errors.npos) return shown(what, 500);
  std::string_view file = rest_of_line(errors, where + place.size());
  const auto end = file.find(line_mark);
  if (end == file.npos) return shown(what, 500);
  const std::string_view after = file.substr(end + line_mark.size()), line = number_at(after);
  file = within(file.substr(0, end), folder);
  const auto column = after.find(column_mark);
  const std::string_view column_number =
      column == after.npos ? "" : number_at(after.substr(column + column_mark.size()));
  return shown(fmt::format("{}:{}{}{}: {}", file, line, column_number.empty() ? "" : ":", column_number, what), 700);
}

Result<RunReport> read_ansible_report(std::string_view text) {
  const auto parsed = json::parse(text, {largest_run_report, 64});
  const auto bad = [](std::string_view why) {
    return failed("delivery.configuration_answer",
                  fmt::format("What the playbook's run left cannot be read: {}.", why));
  };
  if (!parsed) return bad(parsed.error().message());
  if (!parsed->is_object()) return bad("it is no object");
  RunReport out;
  for (auto [key, part] : {std::pair("outputs", &out.outputs), std::pair("facts", &out.facts)}) {
    const auto* value = parsed->get_object().if_contains(key);
    if (!value || !value->is_object()) return bad(fmt::format("it has no object '{}'", key));
    *part = value->get_object();
  }
  return out;
}

}  // namespace towpath::delivery
