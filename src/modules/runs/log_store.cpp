#include "log_store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <re2/re2.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/faults.h"

namespace towpath::runs {
namespace {

constexpr std::size_t frame_bytes = 64 * 1024;
constexpr std::chrono::milliseconds frame_time{200};
constexpr std::size_t line_head = 12;  ///< Bytes before each line of a raw frame.
constexpr char magic[4] = {'T', 'L', 'F', '1'};

struct FrameHeader {
  char magic[4];
  std::uint32_t stored, raw, lines;
  std::uint64_t first_line;
};
static_assert(sizeof(FrameHeader) == 24, "the header is written as it lies in memory (little-endian machines only)");

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T take(std::string_view& in) {
  T value;
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return value;
}

void write_line(std::string& out, UtcTime at, std::string_view text) {
  put<std::int64_t>(out, at.time_since_epoch().count());
  put<std::uint32_t>(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

/// Calls `on_line` for each line of a raw frame; stops when it answers false.
bool each_line(std::string_view raw, std::uint64_t first, const std::function<bool(LogLine)>& on_line) {
  for (std::uint64_t n = first; raw.size() >= line_head; ++n) {
    const auto at = take<std::int64_t>(raw);
    const auto size = take<std::uint32_t>(raw);
    if (size > raw.size()) throw std::runtime_error("a log frame is damaged");
    LogLine line{static_cast<std::int64_t>(n), UtcTime(std::chrono::microseconds(at)),
                 std::string(raw.substr(0, size))};
    raw.remove_prefix(size);
    if (!on_line(std::move(line))) return false;
  }
  return true;
}

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

struct LogStore::Open {
  std::string raw;      ///< Lines not yet in a frame.
  std::string partial;  ///< The unfinished line.
  std::uint32_t raw_lines = 0;
  std::uint64_t next_line = 1;  ///< Number of the next line.
  std::size_t total_bytes = 0;
  std::int64_t dropped_bytes = 0;
  bool flush_scheduled = false;
};

LogStore::LogStore(std::string folder, const Clock& clock, jobs::Jobs& jobs)
    : folder_(std::move(folder)), clock_(clock), jobs_(jobs) {
  std::filesystem::create_directories(folder_);
}

LogStore::~LogStore() {
  const std::lock_guard lock(mutex_);
  for (auto& [log, open] : open_) flush(log, *open);
}

std::string LogStore::path(const LogFile& log) const {
  return fmt::format("{}/{}/{:x}.{}.{}.tlog", folder_, log.run_id, log.node_id, log.attempt, log.step);
}

void LogStore::add(const LogFile& log, Open& open, UtcTime at, std::string_view text) {
  if (open.dropped_bytes > 0) {
    open.dropped_bytes += static_cast<std::int64_t>(text.size()) + 1;
    return;
  }
  if (open.total_bytes + text.size() > max_log_bytes) {
    write_line(open.raw, at, fmt::format("[the log reached {} MiB; what follows is not kept]", max_log_bytes >> 20));
    open.dropped_bytes = static_cast<std::int64_t>(text.size()) + 1;
  } else {
    write_line(open.raw, at, text);
    open.total_bytes += text.size() + 1;
  }
  ++open.raw_lines;
  ++open.next_line;
  if (open.raw.size() >= frame_bytes) flush(log, open);
}

void LogStore::append(const LogFile& log, std::string_view bytes) {
  bool schedule = false;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = open_[log];
    if (!slot) slot = std::make_unique<Open>();
    Open& open = *slot;
    const UtcTime now = clock_.now();
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      open.partial += bytes.substr(0, end);
      if (end == bytes.npos)
        bytes = {};
      else
        bytes.remove_prefix(end + 1);
      while (open.partial.size() > max_line_bytes) {
        add(log, open, now, std::string_view(open.partial).substr(0, max_line_bytes));
        open.partial.erase(0, max_line_bytes);
      }
      if (end == std::string_view::npos) break;
      if (!open.partial.empty() && open.partial.back() == '\r') open.partial.pop_back();
      add(log, open, now, open.partial);
      open.partial.clear();
    }
    if (open.raw_lines > 0 && !open.flush_scheduled) schedule = open.flush_scheduled = true;
  }
  if (schedule)
    jobs_.after(frame_time, "log frame", [this, log](std::stop_token) {
      const std::lock_guard lock(mutex_);
      const auto it = open_.find(log);
      if (it == open_.end()) return;
      it->second->flush_scheduled = false;
      flush(log, *it->second);
    });
  if (on_append_) on_append_(log.run_id);
}

std::unique_ptr<LogStore::Open> LogStore::reopened(const LogFile& log) {
  auto open = std::make_unique<Open>();
  const std::string name = path(log);
  std::ifstream file(name, std::ios::binary);
  if (!file) return open;
  file.seekg(0, std::ios::end);
  const std::int64_t size = file.tellg();
  file.seekg(0);
  FrameHeader header{};
  std::int64_t whole = 0;
  while (file.read(reinterpret_cast<char*>(&header), sizeof header)) {
    const std::int64_t end = whole + static_cast<std::int64_t>(sizeof header) + header.stored;
    if (std::memcmp(header.magic, magic, sizeof magic) != 0 || end > size) break;
    whole = end;
    open->next_line = header.first_line + header.lines;
    open->total_bytes += header.raw - header.lines * std::size_t{line_head};
    file.seekg(whole);
  }
  file.close();
  if (whole < size) std::filesystem::resize_file(name, static_cast<std::uintmax_t>(whole));
  if (open->total_bytes + max_line_bytes > max_log_bytes)
    open->dropped_bytes = 1;  // its last line says so, or will not matter
  return open;
}

void LogStore::append_lines(const LogFile& log, const std::vector<LogLine>& lines) {
  if (lines.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = open_[log];
    if (!slot) slot = reopened(log);
    for (const LogLine& line : lines) {
      if (line.number < static_cast<std::int64_t>(slot->next_line)) continue;
      if (line.number > static_cast<std::int64_t>(slot->next_line) && slot->dropped_bytes == 0) break;
      add(log, *slot, line.at, line.text);
    }
    flush(log, *slot);
  }
  if (on_append_) on_append_(log.run_id);
}

std::int64_t LogStore::close_open(const LogFile& log, Open& open) {
  if (!open.partial.empty() && open.dropped_bytes == 0) {
    write_line(open.raw, clock_.now(), open.partial);
    ++open.raw_lines;
    ++open.next_line;
  }
  flush(log, open);
  return static_cast<std::int64_t>(open.next_line - 1);
}

std::int64_t LogStore::close(const LogFile& log) {
  const std::lock_guard lock(mutex_);
  const auto it = open_.find(log);
  if (it == open_.end()) return static_cast<std::int64_t>(reopened(log)->next_line - 1);
  const std::int64_t lines = close_open(log, *it->second);
  open_.erase(it);
  return lines;
}

void LogStore::close_all(const std::string& run_id, std::int64_t node_id) {
  const std::lock_guard lock(mutex_);
  for (auto it = open_.lower_bound({run_id, node_id, 0, 0});
       it != open_.end() && it->first.run_id == run_id && it->first.node_id == node_id;) {
    close_open(it->first, *it->second);
    it = open_.erase(it);
  }
}

void LogStore::flush(const LogFile& log, Open& open) {
  if (open.raw_lines == 0) return;
  std::string stored(ZSTD_compressBound(open.raw.size()), '\0');
  const std::size_t size = ZSTD_compress(stored.data(), stored.size(), open.raw.data(), open.raw.size(), 1);
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  FrameHeader header{{},
                     static_cast<std::uint32_t>(size),
                     static_cast<std::uint32_t>(open.raw.size()),
                     open.raw_lines,
                     open.next_line - open.raw_lines};
  std::memcpy(header.magic, magic, sizeof magic);
  const std::string name = path(log);
  std::filesystem::create_directories(std::filesystem::path(name).parent_path());
  const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) throw_errno("cannot open " + name);
  // One write, so that a reader and a crash see whole frames or a short last one, which readers leave out.
  std::string frame(reinterpret_cast<const char*>(&header), sizeof header);
  frame.append(stored.data(), size);
  const ssize_t written = ::write(fd, frame.data(), frame.size());
  ::close(fd);
  if (written != static_cast<ssize_t>(frame.size())) throw_errno("cannot write " + name);
  fault_point("runs.log.after_write");
  open.raw.clear();
  open.raw_lines = 0;
}

Result<std::vector<LogLine>> LogStore::scan(const LogFile& log, std::int64_t from_line, std::size_t limit,
                                            const std::function<bool(const LogLine&)>& wanted) {
  std::vector<LogLine> out;
  const auto take_line = [&](LogLine line) {
    if (line.number < from_line || !wanted(line)) return true;
    out.push_back(std::move(line));
    return out.size() < limit;
  };
  // Held over both parts: a flush between them would hide lines.
  const std::lock_guard lock(mutex_);
  std::ifstream file(path(log), std::ios::binary);
  FrameHeader header{};
  bool more = limit > 0;
  while (more && file.read(reinterpret_cast<char*>(&header), sizeof header)) {
    if (std::memcmp(header.magic, magic, sizeof magic) != 0)
      return failed("runs.log_damaged", "The log file is damaged.");
    if (static_cast<std::int64_t>(header.first_line + header.lines) <= from_line) {
      file.seekg(header.stored, std::ios::cur);
      continue;
    }
    std::string stored(header.stored, '\0'), raw(header.raw, '\0');
    if (!file.read(stored.data(), header.stored)) break;  // a short last frame: the server died while writing it
    const std::size_t size = ZSTD_decompress(raw.data(), raw.size(), stored.data(), stored.size());
    if (ZSTD_isError(size) || size != raw.size()) return failed("runs.log_damaged", "The log file is damaged.");
    more = each_line(raw, header.first_line, take_line);
  }
  if (const auto it = open_.find(log); more && it != open_.end())
    each_line(it->second->raw, it->second->next_line - it->second->raw_lines, take_line);
  return out;
}

Result<std::vector<LogLine>> LogStore::read(const LogFile& log, std::int64_t from_line, std::size_t limit) {
  return scan(log, from_line, limit, [](const LogLine&) { return true; });
}

namespace {

/// Compiled, with limits that hold whoever wrote it.
Result<std::unique_ptr<RE2>> expression_of(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);
  auto expression = std::make_unique<RE2>(pattern, options);
  if (!expression->ok())
    return invalid_input("runs.invalid_pattern",
                         fmt::format("'{}' is not a regular expression: {}.", pattern, expression->error()))
        .with_hint("Write a backslash before characters with a meaning, for example \\( for a parenthesis.");
  return expression;
}

}  // namespace

Result<std::vector<LogLine>> LogStore::search(const LogFile& log, const std::string& pattern, std::size_t limit) {
  TRY(const auto expression, expression_of(pattern));
  return scan(log, 1, limit, [&](const LogLine& line) { return RE2::PartialMatch(line.text, *expression); });
}

Result<LogMatches> LogStore::matches(const LogFile& log, const std::string& pattern, std::size_t limit) {
  TRY(const auto expression, expression_of(pattern));
  LogMatches out;
  const auto note = [&](const LogLine& line) {
    if (RE2::PartialMatch(line.text, *expression)) {
      ++out.total;
      if (out.lines.size() < limit) out.lines.push_back(line.number);
    }
    return false;
  };
  CHECK_OK(scan(log, 1, 1, note));
  return out;
}

void LogStore::remove_run(const std::string& run_id) { std::filesystem::remove_all(folder_ + "/" + run_id); }

}  // namespace towpath::runs
