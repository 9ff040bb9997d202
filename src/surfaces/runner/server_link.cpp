#include "server_link.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <deque>

#include "base/product.h"
#include "base/strings.h"
#include "base/version.h"
#include "http/client.h"
#include "json/json.h"

namespace towpath::runner {
namespace {

constexpr std::int64_t protocol_version = 1;
constexpr std::size_t longest_answer = std::size_t{4} << 20;
constexpr std::size_t longest_content = std::size_t{2} << 30;
constexpr std::chrono::minutes content_timeout{30};
constexpr std::chrono::seconds call_timeout{30};

Error invalid_answer(const std::string& url) {
  return failed("runner.invalid_answer", fmt::format("{} answered what no {} server would.", url, product::name))
      .with_hint("Is there a proxy between that changes answers?");
}

http::ClientRequest request_to(const std::string& method, std::string url, const Secret& credential) {
  http::ClientRequest out;
  out.method = method;
  out.url = std::move(url);
  out.bearer_token = credential;
  out.timeout = call_timeout;
  return out;
}

Result<boost::json::object> object_of(const std::string& url, std::string_view text) {
  const auto value = json::parse(text);
  if (!value.has_value() || !value->is_object()) return invalid_answer(url);
  return value->as_object();
}

/// The data of the one event of an event stream, or the body itself.
Result<boost::json::object> answer_of(const std::string& url, const http::ClientResponse& response) {
  if (!response.headers.get("Content-Type").starts_with("text/event-stream")) return object_of(url, response.body);
  std::string event = "answer", data;
  for (const std::string& raw : split(response.body, '\n')) {
    std::string_view line = raw;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("event: ")) event = line.substr(7);
    if (line.starts_with("data: ")) data += line.substr(6);
  }
  // A stream that was ended without an event says nothing: the server goes down.
  if (data.empty()) return unavailable("http.unreachable", fmt::format("{} ended the connection.", url));
  TRY(auto body, object_of(url, data));
  if (event != "problem") return body;
  const auto text = [&](std::string_view key) {
    const boost::json::value* found = body.if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
  };
  return unauthenticated(text("code"), text("detail")).with_hint(text("hint"));
}

std::int64_t integer_at(const boost::json::object& object, std::string_view key) {
  const boost::json::value* found = object.if_contains(key);
  if (!found || !found->is_number()) return 0;
  return found->is_int64() ? found->as_int64() : 0;
}

std::string text_at(const boost::json::object& object, std::string_view key) {
  const boost::json::value* found = object.if_contains(key);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

Hold hold_of(const boost::json::object& object) { return {integer_at(object, "node"), integer_at(object, "fence")}; }

}  // namespace

Result<Admission> ServerLink::enrol(const std::string& url, const Secret& token, const std::string& name,
                                    const std::vector<std::string>& labels) {
  http::ClientRequest request = request_to("POST", url + "/api/v1/runner/registrations", Secret());
  request.headers.set("Content-Type", "application/json");
  request.body =
      boost::json::serialize(boost::json::object{{"token", token.reveal()},
                                                 {"name", name},
                                                 {"version", version()},
                                                 {"protocol", protocol_version},
                                                 {"labels", boost::json::array(labels.begin(), labels.end())}});
  TRY(const auto response, http::fetch(request));
  if (response.status >= 300) return http::error_from(response);
  TRY(const auto body, object_of(url, response.body));
  Admission out{text_at(body, "id"), Secret(text_at(body, "credential"))};
  if (out.id.empty() || out.credential.empty()) return invalid_answer(url);
  return out;
}

Result<PollAnswer> ServerLink::poll(std::int64_t sequence, int free, const std::vector<Hold>& running, bool is_draining,
                                    std::chrono::milliseconds timeout, std::stop_token stop) const {
  http::ClientRequest request = request_to("POST", url_ + "/api/v1/runner/polls", credential_);
  request.headers.set("Content-Type", "application/json");
  boost::json::array held;
  for (const Hold& hold : running) held.push_back(boost::json::object{{"node", hold.node}, {"fence", hold.fence}});
  request.body = boost::json::serialize(boost::json::object{{"protocol", protocol_version},
                                                            {"version", version()},
                                                            {"sequence", sequence},
                                                            {"free", free},
                                                            {"isDraining", is_draining},
                                                            {"running", std::move(held)}});
  request.timeout = timeout;
  request.stop = stop;
  std::string body;
  request.on_data = [&](std::string_view bytes) {
    body += bytes;
    return body.size() <= longest_answer;
  };
  auto response = http::fetch(request);
  if (!response.has_value()) return response.error();
  response->body = std::move(body);
  if (response->status >= 300) return http::error_from(*response);
  TRY(const auto answer, answer_of(url_, *response));
  PollAnswer out;
  if (const auto* drains = answer.if_contains("drains"); drains && drains->is_bool()) out.drains = drains->as_bool();
  if (const auto* stops = answer.if_contains("stops"); stops && stops->is_array())
    for (const boost::json::value& each : stops->as_array())
      if (each.is_object()) out.stops.push_back({hold_of(each.as_object()), text_at(each.as_object(), "reason")});
  if (const auto* job = answer.if_contains("job"); job && job->is_object()) {
    const auto& object = job->as_object();
    out.job = Offer{hold_of(object), text_at(object, "title"), text_at(object, "order"),
                    static_cast<int>(integer_at(object, "attempt"))};
  }
  return out;
}

Result<std::int64_t> ServerLink::report(const Hold& hold, std::int64_t first, const std::vector<std::string>& reports,
                                        std::stop_token stop) const {
  http::ClientRequest request =
      request_to("POST", fmt::format("{}/api/v1/runner/jobs/{}/reports", url_, hold.node), credential_);
  request.headers.set("Content-Type", "application/json");
  request.body = fmt::format(R"({{"fence":{},"first":{},"reports":[{}]}})", hold.fence, first, join(reports, ","));
  request.stop = stop;
  TRY(const auto response, http::fetch(request));
  if (response.status >= 300) return http::error_from(response);
  TRY(const auto body, object_of(url_, response.body));
  const std::int64_t next = integer_at(body, "next");
  if (next < 1) return invalid_answer(url_);
  return next;
}

Status ServerLink::send_content(const Hold& hold, const blob::Digest& digest, blob::Blobs& from,
                                std::stop_token stop) const {
  http::ClientRequest request = request_to(
      "PUT", fmt::format("{}/api/v1/runner/jobs/{}/contents/{}?fence={}", url_, hold.node, digest.text, hold.fence),
      credential_);
  request.headers.set("Content-Type", "application/octet-stream");
  request.timeout = content_timeout;
  request.stop = stop;
  // Read whole: the client asks for pieces, the store gives them. What a job may pack is bounded by its machine.
  std::deque<std::string> pieces;
  CHECK_OK(from.read(digest, [&](std::string_view bytes) {
    pieces.emplace_back(bytes);
    return true;
  }));
  request.next_chunk = [&]() -> std::string {
    if (pieces.empty()) return "";
    std::string piece = std::move(pieces.front());
    pieces.pop_front();
    return piece;
  };
  TRY(const auto response, http::fetch(request));
  if (response.status >= 300) return http::error_from(response);
  return ok();
}

Result<blob::Digest> ServerLink::download(const std::string& path, blob::Blobs& to, std::stop_token stop) const {
  TRY(const auto upload, to.create());
  Status written = ok();
  std::size_t total = 0;
  std::string problem;
  http::ClientRequest request = request_to("GET", url_ + path, credential_);
  request.timeout = content_timeout;
  request.stop = stop;
  request.on_data = [&](std::string_view bytes) {
    total += bytes.size();
    if (problem.size() < 4096) problem += bytes.substr(0, 4096);  // of an answer that is none: the reason
    written = upload->write(bytes);
    return written.has_value() && total <= longest_content;
  };
  auto response = http::fetch(request);
  if (!written.has_value()) return written.error();
  if (!response.has_value()) return response.error();
  if (response->status >= 300) {
    response->body = problem;
    return http::error_from(*response);
  }
  TRY(blob::Digest digest, upload->finish());
  if (digest.text != response->headers.get("X-Content-Digest"))
    return unavailable("runner.content_damaged", "What the server sent was cut short or changed on its way.");
  return digest;
}

Result<blob::Digest> ServerLink::source(const Hold& hold, blob::Blobs& to, std::stop_token stop) const {
  return download(fmt::format("/api/v1/runner/jobs/{}/source?fence={}", hold.node, hold.fence), to, stop);
}

Result<blob::Digest> ServerLink::artifact(const Hold& hold, const std::string& name, blob::Blobs& to,
                                          std::stop_token stop) const {
  return download(
      fmt::format("/api/v1/runner/jobs/{}/artifacts/{}?fence={}", hold.node, http::percent_encode(name), hold.fence),
      to, stop);
}

}  // namespace towpath::runner
