#include "log_writer.h"

#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posix.h"

namespace towpath::process {

namespace {

constexpr std::size_t longest_line = 16 * 1024;

std::string segment_name(std::uint64_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "/%08llu.log", static_cast<unsigned long long>(number));
  return name;
}

}  // namespace

void LogWriter::open(const std::string& directory, std::uint64_t segment_bytes, unsigned segments_kept) {
  directory_ = directory;
  segment_bytes_ = segment_bytes;
  segments_kept_ = segments_kept;
  number_ = 1;
  for (const auto& name : list_directory(directory_))
    if (const auto number = parse_number(name); number > number_) number_ = number;
  open_segment();
}

void LogWriter::open_segment() {
  if (fd_ >= 0) close(fd_);
  fd_ = ::open((directory_ + segment_name(number_)).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  struct stat info {};
  written_ = fd_ >= 0 && fstat(fd_, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
  for (const auto& name : list_directory(directory_))
    if (parse_number(name) + segments_kept_ <= number_) unlink((directory_ + "/" + name).c_str());
}

void LogWriter::append(int stream, std::string_view bytes) {
  auto& partial = partial_[stream];
  const auto now = realtime_us();
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const bool is_line = end != std::string_view::npos;
    const auto room = longest_line - partial.size();
    const auto piece = bytes.substr(0, is_line ? end : bytes.size());
    if (piece.size() > room) {
      partial.append(piece.substr(0, room));
      record(stream, true, partial, now);
      partial.clear();
      bytes.remove_prefix(room);
    } else if (is_line) {
      if (partial.empty()) {
        record(stream, false, piece, now);
      } else {
        partial.append(piece);
        record(stream, false, partial, now);
        partial.clear();
      }
      bytes.remove_prefix(end + 1);
    } else {
      partial.append(piece);
      break;
    }
  }
  write_out();
}

void LogWriter::flush_partial() {
  const auto now = realtime_us();
  for (int stream = 0; stream < 2; ++stream) {
    if (partial_[stream].empty()) continue;
    record(stream, true, partial_[stream], now);
    std::string().swap(partial_[stream]);
  }
  write_out();
}

void LogWriter::record(int stream, bool goes_on, std::string_view text, std::int64_t now) {
  char prefix[32];
  const int size = std::snprintf(prefix, sizeof prefix, "%016lld %c%c ", static_cast<long long>(now),
                                 stream == 0 ? 'o' : 'e', goes_on ? '+' : ' ');
  const auto grown = written_ + pending_.size();
  if (grown > 0 && grown + static_cast<std::size_t>(size) + text.size() + 1 > segment_bytes_) {
    write_out();
    ++number_;
    open_segment();
  }
  pending_.append(prefix, static_cast<std::size_t>(size)).append(text) += '\n';
  if (pending_.size() >= 32 * 1024) write_out();  // Short lines grow many times by their prefix; the shim stays small.
}

void LogWriter::write_out() {
  if (pending_.empty()) return;
  // A full disk loses lines, never the workload: there is nobody to tell, and the writer must go on reading.
  if (fd_ >= 0 && write_all(fd_, pending_.data(), pending_.size())) written_ += pending_.size();
  pending_.clear();
}

}  // namespace towpath::process
