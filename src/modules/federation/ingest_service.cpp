#include "ingest_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "adapters/payload.h"
#include "base/id.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "signature.h"

namespace towpath::federation {
namespace {

namespace bj = boost::json;

constexpr std::chrono::hours kept_for{24 * 30};
constexpr std::size_t most_kept = 20'000, most_at_once = 500;
constexpr std::int64_t most_bytes_kept = 64 << 20;
constexpr std::chrono::seconds note_every{1};

std::string headers_text(std::string_view source_type, const http::Headers& headers) {
  bj::object out;
  for (const std::string& name : telling_headers(source_type, headers))
    if (headers.has(name)) out[name] = storable(headers.get(name));
  return bj::serialize(out);
}

http::Headers headers_from(const std::string& text) {
  http::Headers out;
  const bj::value parsed = bj::parse(text);
  for (const auto& [name, value] : parsed.as_object()) out.set(name, std::string(value.as_string()));
  return out;
}

std::string words_of(const Error& error) {
  std::string out = error.message();
  for (const FieldError& field : error.fields()) out += fmt::format(" {}: {}.", field.path, field.message);
  constexpr std::size_t longest = 1'000;
  return storable(out, longest);
}

std::string outcomes_text(const std::vector<Outcome>& outcomes) {
  bj::array out;
  for (const Outcome& o : outcomes) {
    bj::object each{{"state", o.state}};
    for (const auto& [key, value] : {std::pair("fact", &o.fact), std::pair("reason", &o.reason),
                                     std::pair("component", &o.component), std::pair("environment", &o.environment)})
      if (!value->empty()) each[key] = *value;
    out.push_back(std::move(each));
  }
  return bj::serialize(out);
}

std::string best_of(const std::vector<Outcome>& outcomes) {
  for (const char* state : {"mapped", "ignored", "refused", "duplicate"})
    for (const Outcome& outcome : outcomes)
      if (outcome.state == state) return state;
  return "ignored";
}

/// Writes what came of a request into it. What could not be read at all is one refusal.
std::vector<Outcome> settle(Received& received, const Result<std::vector<Outcome>>& read) {
  std::vector<Outcome> kept =
      read.has_value() ? *read : std::vector<Outcome>{{"refused", "", words_of(read.error()), "", ""}};
  received.state = best_of(kept);
  received.outcomes = outcomes_text(kept);
  return kept;
}

Error no_request(const std::string& id) {
  return not_found("federation.received_not_found", fmt::format("There is no request {} of that source.", id))
      .with_hint("What came is kept for 30 days: towpath source log NAME");
}

}  // namespace

void IngestService::note_refused(const Source& source, const Error& error) {
  const UtcTime now = kernel_.clock.now();
  {
    const std::lock_guard lock(mutex_);  // a flood of forgeries must not become a flood of writes
    if (const auto last = noted_at_.find(source.id); last != noted_at_.end() && now < last->second + note_every) return;
    noted_at_[source.id] = now;
  }
  const Status noted = kernel_.db.transact([&](db::Tx& tx) -> Status {
    source_store_.note_refused(tx, source.id, now, error.message());
    return ok();
  });
  noted.value();
}

Result<std::vector<Outcome>> IngestService::outcomes_of(const Source& source, const Incoming& incoming,
                                                        const Received& received, Again again,
                                                        std::vector<std::string>& seen) {
  TRY(const std::vector<Reading> readings, read_incoming(source.type, incoming));
  std::set<std::string> in_this;
  std::vector<Outcome> out;
  for (const Reading& reading : readings) {
    const std::string key = reading.id.empty() ? "" : "item:" + sha256_hex(reading.id);
    if (again == Again::no && !key.empty()) {
      TRY(const bool was_seen,
          kernel_.db.read([&](db::Tx& tx) -> Result<bool> { return store_.is_seen(tx, source.id, key); }));
      if (was_seen || !in_this.insert(key).second) {
        out.push_back({"duplicate", "", "It was taken before.", "", ""});
        continue;
      }
    }
    if (reading.refused) {
      out.push_back({"refused", "", words_of(*reading.refused), "", ""});
      continue;
    }
    if (!key.empty()) seen.push_back(key);
    if (reading.fact) {
      TRY(Outcome outcome, teller_.tell(source, *reading.fact, received.id, received.received_at));
      out.push_back(std::move(outcome));
    } else {
      out.push_back({"ignored", "", reading.ignored, "", ""});
    }
  }
  return out;
}

Result<Receipt> IngestService::receive(const std::string& name, std::string kind, const http::Headers& headers,
                                       const std::string& body) {
  TRY(const Source source, sources_.find(name));
  if (!source.is_enabled)
    return conflict("federation.source_disabled", fmt::format("The source {} is switched off.", name))
        .with_hint(fmt::format("towpath source update {} --enabled true", name));
  TRY(const Secret secret, keys_.load(source.id, source.key_version));
  const UtcTime now = kernel_.clock.now();
  if (const Status proven = verify(source.scheme, headers, body, secret, now); !proven.has_value()) {
    note_refused(source, proven.error());
    return proven.error();
  }
  // The id is not signed everywhere, the body is: neither may come twice.
  std::vector<std::string> seen{"body:" + sha256_hex(kind + "\n" + body)};
  if (source.type == "cdevents") seen.front() = "body:" + sha256_hex(headers_text(source.type, headers) + "\n" + body);
  if (const std::string id = delivery_id_of(source.type, headers); !id.empty()) seen.push_back("id:" + sha256_hex(id));
  TRY(const bool was_seen, kernel_.db.read([&](db::Tx& tx) -> Result<bool> {
    return std::any_of(seen.begin(), seen.end(), [&](const auto& key) { return store_.is_seen(tx, source.id, key); });
  }));
  if (was_seen) return Receipt{"", true, {}};

  if (kind.empty()) kind = kind_of(source.type, headers);
  Received received{new_ulid(), source.id,
                    kind,       headers_text(source.type, headers),
                    body,       static_cast<std::int64_t>(body.size()),
                    "refused",  "[]",
                    now,        std::nullopt};
  auto outcomes = outcomes_of(source, {kind, headers, body}, received, Again::no, seen);
  if (!outcomes.has_value() && outcomes.error().kind() != ErrorKind::invalid_input) return outcomes.error();
  const std::vector<Outcome> kept = settle(received, outcomes);
  // Last: what dies on the way is sent again and read again, and each fact is told once.
  TRY(const bool is_first, kernel_.db.transact([&](db::Tx& tx) -> Result<bool> {
    bool is_new = true;
    for (std::size_t i = 0; i < seen.size(); ++i) is_new = store_.see(tx, source.id, seen[i], now) && is_new;
    store_.insert(tx, received);
    source_store_.note_received(tx, source.id, now);
    return is_new;
  }));
  if (!outcomes.has_value()) return outcomes.error();
  return Receipt{received.id, !is_first, kept};
}

Result<ReceivedPage> IngestService::list(const auth::Principal& principal, const std::string& name,
                                         ReceivedFilter filter) {
  TRY(const Source source, sources_.get(principal, name));
  const std::size_t limit = filter.limit++;
  return kernel_.db.read([&](db::Tx& tx) -> Result<ReceivedPage> {
    ReceivedPage page{store_.list(tx, source.id, filter), "", store_.count(tx, source.id, filter)};
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    return page;
  });
}

Result<Received> IngestService::get(const auth::Principal& principal, const std::string& name, const std::string& id) {
  TRY(const Source source, sources_.get(principal, name));
  return kernel_.db.read([&](db::Tx& tx) -> Result<Received> {
    if (auto found = store_.find(tx, source.id, id)) return std::move(*found);
    return no_request(id);
  });
}

Result<ReplayReport> IngestService::replay(const auth::Principal& principal, const std::string& name,
                                           const ReplayRequest& request) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.update", {}));
  TRY(const Source source, sources_.find(name));
  if (request.ids.empty() && !request.since)
    return invalid_input("federation.invalid_replay", "Say what to read again.")
        .with_hint("Give ids, or since when.")
        .with_field("/since", "is required without ids");
  if (request.ids.size() > most_at_once)
    return invalid_input("federation.invalid_replay", "That is too much at once.")
        .with_field("/ids", fmt::format("must be at most {}", most_at_once));
  std::vector<std::string> ids = request.ids;
  ReplayReport report;
  if (ids.empty()) {
    TRY(ids, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
      return store_.ids_since(tx, source.id, *request.since, request.after, most_at_once + 1);
    }));
    if (ids.size() > most_at_once) {
      ids.pop_back();
      report.next = ids.back();
    }
  }
  for (const std::string& id : ids) {
    TRY(Received received, get(auth::system_principal(), name, id));
    std::vector<std::string> seen;
    const auto outcomes =
        outcomes_of(source, {received.kind, headers_from(received.headers), received.body}, received, Again::yes, seen);
    if (!outcomes.has_value() && outcomes.error().kind() != ErrorKind::invalid_input) return outcomes.error();
    settle(received, outcomes);
    received.replayed_at = kernel_.clock.now();
    CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
      for (const std::string& key : seen) store_.see(tx, source.id, key, *received.replayed_at);
      store_.replayed(tx, received);
      return ok();
    }));
    ++report.replayed;
    ++report.states[received.state];
  }
  return report;
}

void IngestService::clean_up() {
  const Status cleaned = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.clean_up(tx, kernel_.clock.now() - kept_for, most_kept, most_bytes_kept);
    return ok();
  });
  cleaned.value();
}

}  // namespace towpath::federation
