#include "source.h"

#include <algorithm>
#include <utility>

namespace towpath::federation {
namespace {

constexpr std::pair<Scheme, std::string_view> words[] = {
    {Scheme::bearer, "bearer"},       {Scheme::basic, "basic"}, {Scheme::github, "github"},
    {Scheme::gitlab_token, "gitlab"}, {Scheme::gitea, "gitea"}, {Scheme::pagerduty, "pagerduty"},
    {Scheme::standard, "standard"}};

}  // namespace

std::string_view to_string(Scheme scheme) {
  return std::find_if(std::begin(words), std::end(words), [&](const auto& word) { return word.first == scheme; })
      ->second;
}

std::optional<Scheme> scheme_from(std::string_view word) {
  for (const auto& [scheme, name] : words)
    if (name == word) return scheme;
  return std::nullopt;
}

const std::vector<SourceType>& source_types() {
  static const std::vector<SourceType> types{
      {"cdevents", "CDEvents over CloudEvents", {Scheme::standard, Scheme::bearer}},
      {"github", "GitHub", {Scheme::github}},
      {"gitlab", "GitLab", {Scheme::gitlab_token, Scheme::standard}},
      {"gitea", "Gitea or Forgejo", {Scheme::gitea}},
      {"alertmanager", "Alertmanager", {Scheme::bearer, Scheme::basic}},
      {"pagerduty", "PagerDuty", {Scheme::pagerduty}},
      {"devlake", "What speaks to DevLake", {Scheme::bearer}},
  };
  return types;
}

const SourceType* source_type(std::string_view name) {
  for (const SourceType& type : source_types())
    if (type.name == name) return &type;
  return nullptr;
}

}  // namespace towpath::federation
