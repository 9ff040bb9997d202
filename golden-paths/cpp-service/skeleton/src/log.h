#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

enum class Level { info, warn, error };

using Field = std::pair<std::string_view, std::variant<std::string, int, double>>;

/// Writes one JSON object as one line to stdout: time, level, message and the fields that are not empty. Thread-safe.
/// The message is constant text; what varies goes into the fields, so that lines can be searched and counted.
void log_line(Level level, std::string_view message, std::initializer_list<Field> fields = {});
