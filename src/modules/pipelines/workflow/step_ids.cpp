#include "workflow/step_ids.h"

#include <algorithm>

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

constexpr std::size_t max_length = 100;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_id_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

}  // namespace

std::string id_problem(std::string_view id) {
  const bool is_valid = !id.empty() && id.size() < max_length && (is_letter(id.front()) || id.front() == '_') &&
                        std::all_of(id.begin(), id.end(), is_id_character);
  if (!is_valid) {
    return "the id '" + std::string(id) +
           "' is not valid: letters, digits, '_' and '-', starting with a letter or '_', fewer than 100 characters";
  }
  if (id.starts_with("__")) return "the id '" + std::string(id) + "' is reserved: it starts with '__'";
  return {};
}

bool StepIds::claim(std::string_view id) { return taken_.insert(to_lower(id)).second; }

std::string StepIds::generate(std::string_view origin) {
  std::string base = "__" + std::string(origin);
  std::replace_if(
      base.begin(), base.end(), [](char c) { return !is_id_character(c); }, '_');
  std::string id = base.substr(0, max_length);
  for (int n = 2; !claim(id); ++n) {
    const std::string suffix = "_" + std::to_string(n);
    id = base.substr(0, max_length - suffix.size()) + suffix;
  }
  return id;
}

std::string id_origin(std::string_view uses) {
  constexpr std::string_view docker = "docker://";
  if (uses.starts_with(docker)) return std::string(uses.substr(docker.size()));
  if (uses.starts_with("./") || uses.starts_with(".\\") || uses.starts_with("$/")) return "self";
  std::vector<std::string> segments = split(replace_all(uses.substr(0, uses.find('@')), "\\", "/"), '/');
  std::erase(segments, "");
  return segments.size() < 2 ? "run" : segments[0] + "/" + segments[1];
}

}  // namespace towpath::pipelines
