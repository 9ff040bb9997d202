#pragma once

#include <memory>

#include "mask/masker.h"
#include "module/module.h"
#include "secrets/secrets.h"

namespace towpath::secrets {

class SecretsModule : public Module {
 public:
  virtual Secrets& secrets() = 0;
  /// That this server's master key is the one which the database's secrets lie under; the first server to ask decides.
  /// A locked key is looked at when it is unlocked. Once, after the migrations and before start(). Errors:
  /// secrets.other_key.
  virtual Status check_key() = 0;
  /// Knows every value that was stored or revealed by this process: for output that must not show them.
  virtual const mask::Masker& masker() const = 0;
};

/// Reads or makes the master key in the data directory. `owners` outlives the module. A key wrapped by a passphrase is
/// opened with `passphrase`, or stays locked until unlock_key() when that is empty.
/// Errors: secrets.key_unreadable, secrets.wrong_passphrase.
Result<std::unique_ptr<SecretsModule>> make_module(Kernel kernel, ScopeOwners& owners,
                                                   const Secret& passphrase = Secret());

/// Whether the master key in a data directory lies under a passphrase; false when there is none.
bool is_key_wrapped(const std::string& data_directory);

}  // namespace towpath::secrets
