#include "guard_plugs.h"

#include <boost/json.hpp>
#include <set>

#include "json/json.h"

namespace towpath::app {
namespace {

namespace json = boost::json;

std::string text_at(const json::value& value, std::string_view pointer) {
  const json::value* found = towpath::json::at_pointer(value, pointer);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

/// Approvals of its last head by others than its author.
json::array approvers_of(const forge::ChangeDetail& change) {
  std::set<std::string> out;
  for (const forge::Review& review : change.reviews)
    if (review.verdict == forge::Verdict::approve && !review.is_stale &&
        review.reviewer_ref != change.change.author_ref)
      out.insert(review.reviewer_ref);
  return json::array(out.begin(), out.end());
}

}  // namespace

std::string CommitFacts::facts(const gate::Question& question) {
  const json::value asked = json::parse(question.facts);
  const std::string repository = text_at(asked, "/commit/repository"), sha = text_at(asked, "/commit/sha");
  if (repository.empty() || sha.empty()) return "{}";
  json::object commit;
  json::array checks;
  for (const forge::Check& each : checks_.checks(repository, sha))
    checks.push_back(
        json::object{{"name", each.name}, {"state", each.state}, {"event", each.event}, {"run", each.run_id}});
  commit["checks"] = std::move(checks);
  forge::ChangeFilter filter;
  filter.repository = repository;
  filter.brought = sha;
  filter.limit = 1;
  const auto brought = changes_.list(auth::system_principal(), filter);
  if (brought.has_value()) {
    commit["approvedBy"] = json::array();  // of a commit that was pushed without a change
    for (const forge::Change& each : brought->items) {
      const auto detail = changes_.detail(auth::system_principal(), repository, each.number);
      if (!detail.has_value()) break;
      commit["change"] = json::object{{"number", each.number}, {"author", each.author_ref}};
      commit["approvedBy"] = approvers_of(*detail);
    }
  }
  return json::serialize(json::object{{"commit", std::move(commit)}});
}

}  // namespace towpath::app
