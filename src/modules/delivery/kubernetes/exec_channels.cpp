#include "exec_channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "json/json.h"
#include "kube_json.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t longest_status = 64 * 1024, bytes_of_line = 1024, most_other_words = 4096;
constexpr int highest_code = 255;

}  // namespace

std::string exec_message(ExecChannel channel, std::string_view bytes) {
  std::string out(1, static_cast<char>(channel));
  return out.append(bytes);
}

std::string window_text(process::WindowSize size) {
  return fmt::format(R"({{"Width":{},"Height":{}}})", size.columns, size.rows);
}

std::optional<ExecPart> read_exec_message(std::string_view message) {
  if (message.empty()) return std::nullopt;
  const auto channel = static_cast<ExecChannel>(message[0]);
  if (channel != ExecChannel::output && channel != ExecChannel::errors && channel != ExecChannel::status)
    return std::nullopt;
  return ExecPart{channel, message.substr(1)};
}

ExecEnd read_exec_end(std::string_view status) {
  towpath::json::Limits limits;
  limits.bytes = longest_status;
  const auto parsed = towpath::json::parse(status, limits);
  if (!parsed) return {std::nullopt, shortened(std::string(status.substr(0, longest_status)))};
  if (kube_text(*parsed, "/status") == "Success") return {0, ""};
  if (kube_text(*parsed, "/reason") == "NonZeroExitCode")
    for (const auto& cause : kube_list(*parsed, "/details/causes")) {
      const std::string text = kube_text(cause, "/message");
      int code = -1;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
      if (kube_text(cause, "/reason") == "ExitCode" && error == std::errc() && end == text.data() + text.size() &&
          code >= 0 && code <= highest_code)
        return {code, ""};
    }
  const std::string message = kube_text(*parsed, "/message");
  return {std::nullopt, message.empty() ? "it does not say why" : shortened(message)};
}

std::string input_lines(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    const bool is_first = i % bytes_of_line == 0;
    if (is_first && i > 0) out += '\n';
    if (c < ' ' || c > '~' || c == '\\' || (is_first && c == '.'))
      out += fmt::format("\\0{:03o}", c);
    else
      out += static_cast<char>(c);
  }
  if (!bytes.empty()) out += '\n';
  return out;
}

void Greeting::take(std::string_view& bytes) {
  if (other_.empty() && !is_said()) {
    const auto part = bytes.substr(0, words_.size() - heard_.size());
    if (std::string_view(words_).substr(heard_.size()).starts_with(part)) {
      heard_ += part;
      bytes.remove_prefix(part.size());
      return;
    }
    other_ = heard_;
  }
  if (is_said()) return;
  other_ += bytes.substr(0, most_other_words - std::min(most_other_words, other_.size()));
  bytes = {};
}

}  // namespace towpath::delivery
