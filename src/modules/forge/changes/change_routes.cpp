#include "changes/change_routes.h"

#include <boost/json.hpp>

#include "changes/change_words.h"
#include "forge_json.h"
#include "http/list_answer.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::forge {
namespace {

namespace json = boost::json;
using towpath::json::ObjectReader;

constexpr std::size_t open_limit = std::size_t{16} << 20;  // with the contents of files

struct Place {
  std::string repository;
  std::int64_t number = 0;
};

Place place_of(const http::Request& request) {
  return {std::string(request.param("name")), std::stoll(std::string(request.param("number")))};
}

http::Response answer(int status, const json::object& body) {
  return http::json_response(status, json::serialize(body));
}

/// A word of a few, or a problem of the body.
template <class Enum>
Enum word(ObjectReader& body, const char* key, const std::string& text, std::optional<Enum> (*read)(std::string_view),
          const char* allowed) {
  const auto found = read(text);
  if (!found && !text.empty()) body.problem(key, std::string("must be one of ") + allowed);
  return found.value_or(Enum{});
}

Result<http::Response> list(ChangesService& changes, const http::Request& request) {
  http::QueryReader query(request);
  ChangeFilter filter;
  filter.repository = query.text("repository");
  filter.state = query.choice("state", {"open", "merged", "closed"});
  const std::string author = query.text("author");
  filter.author = author == "me" ? request.principal.ref : author;
  filter.text = query.text("q");
  const std::string awaits = query.choice("review", {"mine"});
  if (!awaits.empty()) filter.to_review_by = request.principal.ref;
  filter.awaits_me = !query.choice("awaiting", {"me"}).empty();
  filter.after = query.ulid("after");
  filter.limit = query.limit(50);
  CHECK_OK(query.finish());
  TRY(const ChangePage page, changes.list(request.principal, filter));
  json::array items;
  for (const Change& change : page.items) items.push_back(to_json(change));
  return answer(200, {{"items", std::move(items)},
                      {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)},
                      {"total", page.total}});
}

Result<http::Response> open(ChangesService& changes, const http::Request& request) {
  TRY(auto body, ObjectReader::parse(request.body));
  OpenChange command;
  command.repository = std::string(request.param("name"));
  command.title = body.required_string("title");
  command.description = body.optional_string("description").value_or("");
  command.source_branch = body.required_string("source");
  command.target_branch = body.optional_string("target").value_or("");
  command.message = body.optional_string("message").value_or("");
  for (ObjectReader& file : body.optional_objects("files")) {
    FileContent content;
    content.path = file.required_string("path");
    content.content = file.optional_string("content").value_or("");
    content.is_executable = file.optional_boolean("executable").value_or(false);
    content.is_removed = file.optional_boolean("removed").value_or(false);
    command.files.push_back(std::move(content));
  }
  CHECK_OK(body.finish());
  TRY(const Change change, changes.open(request.principal, command));
  return answer(201, to_json(change));
}

Result<http::Response> show(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(const ChangeDetail detail, changes.detail(request.principal, at.repository, at.number));
  return answer(200, to_json(detail));
}

Result<http::Response> edit(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(auto body, ObjectReader::parse(request.body));
  const auto title = body.optional_string("title"), description = body.optional_string("description");
  CHECK_OK(body.finish());
  TRY(const Change change, changes.edit(request.principal, at.repository, at.number, title, description));
  return answer(200, to_json(change));
}

Result<http::Response> diff(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  http::QueryReader query(request);
  const std::string path = query.text("path");
  CHECK_OK(query.finish());
  TRY(const Diff diff, changes.diff(request.principal, at.repository, at.number, path));
  return answer(200, to_json(diff));
}

Result<http::Response> commits(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(const auto commits, changes.commits(request.principal, at.repository, at.number));
  json::array items;
  for (const Commit& commit : commits) items.push_back(to_json(commit));
  return http::list_answer(items);
}

Result<http::Response> review(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(auto body, ObjectReader::parse(request.body));
  const Verdict verdict =
      word(body, "verdict", body.required_string("verdict"), verdict_of, "approve, request_changes, comment");
  const std::string text = body.optional_string("body").value_or(""), head = body.optional_string("head").value_or("");
  CHECK_OK(body.finish());
  TRY(const Review made, changes.review(request.principal, at.repository, at.number, verdict, text, head));
  return answer(201, to_json(made));
}

Result<http::Response> comment(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(auto body, ObjectReader::parse(request.body));
  NewComment said;
  said.body = body.required_string("body");
  said.thread = body.optional_string("thread").value_or("");
  said.path = body.optional_string("path").value_or("");
  said.side = word(body, "side", body.optional_string("side").value_or("new"), side_of, "old, new");
  said.line = static_cast<int>(std::clamp<std::int64_t>(body.optional_integer("line").value_or(0), 0, 1 << 30));
  CHECK_OK(body.finish());
  TRY(const Thread thread, changes.comment(request.principal, at.repository, at.number, said));
  return answer(201, to_json(thread));
}

Result<http::Response> resolve(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(auto body, ObjectReader::parse(request.body));
  const bool is_resolved = body.required_boolean("resolved");
  CHECK_OK(body.finish());
  TRY(const Thread thread, changes.resolve(request.principal, at.repository, at.number,
                                           ThreadId(std::string(request.param("thread"))), is_resolved));
  return answer(200, to_json(thread));
}

Result<http::Response> merge(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(auto body, ObjectReader::parse(request.body.empty() ? "{}" : request.body));
  MergeChange command;
  command.strategy = word(body, "strategy", body.optional_string("strategy").value_or("merge"), merge_strategy_of,
                          "merge, squash, rebase");
  command.message = body.optional_string("message").value_or("");
  command.expected_head = body.optional_string("head").value_or("");
  command.override_reason = body.optional_string("override").value_or("");
  command.deletes_source = body.optional_boolean("deleteSource").value_or(false);
  CHECK_OK(body.finish());
  TRY(const Change change, changes.merge(request.principal, at.repository, at.number, command));
  return answer(200, to_json(change));
}

Result<http::Response> close(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(const Change change, changes.close(request.principal, at.repository, at.number));
  return answer(200, to_json(change));
}

Result<http::Response> reopen(ChangesService& changes, const http::Request& request) {
  const Place at = place_of(request);
  TRY(const Change change, changes.reopen(request.principal, at.repository, at.number));
  return answer(200, to_json(change));
}

Result<http::Response> list_protections(ChangesService& changes, const http::Request& request) {
  TRY(const auto all, changes.protections(request.principal, std::string(request.param("name"))));
  json::array items;
  for (const Protection& protection : all) items.push_back(to_json(protection));
  return http::list_answer(items);
}

Result<http::Response> protect(ChangesService& changes, const http::Request& request) {
  TRY(auto body, ObjectReader::parse(request.body));
  Protection protection;
  protection.branch = std::string(request.param("branch"));
  protection.required_approvals = body.optional_integer("requiredApprovals").value_or(0);
  protection.required_checks = body.optional_strings("requiredChecks");
  protection.requires_owner_approval = body.optional_boolean("requiresOwnerApproval").value_or(false);
  protection.requires_resolved_threads = body.optional_boolean("requiresResolvedThreads").value_or(false);
  protection.requires_change = body.optional_boolean("requiresChange").value_or(false);
  CHECK_OK(body.finish());
  TRY(const Protection kept, changes.protect(request.principal, std::string(request.param("name")), protection));
  return answer(200, to_json(kept));
}

}  // namespace

void add_change_routes(http::Router& router, ChangesService& changes) {
  using Handle = Result<http::Response> (*)(ChangesService&, const http::Request&);
  const auto add = [&](const char* method, const std::string& pattern, const char* permission, Handle handle,
                       std::size_t limit = 1 << 20) {
    router.add({.method = method,
                .pattern = pattern,
                .permission = permission,
                .handler = [&changes, handle](const http::Request& request) { return handle(changes, request); },
                .body_limit = limit});
  };
  const std::string all = "/api/v1/repositories/{name}/changes", one = all + "/{number:int}";
  add("GET", "/api/v1/changes", "change.read", list);
  add("POST", all, "change.create", open, open_limit);
  add("GET", one, "change.read", show);
  add("PATCH", one, "change.update", edit);
  add("GET", one + "/diff", "change.read", diff);
  add("GET", one + "/commits", "change.read", commits);
  add("POST", one + "/reviews", "change.review", review);
  add("POST", one + "/comments", "change.comment", comment);
  add("PUT", one + "/threads/{thread:ulid}/resolution", "change.comment", resolve);
  add("POST", one + "/merge", "change.merge", merge);
  add("POST", one + "/closure", "change.update", close);
  add("POST", one + "/reopening", "change.update", reopen);
  add("GET", "/api/v1/repositories/{name}/protections", "repository.read", list_protections);
  add("PUT", "/api/v1/repositories/{name}/protections/{branch:path}", "repository.protect", protect);
}

}  // namespace towpath::forge
