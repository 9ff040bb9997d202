#include "rabbitmq_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/base64.h"
#include "base/random_text.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "configuration/shown_text.h"
#include "http/client.h"
#include "json/json.h"
#include "service_address.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr int usual_port = 15'672, usual_tls_port = 15'671, not_found_status = 404, none_accepted = 0;
constexpr std::size_t most_answer = 8u << 20, words_shown = 200;
constexpr std::chrono::milliseconds least_time{1'000};

std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    out += static_cast<char>(byte);
  }
  return out;
}

/// How RabbitMQ writes it: four bytes of salt, then the SHA-256 of salt and password.
std::string salted_hash(const Secret& password) {
  const std::string salt = random_text(4).reveal();
  return to_base64(salt + bytes_of_hex(sha256_hex(salt + password.reveal())));
}

}  // namespace

value administrator_of_rabbitmq(const std::string& user, const Secret& password) {
  return object{{"name", user},
                {"password_hash", salted_hash(password)},
                {"hashing_algorithm", "rabbit_password_hashing_sha256"},
                {"tags", boost::json::array{"administrator"}}};
}

Result<ManagementAddress> read_management_address(const Secret& text) {
  const bool is_tls = text.reveal().starts_with("https://");
  const char* scheme = is_tls ? "https" : "http";
  auto read = read_service_address(text, scheme, is_tls ? usual_tls_port : usual_port);
  if (!read.has_value())
    return invalid_input("delivery.invalid_address",
                         "The configured address of RabbitMQ's management API cannot be read.")
        .with_hint("Write it like http://user:password@host:15672, with %40 for an @ in the password.");
  const bool is_numeric = read->host.find(':') != std::string::npos;
  return ManagementAddress{
      fmt::format("{}://{}{}{}:{}", scheme, is_numeric ? "[" : "", read->host, is_numeric ? "]" : "", read->port),
      read->host, read->user, read->password};
}

RabbitmqStore::RabbitmqStore(ManagementAddress address, std::chrono::milliseconds deadline, std::stop_token stop)
    : address_(std::move(address)), until_(std::chrono::steady_clock::now() + deadline), stop_(std::move(stop)) {}

Result<RabbitmqStore::Answer> RabbitmqStore::ask(std::string_view method, const std::string& path, const value* body,
                                                 int accepted) {
  http::ClientRequest request{.method = std::string(method), .url = address_.origin + "/api/" + path};
  request.headers.set("Authorization",
                      "Basic " + to_base64(fmt::format("{}:{}", address_.user, address_.password.reveal())));
  if (body) {
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(*body);
  }
  using std::chrono::duration_cast, std::chrono::milliseconds;
  request.timeout = std::max(duration_cast<milliseconds>(until_ - std::chrono::steady_clock::now()), least_time);
  request.stop = stop_;
  std::string text;
  bool is_too_large = false;
  request.on_data = [&](std::string_view bytes) {
    is_too_large = text.size() + bytes.size() > most_answer;
    if (!is_too_large) text.append(bytes);
    return !is_too_large;
  };
  const auto sent = http::fetch(request);
  if (is_too_large)
    return failed("delivery.rabbitmq_refused", fmt::format("RabbitMQ answered more than {} bytes.", most_answer));
  if (!sent.has_value())
    return unavailable("delivery.rabbitmq_unreachable",
                       fmt::format("RabbitMQ's management API cannot be reached: {}", sent.error().message()));
  const auto parsed = json::parse(text);
  const bool is_success = sent->status >= 200 && sent->status < 300;
  if (is_success || sent->status == accepted) return Answer{sent->status, parsed.has_value() ? *parsed : value()};
  std::string words;
  if (parsed.has_value() && parsed->is_object())
    if (const auto* reason = parsed->get_object().if_contains("reason"); reason && reason->is_string())
      words = shown(reason->get_string(), words_shown);
  return failed("delivery.rabbitmq_refused",
                fmt::format("RabbitMQ refused {} of {}: {}{}", method, path.substr(0, path.find('?')), sent->status,
                            words.empty() ? "" : ", " + words))
      .with_hint("The configured user must have the tag 'administrator'.");
}

Result<bool> RabbitmqStore::exists(const std::string& path) {
  TRY(const Answer answer, ask("GET", path, nullptr, not_found_status));
  return answer.status != not_found_status;
}

Status RabbitmqStore::put(const std::string& path, value body) {
  CHECK_OK(ask("PUT", path, &body, none_accepted));
  return ok();
}

Status RabbitmqStore::remove(const std::string& path) {
  CHECK_OK(ask("DELETE", path, nullptr, not_found_status));
  return ok();
}

Result<BrokerPlace> RabbitmqStore::place() {
  TRY(const Answer answer, ask("GET", "overview?columns=listeners", nullptr, none_accepted));
  BrokerPlace out{"", address_.host, 0};
  const auto* listeners = answer.body.is_object() ? answer.body.get_object().if_contains("listeners") : nullptr;
  if (listeners && listeners->is_array())
    for (const value& each : listeners->get_array()) {
      if (!each.is_object()) continue;
      const auto *protocol = each.get_object().if_contains("protocol"), *port = each.get_object().if_contains("port");
      if (!protocol || !protocol->is_string() || !port || !port->is_int64()) continue;
      const bool is_plain = protocol->get_string() == "amqp";
      if (!is_plain && (protocol->get_string() != "amqp/ssl" || out.scheme == "amqp")) continue;
      out.scheme = is_plain ? "amqp" : "amqps";
      out.port = static_cast<int>(port->get_int64());
    }
  if (out.port == 0)
    return failed("delivery.rabbitmq_refused", "RabbitMQ does not say where it takes connections (AMQP).")
        .with_hint("The configured user must have the tag 'administrator', and the broker a listener for AMQP.");
  return out;
}

Result<bool> RabbitmqStore::has_vhost(const std::string& vhost) { return exists("vhosts/" + vhost + "?columns=name"); }

Status RabbitmqStore::put_vhost(const std::string& vhost) { return put("vhosts/" + vhost, object{}); }

Status RabbitmqStore::drop_vhost(const std::string& vhost) { return remove("vhosts/" + vhost); }

Result<bool> RabbitmqStore::has_queues(const std::string& vhost) {
  TRY(const Answer answer,
      ask("GET", fmt::format("queues/{}?columns=name&page=1&page_size=1", vhost), nullptr, not_found_status));
  if (!answer.body.is_object()) return false;
  const auto* count = answer.body.get_object().if_contains("total_count");
  return count && count->is_int64() && count->get_int64() > 0;
}

Result<bool> RabbitmqStore::has_user(const std::string& user) { return exists("users/" + user); }

Status RabbitmqStore::put_user(const std::string& user, const Secret& password) {
  return put("users/" + user, object{{"password_hash", salted_hash(password)},
                                     {"hashing_algorithm", "rabbit_password_hashing_sha256"},
                                     {"tags", ""}});
}

Status RabbitmqStore::drop_user(const std::string& user) { return remove("users/" + user); }

Result<bool> RabbitmqStore::may_use(const std::string& user, const std::string& vhost) {
  return exists(fmt::format("permissions/{}/{}", vhost, user));
}

Status RabbitmqStore::permit(const std::string& user, const std::string& vhost) {
  return put(fmt::format("permissions/{}/{}", vhost, user),
             object{{"configure", ".*"}, {"write", ".*"}, {"read", ".*"}});
}

Result<std::vector<std::string>> RabbitmqStore::marks(std::string_view prefix) {
  TRY(const Answer answer, ask("GET", "global-parameters?columns=name", nullptr, none_accepted));
  std::vector<std::string> out;
  if (!answer.body.is_array()) return out;
  for (const value& each : answer.body.get_array()) {
    const auto* name = each.is_object() ? each.get_object().if_contains("name") : nullptr;
    if (name && name->is_string() && name->get_string().starts_with(prefix)) out.emplace_back(name->get_string());
  }
  return out;
}

Status RabbitmqStore::put_mark(const std::string& name) {
  return put("global-parameters/" + name, object{{"value", object{}}});
}

Status RabbitmqStore::remove_mark(const std::string& name) { return remove("global-parameters/" + name); }

}  // namespace towpath::delivery
