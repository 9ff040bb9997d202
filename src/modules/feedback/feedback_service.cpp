#include "feedback_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/strings.h"

namespace towpath::feedback {
namespace {

constexpr std::size_t longest_text = 4'000, longest_place = 500, longest_headline = 80;

Error no_item(const std::string& id) {
  return not_found("feedback.item_not_found", fmt::format("There is no feedback {}.", id))
      .with_hint("towpath feedback list");
}

template <class Words>
std::optional<std::string> not_one_of(const Words& words, const std::string& given) {
  if (std::find(words.begin(), words.end(), given) != words.end()) return std::nullopt;
  return "must be one of " + join(std::vector<std::string>(words.begin(), words.end()), ", ");
}

Status valid(const NewItem& item) {
  Error error = invalid_input("feedback.invalid_item", "This feedback cannot be sent as it is.");
  if (const auto problem = not_one_of(item_kinds, item.kind)) error.add_field("/kind", *problem);
  if (trim(item.text).empty()) error.add_field("/text", "must say something");
  if (item.text.size() > longest_text) error.add_field("/text", fmt::format("must be at most {} bytes", longest_text));
  const auto place = [&](const char* field, const std::string& text) {
    if (text.size() > longest_place) error.add_field(field, fmt::format("must be at most {} bytes", longest_place));
  };
  place("/page", item.page);
  place("/entity", item.entity_ref);
  place("/context", item.context);
  // It becomes a link: only a path of the portal may.
  if (!item.page.empty() && (item.page[0] != '/' || item.page.starts_with("//") || item.page.starts_with("/\\")))
    error.add_field("/page", "must be a path of the portal, as /catalog");
  if (!error.fields().empty()) return error;
  return ok();
}

/// "<votes>-<id>".
Result<VoteCursor> vote_cursor(const std::string& text) {
  VoteCursor cursor;
  const auto dash = text.find('-');
  const char* const end = text.data() + std::min(dash, text.size());
  const auto read = std::from_chars(text.data(), end, cursor.votes);
  if (dash != text.npos) cursor.id = text.substr(dash + 1);
  if (read.ec != std::errc() || read.ptr != end || !is_ulid(cursor.id))
    return invalid_input("feedback.invalid_cursor", fmt::format("'{}' is not where a page ended.", text))
        .with_field("/after", "must be the 'next' of the page before, in the same order");
  return cursor;
}

/// What author and voters are told; without a title there is nothing to tell.
Message message_of(const Item& before, const Item& after, const RoadmapItem* roadmap) {
  if (before.status == after.status && before.answer == after.answer && before.roadmap_id == after.roadmap_id)
    return {};
  const std::string about = "“" + beginning_of(after.text, longest_headline) + "”";
  const std::string link = "/feedback?item=" + after.id;
  const std::string text = !after.answer.empty() ? after.answer : roadmap ? roadmap->title : std::string();
  if (after.status == "new" && after.answer.empty()) return {};
  if (after.status == "planned") return {"planned", "Planned: " + about, text, link};
  if (after.status == "shipped") return {"shipped", "Shipped: " + about, text, link};
  if (after.status == "declined") return {"declined", "Declined, with the reason: " + about, text, link};
  return {"answered", "Answered: " + about, text, link};
}

}  // namespace

std::vector<SeenItem> FeedbackService::seen_all(db::Tx& tx, const auth::Principal& principal,
                                                std::vector<Item> items) const {
  std::vector<std::string> ids;
  for (const Item& item : items) ids.push_back(item.id);
  const auto voted = board_.votes.voted(tx, ids, principal.ref);
  std::vector<SeenItem> out;
  for (Item& item : items) {
    SeenItem& seen = out.emplace_back();
    seen.has_voted = voted.contains(item.id);
    seen.is_mine = !item.author_ref.empty() && item.author_ref == principal.ref;
    seen.item = std::move(item);
  }
  return out;
}

SeenItem FeedbackService::seen(db::Tx& tx, const auth::Principal& principal, Item item) const {
  return std::move(seen_all(tx, principal, {std::move(item)}).front());
}

Result<ItemPage> FeedbackService::list(const auth::Principal& principal, ItemFilter filter) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "feedback.read", {}));
  std::optional<VoteCursor> cursor;
  if (filter.order == ItemOrder::votes && !filter.after.empty()) {
    TRY(cursor, vote_cursor(filter.after));
  } else if (!filter.after.empty() && !is_ulid(filter.after)) {
    return invalid_input("feedback.invalid_cursor", fmt::format("'{}' is not where a page ended.", filter.after))
        .with_field("/after", "must be the 'next' of the page before, in the same order");
  }
  const std::size_t limit = filter.limit++;
  return kernel_.db.read([&](db::Tx& tx) -> Result<ItemPage> {
    ItemPage page;
    page.items = seen_all(tx, principal, board_.items.list(tx, filter, cursor));
    if (page.items.size() > limit) {
      page.items.pop_back();
      const Item& last = page.items.back().item;
      page.next = filter.order == ItemOrder::votes ? fmt::format("{}-{}", last.votes, last.id) : last.id;
    }
    page.total = board_.items.count(tx, filter);
    return page;
  });
}

Result<SeenItem> FeedbackService::get(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "feedback.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SeenItem> {
    auto found = board_.items.find(tx, id);
    if (!found) return no_item(id);
    return seen(tx, principal, std::move(*found));
  });
}

Result<SeenItem> FeedbackService::send(const auth::Principal& principal, const NewItem& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "feedback.send", {}));
  CHECK_OK(valid(given));
  Item item;
  item.id = new_ulid();
  item.kind = given.kind;
  item.text = std::string(trim(given.text));
  item.page = given.page;
  item.entity_ref = given.entity_ref;
  item.context = given.context;
  if (!given.without_name) item.author_ref = principal.ref;
  item.status = "new";
  item.created_at = item.updated_at = kernel_.clock.now();
  item.votes = item.author_ref.empty() ? 0 : 1;
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenItem> {
    board_.items.insert(tx, item);
    if (!item.author_ref.empty()) board_.votes.add(tx, item.id, item.author_ref);
    board_.announce(tx, "feedback.item.created", item, item.author_ref);
    return seen(tx, principal, item);
  });
}

Result<SeenItem> FeedbackService::vote(const auth::Principal& principal, const std::string& id, bool is_for) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "feedback.send", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenItem> {
    auto item = board_.items.find(tx, id);
    if (!item) return no_item(id);
    if (const auto votes = board_.vote(tx, "item", id, principal.ref, is_for)) item->votes = *votes;
    return seen(tx, principal, std::move(*item));
  });
}

Result<SeenItem> FeedbackService::triage(const auth::Principal& principal, const std::string& id,
                                         const Triage& triage) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "feedback.triage", {}));
  if (triage.status)
    if (const auto problem = not_one_of(item_statuses, *triage.status))
      return invalid_input("feedback.invalid_item", fmt::format("'{}' is not a status of feedback.", *triage.status))
          .with_field("/status", *problem);
  if (triage.answer && triage.answer->size() > longest_text)
    return invalid_input("feedback.invalid_item", "The answer is too long.")
        .with_field("/answer", fmt::format("must be at most {} bytes", longest_text));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenItem> {
    const auto before = board_.items.find(tx, id);
    if (!before) return no_item(id);
    Item item = *before;
    if (triage.answer) item.answer = std::string(trim(*triage.answer));
    std::optional<RoadmapItem> roadmap;
    if (triage.roadmap_id) {
      item.roadmap_id = *triage.roadmap_id;
      if (!item.roadmap_id.empty()) {
        roadmap = board_.roadmap.find(tx, item.roadmap_id);
        if (!roadmap)
          return not_found("feedback.roadmap_not_found", fmt::format("There is no {} on the roadmap.", item.roadmap_id))
              .with_hint("towpath roadmap list");
        item.status = status_of_stage(roadmap->stage);
      }
    }
    if (triage.status) item.status = *triage.status;
    if ((item.status == "declined" || item.status == "answered") && item.answer.empty() && item.roadmap_id.empty())
      return invalid_input(
                 "feedback.reason_needed",
                 fmt::format("Feedback becomes '{}' only with words: whoever sent it reads why.", item.status))
          .with_field("/answer", "must say why")
          .with_hint(fmt::format("towpath feedback answer {} \"...\" --status {}", id, item.status));
    item.updated_at = kernel_.clock.now();
    if (!item.responded_at && (item.status != "new" || !item.answer.empty())) item.responded_at = item.updated_at;
    board_.changed(tx, item, principal, message_of(*before, item, roadmap ? &*roadmap : nullptr));
    return seen(tx, principal, std::move(item));
  });
}

}  // namespace towpath::feedback
