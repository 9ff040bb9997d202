#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace towpath::process {

/// Turns the bytes of two streams into dated lines in numbered segments; the format is in process/shim.h (LogPolicy).
class LogWriter {
 public:
  /// Goes on after the last segment of an earlier shim.
  void open(const std::string& directory, std::uint64_t segment_bytes, unsigned segments_kept);
  /// stream: 0 output, 1 error.
  void append(int stream, std::string_view bytes);
  /// Writes lines that have no end yet (prompts, a last line).
  void flush_partial();
  bool has_partial() const { return !partial_[0].empty() || !partial_[1].empty(); }

 private:
  void record(int stream, bool goes_on, std::string_view text, std::int64_t now);
  void write_out();
  void open_segment();

  std::string directory_, pending_;
  std::string partial_[2];
  std::uint64_t segment_bytes_ = 0, written_ = 0, number_ = 0;
  unsigned segments_kept_ = 0;
  int fd_ = -1;
};

}  // namespace towpath::process
