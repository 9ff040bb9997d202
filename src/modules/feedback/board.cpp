#include "board.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::feedback {
namespace {

constexpr std::size_t longest_headline = 80;

/// What people are told about an item that follows the roadmap.
Message message_of(const RoadmapItem& item) {
  const std::string link = "/roadmap?item=" + item.id;
  if (item.stage == "shipped") return {"shipped", "Shipped: " + item.title, item.note, link};
  if (item.stage == "dropped") return {"declined", "Will not be done: " + item.title, item.note, link};
  return {"planned", fmt::format("On the roadmap ({}): {}", item.stage, item.title), item.why, link};
}

}  // namespace

std::string status_of_stage(std::string_view stage) {
  if (stage == "shipped") return "shipped";
  if (stage == "dropped") return "declined";
  return "planned";
}

std::string beginning_of(const std::string& text, std::size_t most) {
  const std::string line = text.substr(0, text.find('\n'));
  std::size_t characters = 0, end = 0;
  while (end < line.size() && characters < most) {
    ++end;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
    ++characters;
  }
  return end < line.size() || line.size() < text.size() ? line.substr(0, end) + "…" : line;
}

std::set<std::string> Board::concerned(db::Tx& tx, const Item& item, const std::string& but) const {
  std::set<std::string> out{item.author_ref};
  for (std::string& voter : votes.voters(tx, item.id)) out.insert(std::move(voter));
  out.erase(but);
  return out;
}

void Board::changed(db::Tx& tx, const Item& item, const auth::Principal& by, const Message& message) const {
  items.update(tx, item);
  announce(tx, "feedback.item.updated", item, by.ref);
  if (!message.title.empty()) notifications_.tell(tx, concerned(tx, item, by.ref), message);
}

void Board::moved(db::Tx& tx, const RoadmapItem& item, const auth::Principal& by) const {
  std::set<std::string> told;
  for (Item& linked : items.of_roadmap(tx, item.id)) {
    linked.status = status_of_stage(item.stage);
    linked.updated_at = item.updated_at;
    if (!linked.responded_at) linked.responded_at = item.updated_at;
    items.update(tx, linked);
    announce(tx, "feedback.item.updated", linked, by.ref);
    told.merge(concerned(tx, linked, by.ref));
  }
  for (std::string& voter : votes.voters(tx, item.id)) told.insert(std::move(voter));
  told.erase(by.ref);
  const Message message = message_of(item);
  notifications_.tell(tx, told, message);
  if (item.stage == "shipped")
    notifications_.tell_chat(tx, {"roadmap", "feedback.roadmap.shipped", message.title, message.text, message.link});
}

std::optional<std::int64_t> Board::vote(db::Tx& tx, std::string_view noun, const std::string& subject,
                                        const std::string& user, bool is_for) const {
  const bool has_changed = is_for ? votes.add(tx, subject, user) : votes.remove(tx, subject, user);
  if (!has_changed) return std::nullopt;
  const std::int64_t count = votes.count(tx, subject);
  const bool is_item = noun == "item";
  if (is_item)
    items.set_votes(tx, subject, count);
  else
    roadmap.set_votes(tx, subject, count);
  // Without the person: who votes for what is nobody's business.
  kernel_.events.append(tx, {.type = is_item ? "feedback.item.voted" : "feedback.roadmap.voted",
                             .subject = fmt::format("{}:{}", is_item ? "feedback" : "roadmap", subject),
                             .actor = "system",
                             .payload = boost::json::serialize(boost::json::object{{"votes", count}})});
  return count;
}

void Board::announce(db::Tx& tx, const char* type, const Item& item, const std::string& actor) const {
  boost::json::object payload{
      {"item", item.id}, {"kind", item.kind}, {"status", item.status}, {"roadmap", item.roadmap_id}};
  kernel_.events.append(tx, {.type = type,
                             .subject = "feedback:" + item.id,
                             .actor = actor.empty() ? "system" : actor,
                             .payload = boost::json::serialize(payload)});
}

void Board::announce(db::Tx& tx, const char* type, const RoadmapItem& item, const std::string& actor) const {
  boost::json::object payload{{"item", item.id},
                              {"title", beginning_of(item.title, longest_headline)},
                              {"stage", item.stage},
                              {"capability", item.capability}};
  kernel_.events.append(
      tx, {.type = type, .subject = "roadmap:" + item.id, .actor = actor, .payload = boost::json::serialize(payload)});
}

}  // namespace towpath::feedback
