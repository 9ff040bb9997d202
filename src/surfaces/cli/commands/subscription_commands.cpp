#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> subscription_fields{
    {"Subscription", "name"},    {"Place", "place"},     {"Format", "format"},   {"Topics", "topics"},
    {"Only about", "component"}, {"Enabled", "enabled"}, {"Since", "createdAt"}, {"Secret", "secret"}};

const std::vector<Column> delivery_fields{{"Delivery", "id"},          {"What", "what"},
                                          {"State", "state"},          {"Attempts", "attempts"},
                                          {"Next attempt", "nextAt"},  {"Last answer", "lastStatus"},
                                          {"Last error", "lastError"}, {"Body", "body"}};

std::string path_of(Invocation& invocation) {
  return "/api/v1/subscriptions/" + encode(invocation.args.text("subscription"));
}

void put_topics(boost::json::object& body, const Arguments& args) {
  if (!args.has("--topic")) return;
  boost::json::array topics;
  for (const std::string& topic : args.list("--topic")) topics.emplace_back(topic);
  body["topics"] = std::move(topics);
}

/// The address from standard input: it may hold a token, and arguments are seen by every process.
Result<std::string> address_from(Invocation& invocation) {
  std::string url;
  std::getline(invocation.io.in, url);
  if (url.empty())
    return invalid_input("cli.usage", "The address comes on standard input.")
        .with_hint("echo https://events.example.org/towpath | towpath subscription create NAME");
  return url;
}

Result<int> subscription_list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/subscriptions?limit=500"));
  print_list(invocation, page,
             {{"SUBSCRIPTION", "name"},
              {"PLACE", "place"},
              {"FORMAT", "format"},
              {"TOPICS", "topics"},
              {"ENABLED", "enabled"}},
             "Nobody is told anything.");
  return 0;
}

Result<int> subscription_create(Invocation& invocation) {
  const Arguments& args = invocation.args;
  TRY(const std::string url, address_from(invocation));
  boost::json::object body{{"name", args.text("subscription")}, {"url", url}};
  for (const char* name : {"format", "component"})
    if (args.has("--" + std::string(name))) body[name] = args.text("--" + std::string(name));
  put_topics(body, args);
  TRY(const auto made, ApiClient(current_server()).post("/api/v1/subscriptions", body));
  print_object(invocation, made, subscription_fields);
  invocation.io.err << "The secret is shown once. The receiver checks signatures by it.\n";
  return 0;
}

Result<int> subscription_show(Invocation& invocation) {
  TRY(const auto subscription, ApiClient(current_server()).get(path_of(invocation)));
  print_object(invocation, subscription, subscription_fields);
  return 0;
}

Result<int> subscription_update(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body;
  if (args.has("--component")) body["component"] = args.text("--component");
  if (args.has("--enabled")) body["enabled"] = args.text("--enabled") == "true";
  put_topics(body, args);
  if (args.has("--address")) {
    TRY(body["url"], address_from(invocation));
  }
  TRY(const auto subscription, ApiClient(current_server()).call("PATCH", path_of(invocation), std::move(body)));
  print_object(invocation, subscription, subscription_fields);
  return 0;
}

Result<int> subscription_secret(Invocation& invocation) {
  TRY(const auto made, ApiClient(current_server()).post(path_of(invocation) + "/secret", boost::json::object()));
  print_object(invocation, made, subscription_fields);
  return 0;
}

Result<int> subscription_delete(Invocation& invocation) {
  TRY(const int answer,
      confirmed(invocation, fmt::format("Tell {} nothing more?", invocation.args.text("subscription"))));
  if (answer != 0) return answer;
  CHECK_OK(ApiClient(current_server()).call("DELETE", path_of(invocation)));
  return 0;
}

Result<int> subscription_log(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::string limit = args.has("--limit") ? encode(args.text("--limit")) : "50";
  TRY(const auto page,
      ApiClient(current_server()).get(path_of(invocation) + "/deliveries?limit=" + limit + query_of(args, {"state"})));
  print_list(invocation, page,
             {{"ID", "id"},
              {"CREATED", "createdAt"},
              {"WHAT", "what"},
              {"STATE", "state"},
              {"ATTEMPTS", "attempts"},
              {"ANSWER", "lastStatus"},
              {"ERROR", "lastError"}},
             "Nothing was sent yet. Try it: towpath subscription greet NAME");
  return 0;
}

Result<int> subscription_greet(Invocation& invocation) {
  TRY(const auto delivery, ApiClient(current_server()).post(path_of(invocation) + "/greetings", boost::json::object()));
  print_object(invocation, delivery, delivery_fields);
  return 0;
}

Result<int> subscription_retry(Invocation& invocation) {
  TRY(const auto delivery,
      ApiClient(current_server())
          .post(fmt::format("{}/deliveries/{}/attempts", path_of(invocation), encode(invocation.args.text("delivery"))),
                boost::json::object()));
  print_object(invocation, delivery, delivery_fields);
  return 0;
}

}  // namespace

std::vector<Command> subscription_commands() {
  const Operand subscription{"subscription", "Its name"};
  const Option topic{"--topic", "TOPIC",
                     "deployments, pipelines, changes, incidents, announcements, roadmap or surveys; again for more, "
                     "all without it"},
      component{"--component", "NAME", "Only what is about this one"};
  return {
      {"subscription list", "Lists who is told what happens", "towpath subscription list", {}, {}, subscription_list},
      {"subscription create",
       "Tells the address on standard input what happens, and shows the secret of its signatures once",
       "echo https://events.example.org/towpath | towpath subscription create pipeline-events --topic deployments",
       {subscription},
       {{"--format", "FORMAT", "cdevents (CloudEvents with CDEvents, without it) or chat ({\"text\": ...})"},
        topic,
        component},
       subscription_create},
      {"subscription show",
       "Shows a subscription",
       "towpath subscription show ops-chat",
       {subscription},
       {},
       subscription_show},
      {"subscription update",
       "Changes a subscription",
       "towpath subscription update ops-chat --topic incidents --enabled true",
       {subscription},
       {topic,
        component,
        {"--address", "", "Read a new address from standard input"},
        {"--enabled", "BOOL", "true or false"}},
       subscription_update},
      {"subscription secret",
       "Makes a new secret for signatures",
       "towpath subscription secret ops-chat",
       {subscription},
       {},
       subscription_secret},
      {"subscription log",
       "Lists what was sent, is on its way or was given up",
       "towpath subscription log ops-chat --state dead",
       {subscription},
       {{"--state", "STATE", "Only waiting, delivered or dead"}, {"--limit", "N", "How many (50)"}},
       subscription_log},
      {"subscription greet",
       "Sends a greeting, to see whether it arrives",
       "towpath subscription greet ops-chat",
       {subscription},
       {},
       subscription_greet},
      {"subscription retry",
       "Sends something once more",
       "towpath subscription retry ops-chat 01JD8XZ4B6W7Y2E9P3T5V0QRST",
       {subscription, {"delivery", "Its id"}},
       {},
       subscription_retry},
      {"subscription delete",
       "Tells an address nothing more; what is on its way goes with it",
       "towpath subscription delete ops-chat --yes",
       {subscription},
       {{"--yes", "", "Do not ask"}},
       subscription_delete},
  };
}

}  // namespace towpath::cli
