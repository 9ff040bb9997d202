#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <thread>

#include "base/faults.h"
#include "forge_routes.h"
#include "git_tool.h"
#include "log/log.h"

namespace towpath::forge {
namespace {

constexpr std::size_t request_limit = std::size_t{2} << 30;  // of one push
constexpr std::size_t chunk_bytes = 64 * 1024;

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;  // git has ended; its exit says why
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Calls `on_chunk` with what comes out of `fd` until its end, or until it answers false.
void read_all(int fd, const std::function<bool(std::string_view)>& on_chunk) {
  std::array<char, chunk_bytes> buffer;
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || !on_chunk({buffer.data(), static_cast<std::size_t>(n)})) return;
  }
}

process::Command transport_command(const std::string& service, const std::string& folder, const http::Request& request,
                                   bool advertise) {
  std::vector<std::string> arguments{service, "--stateless-rpc"};
  if (advertise) arguments.push_back("--http-backend-info-refs");
  arguments.push_back(folder);
  process::Command command = git_command(std::move(arguments));
  // Only the version word is passed on, so that the header cannot carry anything else into the environment.
  if (request.headers.get("Git-Protocol").find("version=2") != std::string_view::npos)
    command.env.emplace_back("GIT_PROTOCOL", "version=2");
  return command;
}

/// Git asks for a password only after this answer, so it takes the place of problem+json here.
http::Response ask_to_sign_in() {
  http::Response response;
  response.status = 401;
  response.content_type = "text/plain; charset=utf-8";
  response.body = "Sign in with your user name and a token as password.\n";
  response.headers.set("WWW-Authenticate", "Basic realm=\"git\", charset=\"UTF-8\"");
  return response;
}

/// The repository a URL names, with or without ".git", when the principal may use the service on it.
Result<Repository> repository_for(ForgeService& forge, const http::Request& request, const std::string& service) {
  std::string name(request.param("name"));
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  return forge.permitted(request.principal, name, service == "receive-pack" ? "repository.push" : "repository.read");
}

std::string packet(std::string_view text) { return fmt::format("{:04x}{}", text.size() + 4, text); }

http::Response uncached(std::string content_type) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.headers.set("Cache-Control", "no-cache");
  return response;
}

Result<http::Response> advertise_refs(ForgeService& forge, process::Spawner& spawner, const http::Request& request) {
  if (request.principal.ref.empty()) return ask_to_sign_in();
  const std::string service = request.query_value("service").value_or("");
  if (service != "git-upload-pack" && service != "git-receive-pack")
    return invalid_input("forge.dumb_protocol", "Only git's smart protocol is served here.")
        .with_hint("Use git 1.6.6 or later.");
  TRY(const Repository repository, repository_for(forge, request, service.substr(4)));
  TRY(const process::Output output,
      spawner.run_tool(transport_command(service.substr(4), forge.folder_of(repository), request, true)));
  if (!output.exit.is_success()) {
    log::error("git could not list refs",
               {{"repository", repository.name}, {"exit", process::describe(output.exit)}, {"error", output.err}});
    return failed("forge.git_failed", "Git could not list the repository's refs.");
  }
  http::Response response = uncached("application/x-" + service + "-advertisement");
  response.body = packet("# service=" + service + "\n") + "0000" + output.out;
  return response;
}

Result<http::Response> upload_pack(ForgeService& forge, process::Spawner& spawner, const http::Request& request) {
  if (request.principal.ref.empty()) return ask_to_sign_in();
  TRY(const Repository repository, repository_for(forge, request, "upload-pack"));
  TRY(auto started, spawner.start_piped(transport_command("upload-pack", forge.folder_of(repository), request, false)));
  const std::shared_ptr<process::PipedProcess> git = std::move(started);  // shared: std::function must be copyable
  http::Response response = uncached("application/x-git-upload-pack-result");
  response.stream = [git, wanted = request.body](http::Writer& writer) {
    // The request (what the client has and wants) is short, but git may answer before it has read all of it.
    std::jthread feeder([&] {
      write_all(git->stdin_fd(), wanted);
      git->close_stdin();
    });
    read_all(git->stdout_fd(), [&](std::string_view bytes) { return writer.write(bytes); });
    git->kill();  // nothing when it has ended; ends it when the client has gone
    feeder.join();
    git->wait();
  };
  return response;
}

Result<http::Response> receive_pack(ForgeService& forge, process::Spawner& spawner, const http::Request& request) {
  if (request.principal.ref.empty()) return ask_to_sign_in();
  TRY(const Repository repository, repository_for(forge, request, "receive-pack"));
  TRY(const auto git,
      spawner.start_piped(transport_command("receive-pack", forge.folder_of(repository), request, false)));
  std::string report;
  std::jthread reader([&] {
    read_all(git->stdout_fd(), [&](std::string_view bytes) {
      report += bytes;
      return true;
    });
  });
  std::optional<Error> broken;
  for (;;) {
    auto chunk = request.body_stream->read(chunk_bytes);
    if (!chunk.has_value()) {
      broken = std::move(chunk).error();
      break;
    }
    if (chunk->empty() || !write_all(git->stdin_fd(), *chunk)) break;
  }
  if (broken) git->kill();
  git->close_stdin();
  const auto [exit, errors] = git->wait();
  reader.join();
  fault_point("forge.push.before_announce");
  // Also when git or the client failed half way: whatever moved must be announced.
  forge.sync_refs(repository, request.principal.ref);
  if (broken) return *broken;
  if (!exit.is_success() && report.empty()) {
    log::error("git could not take a push",
               {{"repository", repository.name}, {"exit", process::describe(exit)}, {"error", errors}});
    return failed("forge.git_failed", "Git could not take the push.");
  }
  http::Response response = uncached("application/x-git-receive-pack-result");
  response.body = std::move(report);
  return response;
}

}  // namespace

void add_transport(http::Router& router, ForgeService& forge, process::Spawner& spawner) {
  // "public" because git learns that it must sign in from a 401 of the handler's own; each handler checks the right.
  const auto add = [&](const char* method, const char* pattern, http::BodyMode mode, std::size_t limit, auto handler) {
    router.add({.method = method,
                .pattern = pattern,
                .permission = "public",
                .handler = [&forge, &spawner,
                            handler](const http::Request& request) { return handler(forge, spawner, request); },
                .body_mode = mode,
                .body_limit = limit,
                .in_openapi = false,
                .accepts = ""});
  };
  add("GET", "/git/{name}/info/refs", http::BodyMode::buffered, 0, advertise_refs);
  add("POST", "/git/{name}/git-upload-pack", http::BodyMode::buffered, std::size_t{32} << 20, upload_pack);
  add("POST", "/git/{name}/git-receive-pack", http::BodyMode::stream, request_limit, receive_pack);
}

}  // namespace towpath::forge
