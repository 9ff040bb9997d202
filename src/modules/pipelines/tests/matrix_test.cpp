#include "pipelines/matrix.h"

#include <doctest/doctest.h>

using namespace towpath;
using namespace towpath::pipelines;

namespace {

std::string compact(const std::string& json) {
  std::string out;
  for (const char c : json) {
    if (c != ' ' && c != '\n' && c != '"') out += c;
  }
  return out;
}

// Each combination in a short form, in order.
std::vector<std::string> combinations(const char* json) {
  const auto jobs = expand_matrix(value_from_json(json).value());
  std::vector<std::string> out;
  if (!jobs) return {jobs.error().message()};
  for (const MatrixJob& job : jobs.value()) out.push_back(compact(to_json(job.values)));
  return out;
}

using Combinations = std::vector<std::string>;

}  // namespace

TEST_CASE("the product of a matrix varies its last key fastest") {
  CHECK(combinations(R"({"os": ["l", "m"], "v": [1, 2]})") ==
        Combinations{"{os:l,v:1}", "{os:l,v:2}", "{os:m,v:1}", "{os:m,v:2}"});
}

TEST_CASE("the official example of include and exclude gives eleven jobs") {
  const Combinations all = combinations(R"({"node-version": [4, 6, 8, 10], "npm-version": [1, 2, 3],
      "include": [{"node-version": 4, "npm": 2}], "exclude": [{"node-version": 4, "npm-version": 2}]})");

  CHECK(all.size() == 11);
  CHECK(all[0] == "{node-version:4,npm-version:1,npm:2}");
  CHECK(all[1] == "{node-version:4,npm-version:3,npm:2}");
  CHECK(all[2] == "{node-version:6,npm-version:1}");
}

TEST_CASE("include adds to what it agrees with, and is a job of its own otherwise") {
  // The example of docs.github.com, "Expanding or adding matrix configurations".
  CHECK(combinations(R"({"fruit": ["apple", "pear"], "animal": ["cat", "dog"], "include": [
            {"color": "green"}, {"color": "pink", "animal": "cat"}, {"fruit": "apple", "shape": "circle"},
            {"fruit": "banana"}, {"fruit": "banana", "animal": "cat"}]})") ==
        Combinations{"{fruit:apple,animal:cat,color:pink,shape:circle}",
                     "{fruit:apple,animal:dog,color:green,shape:circle}", "{fruit:pear,animal:cat,color:pink}",
                     "{fruit:pear,animal:dog,color:green}", "{fruit:banana}", "{fruit:banana,animal:cat}"});
}

TEST_CASE("a matrix may consist of include only") {
  CHECK(combinations(R"({"include": [{"a": 1}, {"a": 2, "b": 3}]})") == Combinations{"{a:1}", "{a:2,b:3}"});
}

TEST_CASE("values are compared by kind, mappings by the keys that are named") {
  CHECK(combinations(R"({"v": [1, "1"], "exclude": [{"v": 1}]})") == Combinations{"{v:1}"});
  CHECK(combinations(R"({"c": [{"n": 1, "m": 2}, {"n": 2}], "exclude": [{"c": {"n": 1}}]})") ==
        Combinations{"{c:{n:2}}"});
}

TEST_CASE("a matrix that cannot be expanded is refused in words") {
  CHECK(combinations(R"([1])") == Combinations{"'matrix' must be a mapping"});
  CHECK(combinations(R"({"a": []})") == Combinations{"'a' in 'matrix' must be a list that is not empty"});
  CHECK(combinations(R"({"a": [1], "exclude": [{"b": 1}]})") ==
        Combinations{"'b' in 'exclude' is no key of the matrix"});
  CHECK(combinations(R"({"a": [1], "exclude": [{"a": 1}]})") == Combinations{"the matrix has no combination left"});
  CHECK(combinations(R"({"a": [1], "include": 1})") == Combinations{"'include' in 'matrix' must be a list"});
}

TEST_CASE("a matrix makes at most 256 jobs") {
  Array items;
  for (int i = 0; i < 17; ++i) items.items.emplace_back(i);
  Object matrix;
  matrix.set("a", Value(items));
  matrix.set("b", Value(items));

  const auto jobs = expand_matrix(Value(matrix));

  REQUIRE(!jobs.has_value());
  CHECK(jobs.error().message() == "the matrix makes 289 jobs; at most 256 are allowed");
}
