#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::config {

/// How a value is written: text; a whole number; true or false; a duration ("500ms", "30s", "5m", "2h", "7d"); a size
/// ("512", "64KiB", "10MB", "2GiB"); a secret (text that is never shown).
enum class Type { text, integer, boolean, duration, size, secret };

/// Declares one setting. The reference page is generated from these.
struct Setting {
  std::string name;  ///< "http.idle_timeout": nested YAML keys, flag "--http-idle-timeout",
                     ///< TOWPATH_HTTP_IDLE_TIMEOUT. Dashes are as good as underscores.
  Type type = Type::text;
  std::string default_value = {};  ///< Written as a user would; fits the type.
  std::string unit = {};           ///< Of an integer, where it has one: "connections", "days".
  std::string description = {};    ///< One sentence.
  bool needs_restart = true;
  std::vector<std::string> choices = {};  ///< Text only: the values that exist.
};

/// Where a value came from, for `doctor` and error messages.
enum class Source { default_value, file, environment, flag };

/// "default", "file", "environment", "flag".
std::string_view to_string(Source source);

/// Settled values. Immutable.
class Config {
 public:
  /// Precedence: flag > environment > file > default. Reports every problem at once: unknown keys with the nearest
  /// known name, values that do not fit their type. `file` is the YAML text ("" for none), `file_name` for messages.
  /// `environment`: variables without our prefix and those of the command line client are skipped, so all of it may be
  /// given. `flags`: by name without the leading dashes.
  /// Errors: config.invalid with one field per problem; its path is the file's JSON Pointer, the variable or the flag.
  static Result<Config> load(const std::vector<Setting>& settings, std::string_view file, std::string_view file_name,
                             const std::map<std::string, std::string>& environment,
                             const std::map<std::string, std::string>& flags);

  /// Precondition of all: the setting is declared with a fitting type; std::logic_error otherwise.
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;  ///< Also durations (milliseconds) and sizes (bytes).
  bool boolean(std::string_view name) const;
  const Secret& secret(std::string_view name) const;
  Source source(std::string_view name) const;

 private:
  struct Entry {
    Type type = Type::text;
    std::string value;
    Secret secret;
    std::int64_t number = 0;
    Source source = Source::default_value;
  };
  const Entry& entry(std::string_view name) const;
  std::map<std::string, Entry, std::less<>> entries_;

  friend class Loader;
};

/// The Markdown reference page for these settings.
std::string reference_page(const std::vector<Setting>& settings);

/// "http.idle_timeout" as a flag ("http-idle-timeout") and as a variable ("TOWPATH_HTTP_IDLE_TIMEOUT").
std::string flag_name(std::string_view setting);
std::string variable_name(std::string_view setting);

}  // namespace towpath::config
