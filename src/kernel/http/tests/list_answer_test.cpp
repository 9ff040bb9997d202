#include "http/list_answer.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

namespace towpath::http {
namespace {

struct Boat {
  std::string name;
};

boost::json::object to_json(const Boat& boat) { return {{"name", boat.name}}; }

TEST_CASE("a list is answered as a page of items, with null for next on the last one") {
  const Response last = list_answer(std::vector<Boat>{{"Ann"}, {"Bee"}});
  CHECK(last.status == 200);
  CHECK(last.body == R"({"items":[{"name":"Ann"},{"name":"Bee"}],"next":null})");
  CHECK(list_answer(std::vector<Boat>{{"Ann"}}, "Ann").body == R"({"items":[{"name":"Ann"}],"next":"Ann"})");
  CHECK(list_answer(std::vector<Boat>{}).body == R"({"items":[],"next":null})");
  CHECK(list_answer(boost::json::array{1}, "", 7).body == R"({"items":[1],"next":null,"total":7})");
}

}  // namespace
}  // namespace towpath::http
