#pragma once

#include <boost/asio/buffer.hpp>
#include <cstring>
#include <string_view>
#include <vector>

namespace towpath::proxy {

/// Bytes read and not yet used. Views into it hold until the next space() call.
class ByteBuffer {
 public:
  std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  bool is_empty() const { return begin_ == end_; }

  /// Where to read to: at least `least` bytes. Grows when reads keep filling it, up to 64 KiB.
  boost::asio::mutable_buffer space(std::size_t least = 2048) {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (was_filled_ && bytes_.size() < 64 * 1024) bytes_.resize(bytes_.size() * 2);
    if (bytes_.size() < end_ + least) bytes_.resize(end_ + least < 8192 ? 8192 : end_ + least);
    return {bytes_.data() + end_, bytes_.size() - end_};
  }
  void grew(std::size_t by) {
    end_ += by;
    was_filled_ = end_ == bytes_.size();
  }
  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void clear() { begin_ = end_ = 0; }

 private:
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0;
  bool was_filled_ = false;
};

}  // namespace towpath::proxy
