#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> announcement_fields{{"Announcement", "id"},   {"Title", "title"},  {"Text", "text"},
                                              {"Severity", "severity"}, {"For", "audience"}, {"From", "from"},
                                              {"Until", "until"}};

Result<int> announce(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"title", join(args.list("title"), " ")}};
  for (const char* name : {"text", "severity", "from", "until"})
    if (args.has(std::string("--") + name)) body[name] = args.text(std::string("--") + name);
  boost::json::array groups;
  for (const std::string& group : args.list("--group"))
    groups.emplace_back(group.find(':') == group.npos ? "group:default/" + group : group);
  if (!groups.empty()) body["audience"] = std::move(groups);
  TRY(const auto made, ApiClient(current_server()).post("/api/v1/announcements", body));
  print_object(invocation, made, announcement_fields);
  return 0;
}

Result<int> announcement_list(Invocation& invocation) {
  const std::string path =
      std::string("/api/v1/announcements?limit=100") + (invocation.args.has("--all") ? "&all=true" : "");
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page, {{"ID", "id"}, {"SEVERITY", "severity"}, {"UNTIL", "until"}, {"TITLE", "title"}},
             "Nothing is announced.");
  return 0;
}

Result<int> announcement_withdraw(Invocation& invocation) {
  const std::string id = encode(invocation.args.text("announcement"));
  TRY(const auto over,
      ApiClient(current_server()).post(fmt::format("/api/v1/announcements/{}/withdrawal", id), boost::json::object()));
  print_object(invocation, over, announcement_fields);
  return 0;
}

Result<int> notification_mail(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const ApiClient api(current_server());
  boost::json::object mail;
  for (const std::string& kind : args.list("--on")) mail[kind] = true;
  for (const std::string& kind : args.list("--off")) mail[kind] = false;
  TRY(const auto settings, mail.empty() ? api.get("/api/v1/notification-settings")
                                        : api.call("PATCH", "/api/v1/notification-settings",
                                                   boost::json::object{{"mail", std::move(mail)}}));
  print_object(invocation, settings,
               {{"Announcements", "mail/announcement"}, {"What shipped", "mail/shipped"}, {"Surveys", "mail/survey"}});
  if (!settings.at("hasMail").as_bool())
    invocation.io.err << "This platform sends no mail: it has no setting smtp-url.\n";
  return 0;
}

}  // namespace

std::vector<Command> announce_commands() {
  return {
      {"announce",
       "Tells everybody, or some groups, something for a while",
       "towpath announce \"The forge moves tonight\" --severity warning --until 2026-12-01T06:00:00Z",
       {{"title", "What it is, in a few words", true, true}},
       {{"--text", "TEXT", "More about it"},
        {"--severity", "WORD", "info (without it), warning or critical"},
        {"--group", "GROUP", "Only for this group; again for more"},
        {"--from", "TIME", "Not before this"},
        {"--until", "TIME", "Until this (a week without it)"}},
       announce},
      {"announcement list",
       "Lists what is announced",
       "towpath announcement list",
       {},
       {{"--all", "", "Also what is over, to come, or for others"}},
       announcement_list},
      {"announcement withdraw",
       "Ends an announcement now",
       "towpath announcement withdraw 01JD8XZ4B6W7Y2E9P3T5V0QRST",
       {{"announcement", "Its id"}},
       {},
       announcement_withdraw},
      {"notification mail",
       "Shows or chooses what you get by mail",
       "towpath notification mail --off survey",
       {},
       {{"--on", "KIND", "announcement, shipped or survey; again for more"},
        {"--off", "KIND", "The same, not by mail"}},
       notification_mail},
  };
}

}  // namespace towpath::cli
