#include "backup/backup.h"

#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "audit/audit.h"
#include "base/id.h"
#include "base/product.h"
#include "base/sha256.h"
#include "base/version.h"
#include "delivery/private_postgres.h"

namespace towpath::app {

namespace fs = std::filesystem;

namespace {

// Folders of the data directory whose files are immutable or only grow. What is not named is made anew from these.
constexpr const char* kept_folders[] = {"blobs", "logs", "instance_logs", "volumes"};
// Of private servers whose data no copy of their files would hold while they write.
constexpr const char* uncopied_folders[] = {"mariadb", "redis", "nats", "rabbitmq"};
constexpr const char* objects_folder = "objects";
constexpr const char* packs_folder = "pack";

constexpr const char* key_path = "keys/master.key";
constexpr std::string_view wrapped_magic = "TPWK";  // Under a passphrase the same key has another file each time.

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A folder for working copies that goes with this object.
class StagingFolder {
 public:
  explicit StagingFolder(const fs::path& data) : path_(data / "staging" / new_ulid()) {
    fs::create_directories(path_);
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~StagingFolder() {
    std::error_code ignored;  // what stays is removed by the next start
    fs::remove_all(path_, ignored);
  }
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
};

/// Links the files of `packs` below `target`, again and again while Git replaces packs by others meanwhile.
void hold_packs(const fs::path& packs, const fs::path& target) {
  fs::create_directories(target);
  for (bool is_whole = false; !is_whole;) {
    is_whole = true;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(packs, error)) {
      const fs::path place = target / entry.path().filename();
      if (entry.path().filename().string().starts_with("tmp_") || fs::exists(place)) continue;
      fs::create_hard_link(entry.path(), place, error);
      if (error == std::errc::no_such_file_or_directory)
        is_whole = false;
      else if (error)
        fs::copy_file(entry.path(), place);
    }
  }
}

/// References first, then loose objects, then packs: a reference then never names an object that is missing, and an
/// object that Git moves into a pack meanwhile is found there.
Status add_repository(ArchiveWriter& out, const std::string& path, const fs::path& repository,
                      const fs::path& staging) {
  const auto add = [&](const std::string& inner, const fs::directory_entry& entry) {
    return entry.is_directory() ? out.add_tree(inner, entry.path()) : out.add_file(inner, entry.path());
  };
  for (const auto& entry : fs::directory_iterator(repository))
    if (const std::string name = entry.path().filename().string(); name != objects_folder)
      CHECK_OK(add(path + "/" + name, entry));
  const fs::path objects = repository / objects_folder;
  for (const auto& entry : fs::directory_iterator(objects))
    if (const std::string name = entry.path().filename().string(); name != packs_folder)
      CHECK_OK(add(fmt::format("{}/{}/{}", path, objects_folder, name), entry));
  hold_packs(objects / packs_folder, staging);
  CHECK_OK(out.add_tree(fmt::format("{}/{}/{}", path, objects_folder, packs_folder), staging));
  fs::remove_all(staging);
  return ok();
}

Status add_repositories(ArchiveWriter& out, const fs::path& folder, const fs::path& staging) {
  std::error_code error;
  for (const auto& repository : fs::directory_iterator(folder, error))
    CHECK_OK(add_repository(out, "git/" + repository.path().filename().string(), repository.path(), staging));
  return ok();
}

class PreparedBackup final : public Backup {
 public:
  PreparedBackup(const BackupSource& source, const Clock& clock) : data_(source.data), staging_(source.data) {
    manifest_.product_version = std::string(version());
    manifest_.created_at = to_rfc3339(clock.now());
    manifest_.has_key = source.is_key_wrapped || source.key == KeyPolicy::always;
    manifest_.key_sha256 = sha256_hex(bytes_of(data_ / key_path));
    for (const char* folder : uncopied_folders)
      if (fs::exists(data_ / folder / "home")) manifest_.left_out.emplace_back(folder);
  }

  Status copy_databases(const BackupSource& source) {
    CHECK_OK(source.snapshot_database(staging_.path() / product::database_file));
    return delivery::copy_private_postgres(data_ / "postgres", staging_.path() / "postgres", source.spawner);
  }

  Result<Manifest> write(std::function<bool(std::string_view)> sink) override {
    ArchiveWriter out(std::move(sink));
    CHECK_OK(out.add_file(std::string(product::database_file), staging_.path() / product::database_file));
    CHECK_OK(out.add_file("host-id", data_ / "host-id"));
    CHECK_OK(out.add_tree("postgres", staging_.path() / "postgres"));
    for (const char* folder : kept_folders) CHECK_OK(out.add_tree(folder, data_ / folder));
    CHECK_OK(add_repositories(out, data_ / "git", staging_.path() / "packs"));
    if (manifest_.has_key) CHECK_OK(out.add_tree("keys", data_ / "keys"));
    return out.finish(manifest_);
  }

 private:
  const fs::path data_;
  const StagingFolder staging_;
  Manifest manifest_;
};

bool is_empty_or_absent(const fs::path& folder) {
  std::error_code error;
  return !fs::exists(folder, error) || (fs::is_directory(folder, error) && fs::is_empty(folder, error));
}

Status verify_chain_of(const fs::path& database) {
  TRY(const events::Verdict verdict, audit::verify_database(database.string()));
  if (verdict.first_bad)
    return failed("backup.broken_chain", fmt::format("The event log in the backup does not hold at event {}: {}.",
                                                     *verdict.first_bad, verdict.reason))
        .with_hint("Take an older backup; nothing was restored.");
  return ok();
}

/// Puts the given key where the backup has none.
Status place_key(const Manifest& manifest, const fs::path& data, const RestoreOptions& options) {
  if (manifest.has_key || options.without_key) return ok();
  if (options.key_file.empty())
    return conflict("backup.key_missing", "The backup does not have the key of its secrets, and none is given.")
        .with_hint(
            "Name the file with --key (keys/master.key of the old data directory), or give the secrets up with "
            "--without-key.");
  const std::string key = bytes_of(options.key_file);
  if (!key.starts_with(wrapped_magic) && sha256_hex(key) != manifest.key_sha256)
    return conflict("backup.other_key",
                    fmt::format("{} is not the key this backup's secrets were stored with.", options.key_file.string()))
        .with_hint("Take keys/master.key of the data directory the backup was made of.");
  const fs::path place = data / key_path;
  fs::create_directories(place.parent_path());
  fs::permissions(place.parent_path(), fs::perms::owner_all);
  fs::copy_file(options.key_file, place);
  fs::permissions(place, fs::perms::owner_read | fs::perms::owner_write);
  return ok();
}

}  // namespace

Result<std::unique_ptr<Backup>> Backup::prepare(const BackupSource& source, const Clock& clock) {
  auto made = std::make_unique<PreparedBackup>(source, clock);
  CHECK_OK(made->copy_databases(source));
  return std::unique_ptr<Backup>(std::move(made));
}

Result<Manifest> restore_backup(const fs::path& archive, const fs::path& data, const RestoreOptions& options) {
  if (!is_empty_or_absent(data))
    return conflict("app.not_empty", fmt::format("{} is not empty, so nothing is restored into it.", data.string()))
        .with_hint("Name a new folder with --data; move it afterwards if you like.");
  const fs::path beside = data.string() + ".restoring";
  fs::remove_all(beside);
  fs::create_directories(beside);
  const auto restore = [&]() -> Result<Manifest> {
    TRY(Manifest manifest, unpack_archive(archive, beside));
    CHECK_OK(verify_chain_of(beside / product::database_file));
    const fs::path copy = beside / "postgres-copy";
    if (fs::exists(beside / "postgres")) fs::rename(beside / "postgres", copy);
    CHECK_OK(delivery::place_private_postgres(copy, beside / "postgres"));
    fs::remove_all(copy);
    CHECK_OK(place_key(manifest, beside, options));
    std::ofstream(beside / restored_mark) << manifest.created_at << "\n";
    return manifest;
  };
  auto restored = restore();
  if (!restored.has_value()) {
    fs::remove_all(beside);
    return restored;
  }
  fs::remove(data);
  fs::rename(beside, data);
  return restored;
}

}  // namespace towpath::app
