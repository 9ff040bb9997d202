#include "document_fields.h"

#include <fmt/format.h>

namespace towpath::delivery {

std::string text_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

const boost::json::object* object_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_object() ? &value->get_object() : nullptr;
}

Error bad_answer(std::string_view why) {
  return failed("delivery.terraform_answer", fmt::format("What the program printed cannot be read: {}.", why))
      .with_hint("Its version is in the log; terraform 1.0 or later and opentofu 1.6 or later are known.");
}

}  // namespace towpath::delivery
