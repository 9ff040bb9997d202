#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"
#include "yaml/yaml.h"

namespace towpath::cli {
namespace {

const std::vector<Column> entity_columns{
    {"REF", "ref"}, {"TYPE", "type"}, {"LIFECYCLE", "lifecycle"}, {"OWNER", "owner"}, {"TITLE", "title"}};

Result<int> list(Invocation& invocation) {
  std::string path =
      "/api/v1/entities?limit=" + (invocation.args.has("--limit") ? encode(invocation.args.text("--limit")) : "100");
  path += query_of(invocation.args, {"kind", "owner", "type", "lifecycle", "tag"});
  if (const std::string text = invocation.args.text("text"); !text.empty()) path += "&text=" + encode(text);
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page, entity_columns, "Nothing matches. Make a service with: towpath new");
  return 0;
}

/// Where the API has the entity that was typed, of the kind component and the namespace default unless it says others.
std::string entity_path(std::string ref) {
  std::string kind = "component", ns = "default";
  if (const auto colon = ref.find(':'); colon != std::string::npos) {
    kind = ref.substr(0, colon);
    ref.erase(0, colon + 1);
  }
  if (const auto slash = ref.find('/'); slash != std::string::npos) {
    ns = ref.substr(0, slash);
    ref.erase(0, slash + 1);
  }
  return fmt::format("/api/v1/entities/{}/{}/{}", encode(kind), encode(ns), encode(ref));
}

Result<int> apply(Invocation& invocation) {
  const std::string name = invocation.args.text("file");
  TRY(const std::string text, text_from(invocation.io, name));
  TRY(const auto answer,
      ApiClient(current_server())
          .post("/api/v1/entities",
                boost::json::object{{"document", text}, {"fileName", name == "-" ? "standard input" : name}}));
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(answer) << "\n";
    return 0;
  }
  for (const boost::json::value& ref : answer.at("refs").as_array())
    invocation.io.out << std::string_view(ref.as_string()) << "\n";
  return 0;
}

Result<int> remove(Invocation& invocation) {
  const std::string ref = invocation.args.text("ref");
  TRY(const int go_on, confirmed(invocation, fmt::format("Remove {} from the catalog?", ref)));
  if (go_on != 0) return go_on;
  TRY(const auto none, ApiClient(current_server()).call("DELETE", entity_path(ref)));
  invocation.io.err << ref << " is removed.\n";
  return 0;
}

Result<int> get(Invocation& invocation) {
  TRY(const auto entity, ApiClient(current_server()).get(entity_path(invocation.args.text("ref"))));
  if (invocation.args.has("--yaml")) {
    invocation.io.out << yaml::write(entity.as_object().contains("document") ? entity.at("document") : entity);
    return 0;
  }
  print_object(invocation, entity,
               {{"Ref", "ref"},
                {"Title", "title"},
                {"Description", "description"},
                {"Owner", "owner"},
                {"Type", "type"},
                {"Lifecycle", "lifecycle"},
                {"Tags", "tags"},
                {"Conflicts", "conflicts"},
                {"Updated", "updatedAt"}});
  return 0;
}

Result<int> repositories(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).all("/api/v1/repositories"));
  print_list(invocation, page,
             {{"NAME", "name"},
              {"OWNER", "owner"},
              {"BRANCH", "defaultBranch"},
              {"OBSERVED ONLY", "isObserveOnly"},
              {"CLONE", "cloneUrl"}},
             "No repositories yet.");
  return 0;
}

Result<int> create_repository(Invocation& invocation) {
  boost::json::object body{{"name", invocation.args.text("name")}};
  if (invocation.args.has("--owner")) body["owner"] = invocation.args.text("--owner");
  if (invocation.args.has("--description")) body["description"] = invocation.args.text("--description");
  if (invocation.args.has("--observe-only")) body["observeOnly"] = true;
  TRY(const auto repository, ApiClient(current_server()).post("/api/v1/repositories", body));
  print_object(invocation, repository, {{"Name", "name"}, {"Owner", "owner"}, {"Clone", "cloneUrl"}});
  return 0;
}

Result<int> set_use(Invocation& invocation, bool is_observe_only) {
  const std::string name = invocation.args.text("name");
  TRY(const auto repository, ApiClient(current_server())
                                 .call("PUT", "/api/v1/repositories/" + encode(name) + "/use",
                                       boost::json::object{{"observeOnly", is_observe_only}}));
  invocation.io.err << name
                    << (is_observe_only ? " is only observed: it takes pushes and is read, and nothing else.\n"
                                        : " is adopted: its pipelines run from the next push on.\n");
  print_object(invocation, repository, {{"Name", "name"}, {"Owner", "owner"}, {"Observed only", "isObserveOnly"}});
  return 0;
}

Result<int> observe_repository(Invocation& invocation) { return set_use(invocation, true); }
Result<int> adopt_repository(Invocation& invocation) { return set_use(invocation, false); }

}  // namespace

std::vector<Command> catalog_commands() {
  const std::vector<Option> filters{
      {"--kind", "KIND", "Only this kind"},   {"--owner", "REF", "Only of this owner"},
      {"--type", "TYPE", "Only this type"},   {"--lifecycle", "WORD", "Only this lifecycle"},
      {"--tag", "TAG", "Only with this tag"}, {"--limit", "N", "How many"}};
  return {
      {"catalog list",
       "Lists entities of the catalog",
       "towpath catalog list --kind component --owner group:default/payments",
       {},
       filters,
       list},
      {"catalog search",
       "Finds entities by words",
       "towpath catalog search checkout",
       {{"text", "Words to look for"}},
       filters,
       list},
      {"catalog get",
       "Shows one entity",
       "towpath catalog get component:default/shop",
       {{"ref", "The entity, for example component:default/shop"}},
       {{"--yaml", "", "Its descriptor"}},
       get},
      {"catalog apply",
       "Registers or replaces the entities of a file",
       "towpath catalog apply capabilities.yaml",
       {{"file", "Descriptors; - for standard input"}},
       {},
       apply},
      {"catalog remove",
       "Removes an entity that was registered so",
       "towpath catalog remove api:default/shop-api --yes",
       {{"ref", "The entity, for example api:default/shop-api"}},
       {{"--yes", "", "Do not ask"}},
       remove},
      {"repo list", "Lists repositories", "towpath repo list", {}, {}, repositories},
      {"repo create",
       "Makes an empty repository",
       "towpath repo create notes --owner group:default/payments",
       {{"name", "Its name"}},
       {{"--owner", "REF", "The owning group or user"},
        {"--description", "TEXT", "What it is"},
        {"--observe-only", "", "A copy of what is kept elsewhere: it is read, and no pipeline of it runs"}},
       create_repository},
      {"repo observe",
       "Only looks at a repository from now on: no commit, no change, no pipeline",
       "towpath repo observe shop",
       {{"name", "Its name"}},
       {},
       observe_repository},
      {"repo adopt",
       "Takes a repository over that was only observed",
       "towpath repo adopt shop",
       {{"name", "Its name"}},
       {},
       adopt_repository},
  };
}

}  // namespace towpath::cli
