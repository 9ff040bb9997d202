#include "api_client.h"

#include <doctest/doctest.h>

#include "json/json.h"

namespace towpath::testing {
namespace {

/// Cuts server-sent events out of a byte stream.
class EventReader {
 public:
  /// The events that `bytes` complete.
  std::vector<StreamEvent> feed(std::string_view bytes) {
    buffer_ += bytes;
    std::vector<StreamEvent> out;
    for (auto end = buffer_.find('\n'); end != std::string::npos; end = buffer_.find('\n')) {
      const std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (!line.empty()) {
        take(line);
        continue;
      }
      if (!data_.empty()) out.push_back({id_, type_.empty() ? "message" : type_, parsed()});
      type_.clear();
      data_.clear();
    }
    return out;
  }

 private:
  void take(const std::string& line) {
    const auto colon = line.find(':');
    if (colon == 0) return;  // a comment: a sign of life
    const std::string field = line.substr(0, colon);
    std::string value = colon == std::string::npos ? "" : line.substr(colon + 1);
    if (value.starts_with(' ')) value.erase(0, 1);
    if (field == "id") id_ = value;
    if (field == "event") type_ = value;
    if (field == "data") data_ += (data_.empty() ? "" : "\n") + value;
  }
  boost::json::value parsed() const {
    const auto value = json::parse(data_);
    return value.has_value() ? *value : boost::json::value(nullptr);
  }

  std::string buffer_, id_, type_, data_;
};

}  // namespace

std::string text_at(const boost::json::value& value, std::string_view pointer) {
  const auto* found = json::at_pointer(value, pointer);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

boost::json::value Answer::value(std::string_view pointer) const {
  const auto* found = json::at_pointer(body, pointer);
  return found ? *found : boost::json::value(nullptr);
}

std::vector<std::string> Answer::pointers() const {
  std::vector<std::string> out;
  if (const auto* errors = json::at_pointer(body, "/errors"); errors && errors->is_array())
    for (const auto& error : errors->as_array()) out.emplace_back(error.at("pointer").as_string());
  return out;
}

Answer Api::with_body(const std::string& method, const std::string& path, std::string body) const {
  http::ClientRequest request{.method = method, .url = path, .body = std::move(body)};
  request.headers.set("Content-Type", "application/json");
  return send(std::move(request));
}

Answer Api::send(http::ClientRequest request) const {
  CAPTURE(request.method);
  CAPTURE(request.url);
  request.url = url_ + request.url;
  request.timeout = std::chrono::minutes(2);
  if (!request.headers.has("Authorization") && !request.headers.has("Cookie")) request.bearer_token = token_;
  const auto response = http::fetch(request);
  if (!response.has_value()) FAIL("no answer: ", response.error().message());
  auto body = json::parse(response->body, {.bytes = std::size_t{64} << 20});
  return {response->status, response->headers, response->body,
          body.has_value() ? std::move(body).value() : boost::json::value(nullptr)};
}

std::vector<StreamEvent> Api::events(const std::string& path, const std::function<bool(const StreamEvent&)>& is_enough,
                                     const std::string& last_event_id, std::chrono::milliseconds deadline) const {
  CAPTURE(path);
  EventReader reader;
  std::vector<StreamEvent> out;
  bool is_done = false;
  std::string unread;
  http::ClientRequest request{.url = url_ + path, .bearer_token = token_, .timeout = deadline};
  request.headers.set("Accept", "text/event-stream");
  if (!last_event_id.empty()) request.headers.set("Last-Event-ID", last_event_id);
  request.on_data = [&](std::string_view bytes) {
    unread = bytes;
    for (StreamEvent& event : reader.feed(bytes)) {
      out.push_back(std::move(event));
      if (is_enough(out.back())) is_done = true;
      if (is_done) return false;
    }
    return true;
  };
  const auto response = http::fetch(request);
  if (is_done) return out;
  if (!response.has_value()) FAIL("the stream gave ", out.size(), " events, then: ", response.error().message());
  if (response->status != 200) FAIL("the stream answered ", response->status, ": ", unread);
  return out;
}

std::string Api::audited(const std::string& type, const std::string& subject, const std::string& text) const {
  const std::string query =
      "/api/v1/audit/events?limit=100&type=" + type + (subject.empty() ? "" : "&subject=" + subject);
  CAPTURE(query);
  CAPTURE(text);
  std::string listed;
  const auto has_text = [&] {
    listed = get(query).text;
    return listed.find(text) != std::string::npos;
  };
  if (has_text()) return listed;
  events("/api/v1/events/stream?after=0",
         [&](const StreamEvent& event) { return event.at("/type").starts_with(type) && has_text(); });
  return listed;
}

boost::json::value Api::finished_run(const std::string& id) const {
  events("/api/v1/runs/" + id + "/journal/stream", [](const StreamEvent& event) { return event.type == "end"; });
  return get("/api/v1/runs/" + id).body;
}

}  // namespace towpath::testing
