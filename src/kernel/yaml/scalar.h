#pragma once

#include <string>
#include <string_view>

#include "yaml/yaml.h"

namespace towpath::yaml {

/// The value a plain (unquoted) scalar has under the YAML 1.2 core schema (YAML 1.2.2, section 10.3).
Node::Value resolve_plain(std::string_view text);

/// The value a scalar with a tag has: the five core tags convert, every other tag makes it a string.
/// `tag` is the whole tag, "tag:yaml.org,2002:int".
Node::Value resolve_tagged(std::string_view tag, std::string_view text);

enum class Place { block, flow };

/// True when `text`, written without quotes, reads back as the same string.
bool is_plain_safe(std::string_view text, Place place);

/// True when readers of YAML 1.1 take the plain scalar for a boolean, a number in another notation, a date, a time or
/// a merge key. `text` is not empty.
bool has_yaml_1_1_meaning(std::string_view text);

/// True when every character may stand in YAML text without an escape and none ends a line or vanishes for some reader.
/// `text` is valid UTF-8 without line breaks.
bool is_printable(std::string_view text);

/// `text` in double quotes with escapes.
std::string double_quoted(std::string_view text);

/// The text that stands for a key that is not a string: null is "", a collection is its flow form "{ a: 1, b }".
std::string key_text(const Node& key);

}  // namespace towpath::yaml
