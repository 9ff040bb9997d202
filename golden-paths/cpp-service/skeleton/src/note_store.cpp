#include "note_store.h"

#include <cstdlib>

namespace {

/// Expects the columns id, text, created.
Note note_of(const Rows& rows, int row) {
  return {.id = std::strtoll(rows.text(row, 0).data(), nullptr, 10),
          .text = std::string(rows.text(row, 1)),
          .created_at = std::string(rows.text(row, 2))};
}

}  // namespace

Note NoteStore::add(const std::string& text) {
  auto connection = pool_.take();
  const Rows rows = connection->query(
      "INSERT INTO notes (text) VALUES ($1)"
      " RETURNING id, text, to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
      {text});
  return note_of(rows, 0);
}

std::vector<Note> NoteStore::list(const Page& page) {
  auto connection = pool_.take();
  const Rows rows = connection->query(
      "SELECT id, text, to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') FROM notes"
      " WHERE $1::bigint = 0 OR id < $1::bigint ORDER BY id DESC LIMIT $2::int",
      {std::to_string(page.before), std::to_string(page.limit)});
  std::vector<Note> notes;
  for (int row = 0; row < rows.size(); ++row) notes.push_back(note_of(rows, row));
  return notes;
}

void NoteStore::check() { pool_.take()->query("SELECT 1"); }
