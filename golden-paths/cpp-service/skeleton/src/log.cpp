#include "log.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

namespace {

std::string utc_now() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[32];
  char text[48];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text, sizeof text, "%s.%03dZ", date, static_cast<int>(milliseconds));
  return text;
}

const char* name_of(Level level) {
  switch (level) {
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

}  // namespace

void log_line(Level level, std::string_view message, std::initializer_list<Field> fields) {
  nlohmann::ordered_json line = {{"time", utc_now()}, {"level", name_of(level)}, {"message", message}};
  for (const auto& [name, value] : fields) {
    if (value == decltype(value){std::string()}) continue;
    std::visit([&line, key = std::string(name)](const auto& known) { line[key] = known; }, value);
  }
  // Paths come from outside and may hold bytes that are not UTF-8: replace them, a log line must never throw.
  std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text += '\n';
  std::fwrite(text.data(), 1, text.size(), stdout);  // One call locks the stream, so lines never mix.
  std::fflush(stdout);
}
