#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/id.h"

namespace towpath::log {

enum class Level { debug, info, warn, error };
enum class Format { json, text };  ///< One JSON object a line, or aligned text for a terminal.

/// A named value. Secret has no conversion to it, so a secret cannot be logged.
struct Field {
  std::string_view name;
  std::variant<std::string, std::int64_t, double, bool> value;

  Field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const std::string& v) : name(n), value(v) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  template <class Tag>
  Field(std::string_view n, const Id<Tag>& v) : name(n), value(v.text()) {}
  template <class I>
  requires std::is_integral_v<I> Field(std::string_view n, I v) : name(n), value(static_cast<std::int64_t>(v)) {}
};
using Fields = std::initializer_list<Field>;

/// Constant message, data in fields. Thread-safe; one write() a line to standard error or the configured sink.
void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warn(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

/// Set at start; until then lines from info upwards go to standard error as text. `sink` gets whole lines without the
/// line feed, from any thread and possibly from several at once; empty means standard error.
void configure(Level lowest, Format format, std::function<void(std::string_view line)> sink = {});

/// True when a line of that level would be written: lets a caller skip work that only feeds a debug line.
bool is_enabled(Level level);

/// While it lives, every line of this thread carries the field (request, run). Contexts of one thread nest: the last
/// made is the first to go.
class Context {
 public:
  Context(std::string_view name, std::string value);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

}  // namespace towpath::log
