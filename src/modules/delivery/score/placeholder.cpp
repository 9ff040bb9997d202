#include "score/placeholder.h"

#include <fmt/core.h>
#include <boost/json.hpp>

#include "base/strings.h"
#include "delivery/score.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

namespace bj = boost::json;

/// The end (one past `}`) of a `{...}` that begins at `at`, or npos.
std::size_t end_of_braces(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '{') return std::string_view::npos;
  const std::size_t close = text.find('}', at);
  return close == std::string_view::npos ? close : close + 1;
}

Result<Resolved> resolve(std::string_view placeholder, const Lookup& lookup) {
  const std::vector<std::string> path = path_of(placeholder);
  const bool is_bare_root = path.size() == 1 && (path[0] == "metadata" || path[0] == "resources");
  if (path[0].empty() || is_bare_root) {
    return invalid_input("delivery.invalid_placeholder",
                         fmt::format("The placeholder '${{{}}}' does not name a value.", placeholder))
        .with_hint("Name one, as in ${resources.db.host} or ${metadata.name}; write $${...} for the text itself.");
  }
  TRY(auto found, lookup(path));
  if (found) return *std::move(found);
  return invalid_input("delivery.undefined_placeholder", fmt::format("Nothing is known as '${{{}}}'.", placeholder))
      .with_hint("There are no default values; write $${...} for the text itself.");
}

/// Replaces the strings inside `value`. True when a secret went in.
Result<bool> substitute_value(bj::value& value, const std::string& pointer, const Lookup& lookup) {
  bool is_secret = false;
  if (const bj::string* text = value.if_string()) {
    auto resolved = substitute(std::string_view(*text), lookup);
    if (!resolved) {
      Error error = std::move(resolved).error();
      error.add_field(pointer, error.message());
      return error;
    }
    value = resolved.value().text;
    return resolved.value().is_secret;
  }
  if (bj::array* items = value.if_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      TRY(const bool is_item_secret, substitute_value((*items)[i], fmt::format("{}/{}", pointer, i), lookup));
      is_secret |= is_item_secret;
    }
  } else if (bj::object* object = value.if_object()) {
    for (auto& entry : *object) {
      TRY(const bool is_entry_secret,
          substitute_value(entry.value(), fmt::format("{}/{}", pointer, json::escape_pointer(entry.key())), lookup));
      is_secret |= is_entry_secret;
    }
  }
  return is_secret;
}

/// A lookup that knows everything and notes what it is asked.
Lookup collect_into(std::vector<std::vector<std::string>>& paths) {
  return [&paths](const std::vector<std::string>& path) -> Result<std::optional<Resolved>> {
    paths.push_back(path);
    return std::optional(Resolved{});
  };
}

}  // namespace

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t literal = 0;  // where the literal text that is not yet in `pieces` begins
  const auto add = [&](std::size_t begin, std::size_t end, bool is_placeholder) {
    if (end > begin || is_placeholder) pieces.push_back({is_placeholder, text.substr(begin, end - begin)});
  };
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
    const bool is_double = text.substr(at).starts_with("$$");
    std::size_t end = end_of_braces(text, at + (is_double ? 2 : 1));
    if (end == std::string_view::npos && is_double) end = at + 2;
    if (end == std::string_view::npos) {
      ++at;
      continue;
    }
    add(literal, at, false);
    if (is_double) {
      add(at + 1, end, false);
    } else {
      add(at + 2, end - 1, true);
    }
    literal = at = end;
  }
  add(literal, text.size(), false);
  return pieces;
}

std::vector<std::string> path_of(std::string_view placeholder) {
  std::vector<std::string> path(1);
  for (std::size_t i = 0; i < placeholder.size(); ++i) {
    if (placeholder.substr(i).starts_with("\\.")) {
      path.back() += '.';
      ++i;
    } else if (placeholder[i] == '.') {
      path.emplace_back();
    } else {
      path.back() += placeholder[i];
    }
  }
  return path;
}

Result<Resolved> substitute(std::string_view text, const Lookup& lookup) {
  Resolved out;
  for (const Piece& piece : pieces_of(text)) {
    if (!piece.is_placeholder) {
      out.text += piece.text;
      continue;
    }
    TRY(const Resolved value, resolve(piece.text, lookup));
    out.text += value.text;
    out.is_secret |= value.is_secret;
  }
  return out;
}

Result<Resolved> substitute_json(std::string_view json, const Lookup& lookup) {
  TRY(bj::value value, json::parse(json));
  TRY(const bool is_secret, substitute_value(value, "", lookup));
  return Resolved{json::canonical(value), is_secret};
}

Result<std::vector<std::vector<std::string>>> placeholders_of(std::string_view text) {
  std::vector<std::vector<std::string>> paths;
  CHECK_OK(substitute(text, collect_into(paths)));
  return paths;
}

Result<std::vector<std::vector<std::string>>> placeholders_of_json(std::string_view json) {
  std::vector<std::vector<std::string>> paths;
  CHECK_OK(substitute_json(json, collect_into(paths)));
  return paths;
}

}  // namespace towpath::delivery
