#include <boost/json.hpp>
#include <charconv>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::json {

namespace bj = boost::json;

std::string escape_pointer(std::string_view key) { return replace_all(replace_all(key, "~", "~0"), "/", "~1"); }

std::string unescape_pointer(std::string_view token) { return replace_all(replace_all(token, "~1", "/"), "~0", "~"); }

const bj::value* at_pointer(const bj::value& root, std::string_view pointer) {
  if (pointer.empty()) return &root;
  if (pointer.front() != '/') return nullptr;
  const bj::value* at = &root;
  for (const std::string& token : split(pointer.substr(1), '/')) {
    if (const bj::object* object = at->if_object()) {
      at = object->if_contains(unescape_pointer(token));
    } else if (const bj::array* array = at->if_array()) {
      std::size_t index = 0;
      const auto [end, ec] = std::from_chars(token.data(), token.data() + token.size(), index);
      const bool is_index =
          ec == std::errc{} && end == token.data() + token.size() && (token == "0" || token[0] != '0');
      at = is_index ? array->if_contains(index) : nullptr;
    } else {
      return nullptr;
    }
    if (!at) return nullptr;
  }
  return at;
}

}  // namespace towpath::json
