#include "http_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <condition_variable>
#include <mutex>

#include "base/hmac.h"
#include "base/product.h"
#include "base/strings.h"
#include "driver_json.h"
#include "http/client.h"
#include "provisioner_protocol.h"

namespace towpath::delivery {

namespace {

using boost::json::object;

constexpr std::size_t most_answer = 1u << 20;
constexpr std::size_t words_read = 64u << 10, words_shown = 300;  // A secret cut in half must not be shown.
constexpr int least_wait = 1, usual_wait = 2, longest_wait = 30;  // Seconds between two looks.
constexpr ProvisionerWords service_words{"service", "delivery.service_answer",
                                         "it must answer one JSON object with resource_state and resource_outputs"};

/// What a definition says about its service.
struct Service {
  std::string url;
  Secret signing_key;  ///< Empty: questions are not signed.
  ProvisionerOffer offer;
};

/// "https://host:port" of a URL.
std::string origin_of(std::string_view url) {
  const auto start = url.find("://");
  return std::string(start == url.npos ? url : url.substr(0, url.find_first_of("/?#", start + 3)));
}

/// Secrets go along: only over TLS, or where nobody listens.
bool is_safe(std::string_view url) {
  if (url.find_first_of("@ \t\r\n") != url.npos) return false;  // No credentials in a URL, nothing hidden.
  if (url.starts_with("https://")) return url.size() > std::string_view("https://").size();
  const auto origin = origin_of(url);
  for (const char* here : {"http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (origin == here || origin.starts_with(std::string(here) + ":")) return true;
  return false;
}

Result<Service> read_service(const ResourceRequest& request) {
  TRY(const auto inputs, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", inputs, {"url", "signingKey", "actions", "outputs", "secrets", "repeatable"}));
  Service service;
  const auto* url = inputs.if_contains("url");
  if (url == nullptr || !url->is_string() || !is_safe(url->get_string()))
    return invalid_inputs(request, "the definition's 'url' is no address a service can be asked at")
        .with_hint("write url: https://host/path, without a user; http only to this machine");
  service.url = std::string(url->get_string());
  if (const auto* key = inputs.if_contains("signingKey")) {
    if (!key->is_string() || key->get_string().empty())
      return invalid_inputs(request, "the definition's 'signingKey' is no text")
          .with_hint("take it from a resource of type secret: signingKey: ${resources.key.value}");
    service.signing_key = Secret(std::string(key->get_string()));
  }
  TRY(service.offer, read_provisioner_offer(request, inputs));
  return service;
}

class HttpDriver final : public Driver {
 public:
  explicit HttpDriver(const Clock& clock) : clock_(clock) {}

  std::string_view name() const override { return "http"; }

  /// Only the definition knows what its service hands out.
  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    DriverOffer out;
    const auto service = read_service(request);
    if (!service.has_value()) return out;
    for (const std::string& output : service.value().offer.outputs) out.outputs.push_back({output});
    for (const std::string& secret : service.value().offer.secrets) out.outputs.push_back({secret, true});
    return out;
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(read_service(request));
    CHECK_OK(read_object(request, "params", request.params));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                 const DriverContext& context) override {
    TRY(const auto service, read_service(request));
    if (!service.offer.knows("observe"))
      return failed("delivery.cannot_observe",
                    fmt::format("the service of resource '{}' cannot say what exists", request.id))
          .with_hint("teach it the action \"observe\" and add it to the definition's actions");
    TRY(const auto answer, ask(service, request, "observe", false, context));
    if (!says_it_exists(answer)) return std::optional<ResourceOutcome>();
    TRY(auto outcome, provisioned(request, service_words, service.offer, answer));
    return std::optional(std::move(outcome));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto service, read_service(request));
    TRY(const auto answer, ask(service, request, "apply", false, context));
    return applied(request, service_words, service.offer, answer);
  }

  /// As with a program: only who wrote the service knows.
  bool may_repeat(const ResourceRequest& request) const override {
    const auto service = read_service(request);
    return service.has_value() && service->offer.is_repeatable;
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto service, read_service(request));
    if (!service.offer.knows("delete")) {
      say(context, "its service knows no action \"delete\": what it made stays");
      return ok();
    }
    CHECK_OK(ask(service, request, "delete", purge, context));
    return ok();
  }

 private:
  using Time = std::chrono::steady_clock::time_point;

  static Error not_done(const ResourceRequest& request, std::string_view action, std::string_view why) {
    return failed("delivery.service_failed",
                  fmt::format("the service of resource '{}' {} (action {})", request.id, why, action));
  }

  void sign(http::ClientRequest& asked, const Secret& key) const {
    if (key.empty()) return;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    asked.headers.set(
        fmt::format("{}-Signature", product::name),
        fmt::format("t={},v1={}", seconds, to_hex(hmac_sha256(key, fmt::format("{}.{}", seconds, asked.body)))));
  }

  /// One exchange; the body at most `most_answer` bytes. Errors: delivery.service_failed when the service surely did
  /// not get the question, delivery.answer_lost otherwise.
  Result<http::ClientResponse> exchange(http::ClientRequest asked, const Service& service,
                                        const ResourceRequest& request, std::string_view action, Time until,
                                        std::stop_token stop) const {
    std::string body;
    bool is_too_large = false, may_have_arrived = false;
    asked.may_have_arrived = &may_have_arrived;
    asked.stop = stop;
    asked.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (asked.timeout <= std::chrono::milliseconds(0)) return not_done(request, action, "was not ready in time");
    asked.on_data = [&](std::string_view bytes) {
      is_too_large = body.size() + bytes.size() > most_answer;
      if (!is_too_large) body.append(bytes);
      return !is_too_large;
    };
    sign(asked, service.signing_key);
    auto answer = http::fetch(asked);
    if (is_too_large)
      return answer_lost(not_done(request, action, fmt::format("answered more than {} bytes", most_answer)));
    if (!answer) {
      const Error error = not_done(request, action, "could not be asked: " + answer.error().message());
      return may_have_arrived ? answer_lost(error) : error;
    }
    answer->body = std::move(body);
    return answer;
  }

  Result<object> ask(const Service& service, const ResourceRequest& request, std::string_view action, bool purge,
                     const DriverContext& context) const {
    const auto until = std::chrono::steady_clock::now() + context.deadline;
    http::ClientRequest asked{.method = "POST", .url = service.url};
    TRY(asked.body, provisioner_question(request, action, purge));
    asked.headers.set("Content-Type", "application/json");
    TRY(auto answer, exchange(std::move(asked), service, request, action, until, context.stop));
    const bool is_at_work = answer.status == 202;
    if (is_at_work) {
      auto ended = look_until_done(std::move(answer), service, request, action, until, context);
      if (!ended) return answer_lost(ended.error());
      answer = std::move(*ended);
    }
    if (answer.status < 200 || answer.status > 299) {
      const Error refused = not_done(request, action, fmt::format("answered {}", answer.status))
                                .with_hint(words_of(service, request, answer));
      return is_of_others(answer.status, is_at_work) ? answer_lost(refused) : refused;
    }
    auto read = read_provisioner_answer(request, service_words, action, answer.body);
    if (!read) return answer_lost(read.error());
    return read;
  }

  /// Looks at what a service has begun until it has an end. Errors: it has none that is known.
  Result<http::ClientResponse> look_until_done(http::ClientResponse answer, const Service& service,
                                               const ResourceRequest& request, std::string_view action, Time until,
                                               const DriverContext& context) const {
    std::string place;
    while (answer.status == 202) {
      if (answer.headers.has("Location")) CHECK_OK(follow(service, request, action, answer, place));
      if (place.empty()) return not_done(request, action, "answered 202 without a Location to look at");
      say(context, "the service is at work");
      CHECK_OK(wait(answer, request, action, until, context.stop));
      TRY(answer, exchange({.method = "GET", .url = place}, service, request, action, until, context.stop));
    }
    return answer;
  }

  /// Whether a status says nothing of what the service did: it comes from a gateway before it, or from a place that no
  /// longer knows what was begun.
  static bool is_of_others(int status, bool is_at_work) {
    if (status == 502 || status == 504) return true;
    return is_at_work && (status == 404 || status == 408 || status == 410 || status == 429 || status == 503);
  }

  /// Questions are signed and answers are trusted: both stay with the host that the definition names.
  static Status follow(const Service& service, const ResourceRequest& request, std::string_view action,
                       const http::ClientResponse& answer, std::string& place) {
    const std::string location(answer.headers.get("Location"));
    const auto origin = origin_of(service.url);
    const bool is_path = location.starts_with('/') && !location.starts_with("//");
    if (!is_path && !location.starts_with(origin + "/"))
      return not_done(request, action, "answered 202 with a Location at another host");
    place = is_path ? origin + location : location;
    return ok();
  }

  static Status wait(const http::ClientResponse& answer, const ResourceRequest& request, std::string_view action,
                     Time until, std::stop_token stop) {
    int seconds = usual_wait;
    const auto wanted = answer.headers.get("Retry-After");
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), seconds);
    const auto pause = std::chrono::seconds(std::clamp(seconds, least_wait, longest_wait));
    if (std::chrono::steady_clock::now() + pause > until) return not_done(request, action, "was not ready in time");
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, pause, [] { return false; });
    if (stop.stop_requested()) return not_done(request, action, "was no longer waited for");
    return ok();
  }

  /// The service's own words against it, short, without what it was told in confidence.
  static std::string words_of(const Service& service, const ResourceRequest& request,
                              const http::ClientResponse& answer) {
    std::string text = answer.body.substr(0, words_read);
    if (!service.signing_key.empty()) text = replace_all(text, service.signing_key.reveal(), "***");
    for (const auto& [key, secret] : request.secret_inputs)
      if (!secret.empty()) text = replace_all(text, secret.reveal(), "***");
    text = trim(text.substr(0, words_shown));
    return is_utf8(text) ? text : "";
  }

  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_http_driver(const Clock& clock) { return std::make_unique<HttpDriver>(clock); }

}  // namespace towpath::delivery
