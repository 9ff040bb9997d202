#include "directory_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

#include "identity_json.h"
#include "permission_table.h"

namespace towpath::identity {
namespace {

constexpr std::size_t longest_text = 200;

Error no_user(const std::string& name) {
  return not_found("identity.user_not_found", fmt::format("There is no user {}.", name));
}
Error no_group(const std::string& name) {
  return not_found("identity.group_not_found", fmt::format("There is no group {}.", name));
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void check_name(Error& problems, const std::string& name) {
  if (!is_name(name))
    problems.add_field("/name",
                       "is not 1 to 63 lower-case letters, digits, '-', '_' or '.', beginning with a letter or digit");
}

void check_text(Error& problems, std::string pointer, const std::string& text) {
  if (text.size() > longest_text) problems.add_field(std::move(pointer), "is longer than 200 characters");
}

void check_email(Error& problems, const std::string& email) {
  const auto at = email.find('@');
  const bool fits =
      at != email.npos && at > 0 && at + 1 < email.size() && email.find_first_of(" \t\r\n<>") == email.npos;
  if (!email.empty() && !fits) problems.add_field("/email", "is not an email address");
  check_text(problems, "/email", email);
}

void check_roles(Error& problems, const std::vector<std::string>& roles) {
  const auto& known = all_roles();
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (std::find(known.begin(), known.end(), roles[i]) == known.end())
      problems.add_field(fmt::format("/roles/{}", i), fmt::format("is not one of {}", fmt::join(known, ", ")));
}

Status settled(Error problems) {
  if (problems.fields().empty()) return ok();
  return problems;
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

/// Within its limits, and one row more, which tells whether there is a next page.
PageRequest with_one_more(PageRequest page) {
  page.limit = std::clamp<std::size_t>(page.limit, 1, 500) + 1;
  return page;
}

/// Cuts that row again.
template <class Page>
void finish_page(Page& page, std::size_t limit) {
  if (page.items.size() <= limit) return;
  page.items.resize(limit);
  page.next = page.items.back().name;
}

}  // namespace

bool is_name(std::string_view text) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 63 && is_plain(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c) || c == '-' || c == '_' || c == '.'; });
}

Status DirectoryService::allow(const auth::Principal& principal, std::string_view permission,
                               const std::string& ref) const {
  return auth::check(core_.kernel.authorizer, principal, permission, {ref, "", "", false});
}

Status DirectoryService::guard_admins(db::Tx& tx, const auth::Principal& principal,
                                      const std::string& group_ref) const {
  if (principal.is_system || contains(principal.roles, role_admin)) return ok();
  if (!contains(core_.directory.effective_roles(tx, group_ref), role_admin)) return ok();
  return forbidden("auth.forbidden",
                   fmt::format("The members of {} are admins, so only an admin changes it.", group_ref))
      .with_hint("Ask an admin to do it.");
}

Status DirectoryService::keep_an_admin(db::Tx& tx) const {
  if (core_.directory.users_with_role(tx, role_admin) > 0) return ok();
  return conflict("identity.last_admin", "This would leave nobody who is an admin and can sign in.")
      .with_hint("Make someone else an admin first.");
}

Result<UserPage> DirectoryService::users(const auth::Principal& principal, const PageRequest& request) {
  CHECK_OK(allow(principal, "user.read", ""));
  const PageRequest page = with_one_more(request);
  return core_.kernel.db.read([&](db::Tx& tx) -> Result<UserPage> {
    UserPage out{core_.directory.users(tx, page), "", core_.directory.user_count(tx, page.text)};
    finish_page(out, page.limit - 1);
    return out;
  });
}

Result<User> DirectoryService::user(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(allow(principal, "user.read", "user:default/" + name));
  const auto found = core_.kernel.db.read([&](db::Tx& tx) { return core_.directory.user(tx, name); });
  if (!found) return no_user(name);
  return *found;
}

Result<User> DirectoryService::create_user(const auth::Principal& principal, const NewUser& wanted) {
  CHECK_OK(allow(principal, "user.create", "user:default/" + wanted.name));
  Error problems = invalid_input("identity.invalid_user", "The user cannot be created as described.");
  check_name(problems, wanted.name);
  check_text(problems, "/displayName", wanted.display_name);
  check_email(problems, wanted.email);
  check_roles(problems, wanted.roles);
  CHECK_OK(settled(std::move(problems)));
  std::optional<std::string> hash;
  if (!wanted.password.empty()) {
    CHECK_OK(Passwords::check_strength(wanted.password, wanted.name));
    TRY(hash, core_.passwords.hash(wanted.password));
  }

  User user;
  user.name = wanted.name;
  user.ref = "user:default/" + wanted.name;
  user.display_name = wanted.display_name.empty() ? wanted.name : wanted.display_name;
  user.email = wanted.email;
  user.roles = wanted.roles.empty() ? std::vector<std::string>{std::string(role_member)} : sorted(wanted.roles);
  user.has_password = hash.has_value();
  user.created_at = user.updated_at = core_.now();
  return core_.change([&](db::Tx& tx) -> Result<User> {
    if (!core_.directory.add_user(tx, user, hash))
      return conflict("identity.user_exists", fmt::format("There is a user {} already.", user.name));
    core_.announce(tx, "identity.user.created", user.ref, principal.ref, event_payload(user));
    return user;
  });
}

Result<User> DirectoryService::update_user(const auth::Principal& principal, const std::string& name,
                                           const UserChange& change) {
  CHECK_OK(allow(principal, "user.update", "user:default/" + name));
  Error problems = invalid_input("identity.invalid_user", "The user cannot be changed as described.");
  check_text(problems, "/displayName", change.display_name.value_or(""));
  check_email(problems, change.email.value_or(""));
  check_roles(problems, change.roles.value_or(std::vector<std::string>{}));
  CHECK_OK(settled(std::move(problems)));

  return core_.change([&](db::Tx& tx) -> Result<User> {
    auto user = core_.directory.user(tx, name);
    if (!user) return no_user(name);
    const bool was_disabled = user->is_disabled;
    if (change.display_name) user->display_name = *change.display_name;
    if (change.email) user->email = *change.email;
    if (change.roles) user->roles = sorted(*change.roles);
    if (change.is_disabled) user->is_disabled = *change.is_disabled;
    user->updated_at = core_.now();
    core_.directory.update_user(tx, *user);
    CHECK_OK(keep_an_admin(tx));
    const bool is_now_disabled = user->is_disabled && !was_disabled;
    if (is_now_disabled) {  // for good: enabling the user again brings no old credential back
      core_.credentials.delete_sessions(tx, name, "");
      core_.credentials.delete_tokens(tx, name);
    }
    core_.announce(tx, is_now_disabled ? "identity.user.disabled" : "identity.user.changed", user->ref, principal.ref,
                   event_payload(*user));
    return std::move(*user);
  });
}

Status DirectoryService::set_password(const auth::Principal& principal, const std::string& name,
                                      const Secret& password) {
  CHECK_OK(Passwords::check_strength(password, name));
  TRY(const std::string hash, core_.passwords.hash(password));
  return core_.change([&](db::Tx& tx) -> Status {
    const auto user = core_.directory.user(tx, name);
    if (!user) return no_user(name);
    core_.directory.set_password_hash(tx, name, hash, core_.now());
    core_.credentials.delete_sessions(tx, name, principal.ref == user->ref ? principal.credential_id : "");
    core_.announce(tx, "identity.password.changed", user->ref, principal.ref, "{}");
    return ok();
  });
}

Result<GroupPage> DirectoryService::groups(const auth::Principal& principal, const PageRequest& request) {
  CHECK_OK(allow(principal, "group.read", ""));
  const PageRequest page = with_one_more(request);
  return core_.kernel.db.read([&](db::Tx& tx) -> Result<GroupPage> {
    GroupPage out{core_.directory.groups(tx, page), "", core_.directory.group_count(tx, page.text)};
    finish_page(out, page.limit - 1);
    return out;
  });
}

Result<Group> DirectoryService::group(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(allow(principal, "group.read", "group:default/" + name));
  const auto found = core_.kernel.db.read([&](db::Tx& tx) { return core_.directory.group(tx, name); });
  if (!found) return no_group(name);
  return *found;
}

Result<Group> DirectoryService::create_group(const auth::Principal& principal, const NewGroup& wanted) {
  Group group;
  group.name = wanted.name;
  group.ref = "group:default/" + wanted.name;
  group.display_name = wanted.display_name.empty() ? wanted.name : wanted.display_name;
  group.description = wanted.description;
  group.roles = sorted(wanted.roles);
  CHECK_OK(allow(principal, "group.create", group.ref));
  if (!wanted.roles.empty()) CHECK_OK(allow(principal, "role.assign", group.ref));
  Error problems = invalid_input("identity.invalid_group", "The group cannot be created as described.");
  check_name(problems, wanted.name);
  check_text(problems, "/displayName", wanted.display_name);
  check_text(problems, "/description", wanted.description);
  check_roles(problems, wanted.roles);
  CHECK_OK(settled(std::move(problems)));

  group.created_at = group.updated_at = core_.now();
  return core_.change([&](db::Tx& tx) -> Result<Group> {
    if (!core_.directory.add_group(tx, group))
      return conflict("identity.group_exists", fmt::format("There is a group {} already.", group.name));
    for (const std::string& member : sorted(wanted.members)) CHECK_OK(join(tx, group.ref, member));
    const auto created = core_.directory.group(tx, group.name);
    core_.announce(tx, "identity.group.created", group.ref, principal.ref, event_payload(*created));
    return *created;
  });
}

Result<Group> DirectoryService::changed_group(db::Tx& tx, const auth::Principal& principal, const std::string& name) {
  auto group = core_.directory.group(tx, name);
  group->updated_at = core_.now();
  core_.directory.update_group(tx, *group);
  CHECK_OK(keep_an_admin(tx));
  core_.announce(tx, "identity.group.changed", group->ref, principal.ref, event_payload(*group));
  return std::move(*group);
}

Result<Group> DirectoryService::update_group(const auth::Principal& principal, const std::string& name,
                                             const GroupChange& change) {
  const std::string ref = "group:default/" + name;
  CHECK_OK(allow(principal, "group.update", ref));
  if (change.roles) CHECK_OK(allow(principal, "role.assign", ref));
  Error problems = invalid_input("identity.invalid_group", "The group cannot be changed as described.");
  check_text(problems, "/displayName", change.display_name.value_or(""));
  check_text(problems, "/description", change.description.value_or(""));
  check_roles(problems, change.roles.value_or(std::vector<std::string>{}));
  CHECK_OK(settled(std::move(problems)));

  return core_.change([&](db::Tx& tx) -> Result<Group> {
    auto group = core_.directory.group(tx, name);
    if (!group) return no_group(name);
    CHECK_OK(guard_admins(tx, principal, ref));
    if (change.display_name) group->display_name = *change.display_name;
    if (change.description) group->description = *change.description;
    if (change.roles) group->roles = sorted(*change.roles);
    core_.directory.update_group(tx, *group);
    return changed_group(tx, principal, name);
  });
}

Status DirectoryService::delete_group(const auth::Principal& principal, const std::string& name) {
  const std::string ref = "group:default/" + name;
  CHECK_OK(allow(principal, "group.delete", ref));
  return core_.change([&](db::Tx& tx) -> Status {
    const auto group = core_.directory.group(tx, name);
    if (!group) return no_group(name);
    CHECK_OK(guard_admins(tx, principal, ref));
    core_.directory.delete_group(tx, *group);
    CHECK_OK(keep_an_admin(tx));
    core_.announce(tx, "identity.group.deleted", ref, principal.ref, event_payload(*group));
    return ok();
  });
}

Status DirectoryService::join(db::Tx& tx, const std::string& group_ref, const std::string& member_ref) {
  const auto name = member_ref.substr(member_ref.find('/') + 1);
  const bool exists = member_ref == "user:default/" + name    ? core_.directory.user(tx, name).has_value()
                      : member_ref == "group:default/" + name ? core_.directory.group(tx, name).has_value()
                                                              : false;
  if (!exists)
    return not_found("identity.member_not_found", fmt::format("There is no user or group {}.", member_ref))
        .with_hint("Members are named like user:default/alice or group:default/payments.");
  if (member_ref == group_ref || contains(core_.directory.groups_of(tx, group_ref), member_ref))
    return conflict("identity.group_cycle",
                    fmt::format("{} contains {} already, so it cannot be its member.", member_ref, group_ref));
  core_.directory.add_member(tx, group_ref, member_ref);
  return ok();
}

Result<Group> DirectoryService::add_member(const auth::Principal& principal, const std::string& name,
                                           const std::string& member_ref) {
  const std::string ref = "group:default/" + name;
  CHECK_OK(allow(principal, "group.update", ref));
  return core_.change([&](db::Tx& tx) -> Result<Group> {
    if (!core_.directory.group(tx, name)) return no_group(name);
    CHECK_OK(guard_admins(tx, principal, ref));
    CHECK_OK(join(tx, ref, member_ref));
    return changed_group(tx, principal, name);
  });
}

Result<Group> DirectoryService::remove_member(const auth::Principal& principal, const std::string& name,
                                              const std::string& member_ref) {
  const std::string ref = "group:default/" + name;
  CHECK_OK(allow(principal, "group.update", ref));
  return core_.change([&](db::Tx& tx) -> Result<Group> {
    if (!core_.directory.group(tx, name)) return no_group(name);
    CHECK_OK(guard_admins(tx, principal, ref));
    if (!core_.directory.remove_member(tx, ref, member_ref))
      return not_found("identity.member_not_found", fmt::format("{} is not a direct member of {}.", member_ref, ref));
    return changed_group(tx, principal, name);
  });
}

}  // namespace towpath::identity
