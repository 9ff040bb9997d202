#include "changes/merge_question.h"

#include <algorithm>
#include <boost/json.hpp>

#include "changes/leak_scan.h"

namespace towpath::forge {
namespace {

namespace json = boost::json;

constexpr std::size_t most_files = 500;

}  // namespace

gate::Question question_of(const Repository& repository, const ChangeDetail& detail, const Diff& diff) {
  const Change& change = detail.change;
  json::object facts;
  facts["repository"] = json::object{{"name", repository.name}, {"defaultBranch", repository.default_branch}};
  json::array checks;
  for (const Check& each : detail.checks)
    checks.push_back(json::object{{"name", each.name}, {"state", each.state}, {"isRequired", each.is_required}});
  facts["change"] = json::object{{"number", change.number},        {"title", change.title},
                                 {"author", change.author_ref},    {"source", change.source_branch},
                                 {"target", change.target_branch}, {"head", change.head},
                                 {"approvals", change.approvals},  {"hasObjections", change.has_objections},
                                 {"commits", detail.commits},      {"checks", std::move(checks)}};
  facts["protection"] = json::object{{"requiredApprovals", detail.protection.required_approvals},
                                     {"requiresOwnerApproval", detail.protection.requires_owner_approval},
                                     {"requiresChange", detail.protection.requires_change}};
  json::array files;
  for (const FileDiff& each : diff.files) {
    if (files.size() == most_files) break;
    files.push_back(json::object{{"path", each.new_path}, {"added", each.added}, {"removed", each.removed}});
  }
  facts["files"] = std::move(files);
  const bool is_whole = !diff.is_cut && std::none_of(diff.files.begin(), diff.files.end(), [](const FileDiff& each) {
    return each.omission == Omission::too_large;
  });
  json::array leaks;
  for (const Leak& each : leaks_of(diff))
    leaks.push_back(json::object{{"path", each.path}, {"line", each.line}, {"kind", each.kind}});
  // Found is found; that there is none is known only when all was looked at.
  if (is_whole || !leaks.empty()) facts["leaks"] = std::move(leaks);
  gate::Question out;
  out.gate = "merge";
  out.subject = "component:default/" + repository.name;
  out.cause = "change:" + change.id.text();
  out.facts = json::serialize(facts);
  out.attributes = {change.owner_ref, repository.project_id, ""};
  return out;
}

}  // namespace towpath::forge
