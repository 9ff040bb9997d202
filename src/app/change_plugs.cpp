#include "change_plugs.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace towpath::app {
namespace {

constexpr std::size_t page_size = 200;
constexpr int max_pages =
    10;  ///< Of the repository's runs that are looked through: 2,000, then a check counts as missing.

std::string text_at(const boost::json::value& inputs, std::string_view key) {
  const auto* object = inputs.if_object();
  const auto* found = object ? object->if_contains(key) : nullptr;
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

std::string name_of(const std::string& ref) { return ref.substr(ref.rfind('/') + 1); }

/// The workflow's name: a pipeline run's title is "<workflow> on <branch>".
std::string workflow_of(const runs::Run& run, const boost::json::value& inputs) {
  for (const char* key : {"branch", "ref"}) {
    const std::string ending = " on " + text_at(inputs, key);
    if (run.title.size() > ending.size() && run.title.ends_with(ending))
      return run.title.substr(0, run.title.size() - ending.size());
  }
  return run.title;
}

/// Runs about a commit, newest first. Those of one commit stand close together, so the search ends with the page after
/// the one where the first was found.
std::vector<runs::Run> runs_of(runs::Runs& engine, runs::RunFilter filter, const std::string& commit) {
  std::vector<runs::Run> out;
  for (int page = 0; page < max_pages; ++page) {
    const bool was_found = !out.empty();
    const auto read = engine.list(auth::system_principal(), filter);
    if (!read.has_value()) break;
    for (const runs::Run& run : read->items)
      if (run.trigger.commit == commit) out.push_back(run);
    if (was_found || read->next.empty()) break;
    filter.after = read->next;
  }
  return out;
}

}  // namespace

std::vector<forge::Check> PipelineChecks::checks(const std::string& repository, const std::string& commit) {
  runs::RunFilter filter;
  filter.kind = "pipeline";
  filter.subject = "repository:" + repository;
  filter.limit = page_size;
  std::vector<forge::Check> out;
  std::set<std::pair<std::string, std::string>> known;  // newest first: what was run again counts once
  for (const runs::Run& run : runs_of(*runs_, filter, commit)) {
    const boost::json::value inputs = boost::json::parse(run.inputs);
    forge::Check check{workflow_of(run, inputs),
                       std::string(to_string(run.state)),
                       run.id.text(),
                       text_at(inputs, "event"),
                       run.number,
                       run.started_at,
                       run.finished_at,
                       false};
    if (known.emplace(check.name, check.event).second) out.push_back(std::move(check));
  }
  std::sort(out.begin(), out.end(), [](const forge::Check& a, const forge::Check& b) {
    return std::tie(a.name, a.event) < std::tie(b.name, b.event);
  });
  return out;
}

bool KnownPeople::exists(const std::string& ref) {
  const std::string name = name_of(ref);
  if (ref == "user:default/" + name) return identity_.user(auth::system_principal(), name).has_value();
  return ref == "group:default/" + name && identity_.group(auth::system_principal(), name).has_value();
}

std::vector<std::string> KnownPeople::owner_refs(const std::string& user_ref) {
  const auto principal = identity_.principal_of(user_ref);
  return principal ? principal->owner_refs : std::vector<std::string>();
}

forge::Signature KnownPeople::signature(const std::string& user_ref) {
  const std::string name = name_of(user_ref), unreachable = name + "@users.noreply.localhost";
  const auto user = identity_.user(auth::system_principal(), name);
  if (!user.has_value()) return {name, unreachable};
  return {user->display_name.empty() ? name : user->display_name, user->email.empty() ? unreachable : user->email};
}

}  // namespace towpath::app
