#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace towpath::delivery {

/// Makes whole lines (without their line feed) of bytes as they come; a last line without one is given when it goes. A
/// line that is longer than `longest` is given in pieces.
class LineCutter {
 public:
  explicit LineCutter(std::function<void(std::string_view)> take, std::size_t longest = 64 * 1024)
      : take_(std::move(take)), longest_(longest) {}
  ~LineCutter() {
    if (!rest_.empty()) give();
  }
  LineCutter(const LineCutter&) = delete;
  LineCutter& operator=(const LineCutter&) = delete;

  void add(std::string_view bytes) {
    for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
      rest_.append(bytes.substr(0, end));
      give();
      bytes.remove_prefix(end + 1);
    }
    rest_.append(bytes);
    if (rest_.size() > longest_) give();
  }

 private:
  void give() {
    if (take_) take_(rest_);
    rest_.clear();
  }

  std::function<void(std::string_view)> take_;
  const std::size_t longest_;
  std::string rest_;
};

}  // namespace towpath::delivery
