#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "base/strings.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "report_json.h"
#include "runner_routes.h"

namespace towpath::runners {
namespace {

constexpr std::size_t longest_reports = std::size_t{4} << 20;
constexpr std::size_t longest_content = std::size_t{2} << 30;
constexpr std::size_t read_bytes = 64 << 10;

/// "Bearer <credential>".
Secret credential_of(const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  constexpr std::string_view scheme = "bearer ";
  if (header.size() <= scheme.size() || to_lower(header.substr(0, scheme.size())) != scheme) return {};
  return Secret(std::string(header.substr(scheme.size())));
}

std::int64_t node_of(const http::Request& request) {
  const std::string_view text = request.param("node");
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::string lease_name(const Runner& runner) { return "runner:" + runner.id; }

/// The routes of machines. Public, because the credential of a machine is no user's: each handler asks who it is.
class Protocol {
 public:
  explicit Protocol(const ProtocolPorts& ports) : p_(ports) {}

  Result<http::Response> enrol(const http::Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    NewRunner given;
    given.token = Secret(body.required_string("token"));
    given.name = body.required_string("name");
    given.version = body.required_string("version");
    given.protocol = body.required_integer("protocol");
    given.labels = body.optional_strings("labels");
    CHECK_OK(body.finish());
    TRY(const RegisteredRunner made, p_.service.enrol(given));
    auto response = http::json_response(
        201, boost::json::serialize(boost::json::object{
                 {"id", made.runner.id}, {"name", made.runner.name}, {"credential", made.credential.reveal()}}));
    response.headers.set("Cache-Control", "no-store");
    return response;
  }

  Result<http::Response> poll(const http::Request& request) const {
    TRY(Poll poll, poll_of(request));
    TRY(const Assignment answer, p_.desk.answer(poll));
    // One that leaves only tells that it has nothing more; it must not wait.
    const bool is_leaving = poll.is_draining && poll.running.empty();
    if (is_leaving) p_.service.note_left(poll.runner);
    if (!answer.is_empty() || is_leaving) return http::json_response(200, PollDesk::to_json(answer));
    http::Response response;
    response.sse = [this, poll = std::move(poll)](std::shared_ptr<http::SseChannel> channel, const std::string&) {
      p_.desk.wait(poll, std::move(channel));
    };
    return response;
  }

  Result<http::Response> report(const http::Request& request) const {
    TRY(const Runner runner, p_.service.authenticate(credential_of(request)));
    TRY(const Reports reports, reports_from(request.body));
    TRY(const std::int64_t next,
        p_.nodes.report(lease_name(runner), {node_of(request), reports.fence}, reports.first, reports.items));
    return http::json_response(200, boost::json::serialize(boost::json::object{{"next", next}}));
  }

  Result<http::Response> put_content(const http::Request& request) const {
    CHECK_OK(held(request));
    const std::string digest(request.param("digest"));
    if (!blob::is_digest(digest))
      return invalid_input("runners.invalid_digest", "A digest is 'sha256:' and 64 hexadecimal digits.");
    if (p_.kernel.blobs.size({digest})) return http::no_content();  // sent before
    TRY(const auto upload, p_.kernel.blobs.create());
    for (;;) {
      TRY(const std::string bytes, request.body_stream->read(read_bytes));
      if (bytes.empty()) break;
      CHECK_OK(upload->write(bytes));
    }
    TRY(const blob::Digest stored, upload->finish());
    if (stored.text != digest)
      return invalid_input("runners.digest_mismatch", fmt::format("What was sent is {}, not {}.", stored.text, digest))
          .with_hint("It was changed on its way; send it again.");
    return http::no_content();
  }

  Result<http::Response> source(const http::Request& request) const {
    TRY(const Held hold, held(request));
    TRY(const blob::Digest digest, p_.orders.source(hold.run));
    return content(digest);
  }

  Result<http::Response> artifact(const http::Request& request) const {
    TRY(const Held hold, held(request));
    TRY(const runs::Artifact artifact, p_.runs.artifact(hold.run, std::string(request.param("name"))));
    return content({artifact.digest});
  }

 private:
  struct Held {
    runs::RunId run;
  };

  Result<Poll> poll_of(const http::Request& request) const {
    Poll poll;
    TRY(poll.runner, p_.service.authenticate(credential_of(request)));
    TRY(auto body, json::ObjectReader::parse(request.body));
    const std::int64_t protocol = body.required_integer("protocol");
    const std::string version = body.required_string("version");
    poll.sequence = body.required_integer("sequence");
    poll.free = body.required_integer("free");
    poll.is_draining = body.optional_boolean("isDraining").value_or(false);
    for (json::ObjectReader& each : body.optional_objects("running"))
      poll.running.push_back({each.required_integer("node"), each.required_integer("fence")});
    CHECK_OK(body.finish());
    CHECK_OK(check_protocol(protocol, version));
    p_.service.note_seen(poll.runner, version.substr(0, 63));
    return poll;
  }

  /// The job the machine holds: it, and nobody else, may ask for what belongs to its run.
  Result<Held> held(const http::Request& request) const {
    TRY(const Runner runner, p_.service.authenticate(credential_of(request)));
    http::QueryReader query(request);
    const auto fence = query.integer("fence");
    CHECK_OK(query.finish());
    const std::int64_t node = node_of(request);
    TRY(const runs::RunId run, p_.nodes.run_of(lease_name(runner), {node, fence.value_or(0)}));
    return Held{run};
  }

  Result<http::Response> content(const blob::Digest& digest) const {
    if (!p_.kernel.blobs.size(digest)) return not_found("blob.not_found", "The content is no longer kept.");
    http::Response response;
    response.content_type = "application/zstd";
    response.headers.set("X-Content-Digest", digest.text);
    response.stream = [&blobs = p_.kernel.blobs, digest](http::Writer& writer) {
      // A content that is damaged is cut short: who reads it compares the digest.
      (void)blobs.read(digest, [&](std::string_view bytes) { return writer.write(bytes); });
    };
    return response;
  }

  const ProtocolPorts p_;
};

}  // namespace

void add_protocol_routes(http::Router& router, const ProtocolPorts& ports) {
  const auto protocol = std::make_shared<Protocol>(ports);  // shared: by the handlers
  using Call = Result<http::Response> (Protocol::*)(const http::Request&) const;
  const auto add = [&](const char* method, const char* pattern, Call call) -> http::Route {
    return {.method = method,
            .pattern = pattern,
            .permission = "public",
            .handler = [protocol, call](const http::Request& request) { return ((*protocol).*call)(request); },
            .in_openapi = false};  // between two ends of the same program, with a version of its own
  };
  router.add(add("POST", "/api/v1/runner/registrations", &Protocol::enrol));
  router.add(add("POST", "/api/v1/runner/polls", &Protocol::poll));
  http::Route reports = add("POST", "/api/v1/runner/jobs/{node:int}/reports", &Protocol::report);
  reports.body_limit = longest_reports;
  router.add(std::move(reports));
  http::Route upload = add("PUT", "/api/v1/runner/jobs/{node:int}/contents/{digest}", &Protocol::put_content);
  upload.body_mode = http::BodyMode::stream;
  upload.body_limit = longest_content;
  upload.accepts = "";
  router.add(std::move(upload));
  router.add(add("GET", "/api/v1/runner/jobs/{node:int}/source", &Protocol::source));
  router.add(add("GET", "/api/v1/runner/jobs/{node:int}/artifacts/{name}", &Protocol::artifact));
}

}  // namespace towpath::runners
