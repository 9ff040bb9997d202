#include "api_client.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/product.h"
#include "http/client.h"
#include "json/json.h"

namespace towpath::cli {
namespace {

std::string environment(const std::string& name) {
  const char* value = std::getenv((std::string(product::env_prefix) + name).c_str());
  return value ? value : "";
}

boost::json::object stored_servers() {
  std::ifstream file(credentials_file());
  if (!file) return {};
  std::stringstream text;
  text << file.rdbuf();
  const auto parsed = json::parse(text.str());
  return parsed.has_value() && parsed->is_object() ? parsed->as_object() : boost::json::object();
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

}  // namespace

std::string credentials_file() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  const std::string folder = config && *config ? config : std::string(home ? home : ".") + "/.config";
  return fmt::format("{}/{}/credentials.json", folder, product::binary);
}

Server current_server() {
  const boost::json::object stored = stored_servers();
  std::string url = environment("URL");
  if (url.empty()) url = text_of(stored, "current");
  if (url.empty()) url = fmt::format("http://127.0.0.1:{}", product::portal_port);
  while (url.ends_with('/')) url.pop_back();
  std::string token = environment("TOKEN");
  if (token.empty())
    if (const auto* tokens = stored.if_contains("tokens"); tokens && tokens->is_object())
      token = text_of(tokens->as_object(), url);
  return {url, Secret(token)};
}

Status store_server(const Server& server) {
  boost::json::object stored = stored_servers();
  stored["current"] = server.url;
  if (!stored.contains("tokens")) stored["tokens"] = boost::json::object();
  stored["tokens"].as_object()[server.url] = server.token.reveal();
  const std::string name = credentials_file(), temporary = name + ".new";
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(name).parent_path(), error);
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return failed("cli.cannot_store", fmt::format("{} cannot be written.", temporary));
  const std::string text = boost::json::serialize(stored);
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  if (!written || ::rename(temporary.c_str(), name.c_str()) != 0)
    return failed("cli.cannot_store", fmt::format("{} cannot be written.", name));
  return ok();
}

Result<boost::json::value> ApiClient::call(std::string_view method, const std::string& path,
                                           const boost::json::value& body) const {
  http::ClientRequest request;
  request.method = method;
  request.url = server_.url + path;
  request.bearer_token = server_.token;
  request.headers.set("Accept", "application/json");
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
  }
  auto response = http::fetch(request);
  if (!response.has_value())
    return std::move(response).error().with_hint(
        fmt::format("Start a server with '{} up', or name one: export {}URL=http://host:port", product::binary,
                    product::env_prefix));
  if (response->status < 200 || response->status > 299) {
    Error error = http::error_from(*response);
    if (response->status == 401)
      return std::move(error).with_hint(fmt::format("Sign in with: {} login {}", product::binary, server_.url));
    return error;
  }
  if (response->body.empty()) return boost::json::value(nullptr);
  return json::parse(response->body, {.bytes = std::size_t{64} << 20});
}

Result<boost::json::value> ApiClient::all(const std::string& path) const {
  const char separator = path.find('?') == std::string::npos ? '?' : '&';
  TRY(auto whole, get(fmt::format("{}{}limit=500", path, separator)));
  boost::json::object& out = whole.as_object();
  while (out.contains("next") && out.at("next").is_string()) {
    const std::string after(out.at("next").as_string());
    TRY(const auto page, get(fmt::format("{}{}limit=500&after={}", path, separator, encode(after))));
    const auto& items = page.at("items").as_array();
    out.at("items").as_array().insert(out.at("items").as_array().end(), items.begin(), items.end());
    out["next"] = page.at("next");
  }
  return whole;
}

namespace {

/// Reassembles server-sent events from chunks.
class EventParser {
 public:
  explicit EventParser(const std::function<bool(std::string_view, const boost::json::value&)>& on_event)
      : on_event_(on_event) {}

  bool feed(std::string_view bytes) {
    buffer_ += bytes;
    for (;;) {
      const auto end = buffer_.find('\n');
      if (end == std::string::npos) return true;
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!take(line)) return false;
    }
  }
  const std::string& last_id() const { return last_id_; }
  bool has_ended() const { return has_ended_; }

 private:
  bool take(const std::string& line) {
    if (line.empty()) {
      const bool go_on = data_.empty() || deliver();
      event_ = "message";
      data_.clear();
      return go_on;
    }
    const auto value = [&](std::string_view field) -> std::optional<std::string> {
      if (!line.starts_with(field)) return std::nullopt;
      std::string_view rest = std::string_view(line).substr(field.size());
      if (rest.starts_with(' ')) rest.remove_prefix(1);
      return std::string(rest);
    };
    if (auto id = value("id:"))
      last_id_ = *id;
    else if (auto event = value("event:"))
      event_ = *event;
    else if (auto data = value("data:"))
      data_ += (data_.empty() ? "" : "\n") + *data;
    return true;
  }
  bool deliver() {
    const auto parsed = json::parse(data_);
    if (event_ == "end") has_ended_ = true;
    const bool go_on = on_event_(event_, parsed.has_value() ? *parsed : boost::json::value(data_));
    if (!go_on) has_ended_ = true;
    return go_on && !has_ended_;
  }

  const std::function<bool(std::string_view, const boost::json::value&)>& on_event_;
  std::string buffer_, last_id_, event_ = "message", data_;
  bool has_ended_ = false;
};

}  // namespace

Status ApiClient::stream(
    const std::string& path,
    const std::function<bool(std::string_view event, const boost::json::value& data)>& on_event) const {
  EventParser parser(on_event);
  for (int failures = 0; failures < 5;) {
    http::ClientRequest request;
    request.url = server_.url + path;
    request.bearer_token = server_.token;
    request.timeout = std::chrono::milliseconds(0);
    request.headers.set("Accept", "text/event-stream");
    if (!parser.last_id().empty()) request.headers.set("Last-Event-ID", parser.last_id());
    bool received = false;
    request.on_data = [&](std::string_view bytes) {
      received = true;
      return parser.feed(bytes);
    };
    const auto response = http::fetch(request);
    if (parser.has_ended()) return ok();
    if (response.has_value() && response->status >= 400) return http::error_from(*response);
    failures = received ? 0 : failures + 1;
  }
  return unavailable("cli.stream_lost", fmt::format("The connection to {} was lost.", server_.url));
}

std::string encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace towpath::cli
