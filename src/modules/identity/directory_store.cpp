#include "directory_store.h"

namespace towpath::identity {
namespace {

User read_user(const db::Row& row) {
  User user;
  user.name = row.text(0);
  user.ref = "user:default/" + user.name;
  user.display_name = row.text(1);
  user.email = row.text(2);
  user.has_password = row.boolean(3);
  user.is_disabled = row.boolean(4);
  user.created_at = row.time(5);
  user.updated_at = row.time(6);
  return user;
}

Group read_group(const db::Row& row) {
  Group group;
  group.name = row.text(0);
  group.ref = "group:default/" + group.name;
  group.display_name = row.text(1);
  group.description = row.text(2);
  group.created_at = row.time(3);
  group.updated_at = row.time(4);
  return group;
}

std::vector<std::string> first_column(const std::vector<db::Row>& rows) {
  std::vector<std::string> out;
  for (const db::Row& row : rows) out.push_back(row.text(0));
  return out;
}

/// A condition on the rows of a list, to follow "WHERE".
struct Condition {
  std::string sql = "1 = 1";
  db::Params params;
};

/// Whatever contains the text in one of the columns.
Condition containing(db::Tx& tx, const std::string& text, std::initializer_list<std::string_view> columns) {
  Condition out;
  if (text.empty()) return out;
  out.sql.clear();
  for (const std::string_view column : columns) {
    out.sql += (out.sql.empty() ? "(" : " OR ") + tx.dialect().contains_ignoring_case(column);
    out.params.emplace_back(text);
  }
  out.sql += ")";
  return out;
}

/// The rows of a page, by name.
std::vector<db::Row> rows_of(db::Tx& tx, const std::string& select, Condition condition, const PageRequest& page) {
  condition.params.emplace_back(page.after);
  condition.params.emplace_back(page.limit);
  return tx.query(select + " WHERE " + condition.sql + " AND name > ? ORDER BY name LIMIT ?", condition.params);
}

/// Adds to each item of a page, in order of its reference, what `select` says of it: a reference and a text, for those
/// between the first and the last.
template <class Item>
void add_texts(db::Tx& tx, const std::string& select, std::vector<Item>& items, std::vector<std::string> Item::*texts) {
  if (items.empty()) return;
  auto item = items.begin();
  for (const db::Row& row : tx.query(select, {items.front().ref, items.back().ref})) {
    const std::string ref = row.text(0);
    while (item != items.end() && item->ref < ref) ++item;
    if (item == items.end()) return;
    if (item->ref == ref) ((*item).*texts).push_back(row.text(1));
  }
}

const std::string roles_between =
    "SELECT subject_ref, role FROM identity_roles WHERE subject_ref >= ? AND subject_ref <= ? "
    "ORDER BY subject_ref, role";

}  // namespace

std::optional<User> DirectoryStore::user(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one(
      "SELECT name, display_name, email, password_hash IS NOT NULL, is_disabled, created_at, updated_at "
      "FROM identity_users WHERE name = ?",
      {name});
  if (!row) return std::nullopt;
  User user = read_user(*row);
  user.roles = roles_of(tx, user.ref);
  return user;
}

std::vector<User> DirectoryStore::users(db::Tx& tx, const PageRequest& page) const {
  std::vector<User> out;
  for (const db::Row& row :
       rows_of(tx,
               "SELECT name, display_name, email, password_hash IS NOT NULL, is_disabled, created_at, updated_at "
               "FROM identity_users",
               containing(tx, page.text, {"name", "display_name", "email"}), page))
    out.push_back(read_user(row));
  add_texts(tx, roles_between, out, &User::roles);
  return out;
}

std::int64_t DirectoryStore::user_count(db::Tx& tx, const std::string& text) const {
  const Condition condition = containing(tx, text, {"name", "display_name", "email"});
  return tx.query("SELECT COUNT(*) FROM identity_users WHERE " + condition.sql, condition.params).at(0).integer(0);
}

bool DirectoryStore::add_user(db::Tx& tx, const User& user, const std::optional<std::string>& password_hash) {
  const bool is_new =
      tx.exec(
          "INSERT INTO identity_users (name, display_name, email, password_hash, is_disabled, created_at, updated_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {user.name, user.display_name, user.email, password_hash, user.is_disabled, user.created_at,
           user.updated_at}) == 1;
  if (is_new) set_roles(tx, user.ref, user.roles);
  return is_new;
}

void DirectoryStore::update_user(db::Tx& tx, const User& user) {
  tx.exec("UPDATE identity_users SET display_name = ?, email = ?, is_disabled = ?, updated_at = ? WHERE name = ?",
          {user.display_name, user.email, user.is_disabled, user.updated_at, user.name});
  set_roles(tx, user.ref, user.roles);
}

std::optional<std::string> DirectoryStore::password_hash(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one("SELECT password_hash FROM identity_users WHERE name = ?", {name});
  return row ? row->optional_text(0) : std::nullopt;
}

void DirectoryStore::set_password_hash(db::Tx& tx, const std::string& name, const std::string& hash, UtcTime now) {
  tx.exec("UPDATE identity_users SET password_hash = ?, updated_at = ? WHERE name = ?", {hash, now, name});
}

std::optional<Group> DirectoryStore::group(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one(
      "SELECT name, display_name, description, created_at, updated_at FROM identity_groups WHERE name = ?", {name});
  if (!row) return std::nullopt;
  Group group = read_group(*row);
  group.roles = roles_of(tx, group.ref);
  group.members = first_column(
      tx.query("SELECT member_ref FROM identity_members WHERE group_ref = ? ORDER BY member_ref", {group.ref}));
  return group;
}

std::vector<Group> DirectoryStore::groups(db::Tx& tx, const PageRequest& page) const {
  std::vector<Group> out;
  for (const db::Row& row :
       rows_of(tx, "SELECT name, display_name, description, created_at, updated_at FROM identity_groups",
               containing(tx, page.text, {"name", "display_name"}), page))
    out.push_back(read_group(row));
  add_texts(tx, roles_between, out, &Group::roles);
  add_texts(tx,
            "SELECT group_ref, member_ref FROM identity_members WHERE group_ref >= ? AND group_ref <= ? "
            "ORDER BY group_ref, member_ref",
            out, &Group::members);
  return out;
}

std::int64_t DirectoryStore::group_count(db::Tx& tx, const std::string& text) const {
  const Condition condition = containing(tx, text, {"name", "display_name"});
  return tx.query("SELECT COUNT(*) FROM identity_groups WHERE " + condition.sql, condition.params).at(0).integer(0);
}

bool DirectoryStore::add_group(db::Tx& tx, const Group& group) {
  const bool is_new = tx.exec(
                          "INSERT INTO identity_groups (name, display_name, description, created_at, updated_at) "
                          "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                          {group.name, group.display_name, group.description, group.created_at, group.updated_at}) == 1;
  if (is_new) set_roles(tx, group.ref, group.roles);
  return is_new;
}

void DirectoryStore::update_group(db::Tx& tx, const Group& group) {
  tx.exec("UPDATE identity_groups SET display_name = ?, description = ?, updated_at = ? WHERE name = ?",
          {group.display_name, group.description, group.updated_at, group.name});
  set_roles(tx, group.ref, group.roles);
}

void DirectoryStore::delete_group(db::Tx& tx, const Group& group) {
  tx.exec("DELETE FROM identity_members WHERE group_ref = ? OR member_ref = ?", {group.ref, group.ref});
  set_roles(tx, group.ref, {});
  tx.exec("DELETE FROM identity_groups WHERE name = ?", {group.name});
}

bool DirectoryStore::add_member(db::Tx& tx, const std::string& group_ref, const std::string& member_ref) {
  return tx.exec("INSERT INTO identity_members (group_ref, member_ref) VALUES (?, ?) ON CONFLICT DO NOTHING",
                 {group_ref, member_ref}) == 1;
}

bool DirectoryStore::remove_member(db::Tx& tx, const std::string& group_ref, const std::string& member_ref) {
  return tx.exec("DELETE FROM identity_members WHERE group_ref = ? AND member_ref = ?", {group_ref, member_ref}) == 1;
}

std::vector<std::string> DirectoryStore::groups_of(db::Tx& tx, const std::string& ref) const {
  return first_column(
      tx.query("WITH RECURSIVE above (ref) AS ("
               "SELECT group_ref FROM identity_members WHERE member_ref = ? "
               "UNION SELECT m.group_ref FROM identity_members m JOIN above a ON m.member_ref = a.ref) "
               "SELECT ref FROM above ORDER BY ref",
               {ref}));
}

std::vector<std::string> DirectoryStore::effective_roles(db::Tx& tx, const std::string& ref) const {
  return first_column(tx.query(
      "WITH RECURSIVE above (ref) AS ("
      "SELECT group_ref FROM identity_members WHERE member_ref = ? "
      "UNION SELECT m.group_ref FROM identity_members m JOIN above a ON m.member_ref = a.ref) "
      "SELECT DISTINCT role FROM identity_roles WHERE subject_ref = ? OR subject_ref IN (SELECT ref FROM above) "
      "ORDER BY role",
      {ref, ref}));
}

std::int64_t DirectoryStore::users_with_role(db::Tx& tx, std::string_view role) const {
  return tx
      .query_one(
          "WITH RECURSIVE below (ref) AS ("
          "SELECT subject_ref FROM identity_roles WHERE role = ? "
          "UNION SELECT m.member_ref FROM identity_members m JOIN below b ON m.group_ref = b.ref) "
          "SELECT COUNT(*) FROM below b JOIN identity_users u ON b.ref = 'user:default/' || u.name WHERE NOT "
          "u.is_disabled",
          {role})
      ->integer(0);
}

std::vector<std::string> DirectoryStore::roles_of(db::Tx& tx, const std::string& ref) const {
  return first_column(tx.query("SELECT role FROM identity_roles WHERE subject_ref = ? ORDER BY role", {ref}));
}

void DirectoryStore::set_roles(db::Tx& tx, const std::string& ref, const std::vector<std::string>& roles) {
  tx.exec("DELETE FROM identity_roles WHERE subject_ref = ?", {ref});
  for (const std::string& role : roles)
    tx.exec("INSERT INTO identity_roles (subject_ref, role) VALUES (?, ?) ON CONFLICT DO NOTHING", {ref, role});
}

}  // namespace towpath::identity
