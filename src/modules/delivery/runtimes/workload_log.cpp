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
      {}, UtcTime(std::chrono::microseconds(*time)), record[17] == 'e', std::string(record.substr(prefix_bytes))};
}

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
      from.offset += end + 1 - begin;
      begin = end + 1;
      if (!line) continue;
      line->cursor = fmt::format("{}:{}", from.segment, from.offset);
      lines.push_back(std::move(*line));
    }
    rest.erase(0, begin);
  }
}

}  // namespace

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
