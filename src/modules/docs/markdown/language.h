#pragma once

#include <string_view>

namespace towpath::docs {

/// How the words of a language look. Text fields are lists of words between blanks, each list with a blank at both
/// ends.
struct Language {
  enum class Shape { words, keys, tags, lines };

  std::string_view names;      ///< As written after a code fence, in lower case.
  Shape shape = Shape::words;  ///< keys: "key: value" or "key = value"; tags: XML; lines: a diff.
  std::string_view keywords = {};
  std::string_view line_comments = {};  ///< What begins a comment up to the end of the line.
  std::string_view block_start = {}, block_end = {};
  std::string_view quotes = "\"'";  ///< Characters that begin and end a string.
  bool has_long_strings = false;    ///< """ and ''' (Python, TOML).
  bool has_variables = false;       ///< $name and ${name}.
  bool ignores_case = false;        ///< Of keywords.
  char key_sign = 0;                ///< keys: what stands after a key.
};

/// nullptr for a language that is not known.
const Language* find_language(std::string_view name);

}  // namespace towpath::docs
