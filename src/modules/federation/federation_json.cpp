#include "federation_json.h"

#include <boost/json.hpp>

#include "base/base64.h"
#include "base/strings.h"
#include "json/nullable.h"

namespace towpath::federation {
namespace {

namespace bj = boost::json;

bj::object map_of(const std::map<std::string, std::string>& map) {
  bj::object out;
  for (const auto& [key, value] : map) out[key] = value;
  return out;
}

bj::object object_of(const Source& s) {
  return {{"name", s.name},
          {"type", s.type},
          {"scheme", to_string(s.scheme)},
          {"enabled", s.is_enabled},
          {"address", "/api/v1/ingest/" + s.name},
          {"component", json::text_or_null(s.component)},
          {"components", map_of(s.components)},
          {"environments", map_of(s.environments)},
          {"createdAt", to_rfc3339(s.created_at)},
          {"receivedAt", json::time_or_null(s.received_at)},
          {"refusedAt", json::time_or_null(s.refused_at)},
          {"refusedBecause", json::text_or_null(s.refused_because)}};
}

bj::object object_of(const Received& r) {
  return {{"id", r.id},
          {"kind", json::text_or_null(r.kind)},
          {"state", r.state},
          {"outcomes", bj::parse(r.outcomes)},
          {"sizeBytes", r.body_bytes},
          {"receivedAt", to_rfc3339(r.received_at)},
          {"replayedAt", json::time_or_null(r.replayed_at)}};
}

bj::object object_of(const Subscription& s) {
  bj::array topics;
  for (const std::string& topic : s.topics) topics.emplace_back(topic);
  return {{"name", s.name},
          {"place", s.place},
          {"format", s.format},
          {"topics", std::move(topics)},
          {"component", json::text_or_null(s.component)},
          {"enabled", s.is_enabled},
          {"createdAt", to_rfc3339(s.created_at)}};
}

bj::object object_of(const Delivery& d) {
  return {{"id", d.id},
          {"topic", d.topic},
          {"what", d.what},
          {"state", d.state},
          {"attempts", d.attempts},
          {"nextAt", d.state == "waiting" ? bj::value(to_rfc3339(d.next_at)) : bj::value(nullptr)},
          {"lastStatus", d.last_status == 0 ? bj::value(nullptr) : bj::value(d.last_status)},
          {"lastError", json::text_or_null(d.last_error)},
          {"body", d.body},
          {"createdAt", to_rfc3339(d.created_at)},
          {"endedAt", json::time_or_null(d.ended_at)}};
}

template <class Page>
std::string page_body(const Page& page) {
  bj::array items;
  for (const auto& item : page.items) items.push_back(object_of(item));
  return bj::serialize(
      bj::object{{"items", std::move(items)}, {"next", json::text_or_null(page.next)}, {"total", page.total}});
}

}  // namespace

std::string source_body(const Source& source) { return bj::serialize(object_of(source)); }

std::string source_with_secret_body(const SourceWithSecret& made) {
  bj::object out = object_of(made.source);
  out["secret"] = made.secret.reveal();
  return bj::serialize(out);
}

std::string source_page_body(const SourcePage& page) { return page_body(page); }
std::string received_page_body(const ReceivedPage& page) { return page_body(page); }

std::string receipt_body(const Receipt& receipt) {
  bj::array outcomes;
  for (const Outcome& o : receipt.outcomes)
    outcomes.push_back(
        bj::object{{"state", o.state}, {"fact", json::text_or_null(o.fact)}, {"reason", json::text_or_null(o.reason)}});
  return bj::serialize(bj::object{
      {"id", json::text_or_null(receipt.id)}, {"duplicate", receipt.is_duplicate}, {"outcomes", std::move(outcomes)}});
}

std::string received_body(const Received& received) {
  bj::object out = object_of(received);
  out["headers"] = bj::parse(received.headers);
  const bool is_text = is_utf8(received.body);
  out["body"] = is_text ? received.body : to_base64(received.body);
  out["bodyEncoding"] = is_text ? "text" : "base64";
  return bj::serialize(out);
}

std::string subscription_body(const Subscription& subscription) { return bj::serialize(object_of(subscription)); }
std::string subscription_page_body(const SubscriptionPage& page) { return page_body(page); }
std::string delivery_body(const Delivery& delivery) { return bj::serialize(object_of(delivery)); }
std::string delivery_page_body(const DeliveryPage& page) { return page_body(page); }

std::string subscription_with_secret_body(const SubscriptionWithSecret& made) {
  bj::object out = object_of(made.subscription);
  out["secret"] = made.secret.reveal();
  return bj::serialize(out);
}

std::string replay_body(const ReplayReport& report) {
  const auto count = [&](const char* state) {
    const auto found = report.states.find(state);
    return found == report.states.end() ? 0 : found->second;
  };
  return bj::serialize(bj::object{{"replayed", report.replayed},
                                  {"mapped", count("mapped")},
                                  {"ignored", count("ignored")},
                                  {"refused", count("refused")},
                                  {"duplicate", count("duplicate")},
                                  {"next", json::text_or_null(report.next)}});
}

}  // namespace towpath::federation
