#include "forge_json.h"

#include "changes/change_words.h"
#include "json/nullable.h"

namespace towpath::forge {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

namespace {

template <class T>
json::array list_of(const std::vector<T>& values) {
  json::array out;
  for (const T& value : values) out.push_back(to_json(value));
  return out;
}

std::string_view word_of(FileChange change) {
  constexpr std::string_view words[] = {"added", "removed", "modified", "renamed", "copied", "mode_changed"};
  return words[static_cast<std::size_t>(change)];
}

}  // namespace

// Static, not in the unnamed namespace: list_of() finds them by the namespace of what it is given.

static json::object to_json(const Check& c) {
  return {{"name", c.name},
          {"state", c.state},
          {"event", c.event},
          {"run", c.run_id},
          {"runNumber", c.run_number},
          {"isRequired", c.is_required},
          {"startedAt", time_or_null(c.started_at)},
          {"finishedAt", time_or_null(c.finished_at)}};
}

static json::object to_json(const Comment& c) {
  return {{"id", c.id}, {"author", c.author_ref}, {"body", c.body}, {"createdAt", to_rfc3339(c.created_at)}};
}

static json::object to_json(const OwnerDemand& d) {
  return {{"owners", to_json(d.owners)}, {"paths", to_json(d.paths)}, {"approvedBy", text_or_null(d.approved_by)}};
}

static json::object to_json(const MergeObstacle& o) { return {{"code", o.code}, {"message", o.message}}; }

/// The kind as one letter: a large diff has a hundred thousand lines.
static json::object to_json(const DiffLine& line) {
  constexpr std::string_view kinds[] = {" ", "+", "-"};
  json::object out{{"kind", kinds[static_cast<std::size_t>(line.kind)]}, {"text", line.text}};
  if (line.old_number != 0) out["old"] = line.old_number;
  if (line.new_number != 0) out["new"] = line.new_number;
  if (line.has_no_newline) out["noNewline"] = true;
  return out;
}

static json::object to_json(const DiffHunk& hunk) {
  return {{"oldStart", hunk.old_start}, {"oldCount", hunk.old_count}, {"newStart", hunk.new_start},
          {"newCount", hunk.new_count}, {"heading", hunk.heading},    {"lines", list_of(hunk.lines)}};
}

static json::object to_json(const FileDiff& file) {
  constexpr std::string_view omissions[] = {"", "binary", "too_large"};
  return {{"path", file.new_path},
          {"oldPath", file.old_path},
          {"change", word_of(file.change)},
          {"oldMode", text_or_null(file.old_mode)},
          {"newMode", text_or_null(file.new_mode)},
          {"added", file.added},
          {"removed", file.removed},
          {"omitted", text_or_null(std::string(omissions[static_cast<std::size_t>(file.omission)]))},
          {"hunks", list_of(file.hunks)}};
}

json::array to_json(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

json::object to_json(const Commit& c) {
  return {{"sha", c.sha},
          {"parents", to_json(c.parents)},
          {"author", json::object{{"name", c.author_name}, {"email", c.author_email}}},
          {"message", c.message},
          {"authoredAt", to_rfc3339(c.authored_at)},
          {"committedAt", to_rfc3339(c.committed_at)}};
}

json::object to_json(const Change& c) {
  return {{"id", c.id.text()},
          {"repository", c.repository},
          {"owner", c.owner_ref},
          {"number", c.number},
          {"title", c.title},
          {"description", c.description},
          {"author", c.author_ref},
          {"source", c.source_branch},
          {"target", c.target_branch},
          {"state", to_string(c.state)},
          {"head", c.head},
          {"mergeCommit", text_or_null(c.merge_commit)},
          {"strategy", text_or_null(c.strategy)},
          {"endedBy", text_or_null(c.ended_by)},
          {"endedAt", time_or_null(c.ended_at)},
          {"createdAt", to_rfc3339(c.created_at)},
          {"updatedAt", to_rfc3339(c.updated_at)},
          {"comments", c.comments},
          {"approvals", c.approvals},
          {"hasObjections", c.has_objections}};
}

json::object to_json(const Review& r) {
  return {{"id", r.id},         {"reviewer", r.reviewer_ref}, {"verdict", to_string(r.verdict)},      {"body", r.body},
          {"commit", r.commit}, {"isStale", r.is_stale},      {"createdAt", to_rfc3339(r.created_at)}};
}

json::object to_json(const Thread& t) {
  return {{"id", t.id.text()},           {"path", text_or_null(t.path)},
          {"side", to_string(t.side)},   {"line", t.line},
          {"lineText", t.line_text},     {"commit", t.commit},
          {"isResolved", t.is_resolved}, {"resolvedBy", text_or_null(t.resolved_by)},
          {"isOutdated", t.is_outdated}, {"comments", list_of(t.comments)}};
}

json::object to_json(const Protection& p) {
  return {{"branch", p.branch},
          {"requiredApprovals", p.required_approvals},
          {"requiredChecks", to_json(p.required_checks)},
          {"requiresOwnerApproval", p.requires_owner_approval},
          {"requiresResolvedThreads", p.requires_resolved_threads},
          {"requiresChange", p.requires_change}};
}

json::object to_json(const ChangeDetail& d) {
  json::object out = to_json(d.change);
  out["base"] = d.base;
  out["commits"] = d.commits;
  out["behind"] = d.behind;
  out["reviews"] = list_of(d.reviews);
  out["threads"] = list_of(d.threads);
  out["checks"] = list_of(d.checks);
  out["protection"] = to_json(d.protection);
  out["codeOwners"] = list_of(d.owners);
  out["codeOwnerProblems"] = to_json(d.owner_problems);
  out["merge"] = json::object{{"isMergeable", d.mergeability.is_mergeable()},
                              {"obstacles", list_of(d.mergeability.obstacles)},
                              {"conflicts", to_json(d.mergeability.conflicts)}};
  out["may"] = json::object{{"review", d.may_review}, {"merge", d.may_merge}, {"edit", d.may_edit}};
  return out;
}

json::object to_json(const Diff& d) {
  return {{"base", d.base},       {"head", d.head},    {"fileCount", d.file_count}, {"added", d.added},
          {"removed", d.removed}, {"isCut", d.is_cut}, {"files", list_of(d.files)}};
}

}  // namespace towpath::forge
