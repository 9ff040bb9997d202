#include "shell_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

namespace towpath::delivery {
namespace {

constexpr std::size_t most_words = 100, longest_word = 4'096, longest_command = 32'768, longest_reason = 500,
                      longest_type = 64;
constexpr std::uint16_t largest_side = 1000;

bool is_type(const std::string& type) {
  return !type.empty() && type.size() <= longest_type && std::all_of(type.begin(), type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '+' || c == '_';
  });
}

}  // namespace

Status check(const ShellOrder& order) {
  Error error = invalid_input("delivery.invalid_shell", "The shell was not opened.");
  std::size_t bytes = 0;
  if (order.command.size() > most_words)
    error.add_field("/command", fmt::format("must be at most {} words", most_words));
  if (!order.command.empty() && order.command.front().empty())
    error.add_field("/command", "must begin with the program to run");
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
  const auto side = [&](const char* name, std::uint16_t value) {
    if (order.has_terminal && (value < 1 || value > largest_side))
      error.add_field(fmt::format("/terminal/{}", name), fmt::format("must be 1 to {}", largest_side));
  };
  side("columns", order.window.columns);
  side("rows", order.window.rows);
  if (order.has_terminal && !is_type(order.terminal_type))
    error.add_field("/terminal/type", "must be a name like xterm-256color");
  if (order.reason.size() > longest_reason)
    error.add_field("/reason", fmt::format("must be at most {} bytes", longest_reason));
  if (!error.fields().empty()) return error;
  return ok();
}

std::vector<std::string> program_of(const ShellOrder& order) {
  return order.command.empty() ? std::vector<std::string>{"/bin/sh"} : order.command;
}

std::string inputs_of(const ShellOrder& order) {
  boost::json::object out{{"deployment", order.deployment_id},
                          {"component", order.component},
                          {"environment", order.environment},
                          {"command", boost::json::array(order.command.begin(), order.command.end())},
                          {"reason", order.reason}};
  if (order.has_terminal)
    out["terminal"] = boost::json::object{
        {"columns", order.window.columns}, {"rows", order.window.rows}, {"type", order.terminal_type}};
  return boost::json::serialize(out);
}

ShellOrder shell_order_from(const std::string& inputs) {
  const boost::json::value value = boost::json::parse(inputs);
  const auto text = [&](std::string_view key) { return std::string(value.at(key).as_string()); };
  ShellOrder out;
  out.deployment_id = text("deployment");
  out.component = text("component");
  out.environment = text("environment");
  out.reason = text("reason");
  const boost::json::array& words = value.at("command").as_array();
  for (const auto& word : words) out.command.emplace_back(word.as_string());
  if (const auto* terminal = value.as_object().if_contains("terminal")) {
    out.has_terminal = true;
    out.window = {terminal->at("columns").to_number<std::uint16_t>(), terminal->at("rows").to_number<std::uint16_t>()};
    out.terminal_type = std::string(terminal->at("type").as_string());
  }
  return out;
}

}  // namespace towpath::delivery
