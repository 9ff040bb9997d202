#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath::events {

/// Which event types a follower wants: none named means all; a name ending in '.' stands for every type below it.
class TypeFilter {
 public:
  explicit TypeFilter(std::vector<std::string> types) : types_(std::move(types)) {}

  bool wants(std::string_view type) const {
    if (types_.empty()) return true;
    for (const auto& each : types_)
      if (each.ends_with('.') ? type.starts_with(each) : type == each) return true;
    return false;
  }
  const std::vector<std::string>& types() const { return types_; }

 private:
  std::vector<std::string> types_;
};

}  // namespace towpath::events
