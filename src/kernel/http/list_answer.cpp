#include "http/list_answer.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::http {
namespace {

boost::json::object page_of(const boost::json::array& items, std::string_view next) {
  return {{"items", items}, {"next", json::text_or_null(next)}};
}

}  // namespace

Response list_answer(const boost::json::array& items, std::string_view next) {
  return json_response(200, boost::json::serialize(page_of(items, next)));
}

Response list_answer(const boost::json::array& items, std::string_view next, std::int64_t total) {
  boost::json::object page = page_of(items, next);
  page["total"] = total;
  return json_response(200, boost::json::serialize(page));
}

}  // namespace towpath::http
