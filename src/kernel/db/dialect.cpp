#include "db/db.h"

namespace towpath::db {

std::string_view Dialect::skip_locked() const { return engine_ == Engine::postgres ? "FOR UPDATE SKIP LOCKED" : ""; }

std::string Dialect::json_text(std::string_view column, std::string_view path) const {
  const bool postgres = engine_ == Engine::postgres;
  std::string quoted = postgres ? "'{" : "'$";
  std::string_view rest = path;
  for (bool first = true; !rest.empty(); first = false) {
    const auto dot = rest.find('.');
    const std::string_view step = rest.substr(0, dot);
    if (step.find_first_of("'\"\\{},$[]") != std::string_view::npos)
      throw std::logic_error("a JSON path is names joined by dots: " + std::string(path));
    if (postgres) {
      if (!first) quoted += ',';
      quoted.append("\"").append(step).append("\"");
    } else {
      quoted.append(".\"").append(step).append("\"");
    }
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  }
  quoted += postgres ? "}'" : "'";
  if (postgres) return "(CAST(" + std::string(column) + " AS jsonb) #>> " + quoted + ")";
  // ->> turns true into 1; PostgreSQL says "true". json_type tells them apart.
  const std::string value = std::string(column) + ", " + quoted;
  return "(CASE json_type(" + value + ") WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(" +
         value + ") AS TEXT) END)";
}

std::string Dialect::contains_ignoring_case(std::string_view column) const {
  const std::string name(column);
  // SQLite's lower() is ASCII only; on PostgreSQL the "C" collation makes it so.
  if (engine_ == Engine::postgres)
    return "(position(lower(CAST(? AS TEXT) COLLATE \"C\") in lower(" + name + " COLLATE \"C\")) > 0)";
  return "(instr(lower(" + name + "), lower(?)) > 0)";
}

}  // namespace towpath::db
