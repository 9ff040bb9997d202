#include "puppet_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "json/json.h"
#include "shown_text.h"

namespace towpath::delivery {
namespace {

using boost::json::object;

constexpr std::size_t most_resources = 10'000;
constexpr std::array<std::string_view, 4> statuses = {"changed", "refreshed", "skipped", "failed"};

std::string text_at(const object& from, std::string_view key, std::size_t most) {
  const auto* value = from.if_contains(key);
  return value && value->is_string() ? shown(value->get_string(), most) : "";
}

std::string_view digits_after(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == text.npos) return {};
  text.remove_prefix(at + mark.size());
  return text.substr(0, text.find_first_not_of("0123456789"));
}

}  // namespace

Result<PuppetReport> read_puppet_report(std::string_view text) {
  const auto parsed = json::parse(text, {largest_run_report, 64});
  const auto bad = [](std::string_view why) {
    return failed("delivery.configuration_answer", fmt::format("What puppet's run left cannot be read: {}.", why));
  };
  if (!parsed) return bad(parsed.error().message());
  if (!parsed->is_object()) return bad("it is no object");
  const auto* resources = parsed->get_object().if_contains("resources");
  const auto* facts = parsed->get_object().if_contains("facts");
  if (!resources || !resources->is_array() || !facts || !facts->is_object())
    return bad("it has no resources and facts");
  if (resources->get_array().size() > most_resources)
    return bad(fmt::format("it has more than {} resources", most_resources));
  PuppetReport out;
  out.facts = facts->get_object();
  for (const boost::json::value& each : resources->get_array()) {
    if (!each.is_object()) return bad("a resource is no object");
    const object& from = each.get_object();
    PuppetResource resource{text_at(from, "name", 512), text_at(from, "place", 512), text_at(from, "message", 2000),
                            text_at(from, "status", 20)};
    if (resource.name.empty() || std::find(statuses.begin(), statuses.end(), resource.status) == statuses.end())
      return bad("a resource has no name or an unknown status");
    if (const auto* seconds = from.if_contains("seconds"); seconds && seconds->is_double())
      resource.seconds = std::clamp(seconds->get_double(), 0.0, 1e6);
    out.resources.push_back(std::move(resource));
  }
  return out;
}

std::string read_puppet_error(std::string_view line, std::string_view folder) {
  constexpr std::string_view headline = "Error: ", place = "(file: ";
  if (!line.starts_with(headline)) return "";
  line.remove_prefix(headline.size());
  const auto at = line.find(place);
  if (at == line.npos) return shown(line, 500);
  const std::string_view where = line.substr(at + place.size());
  const auto end = where.find_first_of(",)");
  if (end == where.npos) return shown(line, 500);
  const std::string_view number = digits_after(where, ", line: "), column = digits_after(where, ", column: ");
  std::string_view what = line.substr(0, at);
  while (what.ends_with(' ')) what.remove_suffix(1);
  return shown(fmt::format("{}{}{}{}{}: {}", within(where.substr(0, end), folder), number.empty() ? "" : ":", number,
                           column.empty() ? "" : ":", column, what),
               700);
}

}  // namespace towpath::delivery
