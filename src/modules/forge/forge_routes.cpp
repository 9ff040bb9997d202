#include "forge_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "forge_json.h"
#include "http/list_answer.h"
#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::forge {
namespace {

namespace json = boost::json;

/// As the client reached us, so that the link works for it.
std::string clone_url(const http::Request& request, const std::string& name) {
  return fmt::format("{}://{}/git/{}.git", request.is_tls ? "https" : "http", request.headers.get("Host"), name);
}

json::object value_of(const http::Request& request, const Repository& r, std::int64_t open_changes) {
  return {{"id", r.id.text()},
          {"name", r.name},
          {"description", r.description},
          {"owner", r.owner_ref},
          {"project", r.project_id},
          {"defaultBranch", r.default_branch},
          {"cloneUrl", clone_url(request, r.name)},
          {"openChanges", open_changes},
          {"isObserveOnly", r.is_observe_only},
          {"pushedAt", towpath::json::time_or_null(r.pushed_at)},
          {"createdAt", to_rfc3339(r.created_at)}};
}

/// `?ref=` and nothing else, or the default branch.
Result<std::string> ref_of(const http::Request& request, const Repository& repository) {
  http::QueryReader query(request);
  std::string ref = query.optional_text("ref").value_or(repository.default_branch);
  CHECK_OK(query.finish());
  return ref;
}

}  // namespace

void add_routes(http::Router& router, ForgeService& forge, ChangesService& changes) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  const auto repository_of = [&forge](const http::Request& request) {
    return forge.get(request.principal, std::string(request.param("name")));
  };

  add("GET", "/api/v1/repositories", "repository.read",
      [&forge, &changes](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string after = query.text("after");
        const std::size_t limit = query.limit();
        CHECK_OK(query.finish());
        TRY(const RepositoryPage page, forge.list(request.principal, after, limit));
        auto open = changes.open_counts(request.principal);
        json::array items;
        for (const Repository& repository : page.items)
          items.push_back(value_of(request, repository, open[repository.name]));
        return http::json_response(200, json::serialize(json::object{
                                            {"items", std::move(items)},
                                            {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)},
                                            {"total", page.total}}));
      });

  add("POST", "/api/v1/repositories", "repository.create",
      [&forge](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const CreateRepository command{body.required_string("name"),
                                       body.optional_string("description").value_or(""),
                                       body.optional_string("owner").value_or(""),
                                       body.optional_string("project").value_or(""),
                                       body.optional_string("defaultBranch").value_or("main"),
                                       body.optional_boolean("observeOnly").value_or(false)};
        CHECK_OK(body.finish());
        TRY(const Repository repository, forge.create(request.principal, command));
        return http::json_response(201, json::serialize(value_of(request, repository, 0)));
      });

  add("GET", "/api/v1/repositories/{name}", "repository.read",
      [&changes, repository_of](const http::Request& request) -> Result<http::Response> {
        TRY(const Repository repository, repository_of(request));
        auto open = changes.open_counts(request.principal);
        return http::json_response(200, json::serialize(value_of(request, repository, open[repository.name])));
      });

  add("PUT", "/api/v1/repositories/{name}/use", "repository.update",
      [&forge, &changes](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const Use use = body.required_boolean("observeOnly") ? Use::observe_only : Use::adopted;
        CHECK_OK(body.finish());
        TRY(const Repository repository, forge.set_use(request.principal, std::string(request.param("name")), use));
        auto open = changes.open_counts(request.principal);
        return http::json_response(200, json::serialize(value_of(request, repository, open[repository.name])));
      });

  add("DELETE", "/api/v1/repositories/{name}", "repository.delete",
      [&forge](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(forge.remove(request.principal, std::string(request.param("name"))));
        return http::no_content();
      });

  add("GET", "/api/v1/repositories/{name}/branches", "repository.read",
      [&forge, repository_of](const http::Request& request) -> Result<http::Response> {
        TRY(const Repository repository, repository_of(request));
        TRY(const auto branches, forge.branches(repository.name));
        json::array items;
        for (const Branch& b : branches)
          items.push_back(json::object{
              {"name", b.name}, {"commit", b.commit}, {"isDefault", b.is_default}, {"isProtected", b.is_protected}});
        return http::list_answer(items);
      });

  add("GET", "/api/v1/repositories/{name}/commits", "repository.read",
      [&forge, repository_of](const http::Request& request) -> Result<http::Response> {
        TRY(const Repository repository, repository_of(request));
        http::QueryReader query(request);
        const std::string ref = query.optional_text("ref").value_or(repository.default_branch),
                          path = query.text("path"), after = query.text("after");
        const std::size_t limit = query.limit();
        CHECK_OK(query.finish());
        TRY(auto commits, forge.history(repository.name, ref, path, after, limit + 1));
        const bool is_last = commits.size() <= limit;
        if (!is_last) commits.resize(limit);
        json::array items;
        for (const Commit& commit : commits) items.push_back(to_json(commit));
        return http::list_answer(items, is_last ? "" : commits.back().sha);
      });

  const auto tree = [&forge, repository_of](const http::Request& request) -> Result<http::Response> {
    TRY(const Repository repository, repository_of(request));
    TRY(const std::string ref, ref_of(request, repository));
    const auto path = request.params.find("path");
    TRY(const auto entries, forge.tree(repository.name, ref, path == request.params.end() ? "" : path->second));
    json::array items;
    for (const TreeEntry& e : entries)
      items.push_back(json::object{{"name", e.name},
                                   {"path", e.path},
                                   {"isFolder", e.is_folder},
                                   {"isExecutable", e.is_executable},
                                   {"size", e.size}});
    return http::list_answer(items);
  };
  add("GET", "/api/v1/repositories/{name}/tree", "repository.read", tree);
  add("GET", "/api/v1/repositories/{name}/tree/{path:path}", "repository.read", tree);

  add("GET", "/api/v1/repositories/{name}/files/{path:path}", "repository.read",
      [&forge, repository_of](const http::Request& request) -> Result<http::Response> {
        TRY(const Repository repository, repository_of(request));
        TRY(const std::string ref, ref_of(request, repository));
        TRY(std::string content, forge.file(repository.name, ref, std::string(request.param("path"))));
        http::Response response;
        // Never as the type the file claims: a page of a repository must not run with the portal's rights.
        response.content_type = is_utf8(content) ? "text/plain; charset=utf-8" : "application/octet-stream";
        response.body = std::move(content);
        return response;
      });
}

}  // namespace towpath::forge
