#pragma once

#include "database.h"
#include "notes.h"

/// Notes in PostgreSQL. Thread-safe. Throws DatabaseError.
class NoteStore : public Notes {
 public:
  explicit NoteStore(Pool& pool) : pool_(pool) {}
  Note add(const std::string& text) override;
  std::vector<Note> list(const Page& page) override;
  void check() override;

 private:
  Pool& pool_;
};
