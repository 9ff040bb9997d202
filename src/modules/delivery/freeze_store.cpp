#include "freeze_store.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view columns =
    "id, effect, reason, project_id, env_type, owner_ref, starts_at, ends_at, weekdays, at_minute, duration_minutes, "
    "may_override, created_by, created_at";

Freeze read(const db::Row& row) {
  Freeze f;
  f.id = row.text(0);
  f.effect = row.text(1);
  f.reason = row.text(2);
  f.project_id = row.text(3);
  f.env_type = row.text(4);
  f.owner_ref = row.text(5);
  f.starts_at = row.time(6);
  f.ends_at = row.optional_time(7);
  if (!row.text(8).empty())
    f.weekly =
        WeeklyWindow{split(row.text(8), ','), static_cast<int>(row.integer(9)), static_cast<int>(row.integer(10))};
  f.may_override = row.boolean(11);
  f.created_by = row.text(12);
  f.created_at = row.time(13);
  return f;
}

std::vector<Freeze> read_all(const std::vector<db::Row>& rows) {
  std::vector<Freeze> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

void FreezeStore::insert(db::Tx& tx, const Freeze& f) const {
  const WeeklyWindow weekly = f.weekly.value_or(WeeklyWindow());
  tx.exec(
      fmt::format("INSERT INTO delivery_freezes ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns),
      {f.id, f.effect, f.reason, f.project_id, f.env_type, f.owner_ref, f.starts_at, f.ends_at, join(weekly.days, ","),
       weekly.at_minute, weekly.duration_minutes, f.may_override, f.created_by, f.created_at});
}

void FreezeStore::remove(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM delivery_freezes WHERE id = ?", {id});
}

std::optional<Freeze> FreezeStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM delivery_freezes WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Freeze> FreezeStore::list(db::Tx& tx, const std::string& project, UtcTime now) const {
  return read_all(tx.query(fmt::format("SELECT {} FROM delivery_freezes WHERE (ends_at IS NULL OR ends_at > ?) AND "
                                       "(? = '' OR project_id = '' OR project_id = ?) ORDER BY starts_at, id",
                                       columns),
                           {now, project, project}));
}

std::vector<Freeze> FreezeStore::concerning(db::Tx& tx, const std::string& project, const std::string& env_type,
                                            UtcTime now) const {
  return read_all(tx.query(fmt::format("SELECT {} FROM delivery_freezes WHERE (ends_at IS NULL OR ends_at > ?) AND "
                                       "(project_id = '' OR project_id = ?) AND (env_type = '' OR env_type = ?) "
                                       "ORDER BY starts_at, id",
                                       columns),
                           {now, project, env_type}));
}

}  // namespace towpath::delivery
