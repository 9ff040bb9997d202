#include "announcement_routes.h"

#include <boost/json.hpp>

#include "announcement_json.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "json/time_field.h"

namespace towpath::feedback {
namespace {

Result<NewAnnouncement> announcement_from(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  NewAnnouncement out;
  out.title = body.required_string("title");
  out.text = body.optional_string("text").value_or("");
  out.severity = body.optional_string("severity").value_or("info");
  out.audience = body.optional_strings("audience");
  out.from = json::optional_time(body, "from");
  out.until = json::optional_time(body, "until");
  CHECK_OK(body.finish());
  return out;
}

Result<http::Response> mail_settings(const auth::Principal& principal, const PostOffice& post) {
  TRY(const auto wishes, post.wishes(principal));
  boost::json::object mail;
  for (const auto& [kind, is_wanted] : wishes) mail[kind] = is_wanted;
  return http::json_response(
      200, boost::json::serialize(boost::json::object{{"hasMail", post.has_mail()}, {"mail", std::move(mail)}}));
}

}  // namespace

void add_announcement_routes(http::Router& router, AnnouncementService& announcements) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  const auto id_of = [](const http::Request& request) { return std::string(request.param("id")); };

  add("GET", "/api/v1/announcements", "signed_in", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const bool is_all = query.flag("all");
    const std::string after = query.ulid("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    AnnouncementPage page;
    if (is_all) {
      TRY(page, announcements.list(request.principal, after, limit));
    } else {
      TRY(page.items, announcements.current(request.principal));
      page.total = static_cast<std::int64_t>(page.items.size());
    }
    return http::json_response(200, announcement_page_body(page));
  });
  add("POST", "/api/v1/announcements", "announcement.manage",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const NewAnnouncement given, announcement_from(request.body));
        TRY(const Announcement made, announcements.announce(request.principal, given));
        return http::json_response(201, announcement_body(made));
      });
  add("POST", "/api/v1/announcements/{id:ulid}/withdrawal", "announcement.manage",
      [&, id_of](const http::Request& request) -> Result<http::Response> {
        TRY(const Announcement over, announcements.withdraw(request.principal, id_of(request)));
        return http::json_response(200, announcement_body(over));
      });
  add("PUT", "/api/v1/announcements/{id:ulid}/dismissal", "signed_in",
      [&, id_of](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(announcements.dismiss(request.principal, id_of(request)));
        return http::no_content();
      });
}

void add_mail_routes(http::Router& router, PostOffice& post) {
  router.add({.method = "GET",
              .pattern = "/api/v1/notification-settings",
              .permission = "signed_in",
              .handler = [&](const http::Request& request) { return mail_settings(request.principal, post); }});
  router.add({.method = "PATCH",
              .pattern = "/api/v1/notification-settings",
              .permission = "signed_in",
              .handler = [&](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, json::ObjectReader::parse(request.body));
                std::map<std::string, bool> wishes;
                if (auto mail = body.optional_object("mail"))
                  for (const std::string& kind : mail->keys())
                    if (const auto is_wanted = mail->optional_boolean(kind)) wishes.emplace(kind, *is_wanted);
                CHECK_OK(body.finish());
                CHECK_OK(post.set_wishes(request.principal, wishes));
                return mail_settings(request.principal, post);
              }});
}

}  // namespace towpath::feedback
