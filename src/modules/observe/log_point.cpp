#include "log_point.h"

#include <fmt/core.h>

#include "base/id.h"
#include "base/strings.h"

namespace towpath::observe {
namespace {

constexpr std::size_t longest_place = 64;
constexpr std::string_view beginning = "-";

}  // namespace

std::string LogPoint::text() const {
  std::string out;
  for (const auto& [instance, place] : places)
    out += fmt::format("{}{}@{}", out.empty() ? "" : ",", instance, place.empty() ? beginning : place);
  return out;
}

Result<LogPoint> LogPoint::parse(std::string_view text) {
  LogPoint point;
  for (const auto& part : split(text, ',')) {
    const std::string_view entry = part;
    const auto at = entry.find('@');
    const std::string instance(entry.substr(0, at));
    const std::string place(at == std::string_view::npos ? std::string_view() : entry.substr(at + 1));
    if (!is_ulid(instance) || place.empty() || place.size() > longest_place)
      return invalid_input("observe.invalid_cursor",
                           fmt::format("'{}' is no place in a log.", std::string(text.substr(0, 60))))
          .with_hint("Use a cursor as it was given.");
    point.places[instance] = place == beginning ? "" : place;
  }
  return point;
}

}  // namespace towpath::observe
