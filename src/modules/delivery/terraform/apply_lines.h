#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::delivery {

/// A line of `apply -json`, longer ones are none of it.
inline constexpr std::size_t longest_apply_line = 1u << 20;

/// One line of what `apply -json` prints (developer.hashicorp.com/terraform/internals/machine-readable-ui), or any
/// other line beside it.
struct ApplyLine {
  enum class Kind { other, started, ended, failed };
  Kind kind = Kind::other;
  std::string address, action;      ///< Of a thing that is worked at: "aws_instance.a[\"x\"]", "create".
  std::string id_key, id;           ///< What it is called outside; "" where nothing is said of it.
  std::vector<std::string> shown;   ///< For people, as the program without -json would say it; not masked.
  std::vector<std::string> errors;  ///< Headlines of what it complains about; not masked.
};

/// Takes any text.
ApplyLine read_apply_line(std::string_view text);

/// What an apply began to create, by address, told line by line.
class BegunCreations {
 public:
  struct Creation {
    std::string id_key, id;
    bool has_ended = false;  ///< Made, or failed at: the program was told.
  };
  void add(const ApplyLine& line);
  const std::map<std::string, Creation>& all() const { return all_; }

 private:
  std::map<std::string, Creation> all_;
};

}  // namespace towpath::delivery
