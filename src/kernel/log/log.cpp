#include "log/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/json_string.h"
#include "base/strings.h"
#include "base/time.h"

namespace towpath::log {
namespace {

struct Settings {
  Format format = Format::text;
  std::function<void(std::string_view)> sink;
};

/// The one process-wide mutable state of the tree (CONVENTIONS §4): a log that must be passed to every constructor
/// would be passed to every constructor. Leaked on purpose, so that destructors of static objects may still log.
struct State {
  std::atomic<Level> lowest{Level::info};
  std::mutex mutex;                                                         // guards settings
  std::shared_ptr<const Settings> settings = std::make_shared<Settings>();  // shared: a line in flight keeps its sink
};

State& state() {
  static State* const instance = new State;
  return *instance;
}

thread_local std::vector<std::pair<std::string_view, std::string>> context;

constexpr std::string_view level_name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

/// As it stands inside a JSON string; bytes that are not UTF-8 are written as Latin-1 so that a line is always valid
/// JSON.
void append_escaped(std::string& out, std::string_view text) {
  const bool utf8 = is_utf8(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0x7f || (byte >= 0x80 && !utf8))
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    else
      append_json_byte(out, c);
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

bool reads_as_one_word(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7f) return false;
  return is_utf8(text);
}

void append_value(std::string& out, const Field& field, Format format) {
  if (const auto* text = std::get_if<std::string>(&field.value)) {
    if (format == Format::text && reads_as_one_word(*text))
      out += *text;
    else
      append_quoted(out, *text);
  } else if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
    fmt::format_to(std::back_inserter(out), "{}", *integer);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    if (std::isfinite(*real))
      fmt::format_to(std::back_inserter(out), "{}", *real);
    else
      out += "null";
  } else {
    out += std::get<bool>(field.value) ? "true" : "false";
  }
}

std::string json_line(Level level, std::string_view message, Fields fields) {
  std::string out =
      fmt::format(R"({{"time":"{}","level":"{}","message":)", to_rfc3339(SystemClock().now()), level_name(level));
  append_quoted(out, message);
  const auto append = [&out](const Field& field) {
    out += ',';
    append_quoted(out, field.name);
    out += ':';
    append_value(out, field, Format::json);
  };
  for (const auto& [name, value] : context) append({name, value});
  for (const Field& field : fields) append(field);
  out += '}';
  return out;
}

std::string text_line(Level level, std::string_view message, Fields fields) {
  std::string out = fmt::format("{} {:<5} ", to_rfc3339(SystemClock().now()), level_name(level));
  append_escaped(out, message);
  const auto append = [&out](const Field& field) {
    out += "  ";
    out += field.name;
    out += '=';
    append_value(out, field, Format::text);
  };
  for (const Field& field : fields) append(field);
  for (const auto& [name, value] : context) append({name, value});
  return out;
}

/// One write(), so that lines of several threads and processes do not mix. A log that cannot be written has nowhere
/// to complain: what does not fit is dropped.
void write_to_standard_error(std::string line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write(Level level, std::string_view message, Fields fields) {
  if (!is_enabled(level)) return;
  std::shared_ptr<const Settings> settings;
  {
    const std::lock_guard lock(state().mutex);
    settings = state().settings;
  }
  std::string line =
      settings->format == Format::json ? json_line(level, message, fields) : text_line(level, message, fields);
  if (settings->sink)
    settings->sink(line);
  else
    write_to_standard_error(std::move(line));
}

}  // namespace

void debug(std::string_view message, Fields fields) { write(Level::debug, message, fields); }
void info(std::string_view message, Fields fields) { write(Level::info, message, fields); }
void warn(std::string_view message, Fields fields) { write(Level::warn, message, fields); }
void error(std::string_view message, Fields fields) { write(Level::error, message, fields); }

bool is_enabled(Level level) { return level >= state().lowest.load(std::memory_order_relaxed); }

void configure(Level lowest, Format format, std::function<void(std::string_view line)> sink) {
  auto settings = std::make_shared<Settings>();
  settings->format = format;
  settings->sink = std::move(sink);
  const std::lock_guard lock(state().mutex);
  state().lowest = lowest;
  state().settings = std::move(settings);
}

Context::Context(std::string_view name, std::string value) { context.emplace_back(name, std::move(value)); }
Context::~Context() { context.pop_back(); }

}  // namespace towpath::log
