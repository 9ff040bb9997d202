#include "insights/baseline.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "baseline_json.h"
#include "dora_json.h"
#include "insights/devlake.h"
#include "json/json.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::insights {
namespace {

constexpr std::size_t max_releases = 20'000, max_commits = 500'000, max_text = 500;
constexpr std::size_t max_bytes = std::size_t{64} << 20;

bool is_name(std::string_view text) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 63 && is_plain(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c) || c == '.' || c == '_' || c == '-'; });
}

/// A field that is an instant, in any form DevLake or RFC 3339 write.
UtcTime time_of(json::ObjectReader& reader, std::string_view key) {
  const std::string text = reader.required_string(key);
  const auto time = devlake::parse_instant(text);
  if (!time && !text.empty()) reader.problem(key, "must be a time, for example 2026-11-29T10:00:00Z");
  return time.value_or(UtcTime());
}

std::size_t count_of(json::ObjectReader& reader, std::string_view key) {
  const std::int64_t count = reader.optional_integer(key).value_or(0);
  if (count < 0) reader.problem(key, "must not be negative");
  return static_cast<std::size_t>(std::max<std::int64_t>(0, count));
}

std::string text_of(json::ObjectReader& reader, std::string_view key) {
  std::string text = reader.required_string(key);
  if (text.size() > max_text) reader.problem(key, "is too long");
  return text;
}

HistoricRelease release_from(json::ObjectReader& reader, std::size_t& commits_left) {
  HistoricRelease out;
  out.tag = text_of(reader, "tag");
  out.commit = text_of(reader, "commit");
  out.at = time_of(reader, "at");
  out.has_base = reader.optional_boolean("hasBase").value_or(true);
  out.is_patch = reader.optional_boolean("isPatch").value_or(is_patch(out.tag));
  out.merges = count_of(reader, "merges");
  out.by_bots = count_of(reader, "byBots");
  auto commits = reader.optional_objects("commits");
  if (commits.size() > commits_left)
    reader.problem("commits", "are more than one baseline takes");
  else
    commits_left -= commits.size();
  for (json::ObjectReader& commit : commits) {
    const UtcTime authored = time_of(commit, "authoredAt"), merged = time_of(commit, "mergedAt");
    out.commits.push_back({authored, merged});
  }
  return out;
}

struct Month {
  std::size_t releases = 0, mended = 0;
  std::vector<double> lead_times;
};

boost::json::array series_of(const Dora& dora, UtcTime from, UtcTime to) {
  std::map<std::string, Month> months;
  for (UtcTime day = from; day < to; day += std::chrono::days(1)) months[to_rfc3339(day).substr(0, 7)];
  for (const JudgedDelivery& d : dora.deliveries) {
    Month& month = months[to_rfc3339(d.finished_at).substr(0, 7)];
    ++month.releases;
    month.mended += d.failed ? 1 : 0;
    month.lead_times.insert(month.lead_times.end(), d.lead_times.begin(), d.lead_times.end());
  }
  boost::json::array out;
  for (const auto& [name, month] : months)
    out.push_back(boost::json::object{{"month", name},
                                      {"releases", month.releases},
                                      {"failures", month.mended},
                                      {"leadTimeHours", json::number_or_null(quantile(month.lead_times, 0.5))}});
  return out;
}

}  // namespace

Baseline baseline_of(const ReleasedHistory& history, std::chrono::months months, UtcTime to) {
  Baseline out;
  out.to = to;
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(to);
  std::chrono::year_month_day begin = std::chrono::year_month_day(day) - months;
  if (!begin.ok()) begin = begin.year() / begin.month() / std::chrono::last;
  out.from = UtcTime(std::chrono::sys_days(begin)) + (to - UtcTime(day));
  out.unreleased = history.unreleased.size();
  out.ignored_tags = history.ignored_tags;
  out.is_shallow = history.is_shallow;
  for (const HistoricRelease& release : history.releases) {
    if (release.at >= to) continue;
    if (release.at >= out.from) {
      out.releases.push_back(release);
      continue;
    }
    // Of those before, the last one is what a patch in the first days mends; its own commits do not count.
    HistoricRelease base = release;
    base.commits.clear();
    if (!out.releases.empty() && out.releases.back().at < out.from) out.releases.pop_back();
    out.releases.push_back(std::move(base));
  }
  return out;
}

boost::json::object request_of(const Baseline& baseline) {
  boost::json::array releases;
  for (const HistoricRelease& release : baseline.releases) {
    boost::json::array commits;
    for (const ReleasedCommit& commit : release.commits)
      commits.push_back(boost::json::object{{"authoredAt", to_rfc3339(commit.authored_at)},
                                            {"mergedAt", to_rfc3339(commit.merged_at)}});
    releases.push_back(boost::json::object{{"tag", release.tag},
                                           {"commit", release.commit},
                                           {"at", to_rfc3339(release.at)},
                                           {"hasBase", release.has_base},
                                           {"isPatch", release.is_patch},
                                           {"merges", release.merges},
                                           {"byBots", release.by_bots},
                                           {"commits", std::move(commits)}});
  }
  return {{"source", baseline.source},         {"component", json::text_or_null(baseline.component)},
          {"owner", baseline.owner_ref},       {"tagGlob", baseline.tag_glob},
          {"from", to_rfc3339(baseline.from)}, {"to", to_rfc3339(baseline.to)},
          {"unreleased", baseline.unreleased}, {"ignoredTags", baseline.ignored_tags},
          {"isShallow", baseline.is_shallow},  {"releases", std::move(releases)}};
}

Result<Baseline> baseline_from(std::string_view body, const std::string& name) {
  TRY(const boost::json::value value, json::parse(body, {.bytes = max_bytes}));
  json::ObjectReader reader(value);
  Baseline out;
  out.name = name;
  if (!is_name(name)) reader.problem("name", "has small letters, digits, '.', '_' and '-', at most 63");
  out.source = text_of(reader, "source");
  out.component = reader.optional_string("component").value_or("");
  out.owner_ref = text_of(reader, "owner");
  if (!out.owner_ref.starts_with("group:") && !out.owner_ref.empty())
    reader.problem("owner", "must be a group, for example group:default/payments");
  out.tag_glob = reader.optional_string("tagGlob").value_or("*");
  out.from = time_of(reader, "from");
  out.to = time_of(reader, "to");
  if (out.to <= out.from) reader.problem("to", "must be later than from");
  out.unreleased = count_of(reader, "unreleased");
  out.ignored_tags = count_of(reader, "ignoredTags");
  out.is_shallow = reader.optional_boolean("isShallow").value_or(false);
  auto releases = reader.optional_objects("releases");
  if (releases.size() > max_releases) reader.problem("releases", "are more than one baseline takes");
  std::size_t commits_left = max_commits;
  for (json::ObjectReader& release : releases) out.releases.push_back(release_from(release, commits_left));
  CHECK_OK(reader.finish("insights.invalid_baseline"));
  std::stable_sort(out.releases.begin(), out.releases.end(),
                   [](const HistoricRelease& a, const HistoricRelease& b) { return a.at < b.at; });
  return out;
}

boost::json::object value_of(const Baseline& baseline) {
  const HistoricFigures figures = historic_figures(baseline.releases, baseline.component, baseline.from, baseline.to);
  const Dora& dora = figures.dora;
  boost::json::array items;
  for (auto release = dora.deliveries.rbegin(); release != dora.deliveries.rend(); ++release)
    items.push_back(boost::json::object{{"tag", release->id},
                                        {"commit", release->commit},
                                        {"at", to_rfc3339(release->finished_at)},
                                        {"commits", release->lead_times.size()},
                                        {"leadTimeHours", json::number_or_null(quantile(release->lead_times, 0.5))},
                                        {"failed", release->failed},
                                        {"rework", release->is_rework}});
  return {
      {"name", baseline.name},
      {"kind", "git"},
      {"source", baseline.source},
      {"component", json::text_or_null(baseline.component)},
      {"owner", baseline.owner_ref},
      {"tagGlob", baseline.tag_glob},
      {"from", to_rfc3339(baseline.from)},
      {"to", to_rfc3339(baseline.to)},
      {"importedAt", baseline.imported_at == UtcTime() ? boost::json::value(nullptr)
                                                       : boost::json::value(to_rfc3339(baseline.imported_at))},
      {"isShallow", baseline.is_shallow},
      {"unreleasedCommits", baseline.unreleased},
      {"ignoredTags", baseline.ignored_tags},
      {"clampedCommits", figures.clamped},
      {"proxies", boost::json::array{"changeFailureRate", "failedDeploymentRecoveryTime", "reworkRate"}},
      {"metrics", boost::json::object{{"deploymentFrequency", value_of(dora.deployment_frequency)},
                                      {"leadTime", value_of(dora.lead_time)},
                                      {"changeFailureRate", value_of(dora.change_failure_rate)},
                                      {"failedDeploymentRecoveryTime", value_of(dora.recovery_time)},
                                      {"reworkRate", value_of(dora.rework_rate)}}},
      {"stages", boost::json::object{{"writing", value_of(figures.writing)}, {"waiting", value_of(figures.waiting)}}},
      {"series", series_of(dora, baseline.from, baseline.to)},
      {"releases", std::move(items)}};
}

}  // namespace towpath::insights
