#include "http/query_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/id.h"
#include "base/strings.h"

namespace towpath::http {

std::optional<std::string> QueryReader::optional_text(std::string_view name) {
  known_.emplace(name);
  return request_.query_value(name);
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const auto given = optional_text(name);
  if (!given) return std::nullopt;
  std::int64_t value = 0;
  const char* end = given->data() + given->size();
  const auto [read, error] = std::from_chars(given->data(), end, value);
  if (error == std::errc() && read == end && value >= least && value <= most) return value;
  problem(name, fmt::format("must be a whole number from {} to {}", least, most));
  return std::nullopt;
}

std::size_t QueryReader::limit(std::size_t otherwise, std::size_t most) {
  return static_cast<std::size_t>(
      integer("limit", 1, static_cast<std::int64_t>(most)).value_or(static_cast<std::int64_t>(otherwise)));
}

bool QueryReader::flag(std::string_view name) {
  const auto given = optional_text(name);
  if (given && *given != "true" && *given != "false") problem(name, "must be true or false");
  return given && *given == "true";
}

std::optional<UtcTime> QueryReader::time(std::string_view name) {
  const auto given = optional_text(name);
  if (!given) return std::nullopt;
  constexpr std::size_t without_fraction = std::string_view("2026-01-31T12:00:00Z").size();
  std::string text = *given;
  if (text.size() == without_fraction && text.ends_with('Z')) text.insert(without_fraction - 1, ".000000");
  const auto value = parse_rfc3339(text);
  if (value) return *value;
  problem(name, "must be a time such as 2026-01-31T12:00:00Z");
  return std::nullopt;
}

std::string QueryReader::ulid(std::string_view name) {
  const std::string given = text(name);
  if (given.empty() || is_ulid(given)) return given;
  problem(name, "must be an id of 26 characters, as the answer before gave it");
  return "";
}

std::string QueryReader::choice(std::string_view name, const std::vector<std::string>& words) {
  const std::string given = text(name);
  if (given.empty() || std::find(words.begin(), words.end(), given) != words.end()) return given;
  problem(name, "must be one of: " + join(words, ", "));
  return "";
}

void QueryReader::problem(std::string_view name, std::string detail) {
  problems_.push_back({"/" + std::string(name), std::move(detail)});
}

Status QueryReader::finish() const {
  std::vector<FieldError> problems = problems_;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& [name, value] : request_.query) {
    if (known_.contains(name)) continue;
    const auto near = nearest(name, known);
    problems.push_back({"/" + name, near            ? fmt::format("is not a parameter here; did you mean {}?", *near)
                                    : known.empty() ? std::string("is not a parameter here; there are none")
                                                    : "is not a parameter here; there are " + join(known, ", ")});
  }
  if (problems.empty()) return ok();
  Error error =
      invalid_input("http.invalid_query", fmt::format("The query of {} cannot be read: {} {}.", request_.path,
                                                      problems.front().path.substr(1), problems.front().message));
  for (FieldError& each : problems) error.add_field(std::move(each.path), std::move(each.message));
  return error;
}

}  // namespace towpath::http
