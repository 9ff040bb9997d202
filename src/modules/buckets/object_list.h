#pragma once

#include <functional>
#include <string>
#include <vector>

#include "object_store.h"

namespace towpath::buckets {

/// What of a bucket's keys is asked for.
struct ListQuery {
  std::string prefix = {}, delimiter = {};
  std::string after = {};           ///< Only what comes behind this key, or behind this common prefix.
  bool is_after_all_of_it = false;  ///< `after` is a common prefix that was listed: nothing that begins with it comes.
  std::size_t limit = 1000;
};

struct ListPage {
  std::vector<ListedObject> objects;
  std::vector<std::string> prefixes;  ///< What keys with a delimiter behind the prefix begin with.
  bool is_truncated = false;
  std::string last;  ///< The last key or common prefix on the page.
  bool is_last_prefix = false;
};

/// Gives a page of a sorted list of keys that is read through `read` (behind `after`, or from it on). Pure but for
/// that.
ListPage list_page(const ListQuery& query,
                   const std::function<std::vector<ListedObject>(const std::string& after, bool is_inclusive,
                                                                 std::size_t limit)>& read);

}  // namespace towpath::buckets
