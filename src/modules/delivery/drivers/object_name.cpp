#include "object_name.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace towpath::delivery {

namespace {

constexpr std::size_t name_digits = 16;  // Of the gu_id: 64 bits tell all resources of an installation apart.

}  // namespace

std::string object_name(const ResourceRequest& request) {
  const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  const auto digits = request.gu_id.substr(0, name_digits);
  // It becomes part of statements, patterns and paths.
  if (digits.size() != name_digits || !std::all_of(digits.begin(), digits.end(), is_plain))
    throw std::invalid_argument("a gu_id is 32 hexadecimal digits");
  return std::string(object_prefix) + digits;
}

std::string kept_name(const std::string& object, const std::vector<std::string>& taken, UtcTime now) {
  auto name = fmt::format("{}{}{:%Y%m%d}", object, kept_mark, std::chrono::floor<std::chrono::seconds>(now));
  // Made and deleted again on one day.
  const auto same_day =
      std::count_if(taken.begin(), taken.end(), [&](const auto& other) { return other.starts_with(name); });
  return same_day == 0 ? name : name + fmt::format("_{}", same_day + 1);
}

std::string object_of_kept(const std::string& kept) { return kept.substr(0, kept.find(kept_mark)); }

}  // namespace towpath::delivery
