#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "backup/archive.h"
#include "base/time.h"
#include "process/spawner.h"

namespace towpath::app {

/// A file in a restored data directory until its first start.
inline constexpr const char* restored_mark = "restored";

/// Whether the key of stored secrets goes along. A key under a passphrase may; a bare one opens everything, so it has
/// to be asked for.
enum class KeyPolicy { if_wrapped, always };

struct BackupSource {
  std::filesystem::path data;
  /// Writes a consistent copy of the database to a file that does not exist.
  std::function<Status(const std::filesystem::path& target)> snapshot_database;
  process::Spawner& spawner;
  bool is_key_wrapped = false;
  KeyPolicy key = KeyPolicy::if_wrapped;
};

/// A backup of a data directory, consistent while the server works: the database first, then what it names and what
/// only grows (blobs, Git repositories, logs, volumes, databases of workloads), then the key (docs/ARCHITECTURE.md
/// decision 4). Blocking; one thread.
class Backup {
 public:
  virtual ~Backup() = default;
  /// Makes working copies of the databases below the data directory; they go with the object.
  /// Errors: db.snapshot_failed, db.unsupported, delivery.postgres_copy_failed.
  static Result<std::unique_ptr<Backup>> prepare(const BackupSource& source, const Clock& clock);
  /// Writes it into `sink`, which answers false when nobody takes it any more. Errors: backup.interrupted.
  virtual Result<Manifest> write(std::function<bool(std::string_view)> sink) = 0;
};

struct RestoreOptions {
  std::filesystem::path key_file;  ///< The master key, for a backup without it; "" for none.
  bool without_key = false;        ///< Stored secrets are given up.
};

/// Restores `archive` into `data`, which must be absent or empty: unpacks beside it, checks every member and the chain
/// of events, and only then puts it in place. Its first start deploys again what was in force. Errors: app.not_empty,
/// those of unpack_archive(), backup.broken_chain, backup.key_missing (it has none and none is given),
/// backup.other_key, delivery.tool_missing.
Result<Manifest> restore_backup(const std::filesystem::path& archive, const std::filesystem::path& data,
                                const RestoreOptions& options = {});

}  // namespace towpath::app
