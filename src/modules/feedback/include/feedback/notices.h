#pragma once

#include <set>
#include <string>

#include "db/db.h"

namespace towpath::feedback {

/// Something one is told: a short word for what it is about, a title, a text, and a path of the portal.
struct Notice {
  std::string kind, title, text, link;
};

/// The bell: what others tell people. Thread-safe.
class Notices {
 public:
  virtual ~Notices() = default;
  /// Inside the transaction of what is told. `users` are references of people; "" is told nothing.
  virtual void tell(db::Tx& tx, const std::set<std::string>& users, const Notice& notice) = 0;
};

}  // namespace towpath::feedback
