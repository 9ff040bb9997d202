#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> change_columns{{"CHANGE", "change"}, {"TITLE", "title"},   {"STATE", "state"},
                                         {"BY", "author"},     {"BRANCH", "source"}, {"UPDATED", "updatedAt"}};

const std::vector<Column> change_fields{{"Change", "change"}, {"Title", "title"},           {"State", "state"},
                                        {"By", "author"},     {"From", "source"},           {"Into", "target"},
                                        {"Head", "head"},     {"Merged as", "mergeCommit"}, {"Updated", "updatedAt"}};

/// "shop#3" as the path of its API.
Result<std::string> path_of(const std::string& text) {
  const auto hash = text.find('#');
  const std::string number = hash == std::string::npos ? "" : text.substr(hash + 1);
  if (hash == 0 || number.empty() || number.size() > 9 || number.find_first_not_of("0123456789") != std::string::npos)
    return invalid_input("cli.usage", fmt::format("'{}' is not a change.", text))
        .with_hint("Write repository and number, as in: towpath change show 'shop#3'");
  return fmt::format("/api/v1/repositories/{}/changes/{}", encode(text.substr(0, hash)), number);
}

/// For people and names; the API's JSON stays as it is.
void name_change(boost::json::value& change) {
  change.as_object()["change"] = text_at(change, "repository") + "#" + text_at(change, "number");
}

Result<int> print(Invocation& invocation, boost::json::value change) {
  if (invocation.format != Format::json) name_change(change);
  print_object(invocation, change, change_fields);
  return 0;
}

Result<int> list(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string path = "/api/v1/changes?limit=" + (args.has("--limit") ? encode(args.text("--limit")) : "50");
  if (const std::string state = args.text("--state"); state != "all")
    path += "&state=" + encode(state.empty() ? "open" : state);
  if (args.has("--repository")) path += "&repository=" + encode(args.text("--repository"));
  if (args.has("--mine")) path += "&author=me";
  if (args.has("--to-review")) path += "&review=mine";
  if (args.has("--awaiting-me")) path += "&awaiting=me";
  TRY(auto page, ApiClient(current_server()).get(path));
  if (invocation.format != Format::json)
    for (boost::json::value& change : page.at("items").as_array()) name_change(change);
  print_list(invocation, page, change_columns, "No changes. Push a branch, then: towpath change create");
  return 0;
}

Result<int> create(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"title", args.text("--title")}, {"source", args.text("branch")}};
  if (args.has("--into")) body["target"] = args.text("--into");
  if (args.has("--description")) body["description"] = args.text("--description");
  TRY(auto change, ApiClient(current_server())
                       .post(fmt::format("/api/v1/repositories/{}/changes", encode(args.text("repository"))), body));
  return print(invocation, std::move(change));
}

Result<int> show(Invocation& invocation) {
  TRY(const std::string path, path_of(invocation.args.text("change")));
  const ApiClient api(current_server());
  TRY(auto change, api.get(path));
  if (invocation.format != Format::table) return print(invocation, std::move(change));
  const boost::json::value detail = change;
  CHECK_OK(print(invocation, std::move(change)));
  std::ostream& out = invocation.io.out;
  for (const auto& check : detail.at("checks").as_array())
    out << fmt::format("Check:   {} is {} (#{})\n", text_at(check, "name"), text_at(check, "state"),
                       text_at(check, "runNumber"));
  for (const auto& review : detail.at("reviews").as_array())
    out << fmt::format("Review:  {}: {}{}\n", text_at(review, "reviewer"), text_at(review, "verdict"),
                       review.at("isStale").as_bool() ? ", stale" : "");
  for (const auto& obstacle : detail.at("merge").at("obstacles").as_array())
    out << "Blocked: " << text_at(obstacle, "message") << "\n";
  for (const auto& thread : detail.at("threads").as_array()) {
    if (const std::string file = text_at(thread, "path"); !file.empty())
      out << fmt::format("\n{}:{}{}\n", file, text_at(thread, "line"),
                         thread.at("isResolved").as_bool() ? " (resolved)" : "");
    else
      out << "\n";
    for (const auto& comment : thread.at("comments").as_array())
      out << fmt::format("  {}: {}\n", text_at(comment, "author"), text_at(comment, "body"));
  }
  return 0;
}

Result<int> review(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const int chosen = args.has("--approve") + args.has("--request-changes") + args.has("--comment");
  if (chosen != 1) return invalid_input("cli.usage", "Say one of --approve, --request-changes and --comment.");
  TRY(const std::string path, path_of(args.text("change")));
  const char* verdict = args.has("--approve")           ? "approve"
                        : args.has("--request-changes") ? "request_changes"
                                                        : "comment";
  TRY(const auto made,
      ApiClient(current_server())
          .post(path + "/reviews", boost::json::object{{"verdict", verdict}, {"body", args.text("--body")}}));
  print_object(invocation, made, {{"Review", "id"}, {"By", "reviewer"}, {"Verdict", "verdict"}, {"Of", "commit"}});
  return 0;
}

Result<int> comment(Invocation& invocation) {
  const Arguments& args = invocation.args;
  TRY(const std::string path, path_of(args.text("change")));
  boost::json::object body{{"body", args.text("--body")}};
  if (const std::string at = args.text("--at"); !at.empty()) {
    const auto colon = at.rfind(':');
    const std::string line = colon == std::string::npos ? "" : at.substr(colon + 1);
    if (line.empty() || line.size() > 8 || line.find_first_not_of("0123456789") != std::string::npos)
      return invalid_input("cli.usage", "--at is a file and a line, as in src/app.py:12.");
    body["path"] = at.substr(0, colon);
    body["line"] = std::stoi(line);
  }
  TRY(const auto thread, ApiClient(current_server()).post(path + "/comments", body));
  print_object(invocation, thread, {{"Thread", "id"}, {"File", "path"}, {"Line", "line"}});
  return 0;
}

Result<int> merge(Invocation& invocation) {
  const Arguments& args = invocation.args;
  TRY(const std::string path, path_of(args.text("change")));
  boost::json::object body{{"deleteSource", args.has("--delete-branch")}};
  if (args.has("--strategy")) body["strategy"] = args.text("--strategy");
  if (args.has("--message")) body["message"] = args.text("--message");
  if (args.has("--override")) body["override"] = args.text("--override");
  TRY(auto change, ApiClient(current_server()).post(path + "/merge", body));
  return print(invocation, std::move(change));
}

Result<int> close(Invocation& invocation) {
  TRY(const std::string path, path_of(invocation.args.text("change")));
  TRY(auto change, ApiClient(current_server()).post(path + "/closure", boost::json::object{}));
  return print(invocation, std::move(change));
}

}  // namespace

std::vector<Command> change_commands() {
  const Operand change{"change", "Repository and number, for example shop#3"};
  const Option body{"--body", "TEXT", "What to say"};
  return {
      {"change list",
       "Lists changes, newest first",
       "towpath change list --to-review",
       {},
       {{"--repository", "NAME", "Only of this repository"},
        {"--state", "STATE", "open (default), merged, closed or all"},
        {"--mine", "", "Only those one has opened"},
        {"--to-review", "", "Only those of others that one may review and has not judged"},
        {"--awaiting-me", "", "Only those one is asked to review, and one's own with changes requested"},
        {"--limit", "N", "How many"}},
       list},
      {"change create",
       "Opens a change from a pushed branch",
       "towpath change create shop fix-login --title 'Fix the login'",
       {{"repository", "The repository"}, {"branch", "The branch with the commits"}},
       {{"--title", "TEXT", "What it does, in a line"},
        {"--description", "TEXT", "Why, and what to look at"},
        {"--into", "BRANCH", "Where it goes; the default branch otherwise"}},
       create},
      {"change show",
       "Shows a change, what was said and what is in the way of merging it",
       "towpath change show 'shop#3'",
       {change},
       {},
       show},
      {"change review",
       "Approves a change or requests changes",
       "towpath change review 'shop#3' --approve",
       {change},
       {{"--approve", "", "It is good"},
        {"--request-changes", "", "It must not be merged like this"},
        {"--comment", "", "Neither"},
        body},
       review},
      {"change comment",
       "Comments on a change, or on a line of it",
       "towpath change comment 'shop#3' --at app/main.py:12 --body 'Why twice?'",
       {change},
       {{"--at", "FILE:LINE", "The line, as it is after the change"}, body},
       comment},
      {"change merge",
       "Merges a change",
       "towpath change merge 'shop#3' --strategy squash",
       {change},
       {{"--strategy", "WORD", "merge (default), squash or rebase"},
        {"--message", "TEXT", "Of the commit; made of number and title otherwise"},
        {"--delete-branch", "", "And delete its branch"},
        {"--override", "REASON", "Merge although a policy says no that may be overridden"}},
       merge},
      {"change close", "Closes a change without merging it", "towpath change close 'shop#3'", {change}, {}, close},
  };
}

}  // namespace towpath::cli
