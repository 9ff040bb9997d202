#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace boost::json {
class array;
}

namespace towpath::http {

/// 200 with one page of a list: `{"items": [...], "next": ...}`. `next` is what gives the page after it, "" (null in
/// the answer) on the last one.
Response list_answer(const boost::json::array& items, std::string_view next = {});
/// With `"total"`: how many there are on all pages.
Response list_answer(const boost::json::array& items, std::string_view next, std::int64_t total);

/// The first of rows that have a `to_json` beside their type. Who calls it includes Boost.JSON.
template <class Row, class Array = boost::json::array>  // a parameter, so that it is complete only where it is used
Response list_answer(const std::vector<Row>& rows, std::string_view next = {}) {
  Array items;
  for (const Row& row : rows) items.push_back(to_json(row));
  return list_answer(items, next);
}

}  // namespace towpath::http
