#include "adapters/payload.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::federation {
std::string storable(std::string_view text, std::size_t longest) {
  if (!is_utf8(text)) return "";
  std::size_t end = std::min(text.size(), longest);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string out(text.substr(0, end));
  std::erase(out, '\0');  // PostgreSQL's texts end there
  return out;
}

std::string text_at(const boost::json::value& body, std::string_view pointer) {
  const auto* found = json::at_pointer(body, pointer);
  return found && found->is_string() ? storable(found->as_string()) : std::string();
}

std::string id_at(const boost::json::value& body, std::string_view pointer) {
  const auto* found = json::at_pointer(body, pointer);
  if (!found) return "";
  if (found->is_string()) return storable(found->as_string());
  return found->is_int64() || found->is_uint64() ? boost::json::serialize(*found) : std::string();
}

bool flag_at(const boost::json::value& body, std::string_view pointer) {
  const auto* found = json::at_pointer(body, pointer);
  return found && found->is_bool() && found->as_bool();
}

std::optional<UtcTime> time_at(const boost::json::value& body, std::string_view pointer) {
  const auto* found = json::at_pointer(body, pointer);
  constexpr std::int64_t last_second = 253'339'228'800;  // 9998-01-01
  if (found && found->is_int64() && found->as_int64() > 0 && found->as_int64() < last_second)
    return UtcTime(std::chrono::seconds(found->as_int64()));
  return found && found->is_string() ? read_time(found->as_string()) : std::nullopt;
}

std::string short_ref(std::string_view ref) {
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/"})
    if (ref.starts_with(prefix)) return std::string(ref.substr(prefix.size()));
  return std::string(ref);
}

}  // namespace towpath::federation
