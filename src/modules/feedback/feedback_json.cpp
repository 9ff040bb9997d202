#include "feedback_json.h"

#include <boost/json.hpp>

#include "announcement_json.h"
#include "json/nullable.h"

namespace towpath::feedback {
namespace {

namespace bj = boost::json;

bj::object object_of(const SeenItem& seen) {
  const Item& i = seen.item;
  return {{"id", i.id},
          {"kind", i.kind},
          {"text", i.text},
          {"page", json::text_or_null(i.page)},
          {"entity", json::text_or_null(i.entity_ref)},
          {"context", json::text_or_null(i.context)},
          {"author", json::text_or_null(i.author_ref)},
          {"status", i.status},
          {"answer", json::text_or_null(i.answer)},
          {"roadmap", json::text_or_null(i.roadmap_id)},
          {"votes", i.votes},
          {"voted", seen.has_voted},
          {"mine", seen.is_mine},
          {"createdAt", to_rfc3339(i.created_at)},
          {"updatedAt", to_rfc3339(i.updated_at)},
          {"respondedAt", json::time_or_null(i.responded_at)}};
}

bj::object object_of(const SeenRoadmapItem& seen) {
  const RoadmapItem& i = seen.item;
  return {{"id", i.id},
          {"title", i.title},
          {"why", i.why},
          {"stage", i.stage},
          {"note", json::text_or_null(i.note)},
          {"capability", json::text_or_null(i.capability)},
          {"votes", i.votes},
          {"voted", seen.has_voted},
          {"feedback", seen.feedback},
          {"createdAt", to_rfc3339(i.created_at)},
          {"updatedAt", to_rfc3339(i.updated_at)},
          {"shippedAt", json::time_or_null(i.shipped_at)}};
}

bj::object object_of(const Notification& n) {
  return {{"id", n.id},
          {"kind", n.kind},
          {"title", n.title},
          {"text", n.text},
          {"link", n.link},
          {"createdAt", to_rfc3339(n.created_at)},
          {"readAt", json::time_or_null(n.read_at)}};
}

template <class Page>
bj::object page_of(const Page& page) {
  bj::array items;
  for (const auto& item : page.items) items.push_back(object_of(item));
  return {{"items", std::move(items)}, {"next", json::text_or_null(page.next)}, {"total", page.total}};
}

}  // namespace

std::string item_body(const SeenItem& item) { return bj::serialize(object_of(item)); }
std::string item_page_body(const ItemPage& page) { return bj::serialize(page_of(page)); }
std::string roadmap_item_body(const SeenRoadmapItem& item) { return bj::serialize(object_of(item)); }
std::string roadmap_page_body(const RoadmapPage& page) { return bj::serialize(page_of(page)); }

std::string notification_page_body(const NotificationPage& page, const std::vector<Announcement>& unseen) {
  bj::object out = page_of(page);
  out["unread"] = page.unread;
  out["news"] = page.news;
  out["announcements"] = announcements_array(unseen);
  return bj::serialize(out);
}

std::string heartbeat_body(const Heartbeat& h) {
  return bj::serialize(bj::object{
      {"daysSinceImprovement", json::number_or_null(h.days_since_improvement)},
      {"answeredInTime",
       bj::object{{"value", json::number_or_null(h.answered_in_time)},
                  {"n", h.answered_in_time_n},
                  {"reason", h.answered_in_time ? bj::value(nullptr)
                                                : bj::value("No feedback of the last 90 days is due for an answer.")}}},
      {"openFeedback", h.open_feedback}});
}

}  // namespace towpath::feedback
