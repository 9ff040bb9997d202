#include "secret_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/strings.h"

namespace towpath::secrets {
namespace {

constexpr std::size_t largest_value = 64 * 1024;

/// Authenticated with the value, so that a row cannot be passed off as another one.
std::string context_of(const SecretInfo& info) {
  return fmt::format("{}\n{}\n{}", info.scope, info.name, info.version);
}

/// Apart from the contexts of stored values, whatever the other module calls its row.
std::string sealed_context(std::string_view context) { return fmt::format("sealed\n{}", context); }

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

}  // namespace

std::string_view to_string(KeyState state) {
  switch (state) {
    case KeyState::plain:
      return "plain";
    case KeyState::unlocked:
      return "unlocked";
    case KeyState::locked:
      return "locked";
  }
  return "locked";
}

SecretService::SecretService(const Kernel& kernel, ScopeOwners& owners, std::string key_path,
                             std::shared_ptr<const MasterKey> key, bool is_wrapped, WrapCost cost)
    : kernel_(kernel),
      owners_(owners),
      key_path_(std::move(key_path)),
      wrap_cost_(cost),
      key_(std::move(key)),
      is_wrapped_(is_wrapped) {}

Result<std::shared_ptr<const MasterKey>> SecretService::key() const {
  const std::lock_guard lock(mutex_);
  if (key_) return key_;
  return unavailable("secrets.locked", "The secrets are locked: their master key waits for its passphrase.")
      .with_hint("towpath secret unlock");
}

/// The owner a scope belongs to; "" for the organisation, whose secrets only those may touch who may touch everything.
Result<std::string> SecretService::owner_of(const std::string& scope) {
  if (scope == "organisation") return std::string();
  const auto parts = split(scope, '.');
  const bool is_well_formed = (parts.size() == 2 || parts.size() == 3) && parts[0] == "component" &&
                              !parts[1].empty() && (parts.size() == 2 || !parts[2].empty());
  if (!is_well_formed)
    return invalid_input("secrets.invalid_scope", fmt::format("'{}' is not a scope.", scope))
        .with_hint("Use organisation, component.<name> or component.<name>.<environment>.");
  auto owner = owners_.owner_of(parts[1]);
  if (!owner) return not_found("secrets.component_not_found", fmt::format("There is no component '{}'.", parts[1]));
  return std::move(*owner);
}

Status SecretService::pass_gate(const auth::Principal& principal, const std::string& scope,
                                const std::vector<std::string>& names) {
  const auto parts = split(scope, '.');
  // What people store; a resource's own and a run's are the platform's inner workings.
  if (parts[0] != "component" && scope != "organisation") return ok();
  gate::Question question;
  question.gate = "secret-read";
  question.subject = parts[0] == "component" ? "component:default/" + parts[1] : scope;
  if (principal.ref.starts_with("run:")) question.cause = principal.ref;
  boost::json::object facts{
      {"secret", boost::json::object{{"scope", scope}, {"names", boost::json::array(names.begin(), names.end())}}}};
  if (parts.size() > 2) facts["environment"] = boost::json::object{{"name", parts[2]}};
  question.facts = boost::json::serialize(facts);
  if (const auto owner = owner_of(scope); owner.has_value()) question.attributes.owner_ref = *owner;
  return kernel_.gates.pass(principal, question);
}

SecretInfo SecretService::store(db::Tx& tx, const MasterKey& key, const std::string& scope, const std::string& name,
                                const Secret& value, const std::string& owner) {
  const SecretInfo info{scope, name, store_.next_version(tx, scope, name), kernel_.clock.now()};
  store_.put(tx, {info, key.seal(value, context_of(info))}, owner);
  return info;
}

void SecretService::announce(db::Tx& tx, std::string type, const std::string& subject, const std::string& actor,
                             const std::string& owner, std::string payload) {
  kernel_.events.append(tx, {.type = std::move(type),
                             .subject = subject,
                             .actor = actor,
                             .payload = std::move(payload),
                             .owner_ref = owner,
                             .project_id = "",
                             .env_type = ""});
}

Result<SecretInfo> SecretService::put(const auth::Principal& principal, const std::string& scope,
                                      const std::string& name, const Secret& value) {
  TRY(const std::string owner, owner_of(scope));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.write", {owner, "", "", false}));
  if (!is_name(name))
    return invalid_input("secrets.invalid_name", fmt::format("'{}' cannot be the name of a secret.", name))
        .with_hint("Use letters, digits, '_', '-' and '.', at most 128.")
        .with_field("/name", "must be 1 to 128 letters, digits, '_', '-' and '.'");
  if (value.reveal().size() > largest_value)
    return invalid_input("secrets.too_large", fmt::format("The value has more than {} bytes.", largest_value));
  TRY(const auto key, this->key());
  masker_.add(value.reveal());
  auto stored = kernel_.db.transact([&](db::Tx& tx) -> Result<SecretInfo> {
    const SecretInfo info = store(tx, *key, scope, name, value, owner);
    announce(tx, "secret.stored", fmt::format("secret:{}/{}", scope, name), principal.ref, owner,
             boost::json::serialize(boost::json::object{{"scope", scope}, {"name", name}, {"version", info.version}}));
    return info;
  });
  fault_point("secrets.store.after_commit");
  return stored;
}

Status SecretService::remove(const auth::Principal& principal, const std::string& scope, const std::string& name) {
  TRY(const std::string owner, owner_of(scope));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.write", {owner, "", "", false}));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.remove(tx, scope, name))
      return not_found("secrets.not_found", fmt::format("There is no secret '{}' in {}.", name, scope))
          .with_hint("See them with: towpath secret list");
    announce(tx, "secret.deleted", fmt::format("secret:{}/{}", scope, name), principal.ref, owner,
             boost::json::serialize(boost::json::object{{"scope", scope}, {"name", name}}));
    return ok();
  });
}

Result<std::vector<SecretInfo>> SecretService::list(const auth::Principal& principal, const std::string& scope) {
  TRY(const std::string owner, owner_of(scope));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.read", {owner, "", "", false}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<SecretInfo>> {
    std::vector<SecretInfo> out;
    for (SecretRow& row : store_.list(tx, scope)) out.push_back(std::move(row.info));
    return out;
  });
}

Result<SecretPage> SecretService::list_all(const auth::Principal& principal, const std::string& after,
                                           std::size_t limit) {
  const auto condition = auth::to_sql(kernel_.authorizer.decide(principal, "secret.read"), "owner_ref");
  limit = std::clamp<std::size_t>(limit, 1, 500);
  const auto slash = std::min(after.find('/'), after.size());
  const std::string scope = after.substr(0, slash), name = after.substr(std::min(slash + 1, after.size()));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SecretPage> {
    SecretPage page{store_.visible(tx, condition, scope, name, limit + 1), "", store_.count_visible(tx, condition)};
    if (page.items.size() > limit) {
      page.items.resize(limit);
      page.next = fmt::format("{}/{}", page.items.back().scope, page.items.back().name);
    }
    return page;
  });
}

Result<Secret> SecretService::lend(const auth::Principal& principal, const std::string& scope,
                                   const std::string& name) {
  TRY(const std::string owner, owner_of(scope));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.write", {owner, "", "", false}));
  for (const SecretRow& row : kernel_.db.read([&](db::Tx& tx) { return store_.list(tx, scope); })) {
    if (row.info.name != name) continue;
    CHECK_OK(pass_gate(principal, scope, {name}));
    TRY(const auto key, this->key());
    TRY(Secret value, key->open(row.envelope, context_of(row.info)));
    masker_.add(value.reveal());
    const boost::json::object one{{"name", name}, {"version", row.info.version}};
    CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
      announce(tx, "secret.revealed", fmt::format("secret:{}/{}", scope, name), principal.ref, owner,
               boost::json::serialize(boost::json::object{{"scope", scope}, {"secrets", boost::json::array{one}}}));
      return ok();
    }));
    return value;
  }
  return not_found("secrets.not_found", fmt::format("There is no secret '{}' in {}.", name, scope))
      .with_hint("See them with: towpath secret list");
}

Status SecretService::forget(const std::string& scope, const std::string& name) {
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove(tx, scope, name);
    return ok();
  });
}

std::vector<std::string> SecretService::scopes_before(const std::string& kind, UtcTime before) {
  return kernel_.db.read([&](db::Tx& tx) { return store_.scopes_before(tx, kind, before); });
}

Status SecretService::store_all(const std::string& scope, const std::map<std::string, Secret>& values) {
  if (values.empty())
    return kernel_.db.transact([&](db::Tx& tx) -> Status {
      store_.remove_scope(tx, scope);
      return ok();
    });
  TRY(const auto key, this->key());
  for (const auto& [name, value] : values) masker_.add(value.reveal());
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove_scope(tx, scope);
    for (const auto& [name, value] : values) store(tx, *key, scope, name, value, "");
    return ok();
  });
}

Result<std::map<std::string, Secret>> SecretService::reveal_all(const std::string& scope, const std::string& actor) {
  const auto rows = kernel_.db.read([&](db::Tx& tx) { return store_.list(tx, scope); });
  std::map<std::string, Secret> out;
  if (rows.empty()) return out;
  std::vector<std::string> read;
  for (const SecretRow& row : rows) read.push_back(row.info.name);
  auth::Principal reader = auth::system_principal();
  reader.ref = actor;
  CHECK_OK(pass_gate(reader, scope, read));
  TRY(const auto key, this->key());
  boost::json::array names;
  for (const SecretRow& row : rows) {
    TRY(out[row.info.name], key->open(row.envelope, context_of(row.info)));
    masker_.add(out[row.info.name].reveal());
    names.push_back(boost::json::object{{"name", row.info.name}, {"version", row.info.version}});
  }
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    announce(tx, "secret.revealed", "secret:" + scope, actor, "",
             boost::json::serialize(boost::json::object{{"scope", scope}, {"secrets", names}}));
    return ok();
  }));
  return out;
}

Result<std::string> SecretService::seal(const Secret& text, std::string_view context) {
  TRY(const auto key, this->key());
  return to_bytes(key->seal(text, sealed_context(context)));
}

Result<Secret> SecretService::open(std::string_view sealed, std::string_view context) {
  TRY(const auto key, this->key());
  return key->open(envelope_of(sealed), sealed_context(context));
}

Status SecretService::check_key() {
  const auto key = this->key();
  return key.has_value() ? check(**key) : ok();
}

Status SecretService::check(const MasterKey& key) {
  constexpr std::string_view known = "the master key of this platform";
  const std::string context = "key check";
  const bool is_ours =
      kernel_.db
          .transact([&](db::Tx& tx) -> Result<bool> {
            // A database older than the check has secrets to ask.
            if (const auto row = store_.any(tx); row && !key.open(row->envelope, context_of(row->info))) return false;
            const std::string sealed =
                store_.first_key_check(tx, to_bytes(key.seal(Secret(std::string(known)), context)));
            return key.open(envelope_of(sealed), context).has_value();
          })
          .value();
  if (is_ours) return ok();
  return conflict("secrets.other_key",
                  fmt::format("The secrets in the database lie under another master key than {}.", key_path_))
      .with_hint(
          "Copy keys/master.key from the data directory of a server that works with this database, or from the "
          "backup, to this place with mode 0600, and start again. All servers of one database share it.");
}

Result<KeyState> SecretService::key_state(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.read", {}));
  const std::lock_guard lock(mutex_);
  if (!key_) return KeyState::locked;
  return is_wrapped_ ? KeyState::unlocked : KeyState::plain;
}

Status SecretService::wrap_key(const auth::Principal& principal, const Secret& passphrase) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.update", {}));
  TRY(const auto key, this->key());
  CHECK_OK(KeyFile::write_wrapped(key_path_, key->bytes(), passphrase, wrap_cost_));
  fault_point("secrets.key.after_rename");
  announce_key("secret.key.wrapped", principal);
  const std::lock_guard lock(mutex_);
  is_wrapped_ = true;
  return ok();
}

Status SecretService::unlock_key(const auth::Principal& principal, const Secret& passphrase) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.update", {}));
  TRY(const KeyFile file, KeyFile::open(key_path_));
  TRY(Secret bytes, file.key(passphrase));
  auto opened = std::make_shared<const MasterKey>(std::move(bytes));
  CHECK_OK(check(*opened));
  {
    const std::lock_guard lock(mutex_);
    if (key_) return ok();
    key_ = std::move(opened);
  }
  announce_key("secret.key.unlocked", principal);
  return ok();
}

void SecretService::announce_key(const std::string& what, const auth::Principal& principal) {
  (void)kernel_.db.transact([&](db::Tx& tx) -> Status {
    announce(tx, what, "secret:master-key", principal.ref, "", "{}");
    return ok();
  });
}

void SecretService::follow_owner(const events::SealedEvent& event) {
  constexpr std::string_view prefix = "component:default/";
  if (!event.subject.starts_with(prefix)) return;
  (void)kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.set_owner(tx, event.subject.substr(prefix.size()), event.owner_ref);
    return ok();
  });
}

}  // namespace towpath::secrets
