#include "container_log.h"

#include <charconv>
#include <chrono>
#include <fstream>
#include <string>

namespace towpath::delivery {

namespace {

constexpr std::size_t longest_prefix = 64;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || text[0] == '-') return std::nullopt;
  return value;
}

/// Takes what stands before the first `separator` off the front of `rest`.
std::optional<std::string_view> take(std::string_view& rest, char separator) {
  const auto at = rest.substr(0, longest_prefix).find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const auto piece = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return piece;
}

/// "Z", "+00:00" or "-05:30" in minutes.
std::optional<int> offset_minutes(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = digits(zone.substr(1, 2)), minutes = digits(zone.substr(4, 2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

std::optional<LogRecord> parse_record(std::string_view record) {
  const auto time = take(record, ' ');
  const auto at = time ? parse_container_time(*time) : std::nullopt;
  const auto stream = at ? take(record, ' ') : std::nullopt;
  const auto mark = stream ? take(record, ' ') : std::nullopt;
  if (!mark || (*stream != "stdout" && *stream != "stderr") || (*mark != "F" && *mark != "P")) return std::nullopt;
  return LogRecord{*at, *stream == "stderr", *mark == "P", record};
}

std::vector<LogSegment> segments(const std::filesystem::path& directory) {
  auto file = directory / "log" / container_log_file;
  std::ifstream in(file, std::ios::binary);
  std::string begin(longest_prefix, '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  std::string_view rest(begin.data(), static_cast<std::size_t>(in.gcount()));
  const auto time = take(rest, ' ');
  const auto at = time ? parse_container_time(*time) : std::nullopt;
  if (!at) return {};  // nothing was written yet
  return {{static_cast<std::uint64_t>(at->time_since_epoch().count()), std::move(file)}};
}

}  // namespace

std::optional<UtcTime> parse_container_time(std::string_view text) {
  // 2026-11-29T14:37:26.613474892+00:00
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  const auto hour = digits(text.substr(11, 2)), minute = digits(text.substr(14, 2)),
             second = digits(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second || *year < 1970 || *hour > 23 || *minute > 59 ||
      *second > 60)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  auto rest = text.substr(19);
  int fraction = 0;
  if (rest.front() == '.') {
    auto end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1 || end > 10) return std::nullopt;
    std::string six(rest.substr(1, end - 1));
    six.resize(6, '0');
    fraction = digits(six).value_or(0);
    rest.remove_prefix(end);
  }
  const auto zone = offset_minutes(rest);
  if (!zone) return std::nullopt;
  return UtcTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute - *zone) +
         std::chrono::seconds(*second) + std::chrono::microseconds(fraction);
}

const LogFormat& ended_container_log() {
  static const LogFormat format{segments, parse_record, true};
  return format;
}

const LogFormat& container_log() {
  static const LogFormat format{segments, parse_record};
  return format;
}

}  // namespace towpath::delivery
