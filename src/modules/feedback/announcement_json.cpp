#include "announcement_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::feedback {
namespace {

namespace bj = boost::json;

bj::object object_of(const Announcement& a) {
  return {{"id", a.id},
          {"title", a.title},
          {"text", a.text},
          {"severity", a.severity},
          {"audience", bj::array(a.audience.begin(), a.audience.end())},
          {"from", to_rfc3339(a.from)},
          {"until", to_rfc3339(a.until)},
          {"createdAt", to_rfc3339(a.created_at)},
          {"toldAt", json::time_or_null(a.told_at)}};
}

}  // namespace

bj::array announcements_array(const std::vector<Announcement>& announcements) {
  bj::array out;
  for (const Announcement& each : announcements) out.push_back(object_of(each));
  return out;
}

std::string announcement_body(const Announcement& announcement) { return bj::serialize(object_of(announcement)); }

std::string announcement_page_body(const AnnouncementPage& page) {
  return bj::serialize(bj::object{
      {"items", announcements_array(page.items)}, {"next", json::text_or_null(page.next)}, {"total", page.total}});
}

}  // namespace towpath::feedback
