#include "job_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

namespace towpath::delivery {
namespace {

constexpr std::size_t most_words = 100, longest_word = 4'096, longest_command = 32'768, longest_reason = 500;
constexpr std::chrono::seconds longest_time = std::chrono::hours(6);

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_./:=@,+%").find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  return boost::json::serialize(boost::json::string(word));
}

}  // namespace

Status check(const JobOrder& order) {
  Error error = invalid_input("delivery.invalid_job", "The job was not accepted.");
  std::size_t bytes = 0;
  if (order.command.empty() || order.command.front().empty())
    error.add_field("/command", "must begin with the program to run");
  if (order.command.size() > most_words)
    error.add_field("/command", fmt::format("must be at most {} words", most_words));
  for (std::size_t i = 0; i < order.command.size() && i < most_words; ++i) {
    const std::string& word = order.command[i];
    bytes += word.size();
    if (word.size() > longest_word)
      error.add_field(fmt::format("/command/{}", i), fmt::format("must be at most {} bytes", longest_word));
    if (word.find('\0') != std::string::npos)
      error.add_field(fmt::format("/command/{}", i), "must not have a zero byte");
  }
  if (bytes > longest_command)
    error.add_field("/command", fmt::format("must be at most {} bytes together", longest_command));
  if (order.time_limit < std::chrono::seconds(1) || order.time_limit > longest_time)
    error.add_field("/timeLimitSeconds", fmt::format("must be 1 to {}", longest_time.count()));
  if (order.reason.size() > longest_reason)
    error.add_field("/reason", fmt::format("must be at most {} bytes", longest_reason));
  if (!error.fields().empty()) return error;
  return ok();
}

std::string in_one_line(const std::vector<std::string>& command) {
  std::string out;
  for (const std::string& word : command) out += (out.empty() ? "" : " ") + quoted(word);
  return out;
}

std::vector<PlannedAction> actions_of(const JobOrder& order, std::int64_t release_number) {
  return {{"run", in_one_line(order.command),
           fmt::format("once, with the variables and resources of {} rel-{} in {}, for {} seconds at most",
                       order.component, release_number, order.environment, order.time_limit.count())},
          {"keep", order.component, "what serves goes on"}};
}

std::string inputs_of(const JobOrder& order) {
  return boost::json::serialize(
      boost::json::object{{"deployment", order.deployment_id},
                          {"component", order.component},
                          {"environment", order.environment},
                          {"command", boost::json::array(order.command.begin(), order.command.end())},
                          {"timeLimitSeconds", order.time_limit.count()},
                          {"reason", order.reason}});
}

JobOrder job_order_from(const std::string& inputs) {
  const boost::json::value value = boost::json::parse(inputs);
  const auto text = [&](std::string_view key) { return std::string(value.at(key).as_string()); };
  JobOrder out;
  out.component = text("component");
  out.environment = text("environment");
  const boost::json::array& words = value.at("command").as_array();
  for (const auto& word : words) out.command.emplace_back(word.as_string());
  out.time_limit = std::chrono::seconds(value.at("timeLimitSeconds").as_int64());
  out.reason = text("reason");
  out.deployment_id = text("deployment");
  return out;
}

}  // namespace towpath::delivery
