#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct Note {
  std::int64_t id;
  std::string text;
  std::string created_at;  ///< RFC 3339, UTC.
};

/// One page of the list, newest first. `before` 0 starts at the newest note.
struct Page {
  int limit = 50;
  std::int64_t before = 0;
};

/// Where notes live. The real one is NoteStore (PostgreSQL); tests of the API use one in memory.
class Notes {
 public:
  virtual ~Notes() = default;
  virtual Note add(const std::string& text) = 0;
  virtual std::vector<Note> list(const Page& page) = 0;
  /// Throws when the notes cannot be reached.
  virtual void check() = 0;
};
