#include "courier.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/clip.h"
#include "base/faults.h"
#include "base/id.h"
#include "http/client.h"
#include "signature.h"
#include "subscription_service.h"

namespace towpath::federation {
namespace {

using std::chrono::seconds;

/// After which pause the next attempt comes: eight attempts in about ten hours.
constexpr std::array pauses{seconds(5),     seconds(30),    seconds(120),   seconds(600),
                            seconds(1'800), seconds(7'200), seconds(25'200)};
constexpr std::chrono::milliseconds timeout{15'000};
constexpr std::chrono::minutes lost_after{2};  ///< An attempt nobody told the end of: its server died.
constexpr std::size_t longest_error = 500, most_answer = 64 << 10;
constexpr std::chrono::hours kept_for{24 * 14};

std::string chat_body(const std::string& text) { return boost::json::serialize(boost::json::object{{"text", text}}); }

bool wants(const Subscription& s, std::string_view topic, std::string_view component) {
  return (s.topics.empty() || std::find(s.topics.begin(), s.topics.end(), topic) != s.topics.end()) &&
         (s.component.empty() || s.component == component);
}

}  // namespace

void Courier::insert(db::Tx& tx, const Subscription& to, const std::string& topic, const std::string& what,
                     const std::string& content_type, std::string body) {
  Delivery d;
  d.id = new_ulid();
  d.subscription_id = to.id;
  d.topic = topic;
  d.what = what;
  d.content_type = content_type;
  d.body = std::move(body);
  d.created_at = d.next_at = kernel_.clock.now();
  deliveries_.insert(tx, d);
  tx.notify(delivery_channel);
}

void Courier::put(db::Tx& tx, const Notice& notice) {
  for (const Subscription& s : subscriptions_.enabled(tx))
    if (s.format == "chat" && wants(s, notice.topic, ""))
      insert(tx, s, notice.topic, notice.what, "application/json", chat_body(notice.text));
}

void Courier::put(db::Tx& tx, const Telling& telling, const std::string& what) {
  for (const Subscription& s : subscriptions_.enabled(tx)) {
    if (!wants(s, telling.topic, telling.component)) continue;
    if (s.format == "cdevents" && !telling.cdevent.empty())
      insert(tx, s, telling.topic, what, "application/cloudevents+json; charset=utf-8", telling.cdevent);
    if (s.format == "chat" && !telling.text.empty())
      insert(tx, s, telling.topic, what, "application/json", chat_body(telling.text));
  }
}

std::optional<UtcTime> Courier::round(std::stop_token stop) {
  for (;;) {
    const UtcTime now = kernel_.clock.now();
    auto delivery = kernel_.db
                        .transact([&](db::Tx& tx) -> Result<std::optional<Delivery>> {
                          return deliveries_.claim(tx, now, now + lost_after);
                        })
                        .value();
    if (!delivery) break;
    attempt(*delivery, stop);
    if (stop.stop_requested()) return std::nullopt;  // the attempt counts as lost
    fault_point("federation.courier.after_attempt");
    const Status noted = kernel_.db.transact([&](db::Tx& tx) -> Status {
      deliveries_.note(tx, *delivery);
      if (delivery->state == "waiting") deliveries_.postpone(tx, delivery->subscription_id, delivery->next_at);
      return ok();
    });
    noted.value();
  }
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::optional<UtcTime>> { return deliveries_.next_due(tx); })
      .value();
}

void Courier::attempt(Delivery& d, std::stop_token stop) {
  const auto failed_because = [&](std::string reason) {
    const UtcTime now = kernel_.clock.now();
    d.last_error = clipped(reason, longest_error);
    const auto done = static_cast<std::size_t>(d.attempts);
    if (done > pauses.size()) {
      d.state = "dead";
      d.ended_at = now;
    } else {
      d.next_at = now + pauses[done - 1];
    }
  };
  d.last_status = 0;
  const auto to = kernel_.db
                      .read([&](db::Tx& tx) -> Result<std::optional<Subscription>> {
                        return subscriptions_.find_by_id(tx, d.subscription_id);
                      })
                      .value();
  if (!to) return;  // gone, and its deliveries with it
  const auto kept = keys_.load(to->id, to->key_version);
  if (!kept.has_value()) return failed_because(kept.error().message());
  const SubscriptionKey key = subscription_key_from(*kept);

  http::ClientRequest request;
  request.method = "POST";
  request.url = key.url.reveal();
  request.body = d.body;
  request.timeout = timeout;
  request.connect_timeout = timeout;
  request.stop = stop;
  request.headers.set("Content-Type", d.content_type);
  sign_standard(request.headers, d.id, kernel_.clock.now(), d.body, key.signing);
  request.may_connect = [this](const std::string& address) { return reach_.allows(address); };
  std::size_t read = 0;
  request.on_data = [&read](std::string_view bytes) { return (read += bytes.size()) < most_answer; };
  const auto answer = http::fetch(request);
  if (!answer.has_value()) {
    // The address is a secret: neither it nor what curl says about it is kept.
    const std::string& code = answer.error().code();
    return failed_because(
        code == "http.address_refused"
            ? fmt::format("{} leads to an address that is private or of this machine. Allow its network: "
                          "--webhook-networks 10.0.0.0/8",
                          to->place)
        : code == "http.timeout"    ? to->place + " did not answer in time."
        : code == "http.tls_failed" ? "There is no trusted connection to " + to->place + "."
                                    : to->place + " cannot be reached.");
  }
  d.last_status = answer->status;
  if (answer->status < 200 || answer->status > 299)
    return failed_because(fmt::format("{} answered {}.", to->place, answer->status));
  d.state = "delivered";
  d.last_error.clear();
  d.ended_at = kernel_.clock.now();
}

void Courier::clean_up() {
  const Status cleaned = kernel_.db.transact([&](db::Tx& tx) -> Status {
    deliveries_.clean_up(tx, kernel_.clock.now() - kept_for);
    return ok();
  });
  cleaned.value();
}

}  // namespace towpath::federation
