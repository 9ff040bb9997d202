#include "pod_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "../container_log.h"
#include "base/strings.h"
#include "http/http.h"
#include "json/json.h"

namespace towpath::delivery {

namespace {

constexpr std::uintmax_t most_kept = 64u << 20;
constexpr int most_read = 8 << 20;
constexpr std::streamoff tail = 64 << 10;
constexpr std::size_t time_size = 30;  ///< "2026-11-29T14:37:26.600000000Z".

std::string log_path(const std::string& name_space, const std::string& pod) {
  return fmt::format("/api/v1/namespaces/{}/pods/{}/log", name_space, pod);
}

/// The time of the last record of a file; "" when it has none.
std::string last_time(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return "";
  const std::streamoff size = in.tellg();
  in.seekg(std::max<std::streamoff>(0, size - tail));
  std::string line, time;
  while (std::getline(in, line))
    if (auto found = nine_digits(line.substr(0, line.find(' '))); !found.empty()) time = std::move(found);
  return time;
}

/// "x7k2p" of "shop-01j...-6d5f9-x7k2p": what tells pods of one Deployment apart.
std::string_view last_part(std::string_view pod) {
  const auto dash = pod.rfind('-');
  return dash == pod.npos ? pod : pod.substr(dash + 1);
}

/// How far each pod was copied: pods are asked one after the other, so the newest line of one says nothing of another.
struct Places {
  std::map<std::string, std::string> by_pod;
  std::string of_others;  ///< Of pods that are not among them.
};

std::filesystem::path places_file(const std::filesystem::path& directory) { return directory / "log" / "pods.json"; }

Places read_places(const std::filesystem::path& directory, const std::filesystem::path& log) {
  std::ifstream in(places_file(directory), std::ios::binary);
  // What was copied before places were written down, of one pod.
  if (!in) return {{}, last_time(log)};
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) return {{}, last_time(log)};  // cut short by a crash
  Places out;
  for (const auto& [pod, time] : parsed->get_object())
    if (time.is_string()) out.by_pod[std::string(pod)] = std::string(time.get_string());
  return out;
}

std::string place_of(const Places& places, const std::string& pod) {
  const auto found = places.by_pod.find(pod);
  return found == places.by_pod.end() ? places.of_others : found->second;
}

void write_places(const std::filesystem::path& directory, const std::map<std::string, std::string>& places) {
  boost::json::object all;
  for (const auto& [pod, time] : places) all[pod] = time;
  const auto file = places_file(directory);
  auto fresh = file;
  fresh += ".new";
  std::ofstream(fresh, std::ios::binary | std::ios::trunc) << boost::json::serialize(all);
  std::error_code ignored;  // then some lines come twice
  std::filesystem::rename(fresh, file, ignored);
}

/// Records begin with times that compare as text.
std::string by_time(const std::string& records) {
  auto lines = split(records, '\n');
  lines.pop_back();  // behind the last line feed
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& one, const auto& other) { return one.substr(0, 30) < other.substr(0, 30); });
  return join(lines, "\n") + "\n";
}

}  // namespace

std::string nine_digits(std::string_view time) {
  if (!time.ends_with('Z') || !parse_container_time(time)) return "";
  time.remove_suffix(1);
  std::string out(time.substr(0, 19));
  std::string fraction(time.size() > 20 ? time.substr(20) : "");
  fraction.resize(9, '0');
  return out + "." + fraction + "Z";
}

std::string log_records(std::string_view text, std::string_view after, std::string_view label) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (end == text.npos) break;  // cut short by the limit: asked for again
    const auto blank = line.find(' ');
    const auto time = nine_digits(line.substr(0, blank));
    if (time.empty() || time <= after) continue;
    out.append(time).append(" stdout F ").append(label);
    out.append(blank == line.npos ? "" : line.substr(blank + 1)).append("\n");
  }
  return out;
}

Status copy_logs(const KubeApi& api, const std::string& name_space, const std::vector<std::string>& pods,
                 const std::filesystem::path& directory) {
  const auto file = directory / "log" / container_log_file;
  const auto before = read_places(directory, file);
  std::map<std::string, std::string> places;
  std::string fresh;
  for (const auto& pod : pods) {
    const auto after = place_of(before, pod);
    places[pod] = after;
    auto place = fmt::format("{}?timestamps=true&limitBytes={}", log_path(name_space, pod), most_read);
    if (!after.empty()) place += "&sinceTime=" + http::percent_encode(after.substr(0, 19) + "Z");
    TRY(const auto answer, api.get(place));
    // Not found or a bad request: the container has not begun, or the pod is gone.
    if (answer.status == 400 || answer.is_missing()) continue;
    if (!answer.is_ok()) return refused_by_cluster(api.access().server, "read the log of pod " + pod, answer);
    const auto records = log_records(answer.body, after, pods.size() > 1 ? fmt::format("[{}] ", last_part(pod)) : "");
    if (!records.empty()) places[pod] = records.substr(records.rfind('\n', records.size() - 2) + 1, time_size);
    fresh += records;
  }
  if (fresh.empty()) return ok();
  if (pods.size() > 1) fresh = by_time(fresh);
  std::filesystem::create_directories(file.parent_path());
  std::error_code none;
  const bool is_full = std::filesystem::file_size(file, none) > most_kept && !none;
  std::ofstream out(file, std::ios::binary | (is_full ? std::ios::trunc : std::ios::app));
  out << fresh;
  if (!out.flush()) return failed("delivery.no_log", "the log of a workload cannot be written to " + file.string());
  // After the lines: a crash between the two shows some twice, and loses none.
  write_places(directory, places);
  return ok();
}

std::string last_lines_of(const KubeApi& api, const std::string& name_space, const std::string& pod, bool of_previous,
                          int lines) {
  const auto answer = api.get(fmt::format("{}?tailLines={}&limitBytes=16384{}", log_path(name_space, pod), lines,
                                          of_previous ? "&previous=true" : ""));
  if (!answer || !answer->is_ok() || !is_utf8(answer->body)) return "";
  return std::string(trim(answer->body));
}

}  // namespace towpath::delivery
