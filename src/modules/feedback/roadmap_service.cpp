#include "roadmap_service.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"

namespace towpath::feedback {
namespace {

constexpr std::size_t longest_title = 120, longest_text = 4'000, most_linked = 100;

Error no_item(const std::string& id) {
  return not_found("feedback.roadmap_not_found", fmt::format("There is no {} on the roadmap.", id))
      .with_hint("towpath roadmap list");
}

Status valid(const RoadmapItem& item) {
  Error error = invalid_input("feedback.invalid_roadmap_item", "The roadmap cannot have this as it is.");
  if (trim(item.title).empty()) error.add_field("/title", "must say something");
  if (item.title.size() > longest_title)
    error.add_field("/title", fmt::format("must be at most {} bytes", longest_title));
  if (trim(item.why).empty()) error.add_field("/why", "must say what pain it answers");
  if (item.why.size() > longest_text) error.add_field("/why", fmt::format("must be at most {} bytes", longest_text));
  if (item.note.size() > longest_text) error.add_field("/note", fmt::format("must be at most {} bytes", longest_text));
  if (item.capability.size() > longest_title)
    error.add_field("/capability", fmt::format("must be at most {} bytes", longest_title));
  if (std::find(stages.begin(), stages.end(), item.stage) == stages.end())
    error.add_field("/stage", "must be one of now, next, later, shipped, dropped");
  if (!error.fields().empty()) return error;
  if ((item.stage == "shipped" || item.stage == "dropped") && trim(item.note).empty())
    return invalid_input("feedback.reason_needed", item.stage == "shipped"
                                                       ? "What ships has a note that says what is new."
                                                       : "What is dropped has a note that says why.")
        .with_field("/note", item.stage == "shipped" ? "must say what is new" : "must say why");
  return ok();
}

}  // namespace

std::vector<SeenRoadmapItem> RoadmapService::seen_all(db::Tx& tx, const auth::Principal& principal,
                                                      std::vector<RoadmapItem> items) const {
  std::vector<std::string> ids;
  for (const RoadmapItem& item : items) ids.push_back(item.id);
  const auto voted = board_.votes.voted(tx, ids, principal.ref);
  const auto feedback = board_.items.counts_of_roadmap(tx, ids);
  std::vector<SeenRoadmapItem> out;
  for (RoadmapItem& item : items) {
    SeenRoadmapItem& seen = out.emplace_back();
    seen.has_voted = voted.contains(item.id);
    if (const auto count = feedback.find(item.id); count != feedback.end()) seen.feedback = count->second;
    seen.item = std::move(item);
  }
  return out;
}

SeenRoadmapItem RoadmapService::seen(db::Tx& tx, const auth::Principal& principal, RoadmapItem item) const {
  return std::move(seen_all(tx, principal, {std::move(item)}).front());
}

Result<RoadmapPage> RoadmapService::list(const auth::Principal& principal, const std::string& stage,
                                         const std::string& after, std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "roadmap.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<RoadmapPage> {
    RoadmapPage page;
    page.items = seen_all(tx, principal, board_.roadmap.list(tx, stage, after, limit + 1));
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().item.id;
    }
    page.total = board_.roadmap.count(tx, stage);
    return page;
  });
}

Result<SeenRoadmapItem> RoadmapService::get(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "roadmap.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SeenRoadmapItem> {
    auto found = board_.roadmap.find(tx, id);
    if (!found) return no_item(id);
    return seen(tx, principal, std::move(*found));
  });
}

Result<SeenRoadmapItem> RoadmapService::add(const auth::Principal& principal, const NewRoadmapItem& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "roadmap.update", {}));
  RoadmapItem item;
  item.id = new_ulid();
  item.title = std::string(trim(given.title));
  item.why = std::string(trim(given.why));
  item.stage = given.stage;
  item.capability = given.capability;
  item.created_at = item.updated_at = kernel_.clock.now();
  if (item.stage == "shipped" || item.stage == "dropped")
    return invalid_input("feedback.invalid_roadmap_item", "What is new on the roadmap is still to be done.")
        .with_field("/stage", "must be one of now, next, later");
  CHECK_OK(valid(item));
  if (given.feedback.size() > most_linked)
    return invalid_input("feedback.invalid_roadmap_item", "That is too much feedback for one item.")
        .with_field("/feedback", fmt::format("must be at most {} ids", most_linked));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenRoadmapItem> {
    board_.roadmap.insert(tx, item);
    board_.announce(tx, "feedback.roadmap.created", item, principal.ref);
    for (const std::string& id : given.feedback) {
      auto linked = board_.items.find(tx, id);
      if (!linked)
        return not_found("feedback.item_not_found", fmt::format("There is no feedback {}.", id))
            .with_hint("towpath feedback list");
      linked->roadmap_id = item.id;
      board_.items.update(tx, *linked);
    }
    board_.moved(tx, item, principal);
    return seen(tx, principal, item);
  });
}

Result<SeenRoadmapItem> RoadmapService::change(const auth::Principal& principal, const std::string& id,
                                               const RoadmapChange& change) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "roadmap.update", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenRoadmapItem> {
    auto item = board_.roadmap.find(tx, id);
    if (!item) return no_item(id);
    const std::string stage_before = item->stage;
    if (change.title) item->title = std::string(trim(*change.title));
    if (change.why) item->why = std::string(trim(*change.why));
    if (change.note) item->note = std::string(trim(*change.note));
    if (change.capability) item->capability = *change.capability;
    if (change.stage) item->stage = *change.stage;
    CHECK_OK(valid(*item));
    item->updated_at = kernel_.clock.now();
    const bool has_moved = item->stage != stage_before;
    if (has_moved) item->shipped_at = item->stage == "shipped" ? std::optional(item->updated_at) : std::nullopt;
    board_.roadmap.update(tx, *item);
    board_.announce(tx, has_moved && item->stage == "shipped" ? "feedback.roadmap.shipped" : "feedback.roadmap.updated",
                    *item, principal.ref);
    if (has_moved) board_.moved(tx, *item, principal);
    return seen(tx, principal, std::move(*item));
  });
}

Result<SeenRoadmapItem> RoadmapService::vote(const auth::Principal& principal, const std::string& id, bool is_for) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "feedback.send", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenRoadmapItem> {
    auto item = board_.roadmap.find(tx, id);
    if (!item) return no_item(id);
    if (const auto votes = board_.vote(tx, "roadmap", id, principal.ref, is_for)) item->votes = *votes;
    return seen(tx, principal, std::move(*item));
  });
}

}  // namespace towpath::feedback
