#include "fleet/passing_on.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

#include "base/elsewhere.h"
#include "base/random_text.h"
#include "base/secret.h"
#include "event_relay.h"
#include "fleet_store.h"
#include "http/client.h"
#include "log/log.h"
#include "signature.h"

namespace towpath::fleet {
namespace {

/// Of what a client sent, and of what a server answered, this is passed on.
constexpr std::string_view request_headers[] = {"Content-Type",    "Accept",   "Git-Protocol",  "Last-Event-ID",
                                                "Idempotency-Key", "If-Match", "If-None-Match", "Range"};
constexpr std::string_view response_headers[] = {"Content-Disposition", "ETag",          "Location",     "Link",
                                                 "Retry-After",         "Cache-Control", "Last-Modified"};
constexpr std::size_t most_answered = std::size_t{64} << 20;
constexpr std::size_t most_of_a_problem = 16 * 1024;
constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::string_view event_stream = "text/event-stream", pack_stream = "application/x-git-upload-pack-result";

class Impl final : public PassingOn {
 public:
  Impl(db::Db& db, Fleet& fleet, const Clock& clock, std::string host_id)
      : db_(db), fleet_(fleet), clock_(clock), host_id_(std::move(host_id)) {}

  http::Route wrapped(http::Route route) override {
    route.handler = [this, own = std::move(route.handler)](const http::Request& request) -> Result<http::Response> {
      auto answer = own(request);
      if (answer.has_value() || is_signed(request.headers)) return answer;
      const auto host = elsewhere(answer.error());
      if (!host || *host == host_id_) return answer;
      return pass_on(*host, request, answer.error());
    };
    return route;
  }

  http::Authenticator authenticator(http::Authenticator own) override {
    return [this, own = std::move(own)](const http::Request& request) -> Result<auth::Principal> {
      if (!is_signed(request.headers)) return own(request);
      return check_.principal_of(request, key(), clock_.now());
    };
  }

  Status fetch(const std::string& host_id, const std::string& target,
               const std::function<bool(std::string_view)>& on_data) override {
    TRY(const Server server, living(host_id, std::nullopt));
    http::ClientRequest out;
    out.url = server.address + target;
    out.timeout = std::chrono::minutes(10);
    out.headers.set("Accept", "*/*");
    sign(out.headers, key(), host_id_, auth::system_principal(), out.method, target, &out.body, clock_.now());
    std::string problem;  // the status is known at the end only; whoever reads checks what it got
    out.on_data = [&](std::string_view bytes) {
      if (problem.size() < most_of_a_problem) problem.append(bytes);
      return on_data(bytes);
    };
    TRY(http::ClientResponse answer, http::fetch(out));
    answer.body = std::move(problem);
    if (answer.status >= 400) return http::error_from(answer);
    return ok();
  }

 private:
  Result<http::Response> pass_on(const std::string& host, const http::Request& request, const Error& why) {
    TRY(const Server server, living(host, why));
    auto out = std::make_shared<http::ClientRequest>();  // shared: a stream goes on after this call
    out->method = request.method;
    out->url = server.address + request.target;
    for (const std::string_view name : request_headers)
      if (request.headers.has(name)) out->headers.set(name, std::string(request.headers.get(name)));
    out->body = request.body;
    sign(out->headers, key(), host_id_, request.principal, request.method, request.target,
         request.body_stream ? nullptr : &out->body, clock_.now());
    const std::string_view accepts = request.headers.get("Accept");
    if (accepts.find(event_stream) != accepts.npos) return relayed_events(server, std::move(out));
    if (accepts == pack_stream) return relayed_bytes(std::move(out));
    std::string body;
    out->timeout = std::chrono::minutes(10);
    out->on_data = [&](std::string_view bytes) {
      if (body.size() + bytes.size() > most_answered) return false;
      body.append(bytes);
      return true;
    };
    if (request.body_stream)
      out->next_chunk = [&] {
        auto chunk = request.body_stream->read(chunk_bytes);
        return chunk.has_value() ? std::move(*chunk) : std::string();
      };
    const auto answer = http::fetch(*out);
    if (!answer.has_value()) return away(server, answer.error().message());
    http::Response response;
    response.status = answer->status;
    response.body = std::move(body);
    response.content_type = std::string(answer->headers.get("Content-Type"));
    for (const std::string_view name : response_headers)
      if (answer->headers.has(name)) response.headers.set(name, std::string(answer->headers.get(name)));
    return response;
  }

  /// What may be long is sent while it comes. That it may be had was checked before it was passed on.
  static http::Response relayed_bytes(std::shared_ptr<http::ClientRequest> out) {
    http::Response response;
    response.content_type = std::string(pack_stream);
    response.stream = [out = std::move(out)](http::Writer& writer) {
      out->timeout = std::chrono::milliseconds(0);
      out->on_data = [&](std::string_view bytes) { return writer.write(bytes); };
      if (const auto done = http::fetch(*out); !done.has_value())
        log::warn("an answer of another server broke off", {{"error", done.error().message()}});
    };
    return response;
  }

  Result<http::Response> relayed_events(const Server& server, std::shared_ptr<http::ClientRequest> out) {
    if (relays_.is_full())
      return unavailable("fleet.too_many_streams",
                         fmt::format("Too many live streams of other servers are open here. Ask '{}' at {} itself.",
                                     server.name, server.address));
    http::Response response;
    response.sse = [this, out = std::move(out)](std::shared_ptr<http::SseChannel> channel, std::string last_event_id) {
      if (!last_event_id.empty()) out->headers.set("Last-Event-ID", last_event_id);
      relays_.begin(std::move(channel), *out);
    };
    return response;
  }

  Result<Server> living(const std::string& host, const std::optional<Error>& why) {
    const auto server = fleet_.server(host);
    if (server && server->is_alive && !server->is_this) return *server;
    if (!server && why) return *why;
    if (!server) return unavailable("fleet.server_away", fmt::format("No server of host {} has ever joined.", host));
    return away(*server, why ? why->message() : "");
  }

  static Error away(const Server& server, const std::string& why) {
    return unavailable("fleet.server_away",
                       fmt::format("The server '{}' (host {}) does not answer; it was last seen at {}. {}", server.name,
                                   server.host_id, to_rfc3339(server.seen_at), why))
        .with_field("/host", server.host_id)
        .with_hint("Start it again; what is bound to its host waits for it. See: towpath server list");
  }

  Secret key() {
    const std::lock_guard lock(key_mutex_);
    if (!key_)
      key_ = db_.transact([&](db::Tx& tx) -> Result<Secret> { return FleetStore().key(tx, random_text(64)); }).value();
    return *key_;
  }

  db::Db& db_;
  Fleet& fleet_;
  const Clock& clock_;
  const std::string host_id_;
  SignatureCheck check_;
  EventRelays relays_;
  std::mutex key_mutex_;  // guards key_
  std::optional<Secret> key_;
};

}  // namespace

std::unique_ptr<PassingOn> make_passing_on(db::Db& db, Fleet& fleet, const Clock& clock, std::string host_id) {
  return std::make_unique<Impl>(db, fleet, clock, std::move(host_id));
}

}  // namespace towpath::fleet
