#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "branches.h"
#include "compiled.h"

namespace towpath::schema {

/// One check of one value: where it is, what it found, what it may still cost. One thread, used once.
class Validation {
 public:
  /// `steps_left` is counted down; at 0 nothing is checked any more. It outlives the validation.
  explicit Validation(std::size_t& steps_left) : steps_left_(steps_left) {}

  /// Adds the problems of the value at the current place.
  void check(const Rules& rules, const boost::json::value& value);

  /// The problems of the value, without adding them.
  std::vector<Problem> attempt(const Rules& rules, const boost::json::value& value);

  /// What check() added, without repetitions.
  std::vector<Finding> take();

 private:
  void check_here(const Rules& rules, const boost::json::value& value);
  void check_at(std::string_view key, const Rules& rules, const boost::json::value& value);
  void check_choices(const Rules& rules, const boost::json::value& value);
  void check_number(const Rules& rules, double number);
  void check_string(const Rules& rules, std::string_view text);
  void check_array(const Rules& rules, const boost::json::array& array);
  void check_unique(const boost::json::array& array);
  void check_object(const Rules& rules, const boost::json::value& value);
  void check_entry(const Rules& rules, const boost::json::object& object, std::string_view key,
                   const boost::json::value& value);
  void check_combinations(const Rules& rules, const boost::json::value& value);
  void check_branches(const std::vector<const Rules*>& branches, const boost::json::value& value, Matches wanted);
  void report(std::string message, Problem::Cause cause = Problem::Cause::other);
  void report_key(std::string_view key, std::string message, Problem::Cause cause = Problem::Cause::other);

  std::string path_;  ///< JSON Pointer of the current place.
  std::vector<Problem> problems_;
  std::size_t& steps_left_;
  std::size_t depth_ = 0;
  bool is_exhausted_ = false;  ///< The limits are reached; nothing is checked any more.
};

}  // namespace towpath::schema
