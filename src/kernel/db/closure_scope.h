#pragma once

namespace towpath::db {

class Db;

/// Marks the calling thread as inside a closure of `db` while it lives.
class ClosureScope {
 public:
  explicit ClosureScope(const Db* db);
  ~ClosureScope();
  ClosureScope(const ClosureScope&) = delete;
  ClosureScope& operator=(const ClosureScope&) = delete;

  /// Throws std::logic_error when this thread is already inside a closure of `db`: the nested call would wait for
  /// itself, or work on another snapshot.
  static void refuse_nesting(const Db* db);

 private:
  const Db* outer_;
};

}  // namespace towpath::db
