#include "runner_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::runners {
namespace {

constexpr std::string_view columns =
    "id, name, labels, version, is_draining, has_left, created_by, created_at, seen_at";

Runner read(const db::Row& row) {
  Runner out;
  out.id = row.text(0);
  out.name = row.text(1);
  const boost::json::value labels = boost::json::parse(row.text(2));
  for (const boost::json::value& label : labels.as_array()) out.labels.emplace_back(label.as_string());
  out.version = row.text(3);
  out.is_draining = row.boolean(4);
  out.has_left = row.boolean(5);
  out.created_by = row.text(6);
  out.created_at = row.time(7);
  out.seen_at = row.optional_time(8);
  return out;
}

}  // namespace

void RunnerStore::insert_token(db::Tx& tx, const std::string& hash, const std::string& by, UtcTime now,
                               UtcTime expires_at) const {
  tx.exec("INSERT INTO runners_tokens (hash, created_by, created_at, expires_at) VALUES (?, ?, ?, ?)",
          {hash, by, now, expires_at});
}

std::optional<std::string> RunnerStore::use_token(db::Tx& tx, const std::string& hash, UtcTime now) const {
  const auto rows =
      tx.query("DELETE FROM runners_tokens WHERE hash = ? AND expires_at > ? RETURNING created_by", {hash, now});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

void RunnerStore::drop_expired_tokens(db::Tx& tx, UtcTime now) const {
  tx.exec("DELETE FROM runners_tokens WHERE expires_at <= ?", {now});
}

std::int64_t RunnerStore::count_tokens(db::Tx& tx) const {
  return tx.query("SELECT COUNT(*) FROM runners_tokens").at(0).integer(0);
}

bool RunnerStore::insert(db::Tx& tx, const Runner& r, const std::string& credential_hash) const {
  return tx.exec(
             "INSERT INTO runners_runners (id, name, labels, version, credential_hash, is_draining, has_left, "
             "created_by, created_at, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {r.id, r.name, boost::json::serialize(boost::json::array(r.labels.begin(), r.labels.end())), r.version,
              credential_hash, r.is_draining, r.has_left, r.created_by, r.created_at, r.seen_at}) == 1;
}

std::optional<Runner> RunnerStore::find(db::Tx& tx, const std::string& id_or_name) const {
  static const std::string sql = fmt::format("SELECT {} FROM runners_runners WHERE id = ? OR name = ?", columns);
  const auto row = tx.query_one(sql, {id_or_name, id_or_name});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Runner> RunnerStore::by_credential(db::Tx& tx, const std::string& hash) const {
  static const std::string sql = fmt::format("SELECT {} FROM runners_runners WHERE credential_hash = ?", columns);
  const auto row = tx.query_one(sql, {hash});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Runner> RunnerStore::list(db::Tx& tx) const {
  std::vector<Runner> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT {} FROM runners_runners ORDER BY name", columns)))
    out.push_back(read(row));
  return out;
}

void RunnerStore::note_seen(db::Tx& tx, const std::string& id, const std::string& version, UtcTime at) const {
  tx.exec("UPDATE runners_runners SET seen_at = ?, version = ?, has_left = ? WHERE id = ?", {at, version, false, id});
}

void RunnerStore::note_left(db::Tx& tx, const std::string& id) const {
  tx.exec("UPDATE runners_runners SET has_left = ?, is_draining = ? WHERE id = ?", {true, false, id});
}

void RunnerStore::set_draining(db::Tx& tx, const std::string& id, bool is_draining) const {
  tx.exec("UPDATE runners_runners SET is_draining = ? WHERE id = ?", {is_draining, id});
}

void RunnerStore::remove(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM runners_runners WHERE id = ?", {id});
}

}  // namespace towpath::runners
