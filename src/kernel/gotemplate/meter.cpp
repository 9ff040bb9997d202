#include "meter.h"

namespace towpath::gotemplate {

Status Meter::measure(const Value& value, std::size_t depth) {
  CHECK_OK(nested(depth));
  if (const List* list = value.as_list()) {
    CHECK_OK(step(list->size()));
    for (const Value& item : *list) CHECK_OK(measure(item, depth + 1));
  }
  if (const MapBody* map = value.as_map()) {
    CHECK_OK(step(map->entries.size()));
    for (const auto& [key, item] : map->entries) CHECK_OK(measure(item, depth + 1));
  }
  return ok();
}

}  // namespace towpath::gotemplate
