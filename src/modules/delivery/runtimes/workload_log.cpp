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

/// A record of a segment; nothing when the text is none (damage is skipped, not fatal).
std::optional<WorkloadLine> parse_record(std::string_view record) {
  if (record.size() < prefix_bytes) return std::nullopt;
  const auto time = number(record.substr(0, 16));
  if (!time) return std::nullopt;
  return WorkloadLine{
      {}, {}, UtcTime(std::chrono::microseconds(*time)), record[17] == 'e', std::string(record.substr(prefix_bytes))};
}

std::string place_text(std::uint64_t segment, std::uint64_t offset) { return fmt::format("{}:{}", segment, offset); }

/// Appends lines of one segment from `offset`; stops at `limit`.
void read_segment(const std::filesystem::path& file, Place from, std::size_t limit, std::vector<WorkloadLine>& lines) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(from.offset));
  std::string buffer(piece_bytes, '\0'), rest;
  while (in && lines.size() < limit) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    rest.append(buffer, 0, static_cast<std::size_t>(in.gcount()));
    std::size_t begin = 0;
    for (auto end = rest.find('\n'); end != std::string::npos && lines.size() < limit; end = rest.find('\n', begin)) {
      auto line = parse_record(std::string_view(rest).substr(begin, end - begin));
      if (line) line->begin = place_text(from.segment, from.offset);
      from.offset += end + 1 - begin;
      begin = end + 1;
      if (!line) continue;
      line->cursor = place_text(from.segment, from.offset);
      lines.push_back(std::move(*line));
    }
    rest.erase(0, begin);
  }
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
void read_segment_back(const std::filesystem::path& file, std::uint64_t segment, std::uint64_t end, std::size_t limit,
                       std::vector<WorkloadLine>& lines) {
  while (end > 0 && lines.size() < limit) {
    const std::uint64_t from = end > piece_bytes ? end - piece_bytes : 0;
    const std::string bytes = read_bytes(file, from, end);
    // What stands before the first line feed may have begun in the piece before.
    const auto first = from == 0 ? 0 : bytes.find('\n') == std::string::npos ? bytes.size() : bytes.find('\n') + 1;
    auto stop = bytes.rfind('\n') == std::string::npos ? first : bytes.rfind('\n') + 1;
    while (stop > first && lines.size() < limit) {
      const auto before = stop < 2 ? std::string::npos : bytes.rfind('\n', stop - 2);
      const auto begin = before == std::string::npos || before + 1 < first ? first : before + 1;
      if (auto line = parse_record(std::string_view(bytes).substr(begin, stop - 1 - begin))) {
        line->begin = place_text(segment, from + begin);
        line->cursor = place_text(segment, from + stop);
        lines.push_back(std::move(*line));
      }
      stop = begin;
    }
    if (from == 0 || first >= bytes.size()) return;  // a record longer than a piece is damage
    end = from + first;
  }
}

/// The first record at `from` or after it: its offset and time.
std::optional<std::pair<std::uint64_t, std::uint64_t>> record_from(const std::filesystem::path& file,
                                                                   std::uint64_t from, std::uint64_t size) {
  const std::uint64_t begin = from == 0 ? 0 : from - 1;  // a record starts after a line feed
  const std::string bytes = read_bytes(file, begin, std::min<std::uint64_t>(size, begin + piece_bytes));
  auto at = from == 0 ? 0 : bytes.find('\n');
  if (from != 0) at = at == std::string::npos ? bytes.size() : at + 1;
  while (at + prefix_bytes <= bytes.size()) {
    if (const auto time = number(std::string_view(bytes).substr(at, 16))) return std::pair(begin + at, *time);
    const auto end = bytes.find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<WorkloadLine>> read_lines_before(const std::filesystem::path& directory, const std::string& cursor,
                                                    std::size_t limit) {
  TRY(const Place before, parse_cursor(cursor));
  const auto segments = process::log_segments(directory);
  std::vector<WorkloadLine> lines;
  for (auto file = segments.rbegin(); file != segments.rend() && lines.size() < limit; ++file) {
    const auto segment = number(file->stem().string());
    if (!segment || (!cursor.empty() && *segment > before.segment)) continue;
    std::error_code gone;
    const auto size = std::filesystem::file_size(*file, gone);
    if (gone) continue;
    const bool is_named = !cursor.empty() && *segment == before.segment;
    read_segment_back(*file, *segment, is_named ? std::min<std::uint64_t>(before.offset, size) : size, limit, lines);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::string find_place(const std::filesystem::path& directory, UtcTime time) {
  const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.time_since_epoch().count()));
  const auto segments = process::log_segments(directory);
  std::string end;
  for (auto file = segments.rbegin(); file != segments.rend(); ++file) {
    const auto segment = number(file->stem().string());
    std::error_code gone;
    const auto size = std::filesystem::file_size(*file, gone);
    if (!segment || gone) continue;
    if (end.empty()) end = place_text(*segment, size);
    const auto first = record_from(*file, 0, size);
    if (!first || first->second >= wanted) {  // all of it is later: the answer is here or in the segment before
      if (first) end = place_text(*segment, first->first);
      continue;
    }
    std::uint64_t low = 0, high = size;  // the record at `low` is earlier; the answer is at `high` or before
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      const auto record = record_from(*file, middle, size);
      if (!record || record->second >= wanted)
        high = middle;
      else
        low = middle;
    }
    if (const auto record = record_from(*file, high, size)) return place_text(*segment, record->first);
    return end;
  }
  return end;
}

Result<std::vector<WorkloadLine>> read_lines(const std::filesystem::path& directory, const std::string& cursor,
                                             std::size_t limit) {
  TRY(const Place after, parse_cursor(cursor));
  std::vector<WorkloadLine> lines;
  for (const auto& file : process::log_segments(directory)) {
    const auto segment = number(file.stem().string());
    if (!segment || *segment < after.segment) continue;
    read_segment(file, {*segment, *segment == after.segment ? after.offset : 0}, limit, lines);
    if (lines.size() >= limit) break;
  }
  return lines;
}

std::vector<std::string> last_lines(const std::filesystem::path& directory, std::size_t count) {
  constexpr std::uint64_t most_bytes = 64 * 1024;
  auto segments = process::log_segments(directory);
  std::vector<WorkloadLine> lines;
  // The newest segment may have just begun: then the one before it has the lines.
  if (segments.size() > 2) segments.erase(segments.begin(), segments.end() - 2);
  for (const auto& file : segments) {
    std::error_code gone;
    const auto size = std::filesystem::file_size(file, gone);
    if (!gone) read_segment(file, {0, size > most_bytes ? size - most_bytes : 0}, SIZE_MAX, lines);
  }
  std::vector<std::string> texts;
  for (std::size_t i = lines.size() > count ? lines.size() - count : 0; i < lines.size(); ++i)
    texts.push_back(std::move(lines[i].text));
  return texts;
}

}  // namespace towpath::delivery
