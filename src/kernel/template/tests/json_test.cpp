#include <doctest/doctest.h>
#include <boost/json.hpp>

#include "template/json.h"

using namespace towpath;
using namespace towpath::tmpl;
namespace json = boost::json;

namespace {

Object context() {
  return Object{{"parameters", Value(Object{{"name", Value("shop")},
                                            {"empty", Value("")},
                                            {"tags", Value(Array{Value("a"), Value("b")})},
                                            {"count", Value(3)}})}};
}

std::string rendered(const char* input, OnFailure on_failure = OnFailure::stop) {
  return json::serialize(render_value(json::parse(input), context(), {}, on_failure).value());
}

}  // namespace

TEST_SUITE("template json") {
  TEST_CASE("texts inside a step's input are evaluated to typed values") {
    CHECK(
        rendered(
            R"({"name":"${{ parameters.name }}","replicas":"${{ parameters.count }}","tags":"${{ parameters.tags }}",
                       "title":"Service ${{ parameters.name }}","flag":true,"n":null,"deep":[{"x":"${{ parameters.count + 1 }}"}]})") ==
        R"({"name":"shop","replicas":3,"tags":["a","b"],"title":"Service shop","flag":true,"n":null,"deep":[{"x":4}]})");
  }

  TEST_CASE("an entry that evaluates to undefined is left out, an empty text is kept, an undefined item is null") {
    CHECK(rendered(
              R"({"a":"${{ parameters.absent }}","b":"${{ parameters.empty }}","c":["${{ parameters.absent }}"]})") ==
          R"({"b":"","c":[null]})");
  }

  TEST_CASE("keys are not evaluated") {
    CHECK(rendered(R"({"${{ parameters.name }}":1})") == R"({"${{ parameters.name }}":1})");
  }

  TEST_CASE("a text that fails stops with a JSON pointer, or stays as it is when asked") {
    const char* input = R"({"a/b":["ok","${{ nosuch() }}"]})";

    const auto stopped = render_value(json::parse(input), context(), {}, OnFailure::stop);
    REQUIRE(!stopped);
    REQUIRE(stopped.error().fields().size() == 1);
    CHECK(stopped.error().fields()[0].path == "/a~1b/1");
    CHECK(rendered(input, OnFailure::keep_text) == R"({"a/b":["ok","${{ nosuch() }}"]})");
  }

  TEST_CASE("whole numbers become integers, NaN and infinities null, undefined entries vanish") {
    const Value value(
        Array{Value(3), Value(-0.5), Value(1e300 * 1e300), Value(), Value(Object{{"a", Value()}, {"b", Value(1)}})});
    CHECK(json::serialize(to_json(value).value()) == R"([3,-5E-1,null,null,{"b":1}])");
  }

  TEST_CASE("a value nested too deep is refused") {
    Value value;
    for (int i = 0; i < 1000; ++i) value = Value(Array{value});
    const auto converted = to_json(value);
    REQUIRE(!converted);
    CHECK(converted.error().code() == "template.limit");
  }
}
