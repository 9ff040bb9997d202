#include "adapters/payload.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/clip.h"
#include "base/strings.h"
#include "json/json.h"

namespace towpath::federation {
std::string storable(std::string_view text, std::size_t longest) {
  if (!is_utf8(text)) return "";
  std::string out(clipped(text, longest));
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

std::string time_text_at(const boost::json::value& body, std::string_view pointer) {
  const auto time = time_at(body, pointer);
  return time ? to_rfc3339(*time) : std::string();
}

std::string short_ref(std::string_view ref) {
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/"})
    if (ref.starts_with(prefix)) return std::string(ref.substr(prefix.size()));
  return std::string(ref);
}

Fact fact_about(std::string name, std::string type, std::string_view key, std::optional<UtcTime> at) {
  Fact fact;
  fact.type = std::move(type);
  fact.key = fmt::format("{}/{}", name, key);
  fact.name = std::move(name);
  fact.at = at;
  return fact;
}

std::vector<std::pair<std::string, std::string>> details_of_pull_request(const boost::json::value& body,
                                                                         const Fact& change) {
  const bool is_merged = change.type == "change.merged";
  return {{"externalId", id_at(body, "/number")},
          {"title", text_at(body, "/pull_request/title")},
          {"commit", text_at(body, is_merged ? "/pull_request/merge_commit_sha" : "/pull_request/head/sha")},
          {"branch", text_at(body, "/pull_request/head/ref")},
          {"repository", change.name},
          {"url", text_at(body, "/pull_request/html_url")}};
}

}  // namespace towpath::federation
