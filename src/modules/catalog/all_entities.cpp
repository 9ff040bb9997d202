#include "catalog/all_entities.h"

#include <iterator>

namespace towpath::catalog {
namespace {

constexpr std::size_t page_size = 500;

}  // namespace

Result<std::vector<Entity>> all_entities(Catalog& catalog, const auth::Principal& principal, EntityFilter filter) {
  filter.sort = EntitySort::ref;
  filter.after.clear();
  filter.offset = 0;
  filter.limit = page_size;
  std::vector<Entity> out;
  do {
    TRY(EntityPage page, catalog.list(principal, filter));
    out.insert(out.end(), std::make_move_iterator(page.items.begin()), std::make_move_iterator(page.items.end()));
    filter.after = page.next;
  } while (!filter.after.empty());
  return out;
}

}  // namespace towpath::catalog
