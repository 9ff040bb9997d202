#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> item_fields{{"Feedback", "id"},   {"Kind", "kind"},       {"Status", "status"},
                                      {"Votes", "votes"},   {"Text", "text"},       {"About", "entity"},
                                      {"Answer", "answer"}, {"Leads to", "roadmap"}};

const std::vector<Column> roadmap_fields{{"Item", "id"},   {"Title", "title"}, {"Stage", "stage"},      {"Why", "why"},
                                         {"Note", "note"}, {"Votes", "votes"}, {"Feedback", "feedback"}};

/// Copies options that were given into a body, under the same name.
void put_options(boost::json::object& body, const Arguments& args, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (args.has("--" + name)) body[name] = args.text("--" + name);
}

Result<int> feedback_list(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string path = "/api/v1/feedback?limit=" + (args.has("--limit") ? encode(args.text("--limit")) : "50");
  path += query_of(args, {"kind", "status", "entity", "sort"});
  if (args.has("--mine")) path += "&mine=true";
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"ID", "id"}, {"KIND", "kind"}, {"STATUS", "status"}, {"VOTES", "votes"}, {"TEXT", "text"}},
             "Nothing yet. Say what you think: towpath feedback send \"...\"");
  return 0;
}

/// What both ways of sending have in common. In a folder of a component's repository it is about that component.
Result<int> send(Invocation& invocation, const std::string& kind, std::string context) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"kind", kind}, {"text", join(args.list("text"), " ")}};
  std::string about = args.text("--about");
  if (about.empty())
    if (const std::string here = repository_here(); !here.empty()) about = "component:default/" + here;
  if (!about.empty()) body["entity"] = about;
  if (!context.empty()) body["context"] = std::move(context);
  if (args.has("--without-name")) body["withoutName"] = true;
  TRY(const auto sent, ApiClient(current_server()).post("/api/v1/feedback", body));
  print_object(invocation, sent, item_fields);
  if (!args.has("--without-name")) invocation.io.err << "You will be told what becomes of it.\n";
  return 0;
}

Result<int> feedback_send(Invocation& invocation) {
  const std::string kind = invocation.args.text("--kind");
  return send(invocation, kind.empty() ? "idea" : kind, "");
}

Result<int> friction(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string context;
  if (args.has("--run")) context = "run " + args.text("--run");
  if (args.has("--command")) context += (context.empty() ? "" : ", ") + args.text("--command");
  return send(invocation, "friction", std::move(context));
}

Result<int> feedback_answer(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body;
  if (const std::string answer = join(args.list("answer"), " "); !answer.empty()) body["answer"] = answer;
  put_options(body, args, {"status", "roadmap"});
  if (body.empty())
    return invalid_input("cli.usage", "Say an answer, --status or --roadmap.")
        .with_hint("towpath feedback answer ID \"It is there: press g e.\"");
  if (body.contains("answer") && body.size() == 1) body["status"] = "answered";
  TRY(const auto item,
      ApiClient(current_server()).call("PATCH", "/api/v1/feedback/" + encode(args.text("feedback")), std::move(body)));
  print_object(invocation, item, item_fields);
  return 0;
}

Result<int> feedback_vote(Invocation& invocation) {
  const std::string path = fmt::format("/api/v1/feedback/{}/vote", encode(invocation.args.text("feedback")));
  TRY(const auto item, ApiClient(current_server()).call(invocation.args.has("--undo") ? "DELETE" : "PUT", path));
  print_object(invocation, item, item_fields);
  return 0;
}

Result<int> roadmap_list(Invocation& invocation) {
  TRY(const auto page,
      ApiClient(current_server()).get("/api/v1/roadmap?limit=200" + query_of(invocation.args, {"stage"})));
  print_list(invocation, page,
             {{"ID", "id"},
              {"STAGE", "stage"},
              {"TITLE", "title"},
              {"VOTES", "votes"},
              {"FEEDBACK", "feedback"},
              {"WHY", "why"}},
             "Nothing is planned yet.");
  return 0;
}

Result<int> roadmap_add(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"title", args.text("title")}};
  put_options(body, args, {"why", "stage", "capability"});
  boost::json::array feedback;
  for (const std::string& id : args.list("--feedback")) feedback.emplace_back(id);
  body["feedback"] = std::move(feedback);
  TRY(const auto item, ApiClient(current_server()).post("/api/v1/roadmap", body));
  print_object(invocation, item, roadmap_fields);
  return 0;
}

Result<int> roadmap_move(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"stage", args.text("stage")}};
  put_options(body, args, {"note"});
  TRY(const auto item,
      ApiClient(current_server()).call("PATCH", "/api/v1/roadmap/" + encode(args.text("item")), std::move(body)));
  print_object(invocation, item, roadmap_fields);
  return 0;
}

Result<int> notification_list(Invocation& invocation) {
  const ApiClient api(current_server());
  TRY(const auto page, api.get("/api/v1/notifications?limit=50"));
  print_list(invocation, page, {{"WHEN", "createdAt"}, {"KIND", "kind"}, {"TITLE", "title"}, {"TEXT", "text"}},
             "Nobody told you anything yet.");
  if (invocation.args.has("--read"))
    CHECK_OK(api.post("/api/v1/notifications/reading", boost::json::object{{"all", true}}));
  return 0;
}

}  // namespace

std::vector<Command> feedback_commands() {
  const Operand text{"text", "What you want to say", true, true}, feedback{"feedback", "Its id"};
  const Option about{"--about", "REF", "About this entity; in a component's repository, that component"},
      without_name{"--without-name", "", "Nobody learns that it was you, and you are not told what becomes of it"};
  const char* id = "01JD8XZ4B6W7Y2E9P3T5V0QRST";
  return {
      {"feedback list",
       "Lists what developers said about the platform",
       "towpath feedback list --sort votes --kind friction",
       {},
       {{"--kind", "KIND", "Only idea, problem, question, praise or friction"},
        {"--status", "STATUS", "Only new, planned, shipped, declined or answered"},
        {"--entity", "REF", "Only about this"},
        {"--mine", "", "Only one's own"},
        {"--sort", "ORDER", "newest or votes"},
        {"--limit", "N", "How many"}},
       feedback_list},
      {"feedback send",
       "Says something about the platform",
       "towpath feedback send \"Show the commit beside the version\" --kind idea",
       {text},
       {{"--kind", "KIND", "idea (without it), problem, question or praise"}, about, without_name},
       feedback_send},
      {"feedback answer",
       "Answers feedback, or decides what becomes of it",
       fmt::format("towpath feedback answer {} \"It is there: press g e.\"", id),
       {feedback, {"answer", "The answer", false, true}},
       {{"--status", "STATUS", "new, planned, shipped, declined or answered"},
        {"--roadmap", "ID", "The item of the roadmap it leads to"}},
       feedback_answer},
      {"feedback vote",
       "Says that it matters to you, too",
       fmt::format("towpath feedback vote {}", id),
       {feedback},
       {{"--undo", "", "Takes the vote back"}},
       feedback_vote},
      {"friction",
       "Notes what got in your way",
       "towpath friction \"It took three tries to find out why the build was red\"",
       {text},
       {about,
        {"--run", "NUMBER", "While looking at this run"},
        {"--command", "LINE", "While typing this"},
        without_name},
       friction},
      {"roadmap list",
       "Lists what the platform team means to do",
       "towpath roadmap list --stage next",
       {},
       {{"--stage", "STAGE", "Only now, next, later, shipped or dropped"}},
       roadmap_list},
      {"roadmap add",
       "Puts something on the roadmap",
       "towpath roadmap add \"Commit beside the version\" --why \"People look it up in another tab\" --stage next",
       {{"title", "What it is"}},
       {{"--why", "TEXT", "What pain it answers"},
        {"--stage", "STAGE", "now, next or later (without it)"},
        {"--capability", "REF", "What it improves"},
        {"--feedback", "ID", "Feedback that leads to it; again for more"}},
       roadmap_add},
      {"roadmap move",
       "Moves an item of the roadmap and tells those who wait for it",
       fmt::format("towpath roadmap move {} shipped --note \"The version shows its commit\"", id),
       {{"item", "Its id"}, {"stage", "now, next, later, shipped or dropped"}},
       {{"--note", "TEXT", "What is new, or why it was dropped"}},
       roadmap_move},
      {"notification list",
       "Lists what you were told",
       "towpath notification list",
       {},
       {{"--read", "", "Marks all as read"}},
       notification_list},
  };
}

}  // namespace towpath::cli
