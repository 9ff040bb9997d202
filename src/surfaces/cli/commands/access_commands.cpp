#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <istream>
#include <ostream>

#include "api_client.h"
#include "base/id.h"
#include "base/product.h"
#include "base/strings.h"
#include "commands.h"
#include "duration.h"
#include "http/client.h"
#include "json/json.h"
#include "output.h"

extern char** environ;

namespace towpath::cli {
namespace {

std::string read_line(std::istream& in) {
  std::string line;
  std::getline(in, line);
  return line;
}

/// A line that does not show while it is typed.
std::string read_password(cli::Io& io) {
  if (!io.is_terminal) return read_line(io.in);
  termios shown{};
  const bool can_hide = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (can_hide) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  std::string line = read_line(io.in);
  if (can_hide) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  io.err << "\n";
  return line;
}

/// "mina" is a user, "group:payments" and "group:default/payments" are groups.
std::string member_ref(std::string text) {
  if (text.find(':') == std::string::npos) text = "user:" + text;
  if (text.find('/') == std::string::npos) text.insert(text.find(':') + 1, "default/");
  return text;
}

/// Runs `git config` so that clone and push ask this program for the password.
Status install_git_helper(const std::string& url) {
  const std::string key = fmt::format("credential.{}.helper", url),
                    value = fmt::format("!{} git-credential", product::binary);
  const char* argv[] = {"git", "config", "--global", "--replace-all", key.c_str(), value.c_str(), nullptr};
  pid_t pid = 0;
  int status = 0;
  if (posix_spawnp(&pid, "git", nullptr, nullptr, const_cast<char**>(argv), environ) != 0 ||
      ::waitpid(pid, &status, 0) != pid || status != 0)
    return failed("cli.git_config_failed", "git could not be told about the sign-in.")
        .with_hint("Is git installed? Cloning still works with the token as password.");
  return ok();
}

/// Signs in with `credentials` (user and password, or a code) and makes a token for this machine with that session.
Result<std::string> token_by_session(const std::string& url, const boost::json::object& credentials) {
  http::ClientRequest sign_in;
  sign_in.method = "POST";
  sign_in.url = url + "/api/v1/sessions";
  sign_in.headers.set("Content-Type", "application/json");
  sign_in.body = boost::json::serialize(credentials);
  TRY(const auto session, http::fetch(sign_in));
  if (session.status != 201) return http::error_from(session);
  std::string cookies, csrf;
  for (const auto& [name, value] : session.headers.all()) {
    if (to_lower(name) != "set-cookie") continue;
    const std::string pair = value.substr(0, value.find(';'));
    cookies += (cookies.empty() ? "" : "; ") + pair;
    if (const auto equals = pair.find('='); pair.find("csrf") < equals) csrf = pair.substr(equals + 1);
  }
  http::ClientRequest request;
  request.method = "POST";
  request.url = url + "/api/v1/tokens";
  request.headers.set("Content-Type", "application/json");
  request.headers.set("Cookie", cookies);
  request.headers.set("X-CSRF-Token", csrf);
  request.body = boost::json::serialize(boost::json::object{{"name", "command line " + new_ulid()}});
  TRY(const auto response, http::fetch(request));
  if (response.status != 201) return http::error_from(response);
  TRY(const auto body, json::parse(response.body));
  return text_at(body, "token");
}

/// Asks for user and password, or for the link that signs in once: the first administrator has no password yet.
Result<boost::json::object> credentials_typed(Io& io) {
  if (io.is_terminal) io.err << "User, or a link that signs in once: ";
  const std::string user(trim(read_line(io.in)));
  if (user.empty())
    return invalid_input("cli.no_user", "No user was given.")
        .with_hint("Type the user and, on the next line, the password; or the link that signs in once.");
  constexpr std::string_view mark = "/sign-in?code=";
  if (const auto at = user.find(mark); at != user.npos)
    return boost::json::object{{"code", user.substr(at + mark.size())}};
  if (io.is_terminal) io.err << "Password: ";
  return boost::json::object{{"user", user}, {"password", read_password(io)}};
}

Result<int> login(Invocation& invocation) {
  std::string url = invocation.args.text("url");
  if (url.empty()) url = current_server().url;
  while (url.ends_with('/')) url.pop_back();
  std::string token;
  if (invocation.args.has("--token-stdin")) {
    token = read_line(invocation.io.in);
  } else {
    TRY(const auto credentials, credentials_typed(invocation.io));
    TRY(token, token_by_session(url, credentials));
  }
  const Server server{url, Secret(token)};
  TRY(const auto me, ApiClient(server).get("/api/v1/me"));
  CHECK_OK(store_server(server));
  invocation.io.err << fmt::format("Signed in to {} as {}.\n", url, text_at(me, "ref"));
  CHECK_OK(install_git_helper(url));
  return 0;
}

/// git's credential helper protocol: key=value lines in, the same out (git-credential(1)).
Result<int> git_credential(Invocation& invocation) {
  if (invocation.args.text("operation") != "get") return 0;
  std::string protocol, host;
  for (std::string line = read_line(invocation.io.in); !line.empty(); line = read_line(invocation.io.in)) {
    if (line.starts_with("protocol=")) protocol = line.substr(9);
    if (line.starts_with("host=")) host = line.substr(5);
  }
  const Server server = current_server();
  if (server.url != protocol + "://" + host || server.token.empty()) return 0;
  invocation.io.out << "username=token\npassword=" << server.token.reveal() << "\n";
  return 0;
}

/// A list of people or groups, of those that contain what is searched for.
std::string list_path(const Invocation& invocation, std::string_view path) {
  if (!invocation.args.has("--search")) return std::string(path);
  return fmt::format("{}?q={}", path, encode(invocation.args.text("--search")));
}

Result<int> users(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).all(list_path(invocation, "/api/v1/users")));
  print_list(invocation, page,
             {{"USER", "name"}, {"NAME", "displayName"}, {"ROLES", "roles"}, {"DISABLED", "disabled"}}, "No users.");
  return 0;
}

Result<int> create_user(Invocation& invocation) {
  boost::json::object body{{"name", invocation.args.text("name")}};
  if (invocation.args.has("--display-name")) body["displayName"] = invocation.args.text("--display-name");
  boost::json::array roles;
  for (const std::string& role : invocation.args.list("--role")) roles.emplace_back(role);
  if (!roles.empty()) body["roles"] = std::move(roles);
  if (invocation.args.has("--password-stdin")) body["password"] = read_line(invocation.io.in);
  const ApiClient api(current_server());
  TRY(auto user, api.post("/api/v1/users", body));
  user.as_object()["signInUrl"] = nullptr;
  if (!body.contains("password")) {
    TRY(const auto code,
        api.post(fmt::format("/api/v1/users/{}/sign-in-codes", encode(text_at(user, "name"))), boost::json::object()));
    user.as_object()["signInUrl"] = fmt::format("{}/sign-in?code={}", api.server().url, encode(text_at(code, "code")));
  }
  print_object(invocation, user, {{"User", "name"}, {"Roles", "roles"}, {"Sign-in link", "signInUrl"}});
  return 0;
}

Result<int> disable_user(Invocation& invocation) {
  TRY(const auto user, ApiClient(current_server())
                           .call("PATCH", "/api/v1/users/" + encode(invocation.args.text("name")),
                                 boost::json::object{{"disabled", true}}));
  print_object(invocation, user, {{"User", "name"}, {"Disabled", "disabled"}});
  return 0;
}

const std::vector<Column> group_columns{{"GROUP", "name"}, {"ROLES", "roles"}, {"MEMBERS", "members"}};

Result<int> add_to_group(Invocation& invocation) {
  TRY(const auto group, ApiClient(current_server())
                            .post(fmt::format("/api/v1/groups/{}/members", encode(invocation.args.text("group"))),
                                  boost::json::object{{"member", member_ref(invocation.args.text("member"))}}));
  print_object(invocation, group, {{"Group", "name"}, {"Members", "members"}});
  return 0;
}

Result<int> remove_from_group(Invocation& invocation) {
  TRY(const auto group,
      ApiClient(current_server())
          .call("DELETE", fmt::format("/api/v1/groups/{}/members/{}", encode(invocation.args.text("group")),
                                      encode(member_ref(invocation.args.text("member"))))));
  print_object(invocation, group, {{"Group", "name"}, {"Members", "members"}});
  return 0;
}

Result<int> create_group(Invocation& invocation) {
  const ApiClient api(current_server());
  const std::string parent = invocation.args.text("--parent");
  // Asked first, so that a typing mistake leaves nothing half done.
  if (!parent.empty()) CHECK_OK(api.get("/api/v1/groups/" + encode(parent)));
  boost::json::object body{{"name", invocation.args.text("group")}};
  boost::json::array members;
  for (const std::string& member : invocation.args.list("--member")) members.emplace_back(member_ref(member));
  if (!members.empty()) body["members"] = std::move(members);
  TRY(const auto group, api.post("/api/v1/groups", body));
  if (!parent.empty())
    CHECK_OK(api.post(fmt::format("/api/v1/groups/{}/members", encode(parent)),
                      boost::json::object{{"member", text_at(group, "ref")}}));
  print_object(invocation, group, {{"Group", "name"}, {"Members", "members"}});
  return 0;
}

Result<int> groups(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).all(list_path(invocation, "/api/v1/groups")));
  print_list(invocation, page, group_columns, "No groups.");
  return 0;
}

Result<int> create_token(Invocation& invocation) {
  boost::json::object body{{"name", invocation.args.text("name")}};
  boost::json::array scope;
  for (const std::string& permission : invocation.args.list("--scope")) scope.emplace_back(permission);
  if (!scope.empty()) body["scope"] = std::move(scope);
  if (invocation.args.has("--expires")) {
    TRY(const std::int64_t seconds, parse_duration(invocation.args.text("--expires")));
    body["expiresInSeconds"] = seconds;
  }
  TRY(const auto token, ApiClient(current_server()).post("/api/v1/tokens", body));
  if (invocation.format == Format::table) {
    invocation.io.err << "This is shown once:\n";
    invocation.io.out << text_at(token, "token") << "\n";
  } else {
    print_object(invocation, token, {{"Id", "id"}});
  }
  return 0;
}

Result<int> tokens(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/tokens"));
  print_list(invocation, page, {{"ID", "id"}, {"NAME", "name"}, {"CREATED", "createdAt"}, {"EXPIRES", "expiresAt"}},
             "No tokens.");
  return 0;
}

Result<int> revoke_token(Invocation& invocation) {
  CHECK_OK(ApiClient(current_server()).call("DELETE", "/api/v1/tokens/" + encode(invocation.args.text("id"))));
  return 0;
}

}  // namespace

std::vector<Command> access_commands() {
  const Operand name{"name", "The user"}, group{"group", "The group"},
      member{"member", "A user, or a group as group:NAME"};
  return {
      {"login",
       "Signs in and lets git clone and push with it",
       "towpath login http://127.0.0.1:7080",
       {{"url", "The server", false}},
       {{"--token-stdin", "", "Read a token from standard input instead of user and password"}},
       login},
      {"git-credential",
       "Answers git's question for a password (installed by login)",
       "git clone http://127.0.0.1:7080/git/shop.git",
       {{"operation", "get, store or erase"}},
       {},
       git_credential},
      {"user list",
       "Lists users",
       "towpath user list --search mina",
       {},
       {{"--search", "TEXT", "Only those whose name, full name or mail address contains it"}},
       users},
      {"user create",
       "Makes a user and prints a one-time sign-in link",
       "towpath user create mina --role member",
       {name},
       {{"--display-name", "TEXT", "The full name"},
        {"--role", "ROLE", "admin, platform, operator, member (the default) or viewer; may be repeated"},
        {"--password-stdin", "", "Read a password from standard input"}},
       create_user},
      {"user disable", "Ends a user's access at once", "towpath user disable mina", {name}, {}, disable_user},
      {"group list",
       "Lists groups",
       "towpath group list --search pay",
       {},
       {{"--search", "TEXT", "Only those whose name or full name contains it"}},
       groups},
      {"group create",
       "Makes a group",
       "towpath group create payments",
       {group},
       {{"--parent", "GROUP", "The group it belongs to"}, {"--member", "REF", "Its first members; may be repeated"}},
       create_group},
      {"group add", "Adds a member to a group", "towpath group add payments mina", {group, member}, {}, add_to_group},
      {"group remove",
       "Removes a member from a group",
       "towpath group remove payments mina",
       {group, member},
       {},
       remove_from_group},
      {"token list", "Lists your tokens", "towpath token list", {}, {}, tokens},
      {"token create",
       "Makes a token for a program",
       "towpath token create laptop",
       {{"name", "What it is for"}},
       {{"--scope", "PERMISSION", "Only this, like run.read or run.*; may be repeated"},
        {"--expires", "TIME", "Gone after this long: 8h, 30d"}},
       create_token},
      {"token revoke", "Ends a token", "towpath token revoke 01J...", {{"id", "The token"}}, {}, revoke_token},
  };
}

}  // namespace towpath::cli
