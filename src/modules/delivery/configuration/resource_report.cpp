#include "resource_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "json/json.h"
#include "shown_text.h"

namespace towpath::delivery {
namespace {

using boost::json::object;

constexpr std::size_t most_resources = 10'000, most_problems = 3;
constexpr std::array<std::string_view, 5> statuses = {"changed", "refreshed", "unforeseen", "skipped", "failed"};

std::string text_at(const object& from, std::string_view key, std::size_t most) {
  const auto* value = from.if_contains(key);
  return value && value->is_string() ? shown(value->get_string(), most) : "";
}

}  // namespace

Result<ResourceReport> read_resource_report(std::string_view text) {
  const auto parsed = json::parse(text, {largest_run_report, 64});
  const auto bad = [](std::string_view why) {
    return failed("delivery.configuration_answer", fmt::format("What the run left cannot be read: {}.", why));
  };
  if (!parsed) return bad(parsed.error().message());
  if (!parsed->is_object()) return bad("it is no object");
  const auto* resources = parsed->get_object().if_contains("resources");
  const auto* facts = parsed->get_object().if_contains("facts");
  if (!resources || !resources->is_array() || !facts || !facts->is_object())
    return bad("it has no resources and facts");
  if (resources->get_array().size() > most_resources)
    return bad(fmt::format("it has more than {} resources", most_resources));
  ResourceReport out;
  out.facts = facts->get_object();
  for (const boost::json::value& each : resources->get_array()) {
    if (!each.is_object()) return bad("a resource is no object");
    const object& from = each.get_object();
    ReportedResource resource{text_at(from, "name", 512), text_at(from, "place", 512), text_at(from, "message", 2000),
                              text_at(from, "status", 20)};
    if (resource.name.empty() || std::find(statuses.begin(), statuses.end(), resource.status) == statuses.end())
      return bad("a resource has no name or an unknown status");
    if (const auto* seconds = from.if_contains("seconds"); seconds && seconds->is_double())
      resource.seconds = std::clamp(seconds->get_double(), 0.0, 1e6);
    out.resources.push_back(std::move(resource));
  }
  return out;
}

void ResourceReportReader::take(process::Stream, std::string_view line) {
  listener_.log(line);
  if (std::string problem = problem_in(line); !problem.empty()) add_problem(std::move(problem));
}

Result<RunReport> ResourceReportReader::finish(const process::Exit& exit, std::string_view text) {
  RunReport out;
  if (has_report(exit)) {
    TRY(ResourceReport report, read_resource_report(text));
    out.facts = std::move(report.facts);
    for (const ReportedResource& resource : report.resources) add(resource, out);
  }
  out.problems = std::move(problems_);
  return out;
}

void ResourceReportReader::add_problem(std::string problem) {
  if (++problem_count_ <= most_problems) problems_ += (problems_.empty() ? "" : "; ") + problem;
}

void ResourceReportReader::add(const ReportedResource& resource, RunReport& out) {
  if (resource.status == "changed")
    out.changes.push_back({"change", resource.name});
  else if (resource.status == "refreshed")
    out.changes.push_back({"refresh", resource.name});
  else if (resource.status == "unforeseen")
    out.changes.push_back({std::string(unforeseen_action), resource.name});
  else if (problems_.empty())  // it said nothing on its own
    add_problem(fmt::format("{}: {} {}{}{}", resource.place, resource.name, resource.status,
                            resource.message.empty() ? "" : ": ", resource.message));
}

}  // namespace towpath::delivery
