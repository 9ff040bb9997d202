#include "audit_export.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "events/chain.h"
#include "json/json.h"

namespace towpath::audit {
namespace {

constexpr std::string_view format_name = "audit-export/1";

/// An export line that does not say what it should ends the verification.
Error invalid_line(std::int64_t line, std::string_view why) {
  return invalid_input("audit.invalid_export", fmt::format("Line {} of the export {}.", line, why))
      .with_hint("Export it again: towpath audit export");
}

/// Reads fields of one line; remembers when one was missing.
class LineReader {
 public:
  explicit LineReader(const boost::json::object& object) : object_(object) {}
  std::string text(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value && value->is_string()) return std::string(value->as_string());
    is_whole_ = false;
    return "";
  }
  std::int64_t number(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value && value->is_int64()) return value->as_int64();
    is_whole_ = false;
    return 0;
  }
  bool has(std::string_view name) const { return object_.contains(name); }
  bool is_whole() const { return is_whole_; }

 private:
  const boost::json::object& object_;
  bool is_whole_ = true;
};

/// Why the event does not follow on `last`; empty when it does.
std::string mismatch(const events::Evidence& evidence, const Checkpoint& last) {
  const auto& event = evidence.event;
  if (event.sequence != last.sequence + 1) return fmt::format("event {} is missing", last.sequence + 1);
  if (event.previous_hash != last.hash) return "the previous hash is not the hash of the event before";
  const events::Header header{event.id.text(),  to_rfc3339(event.at), event.type,
                              event.subject,    event.actor,          event.owner_ref,
                              event.project_id, event.env_type,       evidence.payload_digest};
  if (event.hash != events::seal_hash(last.hash, event.sequence, header)) return "the event or its hash was changed";
  if (!evidence.salt.empty() && events::payload_digest(evidence.salt, event.payload) != evidence.payload_digest)
    return "the payload was changed";
  return "";
}

}  // namespace

std::string header_line(std::int64_t after, const std::string& previous_hash) {
  return boost::json::serialize(
             boost::json::object{{"format", format_name}, {"after", after}, {"previousHash", previous_hash}}) +
         "\n";
}

std::string event_line(const events::Evidence& evidence) {
  const auto& event = evidence.event;
  const bool erased = evidence.salt.empty();
  return boost::json::serialize(boost::json::object{
             {"sequence", event.sequence},
             {"id", event.id.text()},
             {"at", to_rfc3339(event.at)},
             {"type", event.type},
             {"subject", event.subject},
             {"actor", event.actor},
             {"ownerRef", event.owner_ref},
             {"projectId", event.project_id},
             {"envType", event.env_type},
             {"payload", erased ? boost::json::value(nullptr) : boost::json::value(event.payload)},
             {"salt", erased ? boost::json::value(nullptr) : boost::json::value(evidence.salt)},
             {"payloadDigest", evidence.payload_digest},
             {"previousHash", event.previous_hash},
             {"hash", event.hash},
         }) +
         "\n";
}

std::string closing_line(const Checkpoint& last) {
  return boost::json::serialize(boost::json::object{{"lastSequence", last.sequence}, {"lastHash", last.hash}}) + "\n";
}

Result<events::Verdict> verify_export(const std::function<std::optional<std::string>()>& next_line) {
  events::Verdict verdict;
  std::optional<Checkpoint> last;
  std::int64_t number = 0;
  while (const auto line = next_line()) {
    ++number;
    const auto parsed = json::parse(*line);
    if (!parsed || !parsed->is_object()) return invalid_line(number, "is not a JSON object");
    LineReader fields(parsed->as_object());
    if (!last) {
      last = Checkpoint{fields.number("after"), fields.text("previousHash")};
      if (!fields.is_whole() || fields.text("format") != format_name)
        return invalid_line(number, "is not the header of an export");
      continue;
    }
    if (fields.has("lastSequence")) {
      const Checkpoint closing{fields.number("lastSequence"), fields.text("lastHash")};
      if (!fields.is_whole()) return invalid_line(number, "lacks a field");
      if (closing.sequence != last->sequence || closing.hash != last->hash) {
        verdict.first_bad = last->sequence + 1;
        verdict.reason = "the export ends elsewhere than its closing line says";
      }
      return verdict;
    }
    events::Evidence evidence{
        {fields.number("sequence"), events::EventId(fields.text("id")), UtcTime(), fields.text("type"),
         fields.text("subject"), fields.text("actor"), fields.text("ownerRef"), fields.text("projectId"),
         fields.text("envType"), "", fields.text("previousHash"), fields.text("hash")},
        fields.text("payloadDigest"),
        ""};
    const auto at = parse_rfc3339(fields.text("at"));
    if (parsed->as_object().contains("salt") && !parsed->at("salt").is_null()) {
      evidence.salt = fields.text("salt");
      evidence.event.payload = fields.text("payload");
    }
    if (!fields.is_whole() || !at) return invalid_line(number, "lacks a field or has one of another type");
    evidence.event.at = *at;
    verdict.reason = mismatch(evidence, *last);
    if (!verdict.reason.empty()) {
      verdict.first_bad = last->sequence + 1;
      return verdict;
    }
    last = Checkpoint{evidence.event.sequence, evidence.event.hash};
    ++verdict.checked;
  }
  return invalid_line(number + 1, "is missing: the export was cut off before its closing line");
}

}  // namespace towpath::audit
