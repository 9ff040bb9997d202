#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "db/db.h"
#include "delivery/vault.h"

namespace towpath::delivery {

/// What the program of a driver's run shows when it asks for its state (HTTP Basic).
struct TerraformCredential {
  std::string user;  ///< The run's id.
  Secret password;
};

/// One version of a state, without its content.
struct TerraformStateVersion {
  std::int64_t version = 0, serial = 0, size_bytes = 0;
  std::string tool;  ///< "1.11.4"
  UtcTime created_at;
};

/// States of terraform and opentofu, one a resource, named by its gu_id: encrypted, with a lock and with the last
/// twenty versions. The `http` backend of both programs talks to it
/// (developer.hashicorp.com/terraform/language/backend/http) through terraform/terraform_routes.h. Thread-safe,
/// blocking.
///
/// A program may touch a state only with the credential of a run that this process began for exactly that state, and
/// write it only while it holds the lock. Programs do not outlive the server, so neither do credentials: they are in
/// memory alone, as hashes. A lock counts while its run does; then the next one takes it over.
class TerraformStates {
 public:
  virtual ~TerraformStates() = default;

  /// One run of the driver on one state; a lock it still holds goes with it, as does its credential.
  class Run {
   public:
    virtual ~Run() = default;
    virtual const TerraformCredential& credential() const = 0;
    /// Why the program was refused last: of an answer that is no success it only prints the number.
    virtual std::optional<Error> refusal() const = 0;
  };
  /// The states outlive the run. `longest`: after that time its credential opens nothing and its lock does not count.
  virtual std::unique_ptr<Run> begin(const std::string& state, std::chrono::milliseconds longest) = 0;

  // For the driver.
  /// The text in force; nothing when there is none. Errors: secrets.locked, secrets.key_wrong.
  virtual Result<std::optional<Secret>> text(const std::string& state) = 0;
  /// Keeps the configuration that is about to be applied.
  virtual Status keep_configuration(const std::string& state, const Secret& configuration) = 0;
  virtual Result<std::optional<Secret>> configuration(const std::string& state) = 0;
  enum class History { keep, forget };
  /// The resource was destroyed. What is kept is removed by remove_ended().
  virtual Status end(const std::string& state, History history) = 0;
  /// Removes what ended before `time`; how many.
  virtual std::size_t remove_ended(UtcTime time) = 0;
  /// Newest first.
  virtual std::vector<TerraformStateVersion> versions(const std::string& state) = 0;

  /// What an apply may have created that the state does not know.
  struct Making {
    Secret text;                ///< The driver's own.
    bool is_under_way = false;  ///< Its run is: then nothing can be said of it yet.
  };
  /// Writes it down before an apply, as the run's, in the place of that of the run `before` ("" for none).
  /// Errors: delivery.terraform_locked (that of another run is there).
  virtual Status keep_making(const TerraformCredential& run, const std::string& state, const Secret& text,
                             const std::string& before) = 0;
  /// Replaces the text of that of this run, while it is there.
  virtual Status change_making(const std::string& state, const std::string& run, const Secret& text) = 0;
  virtual Result<std::optional<Making>> making(const std::string& state) = 0;
  /// The end of it is known.
  virtual void forget_making(const std::string& state, const std::string& run) = 0;

  // For the program. Errors of all: delivery.terraform_credential (none, over, or of another state).
  virtual Result<std::optional<Secret>> read(const TerraformCredential& credential, const std::string& state) = 0;
  /// Nothing when it has the lock now, else the information of the lock that is in its way.
  /// Errors: delivery.terraform_lock_invalid.
  virtual Result<std::optional<std::string>> lock(const TerraformCredential& credential, const std::string& state,
                                                  std::string_view info) = 0;
  /// Nothing when nobody has the lock now, else the information of the lock, which is another one.
  /// Errors: delivery.terraform_lock_invalid.
  virtual Result<std::optional<std::string>> unlock(const TerraformCredential& credential, const std::string& state,
                                                    std::string_view info) = 0;
  /// Nothing when the text is in force now, else the information of the lock, which is another one. Errors:
  /// delivery.terraform_state_invalid, delivery.terraform_state_newer (a format we cannot read),
  /// delivery.terraform_state_outdated (a serial or lineage that does not follow what is stored),
  /// delivery.terraform_not_locked, secrets.locked.
  virtual Result<std::optional<std::string>> write(const TerraformCredential& credential, const std::string& state,
                                                   const std::string& lock_id, const Secret& text) = 0;
  /// Nothing is in force any more; versions stay. Errors: delivery.terraform_not_locked when another run has the lock.
  virtual Status erase(const TerraformCredential& credential, const std::string& state) = 0;
};

/// Everything referred to outlives the states. `host_id`: locks of earlier lives of this host count no more.
std::unique_ptr<TerraformStates> make_terraform_states(db::Db& db, const Clock& clock, Vault& vault,
                                                       std::string host_id);

}  // namespace towpath::delivery
