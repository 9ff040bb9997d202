#include <fmt/format.h>

#include <map>
#include <mutex>

#include "base/hmac.h"
#include "base/id.h"
#include "base/random_text.h"
#include "base/sha256.h"
#include "delivery/terraform.h"

#include "terraform_documents.h"
#include "terraform_state_store.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t password_length = 40;
constexpr std::int64_t versions_kept = 20;

/// A run that is under way.
struct Live {
  std::string state, password_hash;
  UtcTime until;
  std::optional<Error> refusal = {};
};

std::string state_context(const std::string& state) { return "terraform-state:" + state; }
std::string configuration_context(const std::string& state) { return "terraform-configuration:" + state; }
std::string making_context(const std::string& state) { return "terraform-making:" + state; }

class States final : public TerraformStates {
 public:
  States(db::Db& db, const Clock& clock, Vault& vault, std::string host_id)
      : db_(db), clock_(clock), vault_(vault), host_id_(std::move(host_id)) {}

  std::unique_ptr<Run> begin(const std::string& state, std::chrono::milliseconds longest) override;
  Result<std::optional<Secret>> text(const std::string& state) override;
  Status keep_configuration(const std::string& state, const Secret& configuration) override;
  Result<std::optional<Secret>> configuration(const std::string& state) override;
  Status end(const std::string& state, History history) override;
  std::size_t remove_ended(UtcTime time) override;
  std::vector<TerraformStateVersion> versions(const std::string& state) override;
  Status keep_making(const TerraformCredential& run, const std::string& state, const Secret& text,
                     const std::string& before) override;
  Status change_making(const std::string& state, const std::string& run, const Secret& text) override;
  Result<std::optional<Making>> making(const std::string& state) override;
  void forget_making(const std::string& state, const std::string& run) override;

  Result<std::optional<Secret>> read(const TerraformCredential& credential, const std::string& state) override {
    return told(credential, [&]() -> Result<std::optional<Secret>> {
      CHECK_OK(check(credential, state));
      return text(state);
    });
  }
  Result<std::optional<std::string>> lock(const TerraformCredential& credential, const std::string& state,
                                          std::string_view info) override {
    return told(credential, [&] { return take_lock(credential, state, info); });
  }
  Result<std::optional<std::string>> unlock(const TerraformCredential& credential, const std::string& state,
                                            std::string_view info) override {
    return told(credential, [&] { return give_lock(credential, state, info); });
  }
  Result<std::optional<std::string>> write(const TerraformCredential& credential, const std::string& state,
                                           const std::string& lock_id, const Secret& text) override {
    return told(credential, [&] { return put(credential, state, lock_id, text); });
  }
  Status erase(const TerraformCredential& credential, const std::string& state) override {
    return told(credential, [&] { return drop(credential, state); });
  }

 private:
  class RunHandle;

  Status check(const TerraformCredential& credential, const std::string& state) const;
  Result<std::optional<std::string>> take_lock(const TerraformCredential& credential, const std::string& state,
                                               std::string_view info);
  Result<std::optional<std::string>> give_lock(const TerraformCredential& credential, const std::string& state,
                                               std::string_view info);
  Result<std::optional<std::string>> put(const TerraformCredential& credential, const std::string& state,
                                         const std::string& lock_id, const Secret& text);
  Status drop(const TerraformCredential& credential, const std::string& state);
  bool is_live(const std::string& run) const;
  UtcTime until_of(const std::string& run) const;
  /// Whether the lock of a row stands in the way of a run.
  bool is_locked_for(const TerraformStateRow& row, const std::string& run) const;
  static void free(TerraformStateRow& row);
  /// Writes down what is refused where the driver finds it.
  template <class F>
  auto told(const TerraformCredential& credential, F&& work) -> decltype(work()) {
    auto answer = work();
    if (!answer.has_value()) {
      const std::lock_guard guard(mutex_);
      if (const auto found = live_.find(credential.user); found != live_.end()) found->second.refusal = answer.error();
    }
    return answer;
  }

  db::Db& db_;
  const Clock& clock_;
  Vault& vault_;
  const std::string host_id_;
  TerraformStateStore store_;
  mutable std::mutex mutex_;          // guards live_
  std::map<std::string, Live> live_;  ///< By the run's id.
};

class States::RunHandle final : public TerraformStates::Run {
 public:
  RunHandle(States& states, std::string state, TerraformCredential credential)
      : states_(states), state_(std::move(state)), credential_(std::move(credential)) {}
  ~RunHandle() override {
    {
      const std::lock_guard guard(states_.mutex_);
      states_.live_.erase(credential_.user);
    }
    try {
      const Status released = states_.db_.transact([&](db::Tx& tx) -> Status {
        states_.store_.release(tx, state_, credential_.user, states_.clock_.now());
        return ok();
      });
      (void)released;
    } catch (const std::exception&) {  // boundary: a lock whose run is over counts no more, its row may stay
    }
  }
  const TerraformCredential& credential() const override { return credential_; }
  std::optional<Error> refusal() const override {
    const std::lock_guard guard(states_.mutex_);
    const auto found = states_.live_.find(credential_.user);
    return found == states_.live_.end() ? std::nullopt : found->second.refusal;
  }

 private:
  States& states_;
  const std::string state_;
  const TerraformCredential credential_;
};

std::unique_ptr<TerraformStates::Run> States::begin(const std::string& state, std::chrono::milliseconds longest) {
  TerraformCredential credential{new_ulid(), random_text(password_length)};
  const std::lock_guard guard(mutex_);
  live_[credential.user] = {state, sha256_hex(credential.password.reveal()), clock_.now() + longest};
  return std::make_unique<RunHandle>(*this, state, std::move(credential));
}

Status States::check(const TerraformCredential& credential, const std::string& state) const {
  const std::string hash = sha256_hex(credential.password.reveal());
  const std::lock_guard guard(mutex_);
  const auto found = live_.find(credential.user);
  if (found == live_.end() || !equal_in_constant_time(found->second.password_hash, hash) ||
      found->second.state != state || found->second.until < clock_.now())
    return unauthenticated("delivery.terraform_credential", "This credential does not open that state.")
        .with_hint("Only the program that this server runs for a resource may touch its state.");
  return ok();
}

bool States::is_live(const std::string& run) const {
  const std::lock_guard guard(mutex_);
  return live_.contains(run);
}

UtcTime States::until_of(const std::string& run) const {
  const std::lock_guard guard(mutex_);
  const auto found = live_.find(run);
  return found == live_.end() ? UtcTime() : found->second.until;
}

bool States::is_locked_for(const TerraformStateRow& row, const std::string& run) const {
  if (!row.lock_id || row.lock_run == run) return false;
  if (row.locked_until && *row.locked_until < clock_.now()) return false;
  return row.lock_host != host_id_ || is_live(row.lock_run);
}

void States::free(TerraformStateRow& row) {
  row.lock_id.reset();
  row.locked_until.reset();
  row.lock_info.clear();
  row.lock_run.clear();
  row.lock_host.clear();
}

Result<std::optional<Secret>> States::text(const std::string& state) {
  const auto sealed = db_.read([&](db::Tx& tx) -> std::optional<std::string> {
    const auto row = store_.find(tx, state);
    if (!row || row->version == 0) return std::nullopt;
    return store_.content(tx, state, row->version);
  });
  if (!sealed) return std::optional<Secret>();
  TRY(auto opened, vault_.open(*sealed, state_context(state)));
  return std::optional(std::move(opened));
}

Status States::keep_configuration(const std::string& state, const Secret& configuration) {
  TRY(const std::string sealed, vault_.seal(configuration, configuration_context(state)));
  return db_.transact([&](db::Tx& tx) -> Status {
    auto row = store_.find(tx, state).value_or(TerraformStateRow{state, ""});
    row.ended_at.reset();
    row.updated_at = clock_.now();
    store_.put(tx, row);
    store_.set_configuration(tx, state, sealed);
    return ok();
  });
}

Result<std::optional<Secret>> States::configuration(const std::string& state) {
  const auto sealed = db_.read([&](db::Tx& tx) { return store_.configuration(tx, state); });
  if (!sealed) return std::optional<Secret>();
  TRY(auto opened, vault_.open(*sealed, configuration_context(state)));
  return std::optional(std::move(opened));
}

Status States::keep_making(const TerraformCredential& run, const std::string& state, const Secret& text,
                           const std::string& before) {
  CHECK_OK(check(run, state));
  TRY(const std::string sealed, vault_.seal(text, making_context(state)));
  const UtcTime until = until_of(run.user);
  return db_.transact([&](db::Tx& tx) -> Status {
    const auto row = store_.making(tx, state);
    if (row && row->run != run.user && row->run != before)
      return conflict("delivery.terraform_locked", "Another run has begun to apply meanwhile.")
          .with_hint("Wait for its end and try again.");
    store_.put_making(tx, {state, run.user, host_id_, until, sealed});
    return ok();
  });
}

Status States::change_making(const std::string& state, const std::string& run, const Secret& text) {
  TRY(const std::string sealed, vault_.seal(text, making_context(state)));
  return db_.transact([&](db::Tx& tx) -> Status {
    auto row = store_.making(tx, state);
    if (!row || row->run != run) return ok();
    row->content = sealed;
    store_.put_making(tx, *row);
    return ok();
  });
}

Result<std::optional<TerraformStates::Making>> States::making(const std::string& state) {
  const auto row = db_.read([&](db::Tx& tx) { return store_.making(tx, state); });
  if (!row) return std::optional<Making>();
  TRY(auto text, vault_.open(row->content, making_context(state)));
  const bool is_under_way = row->host == host_id_ ? is_live(row->run) : row->until >= clock_.now();
  return std::optional(Making{std::move(text), is_under_way});
}

void States::forget_making(const std::string& state, const std::string& run) {
  const Status forgotten = db_.transact([&](db::Tx& tx) -> Status {
    const auto row = store_.making(tx, state);
    if (row && row->run == run) store_.remove_making(tx, state);
    return ok();
  });
  (void)forgotten;  // a removal refuses nothing
}

Status States::end(const std::string& state, History history) {
  return db_.transact([&](db::Tx& tx) -> Status {
    store_.remove_making(tx, state);
    auto row = store_.find(tx, state);
    if (!row) return ok();
    if (history == History::forget) {
      store_.remove(tx, state);
      return ok();
    }
    if (row->ended_at) return ok();
    row->ended_at = row->updated_at = clock_.now();
    row->version = 0;
    store_.put(tx, *row);
    return ok();
  });
}

std::size_t States::remove_ended(UtcTime time) {
  return db_
      .transact([&](db::Tx& tx) -> Result<std::size_t> {
        const auto ended = store_.ended_before(tx, time);
        for (const std::string& state : ended) store_.remove(tx, state);
        return ended.size();
      })
      .value();
}

std::vector<TerraformStateVersion> States::versions(const std::string& state) {
  return db_.read([&](db::Tx& tx) { return store_.versions(tx, state); });
}

Result<std::optional<std::string>> States::take_lock(const TerraformCredential& credential, const std::string& state,
                                                     std::string_view info) {
  CHECK_OK(check(credential, state));
  TRY(const std::string id, read_lock_id(info));
  const UtcTime until = until_of(credential.user);
  return db_.transact([&](db::Tx& tx) -> Result<std::optional<std::string>> {
    auto row = store_.find(tx, state).value_or(TerraformStateRow{state, ""});
    if (is_locked_for(row, credential.user)) return std::optional(row.lock_info);
    row.lock_id = id;
    row.lock_info = std::string(info);
    row.lock_run = credential.user;
    row.lock_host = host_id_;
    row.locked_until = until;
    row.updated_at = clock_.now();
    store_.put(tx, row);
    return std::optional<std::string>();
  });
}

Result<std::optional<std::string>> States::give_lock(const TerraformCredential& credential, const std::string& state,
                                                     std::string_view info) {
  CHECK_OK(check(credential, state));
  TRY(const std::string id, read_lock_id(info));
  return db_.transact([&](db::Tx& tx) -> Result<std::optional<std::string>> {
    auto row = store_.find(tx, state);
    if (!row || !row->lock_id) return std::optional<std::string>();
    if (*row->lock_id != id || row->lock_run != credential.user) return std::optional(row->lock_info);
    free(*row);
    row->updated_at = clock_.now();
    store_.put(tx, *row);
    return std::optional<std::string>();
  });
}

Result<std::optional<std::string>> States::put(const TerraformCredential& credential, const std::string& state,
                                               const std::string& lock_id, const Secret& text) {
  CHECK_OK(check(credential, state));
  TRY(const TerraformStateDocument document, read_terraform_state(text.reveal()));
  TRY(const std::string sealed, vault_.seal(text, state_context(state)));
  const std::string digest = sha256_hex(text.reveal());
  return db_.transact([&](db::Tx& tx) -> Result<std::optional<std::string>> {
    auto row = store_.find(tx, state);
    if (row && is_locked_for(*row, credential.user)) return std::optional(row->lock_info);
    if (!row || row->lock_run != credential.user || row->lock_id != lock_id)
      return conflict("delivery.terraform_not_locked", "The state is written only by who has locked it.")
          .with_hint("Run the program without -lock=false.");
    if (row->version != 0) {
      if (row->serial == document.serial && row->lineage == document.lineage &&
          store_.digest(tx, state, row->version) == digest)
        return std::optional<std::string>();  // the same once more: an answer was lost
      if (row->lineage != document.lineage || document.serial <= row->serial)
        return conflict("delivery.terraform_state_outdated",
                        fmt::format("Serial {} does not follow the stored serial {} of this state.", document.serial,
                                    row->serial))
            .with_hint("Another run has written meanwhile. Plan again.");
    }
    const UtcTime now = clock_.now();
    row->lineage = document.lineage;
    row->serial = document.serial;
    row->version = ++row->last_version;
    row->ended_at.reset();
    row->updated_at = now;
    store_.put(tx, *row);
    store_.insert_version(
        tx, state, {row->version, document.serial, static_cast<std::int64_t>(text.reveal().size()), document.tool, now},
        digest, sealed);
    store_.remove_versions_up_to(tx, state, row->version - versions_kept);
    return std::optional<std::string>();
  });
}

Status States::drop(const TerraformCredential& credential, const std::string& state) {
  CHECK_OK(check(credential, state));
  return db_.transact([&](db::Tx& tx) -> Status {
    auto row = store_.find(tx, state);
    if (!row) return ok();
    if (is_locked_for(*row, credential.user))
      return conflict("delivery.terraform_not_locked", "Another run has locked the state.");
    row->version = 0;
    row->updated_at = clock_.now();
    store_.put(tx, *row);
    return ok();
  });
}

}  // namespace

std::unique_ptr<TerraformStates> make_terraform_states(db::Db& db, const Clock& clock, Vault& vault,
                                                       std::string host_id) {
  return std::make_unique<States>(db, clock, vault, std::move(host_id));
}

}  // namespace towpath::delivery
