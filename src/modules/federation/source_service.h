#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "federation/ports.h"
#include "module/module.h"
#include "source_store.h"

namespace towpath::federation {

struct NewSource {
  std::string name, type;
  std::string scheme = {};  ///< "" for the usual one of the type.
  std::string component = {};
  std::map<std::string, std::string> components = {}, environments = {};
};

/// What is absent stays.
struct SourceChange {
  std::optional<std::string> scheme = {}, component = {};
  std::optional<std::map<std::string, std::string>> components = {}, environments = {};
  std::optional<bool> is_enabled = {};
};

struct SourcePage {
  std::vector<Source> items;
  std::string next;  ///< To be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

/// A source with the secret its sender must have; shown once.
struct SourceWithSecret {
  Source source;
  Secret secret;
};

/// The endpoints other systems send to. Thread-safe, blocking. Permissions: source.read, source.update.
/// Errors: federation.source_not_found, federation.invalid_source, federation.duplicate_source.
class SourceService {
 public:
  SourceService(const Kernel& kernel, Keys& keys) : kernel_(kernel), keys_(keys) {}

  Result<SourcePage> list(const auth::Principal& principal, const std::string& after, std::size_t limit);
  Result<Source> get(const auth::Principal& principal, const std::string& name);
  Result<SourceWithSecret> create(const auth::Principal& principal, const NewSource& source);
  Result<Source> change(const auth::Principal& principal, const std::string& name, const SourceChange& change);
  /// The old secret is worth nothing from then on.
  Result<SourceWithSecret> renew_secret(const auth::Principal& principal, const std::string& name);
  /// What it received goes with it; the facts in the event log stay.
  Status remove(const auth::Principal& principal, const std::string& name);

  /// For requests that come in. Errors: federation.source_not_found.
  Result<Source> find(const std::string& name);

 private:
  void announce(db::Tx& tx, const char* type, const Source& source, const std::string& actor);

  const Kernel& kernel_;
  Keys& keys_;
  SourceStore store_;
};

/// There is no source of that name.
Error no_source(const std::string& name);

}  // namespace towpath::federation
