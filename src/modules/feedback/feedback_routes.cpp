#include "feedback_routes.h"

#include "feedback_json.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::feedback {
namespace {

template <class Words>
std::vector<std::string> words_of(const Words& words) {
  return {words.begin(), words.end()};
}

std::string id_of(const http::Request& request) { return std::string(request.param("id")); }

Result<ItemFilter> item_filter(const http::Request& request) {
  http::QueryReader query(request);
  ItemFilter filter;
  filter.kind = query.choice("kind", words_of(item_kinds));
  filter.status = query.choice("status", words_of(item_statuses));
  filter.entity_ref = query.text("entity");
  filter.roadmap_id = query.ulid("roadmap");
  filter.words = query.text("q");
  if (query.flag("mine")) filter.author_ref = request.principal.ref;
  if (query.choice("sort", {"newest", "votes"}) == "votes") filter.order = ItemOrder::votes;
  filter.after = query.text("after");
  filter.limit = query.limit();
  CHECK_OK(query.finish());
  return filter;
}

}  // namespace

void add_item_routes(http::Router& router, FeedbackService& feedback) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/feedback", "feedback.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(ItemFilter filter, item_filter(request));
    TRY(const ItemPage page, feedback.list(request.principal, std::move(filter)));
    return http::json_response(200, item_page_body(page));
  });
  add("POST", "/api/v1/feedback", "feedback.send", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body));
    NewItem item;
    item.kind = body.required_string("kind");
    item.text = body.required_string("text");
    item.page = body.optional_string("page").value_or("");
    item.entity_ref = body.optional_string("entity").value_or("");
    item.context = body.optional_string("context").value_or("");
    item.without_name = body.optional_boolean("withoutName").value_or(false);
    CHECK_OK(body.finish());
    TRY(const SeenItem sent, feedback.send(request.principal, item));
    return http::json_response(201, item_body(sent));
  });
  add("GET", "/api/v1/feedback/{id:ulid}", "feedback.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const SeenItem item, feedback.get(request.principal, id_of(request)));
        return http::json_response(200, item_body(item));
      });
  add("PATCH", "/api/v1/feedback/{id:ulid}", "feedback.triage",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        Triage triage;
        triage.status = body.optional_string("status");
        triage.answer = body.optional_string("answer");
        triage.roadmap_id = body.optional_string("roadmap");
        CHECK_OK(body.finish());
        TRY(const SeenItem item, feedback.triage(request.principal, id_of(request), triage));
        return http::json_response(200, item_body(item));
      });
  for (const bool is_for : {true, false})
    add(is_for ? "PUT" : "DELETE", "/api/v1/feedback/{id:ulid}/vote", "feedback.send",
        [&feedback, is_for](const http::Request& request) -> Result<http::Response> {
          TRY(const SeenItem item, feedback.vote(request.principal, id_of(request), is_for));
          return http::json_response(200, item_body(item));
        });
}

void add_roadmap_routes(http::Router& router, RoadmapService& roadmap) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/roadmap", "roadmap.read", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string stage = query.choice("stage", words_of(stages)), after = query.ulid("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const RoadmapPage page, roadmap.list(request.principal, stage, after, limit));
    return http::json_response(200, roadmap_page_body(page));
  });
  add("POST", "/api/v1/roadmap", "roadmap.update", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body));
    NewRoadmapItem item;
    item.title = body.required_string("title");
    item.why = body.required_string("why");
    item.stage = body.optional_string("stage").value_or("later");
    item.capability = body.optional_string("capability").value_or("");
    item.feedback = body.optional_strings("feedback");
    CHECK_OK(body.finish());
    TRY(const SeenRoadmapItem added, roadmap.add(request.principal, item));
    return http::json_response(201, roadmap_item_body(added));
  });
  add("GET", "/api/v1/roadmap/{id:ulid}", "roadmap.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const SeenRoadmapItem item, roadmap.get(request.principal, id_of(request)));
    return http::json_response(200, roadmap_item_body(item));
  });
  add("PATCH", "/api/v1/roadmap/{id:ulid}", "roadmap.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        RoadmapChange change;
        change.title = body.optional_string("title");
        change.why = body.optional_string("why");
        change.stage = body.optional_string("stage");
        change.note = body.optional_string("note");
        change.capability = body.optional_string("capability");
        CHECK_OK(body.finish());
        TRY(const SeenRoadmapItem item, roadmap.change(request.principal, id_of(request), change));
        return http::json_response(200, roadmap_item_body(item));
      });
  for (const bool is_for : {true, false})
    add(is_for ? "PUT" : "DELETE", "/api/v1/roadmap/{id:ulid}/vote", "feedback.send",
        [&roadmap, is_for](const http::Request& request) -> Result<http::Response> {
          TRY(const SeenRoadmapItem item, roadmap.vote(request.principal, id_of(request), is_for));
          return http::json_response(200, roadmap_item_body(item));
        });
}

void add_notification_routes(http::Router& router, Notifications& notifications, AnnouncementService& announcements) {
  const auto add = [&](const char* method, const char* pattern, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = "signed_in", .handler = std::move(handler)});
  };

  add("GET", "/api/v1/notifications", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string after = query.ulid("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const NotificationPage page, notifications.list(request.principal, after, limit));
    TRY(const auto unseen, announcements.unseen(request.principal));
    return http::json_response(200, notification_page_body(page, unseen));
  });
  add("POST", "/api/v1/notifications/reading", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const std::vector<std::string> ids = body.optional_strings("ids");
    const bool is_all = body.optional_boolean("all").value_or(false);
    const bool is_news = body.optional_boolean("news").value_or(false);
    CHECK_OK(body.finish());
    CHECK_OK(notifications.mark_read(request.principal, ids));
    if (is_all) CHECK_OK(notifications.mark_all_read(request.principal));
    if (is_news) CHECK_OK(notifications.mark_news_seen(request.principal));
    return http::no_content();
  });
}

}  // namespace towpath::feedback
