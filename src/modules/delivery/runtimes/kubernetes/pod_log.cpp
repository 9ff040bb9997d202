#include "pod_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "../container_log.h"
#include "base/strings.h"
#include "http/http.h"

namespace towpath::delivery {

namespace {

constexpr std::uintmax_t most_kept = 64u << 20;
constexpr int most_read = 8 << 20;
constexpr std::streamoff tail = 64 << 10;

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

std::string log_records(std::string_view text, std::string_view after) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (end == text.npos) break;  // cut short by the limit: asked for again
    const auto blank = line.find(' ');
    const auto time = nine_digits(line.substr(0, blank));
    if (time.empty() || time <= after) continue;
    out.append(time).append(" stdout F ").append(blank == line.npos ? "" : line.substr(blank + 1)).append("\n");
  }
  return out;
}

Status copy_logs(const KubeApi& api, const std::string& name_space, const std::vector<std::string>& pods,
                 const std::filesystem::path& directory) {
  const auto file = directory / "log" / container_log_file;
  const auto after = last_time(file);
  std::string fresh;
  for (const auto& pod : pods) {
    auto place = fmt::format("{}?timestamps=true&limitBytes={}", log_path(name_space, pod), most_read);
    if (!after.empty()) place += "&sinceTime=" + http::percent_encode(after.substr(0, 19) + "Z");
    TRY(const auto answer, api.get(place));
    // Not found or a bad request: the container has not begun, or the pod is gone.
    if (answer.status == 400 || answer.is_missing()) continue;
    if (!answer.is_ok()) return refused_by_cluster(api.access().server, "read the log of pod " + pod, answer);
    fresh += log_records(answer.body, after);
  }
  if (fresh.empty()) return ok();
  if (pods.size() > 1) fresh = by_time(fresh);
  std::filesystem::create_directories(file.parent_path());
  std::error_code none;
  const bool is_full = std::filesystem::file_size(file, none) > most_kept && !none;
  std::ofstream out(file, std::ios::binary | (is_full ? std::ios::trunc : std::ios::app));
  out << fresh;
  if (!out.flush()) return failed("delivery.no_log", "the log of a workload cannot be written to " + file.string());
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
