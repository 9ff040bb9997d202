#include "workload_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>

#include "process/shim.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t prefix_bytes = 20;  ///< "<16 digits> <stream><flag> "
constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::size_t longest_line = 64 * 1024;  ///< What is joined of parts at most.

struct Place {
  std::uint64_t segment = 0, offset = 0;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Place> parse_cursor(const std::string& cursor) {
  if (cursor.empty()) return Place{};
  const auto colon = cursor.find(':');
  const auto segment = number(std::string_view(cursor).substr(0, colon));
  const auto offset = colon == std::string::npos ? std::nullopt : number(std::string_view(cursor).substr(colon + 1));
  if (!segment || !offset)
    return invalid_input("delivery.invalid_cursor",
                         fmt::format("'{}' is not a place in a workload's log", cursor.substr(0, 40)))
        .with_hint("use the cursor of a line as it was given");
  return Place{*segment, *offset};
}

std::optional<LogRecord> parse_shim_record(std::string_view record) {
  if (record.size() < prefix_bytes) return std::nullopt;
  const auto time = number(record.substr(0, 16));
  if (!time) return std::nullopt;
  return LogRecord{UtcTime(std::chrono::microseconds(*time)), record[17] == 'e', false, record.substr(prefix_bytes)};
}

std::vector<LogSegment> shim_segments(const std::filesystem::path& directory) {
  std::vector<LogSegment> segments;
  for (auto& file : process::log_segments(directory))
    if (const auto segment = number(file.stem().string())) segments.push_back({*segment, std::move(file)});
  return segments;
}

std::uint64_t microseconds(UtcTime time) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.time_since_epoch().count()));
}

std::string place_text(std::uint64_t segment, std::uint64_t offset) { return fmt::format("{}:{}", segment, offset); }

WorkloadLine line_of(const LogRecord& record, std::string begin) {
  return {{}, std::move(begin), record.at, record.is_error_stream, std::string(record.text)};
}

/// Appends lines of one segment from `offset`; stops at `limit`. A line whose last part is missing is left out until
/// the log is over.
void read_segment(const LogFormat& format, const std::filesystem::path& file, Place from, std::size_t limit,
                  std::vector<WorkloadLine>& lines) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(from.offset));
  std::string buffer(piece_bytes, '\0'), rest;
  std::optional<WorkloadLine> begun;  // its parts so far
  const auto finish = [&](const std::string& cursor) {
    begun->cursor = cursor;
    lines.push_back(std::move(*begun));
    begun.reset();
  };
  while (in && lines.size() < limit) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    rest.append(buffer, 0, static_cast<std::size_t>(in.gcount()));
    std::size_t begin = 0;
    for (auto end = rest.find('\n'); end != std::string::npos && lines.size() < limit; end = rest.find('\n', begin)) {
      const auto record = format.parse(std::string_view(rest).substr(begin, end - begin));
      const std::string place = place_text(from.segment, from.offset);
      from.offset += end + 1 - begin;
      begin = end + 1;
      if (!record) continue;
      if (begun && (begun->is_error_stream != record->is_error_stream || begun->text.size() > longest_line)) {
        finish(place);  // The streams are mixed: each part is a line of its own.
        if (lines.size() >= limit) return;
      }
      if (begun)
        begun->text += record->text;
      else
        begun = line_of(*record, place);
      if (!record->goes_on) finish(place_text(from.segment, from.offset));
    }
    rest.erase(0, begin);
  }
  if (begun && format.is_over && lines.size() < limit) finish(place_text(from.segment, from.offset));
}

std::string read_bytes(const std::filesystem::path& file, std::uint64_t from, std::uint64_t to) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(from));
  std::string bytes(to - from, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
  return bytes;
}

/// Up to `limit` whole lines of one segment that end at `end` or before, newest first.
void read_segment_back(const LogFormat& format, const LogSegment& segment, std::uint64_t end, std::size_t limit,
                       std::vector<WorkloadLine>& lines) {
  bool is_last = true;  // nothing of this segment was taken yet
  while (end > 0) {
    const std::uint64_t from = end > piece_bytes ? end - piece_bytes : 0;
    const std::string bytes = read_bytes(segment.file, from, end);
    // What stands before the first line feed may have begun in the piece before.
    const auto first = from == 0 ? 0 : bytes.find('\n') == std::string::npos ? bytes.size() : bytes.find('\n') + 1;
    auto stop = bytes.rfind('\n') == std::string::npos ? first : bytes.rfind('\n') + 1;
    while (stop > first) {
      const auto before = stop < 2 ? std::string::npos : bytes.rfind('\n', stop - 2);
      const auto begin = before == std::string::npos || before + 1 < first ? first : before + 1;
      if (const auto record = format.parse(std::string_view(bytes).substr(begin, stop - 1 - begin))) {
        const bool is_part = record->goes_on && !is_last && lines.back().is_error_stream == record->is_error_stream &&
                             lines.back().text.size() <= longest_line;
        if (is_part) {
          lines.back().text.insert(0, record->text);
          lines.back().begin = place_text(segment.number, from + begin);
          lines.back().at = record->at;
        } else if (lines.size() >= limit) {
          return;
        } else if (!record->goes_on || !is_last || format.is_over) {  // else the line is not finished
          lines.push_back(line_of(*record, place_text(segment.number, from + begin)));
          lines.back().cursor = place_text(segment.number, from + stop);
          is_last = false;
        }
      }
      stop = begin;
    }
    if (from == 0 || first >= bytes.size()) return;  // a record longer than a piece is damage
    end = from + first;
  }
}

/// The first record at `from` or after it: its offset and time.
std::optional<std::pair<std::uint64_t, std::uint64_t>> record_from(const LogFormat& format,
                                                                   const std::filesystem::path& file,
                                                                   std::uint64_t from, std::uint64_t size) {
  const std::uint64_t begin = from == 0 ? 0 : from - 1;  // a record starts after a line feed
  const std::string bytes = read_bytes(file, begin, std::min<std::uint64_t>(size, begin + piece_bytes));
  auto at = from == 0 ? 0 : bytes.find('\n');
  if (from != 0) at = at == std::string::npos ? bytes.size() : at + 1;
  while (at < bytes.size()) {
    const auto end = bytes.find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    if (const auto record = format.parse(std::string_view(bytes).substr(at, end - at)))
      return std::pair(begin + at, microseconds(record->at));
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

const LogFormat& shim_log() {
  static const LogFormat format{shim_segments, parse_shim_record};
  return format;
}

Result<std::vector<WorkloadLine>> read_lines_before(const std::filesystem::path& directory, const std::string& cursor,
                                                    std::size_t limit, const LogFormat& format) {
  TRY(const Place before, parse_cursor(cursor));
  const auto segments = format.segments(directory);
  std::vector<WorkloadLine> lines;
  for (auto segment = segments.rbegin(); segment != segments.rend() && lines.size() < limit; ++segment) {
    if (!cursor.empty() && segment->number > before.segment) continue;
    std::error_code gone;
    const auto size = std::filesystem::file_size(segment->file, gone);
    if (gone) continue;
    const bool is_named = !cursor.empty() && segment->number == before.segment;
    read_segment_back(format, *segment, is_named ? std::min<std::uint64_t>(before.offset, size) : size, limit, lines);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::string find_place(const std::filesystem::path& directory, UtcTime time, const LogFormat& format) {
  const auto wanted = microseconds(time);
  const auto segments = format.segments(directory);
  std::string end;
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    std::error_code gone;
    const auto size = std::filesystem::file_size(segment->file, gone);
    if (gone) continue;
    if (end.empty()) end = place_text(segment->number, size);
    const auto first = record_from(format, segment->file, 0, size);
    if (!first || first->second >= wanted) {  // all of it is later: the answer is here or in the segment before
      if (first) end = place_text(segment->number, first->first);
      continue;
    }
    std::uint64_t low = 0, high = size;  // the record at `low` is earlier; the answer is at `high` or before
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      const auto record = record_from(format, segment->file, middle, size);
      if (!record || record->second >= wanted)
        high = middle;
      else
        low = middle;
    }
    if (const auto record = record_from(format, segment->file, high, size))
      return place_text(segment->number, record->first);
    return end;
  }
  return end;
}

Result<std::vector<WorkloadLine>> read_lines(const std::filesystem::path& directory, const std::string& cursor,
                                             std::size_t limit, const LogFormat& format) {
  TRY(const Place after, parse_cursor(cursor));
  std::vector<WorkloadLine> lines;
  for (const auto& segment : format.segments(directory)) {
    if (segment.number < after.segment) continue;
    read_segment(format, segment.file, {segment.number, segment.number == after.segment ? after.offset : 0}, limit,
                 lines);
    if (lines.size() >= limit) break;
  }
  return lines;
}

std::vector<std::string> last_lines(const std::filesystem::path& directory, std::size_t count,
                                    const LogFormat& format) {
  constexpr std::uint64_t most_bytes = 64 * 1024;
  auto segments = format.segments(directory);
  std::vector<WorkloadLine> lines;
  // The newest segment may have just begun: then the one before it has the lines.
  if (segments.size() > 2) segments.erase(segments.begin(), segments.end() - 2);
  for (const auto& segment : segments) {
    std::error_code gone;
    const auto size = std::filesystem::file_size(segment.file, gone);
    if (!gone) read_segment(format, segment.file, {0, size > most_bytes ? size - most_bytes : 0}, SIZE_MAX, lines);
  }
  std::vector<std::string> texts;
  for (std::size_t i = lines.size() > count ? lines.size() - count : 0; i < lines.size(); ++i)
    texts.push_back(std::move(lines[i].text));
  return texts;
}

}  // namespace towpath::delivery
