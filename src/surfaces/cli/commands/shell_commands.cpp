#include "shell_commands.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <istream>
#include <ostream>

#include "api_client.h"
#include "local_terminal.h"
#include "output.h"
#include "shell_client.h"

namespace towpath::cli {
namespace {

/// Asks again with a reason, where one is needed and somebody is there to be asked.
Result<boost::json::value> open_shell(const ApiClient& api, boost::json::object& body, Io& io) {
  auto answer = api.post("/api/v1/shells", body);
  if (answer.has_value() || answer.error().code() != "delivery.reason_needed" || !io.is_terminal) return answer;
  io.err << answer.error().message() << "\nReason: " << std::flush;
  std::string reason;
  if (!std::getline(io.in, reason) || reason.empty()) return answer;
  body["reason"] = reason;
  return api.post("/api/v1/shells", body);
}

Result<int> shell(Invocation& invocation) {
  const Arguments& args = invocation.args;
  if (args.text("--environment").empty())
    return invalid_input("cli.usage", "Say where: --environment NAME.").with_hint("See them with: towpath env list");
  const std::vector<std::string> words = args.list("command");
  boost::json::object body{{"component", args.text("component")},
                           {"environment", args.text("--environment")},
                           {"command", boost::json::array(words.begin(), words.end())},
                           {"reason", args.text("--reason")}};
  if (args.has("--override")) body["override"] = args.text("--override");
  const bool has_terminal = LocalTerminal::is_there();
  if (has_terminal) {
    const auto window = LocalTerminal::window();
    const char* type = std::getenv("TERM");
    boost::json::object terminal{{"columns", window.columns}, {"rows", window.rows}};
    if (type && *type) terminal["type"] = type;
    body["terminal"] = std::move(terminal);
  }
  const Server server = current_server();
  const ApiClient api(server);
  TRY(const auto started, open_shell(api, body, invocation.io));
  const std::string run = text_at(started.at("run"), "id");
  if (has_terminal)
    invocation.io.err << "This shell is recorded as run " << run << ": what is typed and what is shown.\n"
                      << std::flush;
  return talk_to_shell(server, run, has_terminal, invocation.io);
}

}  // namespace

std::vector<Command> shell_commands() {
  return {{"shell",
           "Opens a shell, or runs a command, where a component runs; it is recorded",
           "towpath shell shop --environment development\n"
           "towpath shell shop --environment development -- ls -l\n"
           "towpath shell shop -e production --reason 'orders are stuck' -- ./bin/queue list > queue.txt",
           {{"component", "The component"},
            {"command", "The program and its arguments, after --; /bin/sh when not given", false, true}},
           {{"-e,--environment", "NAME", "Where"},
            {"--reason", "TEXT", "Why; needed in production, kept with the recording"},
            {"--override", "REASON", "Open it although a policy says no that may be overridden"}},
           shell}};
}

}  // namespace towpath::cli
