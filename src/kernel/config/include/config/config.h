#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::config {

enum class Type { text, integer, boolean, duration, size, secret };

/// Declares one setting. The reference page is generated from these.
struct Setting {
  std::string name;         ///< "http.port": file key (nested YAML), flag "--http-port", environment TOWPATH_HTTP_PORT.
  Type type = Type::text;
  std::string default_value;
  std::string unit;         ///< "", "seconds", "bytes", ...
  std::string description;  ///< One sentence.
  bool needs_restart = true;
};

/// Where a value came from, for `doctor` and error messages.
enum class Source { default_value, file, environment, flag };

/// Settled values. Immutable.
class Config {
 public:
  /// Precedence: flag > environment > file > default. Reports every problem at once: unknown keys with the nearest
  /// known name, values that do not fit their type. `file` is the YAML text ("" for none), `file_name` for messages.
  /// Errors: config.invalid with one field per problem.
  static Result<Config> load(const std::vector<Setting>& settings, std::string_view file, std::string_view file_name,
                             const std::map<std::string, std::string>& environment,
                             const std::map<std::string, std::string>& flags);

  /// Precondition of all: the setting is declared with a fitting type.
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;  ///< Also durations (milliseconds) and sizes (bytes).
  bool boolean(std::string_view name) const;
  Source source(std::string_view name) const;

 private:
  struct Entry {
    std::string value;
    std::int64_t number = 0;
    Source source = Source::default_value;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

/// The Markdown reference page for these settings.
std::string reference_page(const std::vector<Setting>& settings);

}  // namespace towpath::config
