#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

/// "/api/v1/docs/component/default/shop" for "shop", "default/shop" or "component:default/shop"; "manual" is the
/// manual.
std::string address_of(std::string text) {
  if (text == "manual") text = "platform:default/manual";
  std::string kind = "component", ns = "default";
  if (const auto colon = text.find(':'); colon != std::string::npos) {
    kind = text.substr(0, colon);
    text.erase(0, colon + 1);
  }
  if (const auto slash = text.find('/'); slash != std::string::npos) {
    ns = text.substr(0, slash);
    text.erase(0, slash + 1);
  }
  return fmt::format("/api/v1/docs/{}/{}/{}", encode(kind), encode(ns), encode(text));
}

Result<int> list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/docs?limit=500"));
  print_list(invocation, page,
             {{"SET", "ref"}, {"TITLE", "title"}, {"PAGES", "pageCount"}, {"OWNER", "owner"}, {"UPDATED", "updatedAt"}},
             "No documentation that you may see.");
  return 0;
}

void print_nav(std::ostream& out, const boost::json::value& nav, int depth) {
  for (const auto& item : nav.as_array()) {
    const std::string target = text_at(item, "page") + text_at(item, "url");
    out << std::string(static_cast<std::size_t>(depth) * 2, ' ') << text_at(item, "title")
        << (target.empty() ? "" : "  " + target) << "\n";
    if (const auto* children = item.as_object().if_contains("children")) print_nav(out, *children, depth + 1);
  }
}

Result<int> show(Invocation& invocation) {
  const ApiClient client(current_server());
  const std::string address = address_of(invocation.args.text("set")), page = invocation.args.text("page");
  if (page.empty()) {
    TRY(const auto set, client.get(address));
    if (invocation.format != Format::table) {
      print_object(invocation, set, {{"Set", "ref"}});
      return 0;
    }
    invocation.io.out << text_at(set, "title") << "\n\n";
    print_nav(invocation.io.out, set.at("nav"), 0);
    for (const auto& problem : set.at("problems").as_array())
      invocation.io.err << "problem: " << std::string(problem.as_string()) << "\n";
    return 0;
  }
  std::string path = address + "/pages";
  for (const std::string& part : split(page, '/')) path += "/" + encode(part);
  TRY(const auto answer, client.get(path + "?format=markdown"));
  if (invocation.format == Format::table)
    invocation.io.out << text_at(answer, "markdown");
  else
    print_object(invocation, answer, {{"Page", "path"}});
  return 0;
}

Result<int> search(Invocation& invocation) {
  std::string path = "/api/v1/docs/search?limit=50&text=" + encode(join(invocation.args.list("text"), " "));
  if (const std::string set = invocation.args.text("--set"); !set.empty()) {
    // As in the address of the set: kind:namespace/name.
    const auto parts = split(address_of(set), '/');
    path += "&set=" + encode(fmt::format("{}:{}/{}", parts.at(4), parts.at(5), parts.at(6)));
  }
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page, {{"PAGE", "path"}, {"SET", "set"}, {"TITLE", "title"}, {"TEXT", "snippet"}},
             "No page has these words.");
  return 0;
}

Result<int> report(Invocation& invocation) {
  TRY(const auto report, ApiClient(current_server()).get("/api/v1/docs/report"));
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(report) << "\n";
    return 0;
  }
  print_list(invocation, boost::json::object{{"items", report.at("sets")}},
             {{"SET", "ref"},
              {"PAGES", "pages"},
              {"STALE", "stalePages"},
              {"BROKEN", "brokenLinks"},
              {"USEFUL", "useful"},
              {"NOT", "notUseful"},
              {"CHANGED", "docsChangedAt"}},
             "There is no documentation yet.");
  if (const auto& missed = report.at("missedSearches").as_array(); !missed.empty()) {
    invocation.io.err << "Searched in vain:\n";
    for (const auto& each : missed)
      invocation.io.err << fmt::format("  {} ({} times)\n", text_at(each, "text"), text_at(each, "searches"));
  }
  return 0;
}

Result<int> list_actions(Invocation& invocation) {
  TRY(const auto all, ApiClient(current_server()).get("/api/v1/template-actions"));
  print_list(invocation, all, {{"ACTION", "name"}, {"WHAT IT DOES", "description"}}, "This server has no actions.");
  return 0;
}

}  // namespace

std::vector<Command> docs_commands() {
  return {
      {"template actions",
       "Lists what a step of a golden path can do",
       "towpath template actions",
       {},
       {},
       list_actions},
      {"docs list", "Lists documentation", "towpath docs list", {}, {}, list},
      {"docs show",
       "Shows the table of contents of a component's documentation, or one page as Markdown",
       "towpath docs show shop\ntowpath docs show shop index.md\ntowpath docs show manual quick-start",
       {{"set", "A component, or 'manual'"}, {"page", "A page of it", false}},
       {},
       show},
      {"docs report",
       "Shows what is stale, broken, useful and missed in the documentation",
       "towpath docs report",
       {},
       {},
       report},
      {"docs search",
       "Finds pages by words",
       "towpath docs search rollback",
       {{"text", "Words to look for", true, true}},
       {{"--set", "SET", "Only in this documentation"}},
       search},
  };
}

}  // namespace towpath::cli
