#include "job_order.h"

#include <doctest/doctest.h>

namespace towpath::delivery {
namespace {

JobOrder order_of(std::vector<std::string> command) {
  JobOrder out;
  out.component = "shop";
  out.environment = "staging";
  out.command = std::move(command);
  out.deployment_id = "01";
  return out;
}

/// The fields that were not accepted.
std::vector<std::string> refused(const JobOrder& order) {
  std::vector<std::string> out;
  const Status status = check(order);
  if (!status.has_value()) {
    CHECK(status.error().code() == "delivery.invalid_job");
    for (const FieldError& each : status.error().fields()) out.push_back(each.path);
  }
  return out;
}

}  // namespace

TEST_CASE("a job's command and limit have bounds, and each that is passed is named") {
  CHECK(refused(order_of({"./bin/import", ""})).empty());
  CHECK(refused(order_of({})) == std::vector<std::string>{"/command"});
  CHECK(refused(order_of({""})) == std::vector<std::string>{"/command"});
  CHECK(refused(order_of(std::vector<std::string>(101, "x"))) == std::vector<std::string>{"/command"});
  CHECK(refused(order_of({"x", std::string(4'097, 'y')})) == std::vector<std::string>{"/command/1"});
  CHECK(refused(order_of(std::vector<std::string>(9, std::string(4'000, 'y')))) ==
        std::vector<std::string>{"/command"});
  CHECK(refused(order_of({"x", std::string("a\0b", 3)})) == std::vector<std::string>{"/command/1"});

  JobOrder order = order_of({"x"});
  order.time_limit = std::chrono::seconds(0);
  order.reason = std::string(501, 'r');
  CHECK(refused(order) == std::vector<std::string>{"/timeLimitSeconds", "/reason"});
  order = order_of({"x"});
  order.time_limit = std::chrono::hours(6);
  CHECK(refused(order).empty());
  order.time_limit += std::chrono::seconds(1);
  CHECK(refused(order) == std::vector<std::string>{"/timeLimitSeconds"});
}

TEST_CASE("a command in one line shows where words begin and end, on one line whatever is in them") {
  CHECK(in_one_line({"./bin/server", "migrate", "--to=3"}) == "./bin/server migrate --to=3");
  CHECK(in_one_line({"sh", "-c", "echo a\necho b", ""}) == R"(sh -c "echo a\necho b" "")");
}

TEST_CASE("a job's plan says command, surroundings and limit, and another command is another plan") {
  const auto actions = actions_of(order_of({"./bin/import", "all"}), 7);
  REQUIRE(actions.size() == 2);
  CHECK(actions[0].subject == "./bin/import all");
  CHECK(actions[0].reason ==
        "once, with the variables and resources of shop rel-7 in staging, for 600 seconds at most");
  CHECK(digest(actions) != digest(actions_of(order_of({"./bin/import", "some"}), 7)));
  CHECK(digest(actions) != digest(actions_of(order_of({"./bin/import", "all"}), 8)));
}

TEST_CASE("a job's inputs are read as they were written") {
  JobOrder order = order_of({"sh", "-c", "echo \"ü\" '\n'"});
  order.time_limit = std::chrono::seconds(7);
  order.reason = "repair";
  const JobOrder read = job_order_from(inputs_of(order));
  CHECK(read.command == order.command);
  CHECK(read.time_limit == order.time_limit);
  CHECK(read.component == "shop");
  CHECK(read.environment == "staging");
  CHECK(read.reason == "repair");
  CHECK(read.deployment_id == "01");
}

}  // namespace towpath::delivery
