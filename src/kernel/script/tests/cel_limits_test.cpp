#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <ctime>
#include <thread>

#include "script/cel.h"

using namespace towpath;
using namespace towpath::script;

namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

boost::json::value numbers(int count) {
  boost::json::array list;
  for (int i = 0; i < count; ++i) list.emplace_back(i);
  boost::json::object object;
  object["l"] = std::move(list);
  object["s"] = repeated("a", 50'000);
  return object;
}

const std::string endless = "l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0.0))))";

}  // namespace

TEST_CASE("an endless expression is stopped, and what follows is evaluated") {
  const Cel cel({.time = std::chrono::milliseconds(30)});
  const std::vector<std::string> sources{"size(l) == 1000", endless, "l[3] == 3", endless, "size(l)"};

  const auto results = cel.evaluate(sources, numbers(1000));

  REQUIRE(results.size() == 5);
  CHECK(results[0].value().as_bool());
  CHECK(results[1].error().code() == "script.expression_limit");
  CHECK(results[2].value().as_bool());
  CHECK(results[3].error().code() == "script.expression_limit");
  CHECK(results[4].value().as_int64() == 1000);
}

TEST_CASE("an expression's time is what it computes, not what it waits for a busy machine") {
  const std::vector<std::string> sources{"l.all(a, l.all(b, a + b >= 0.0))"};
  const auto input = numbers(60);
  const auto computed = [] {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  };
  const Cel patient({.time = std::chrono::seconds(20)});
  REQUIRE(patient.evaluate(sources, input)[0].has_value());  // loads the machine and the program
  const auto begin = computed();
  REQUIRE(patient.evaluate(sources, input)[0].has_value());
  const Cel cel(
      {.time = std::chrono::ceil<std::chrono::milliseconds>(3 * (computed() - begin)) + std::chrono::milliseconds(20)});
  REQUIRE(cel.evaluate(sources, input)[0].has_value());
  std::atomic<bool> is_over = false;
  std::vector<std::jthread> others;
  for (unsigned i = 0; i < 16 * std::max(1u, std::thread::hardware_concurrency()); ++i)
    others.emplace_back([&] {
      while (!is_over) {
      }
    });
  int stopped = 0;
  for (int i = 0; i < 3; ++i) stopped += cel.evaluate(sources, input)[0].has_value() ? 0 : 1;
  is_over = true;

  CHECK(stopped == 0);
}

TEST_CASE("a stop cannot be swallowed by a logical operator") {
  const Cel cel({.time = std::chrono::milliseconds(30)});
  const std::vector<std::string> sources{"(" + endless + ") || true"};
  CHECK(cel.evaluate(sources, numbers(1000))[0].error().code() == "script.expression_limit");
}

TEST_CASE("an expression that eats memory is stopped") {
  const Cel cel({.time = std::chrono::seconds(20), .memory_bytes = 16u << 20});
  std::string doubling = "s";
  for (int i = 0; i < 16; ++i)
    doubling = "cel.bind(x" + std::to_string(i) + ", " + doubling + ", x" + std::to_string(i) + " + x" +
               std::to_string(i) + ")";
  const std::vector<std::string> sources{"[" + doubling + "].map(x, x.split(''))", "size(s)"};

  const auto results = cel.evaluate(sources, numbers(10));

  CHECK(results[0].error().code() == "script.expression_limit");
  CHECK(results[1].value().as_int64() == 50'000);
}

TEST_CASE("a pattern that would make a backtracking engine hang is answered at once") {
  const Cel cel;
  const std::vector<std::string> sources{"s.matches('^(a+)+$')", "s.matches('^(a|aa)+b$')"};

  const auto results = cel.evaluate(sources, numbers(1));

  CHECK(results[0].value().as_bool());
  CHECK_FALSE(results[1].value().as_bool());
}

TEST_CASE("size and nesting of a source are limited") {
  const Cel cel;
  const std::vector<std::string> none;
  const std::pair<std::string, const char*> rows[] = {
      {repeated("(", 8000) + "1" + repeated(")", 8000), "script."},
      {repeated("[", 8000), "script."},
      {repeated("-", 9000) + "1", "script."},
      {repeated("!", 9000) + "true", "script."},
      {repeated("{'a':", 2000) + "1" + repeated("}", 2000), "script."},
      {repeated("a.", 8000) + "b", "script."},
      {"true" + repeated("?true:false", 1000), "script."},
      {repeated("1+", 8000) + "1", "script."},
      {repeated("x.map(x,", 1000) + "1" + repeated(")", 1000), "script."},
      {std::string(17 * 1024, ' ') + "true", "script.expression_limit"},
  };
  for (const auto& [source, code] : rows) {
    CAPTURE(source.substr(0, 20));
    CHECK(cel.check(source, none).error().code().starts_with(code));
    const auto result = cel.evaluate(std::span(&source, 1), boost::json::object());
    CHECK(result[0].error().code().starts_with(code));
  }
  CHECK(cel.check("true", none));
}

TEST_CASE("inputs that are too large are refused") {
  const Cel cel({.input_bytes = 1000});
  const std::vector<std::string> sources{"true"};
  CHECK(cel.evaluate(sources, numbers(1))[0].error().code() == "script.expression_limit");
}

TEST_CASE("a deep or wide result is refused, not returned") {
  const Cel cel({.time = std::chrono::seconds(5)});
  const std::vector<std::string> sources{"l.map(a, l.map(b, b))", "l"};
  const auto results = cel.evaluate(sources, numbers(150));
  CHECK(results[0].error().code() == "script.expression_failed");
  CHECK(results[1].has_value());
}

TEST_CASE("more programs than are kept still have their values") {
  const Cel cel;
  std::vector<std::string> sources;
  for (int i = 0; i < 2500; ++i) sources.push_back("l[0] == 0 ? " + std::to_string(i) + " : -1");

  for (int round = 0; round < 2; ++round) {
    const auto results = cel.evaluate(sources, numbers(3));
    for (int i = 0; i < 2500; ++i) REQUIRE(results[static_cast<std::size_t>(i)].value().as_int64() == i);
  }
}

TEST_CASE("threads get their own answers") {
  const Cel cel({.time = std::chrono::seconds(5)});
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&cel, &wrong, t] {
      boost::json::object over;
      over["n"] = t;
      const std::vector<std::string> sources{"n == " + std::to_string(t), "string(n)", "n.x"};
      for (int i = 0; i < 200; ++i) {
        const auto results = cel.evaluate(sources, over);
        if (!results[0] || !results[0].value().as_bool() || !results[1] ||
            results[1].value().as_string() != std::to_string(t) || results[2])
          ++wrong;
      }
    });
  }
  threads.clear();
  CHECK(wrong == 0);
}
