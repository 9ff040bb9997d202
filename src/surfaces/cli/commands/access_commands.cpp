#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>

#include <istream>
#include <ostream>

#include "api_client.h"
#include "base/id.h"
#include "base/product.h"
#include "base/strings.h"
#include "commands.h"
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

/// Signs in with a password and makes a token for this machine with that session.
Result<std::string> token_by_password(const std::string& url, const std::string& user, const std::string& password) {
  http::ClientRequest sign_in;
  sign_in.method = "POST";
  sign_in.url = url + "/api/v1/sessions";
  sign_in.headers.set("Content-Type", "application/json");
  sign_in.body = boost::json::serialize(boost::json::object{{"user", user}, {"password", password}});
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

Result<int> login(Invocation& invocation) {
  std::string url = invocation.args.text("url");
  if (url.empty()) url = current_server().url;
  while (url.ends_with('/')) url.pop_back();
  std::string token;
  if (invocation.args.has("--token-stdin")) {
    token = read_line(invocation.io.in);
  } else {
    if (invocation.io.is_terminal) invocation.io.err << "User: ";
    const std::string user = read_line(invocation.io.in);
    if (invocation.io.is_terminal) invocation.io.err << "Password: ";
    const std::string password = read_line(invocation.io.in);
    TRY(token, token_by_password(url, user, password));
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

Result<int> users(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/users"));
  print_list(invocation, page, {{"USER", "name"}, {"NAME", "displayName"}, {"ROLES", "roles"}, {"STATE", "state"}},
             "No users.");
  return 0;
}

Result<int> create_user(Invocation& invocation) {
  boost::json::object body{{"name", invocation.args.text("name")}};
  if (invocation.args.has("--display-name")) body["displayName"] = invocation.args.text("--display-name");
  if (invocation.args.has("--role")) body["roles"] = boost::json::array{invocation.args.text("--role")};
  if (invocation.args.has("--password-stdin")) body["password"] = read_line(invocation.io.in);
  TRY(const auto user, ApiClient(current_server()).post("/api/v1/users", body));
  print_object(invocation, user, {{"User", "name"}, {"Roles", "roles"}, {"Sign-in link", "signInUrl"}});
  return 0;
}

Result<int> disable_user(Invocation& invocation) {
  CHECK_OK(ApiClient(current_server())
               .post(fmt::format("/api/v1/users/{}/disablement", encode(invocation.args.text("name"))),
                     boost::json::object()));
  return 0;
}

Result<int> change_group(Invocation& invocation, std::string_view method) {
  CHECK_OK(ApiClient(current_server())
               .call(method, fmt::format("/api/v1/groups/{}/members/{}", encode(invocation.args.text("group")),
                                         encode(invocation.args.text("member")))));
  return 0;
}

Result<int> create_group(Invocation& invocation) {
  boost::json::object body{{"name", invocation.args.text("group")}};
  if (invocation.args.has("--parent")) body["parent"] = invocation.args.text("--parent");
  TRY(const auto group, ApiClient(current_server()).post("/api/v1/groups", body));
  print_object(invocation, group, {{"Group", "name"}, {"Parent", "parent"}});
  return 0;
}

Result<int> groups(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/groups"));
  print_list(invocation, page, {{"GROUP", "name"}, {"PARENT", "parent"}, {"MEMBERS", "members"}}, "No groups.");
  return 0;
}

Result<int> create_token(Invocation& invocation) {
  TRY(const auto token,
      ApiClient(current_server()).post("/api/v1/tokens", boost::json::object{{"name", invocation.args.text("name")}}));
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
  const Operand name{"name", "The user"}, group{"group", "The group"}, member{"member", "A user or group"};
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
      {"user list", "Lists users", "towpath user list", {}, {}, users},
      {"user create",
       "Makes a user and prints a one-time sign-in link",
       "towpath user create mina --role member",
       {name},
       {{"--display-name", "TEXT", "The full name"},
        {"--role", "ROLE", "admin, platform, member or viewer"},
        {"--password-stdin", "", "Read a password from standard input"}},
       create_user},
      {"user disable", "Ends a user's access at once", "towpath user disable mina", {name}, {}, disable_user},
      {"group list", "Lists groups", "towpath group list", {}, {}, groups},
      {"group create",
       "Makes a group",
       "towpath group create payments",
       {group},
       {{"--parent", "GROUP", "The group it belongs to"}},
       create_group},
      {"group add",
       "Adds a member to a group",
       "towpath group add payments mina",
       {group, member},
       {},
       [](Invocation& i) { return change_group(i, "PUT"); }},
      {"group remove",
       "Removes a member from a group",
       "towpath group remove payments mina",
       {group, member},
       {},
       [](Invocation& i) { return change_group(i, "DELETE"); }},
      {"token list", "Lists your tokens", "towpath token list", {}, {}, tokens},
      {"token create",
       "Makes a token for a program",
       "towpath token create laptop",
       {{"name", "What it is for"}},
       {},
       create_token},
      {"token revoke", "Ends a token", "towpath token revoke 01J...", {{"id", "The token"}}, {}, revoke_token},
  };
}

}  // namespace towpath::cli
