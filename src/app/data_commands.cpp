#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <ostream>
#include <utility>

#include "audit/audit.h"
#include "backup/backup.h"
#include "base/product.h"
#include "base/strings.h"
#include "cli/download.h"
#include "commands.h"
#include "config/config.h"
#include "db/copy.h"
#include "events/events.h"
#include "secrets/module.h"
#include "server.h"
#include "settings.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

/// The data directory a command is about; it must be one.
Result<fs::path> data_directory(const cli::Invocation& invocation) {
  const fs::path data =
      fs::absolute(invocation.args.has("--data") ? invocation.args.text("--data") : default_data_directory());
  if (!fs::exists(data / "host-id"))
    return not_found("app.no_data", fmt::format("{} is not a data directory of {}.", data.string(), product::name))
        .with_hint("Name it with --data DIR.");
  return data;
}

/// A file that appears under its name only when it is whole.
class FileInTheMaking {
 public:
  explicit FileInTheMaking(fs::path path) : path_(std::move(path)), part_(path_.string() + ".part") {
    const int fd = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);  // it holds everybody's data
    if (fd >= 0) file_ = ::fdopen(fd, "wb");
  }
  ~FileInTheMaking() {
    if (file_) std::fclose(file_);
    std::error_code ignored;  // gone when it was finished
    fs::remove(part_, ignored);
  }
  FileInTheMaking(const FileInTheMaking&) = delete;
  FileInTheMaking& operator=(const FileInTheMaking&) = delete;

  bool is_open() const { return file_ != nullptr; }
  const fs::path& part() const { return part_; }
  bool write(std::string_view bytes) { return std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size(); }
  bool close() {
    const bool is_whole = std::fflush(file_) == 0 && ::fsync(fileno(file_)) == 0;
    return (std::fclose(std::exchange(file_, nullptr)) == 0) && is_whole;
  }
  void publish() { fs::rename(part_, path_); }

 private:
  const fs::path path_, part_;
  std::FILE* file_ = nullptr;
};

/// Of a directory on this machine, beside a server that works on it or without one.
Status back_up_directory(const fs::path& data, KeyPolicy policy, const std::function<bool(std::string_view)>& sink) {
  TRY(const auto db, db::Db::open({.url = (data / product::database_file).string(), .access = db::Access::read_only}));
  process::SpawnerOptions options;
  options.data_directory = data;
  TRY(const auto spawner, process::start_spawner(std::move(options)));
  const SystemClock clock;
  const BackupSource source{data, [&](const fs::path& target) { return db->snapshot_to(target.string()); }, *spawner,
                            secrets::is_key_wrapped(data.string()), policy};
  TRY(const auto backup, Backup::prepare(source, clock));
  TRY(const Manifest written, backup->write(sink));
  return ok();
}

Result<int> backup(cli::Invocation& invocation) {
  fs::path target = invocation.args.text("--to");
  if (target.empty())
    return invalid_input("cli.usage", "--to is missing.").with_hint("towpath backup --to /var/backups/towpath.tar.zst");
  const SystemClock clock;
  if (fs::is_directory(target))
    target /= fmt::format("{}-{:%Y%m%dT%H%M%SZ}.tar.zst", product::binary,
                          std::chrono::floor<std::chrono::seconds>(clock.now()));
  const bool with_key = invocation.args.has("--include-key");
  if (fs::exists(target))
    return conflict("backup.exists", fmt::format("{} exists already.", target.string()))
        .with_hint("Choose another name.");
  FileInTheMaking file(target);
  if (!file.is_open())
    return failed("backup.unwritable", fmt::format("{} cannot be written.", file.part().string()))
        .with_hint("Choose another place, or remove what an interrupted backup left there.");
  const auto sink = [&](std::string_view bytes) { return file.write(bytes); };
  if (invocation.args.has("--data")) {
    TRY(const fs::path data, data_directory(invocation));
    CHECK_OK(back_up_directory(data, with_key ? KeyPolicy::always : KeyPolicy::if_wrapped, sink));
  } else {
    CHECK_OK(
        cli::download("/api/v1/backups", boost::json::serialize(boost::json::object{{"includeKey", with_key}}), sink));
  }
  if (!file.close())
    return failed("backup.unwritable", fmt::format("{} could not be written to its end.", target.string()))
        .with_hint("See whether the disk is full.");
  TRY(const Manifest manifest, verify_archive(file.part()));
  file.publish();
  const auto bytes = fs::file_size(target);
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(
                             boost::json::object{{"file", target.string()},
                                                 {"bytes", bytes},
                                                 {"members", manifest.members.size()},
                                                 {"createdAt", manifest.created_at},
                                                 {"hasKey", manifest.has_key},
                                                 {"leftOut", boost::json::value_from(manifest.left_out)}})
                      << "\n";
  else
    invocation.io.out << target.string() << "\n";
  invocation.io.err << fmt::format("{} files, {:.1f} MiB, checked.\n", manifest.members.size(),
                                   static_cast<double>(bytes) / (1 << 20));
  if (!manifest.left_out.empty())
    invocation.io.err << fmt::format(
        "The data of these private servers are not in it: {}. Copy them with their own tools: manual, Operations.\n",
        join(manifest.left_out, ", "));
  if (!manifest.has_key)
    invocation.io.err
        << "The key of stored secrets is not in it: keep keys/master.key in another place, or put it under a\n"
           "passphrase, or say --include-key. Without it secrets cannot be read after a restore.\n";
  return 0;
}

Result<int> restore(cli::Invocation& invocation) {
  const fs::path archive = invocation.args.text("--from");
  if (archive.empty())
    return invalid_input("cli.usage", "--from is missing.").with_hint("towpath restore --from FILE --data DIR");
  const RestoreOptions options{invocation.args.text("--key"), invocation.args.has("--without-key")};
  const fs::path data =
      fs::absolute(invocation.args.has("--data") ? invocation.args.text("--data") : default_data_directory());
  if (!fs::exists(archive)) return not_found("backup.no_file", fmt::format("There is no file {}.", archive.string()));
  TRY(const Manifest manifest, restore_backup(archive, data, options));
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(boost::json::object{{"data", data.string()},
                                                                    {"members", manifest.members.size()},
                                                                    {"createdAt", manifest.created_at},
                                                                    {"hasKey", manifest.has_key}})
                      << "\n";
  else
    invocation.io.out << data.string() << "\n";
  invocation.io.err << fmt::format("Restored {} files of {}; every file and the chain of events were checked.\n",
                                   manifest.members.size(), manifest.created_at);
  if (!manifest.has_key && options.without_key)
    invocation.io.err << "Stored secrets are given up: the next start makes a new key.\n";
  invocation.io.err << fmt::format("Start it with: {} up --data {}\n", product::binary, data.string());
  return 0;
}

Result<int> db_copy(cli::Invocation& invocation) {
  const std::string target = invocation.args.text("--to");
  if (!target.starts_with("postgres"))
    return invalid_input("db.copy_unsupported", "--to names no PostgreSQL database.")
        .with_hint("Write it like postgresql://user@host/name; a password may come from PGPASSWORD or ~/.pgpass.");
  TRY(const fs::path data, data_directory(invocation));
  TRY(const auto source, db::Db::open({.url = (data / product::database_file).string()}));
  TRY(const config::Config config,
      config::Config::load(server_settings(), "", "", {}, {{"data", data.string()}, {"database", target}}));
  CHECK_OK(Server::migrate(config));
  TRY(const auto copy, db::Db::open({.url = target}));
  TRY(const auto tables, db::copy_all(*source, *copy, [&](const db::CopiedTable& table) {
        invocation.io.err << fmt::format("  {:>9}  {}\n", table.rows, table.name);
      }));
  const events::Verdict verdict = events::verify_chain(*copy);
  if (verdict.first_bad)
    return failed("db.copy_broken_chain",
                  fmt::format("The chain of events does not hold in the copy at event {}.", *verdict.first_bad))
        .with_hint("Do not use the copy; the original is unchanged.");
  std::int64_t rows = 0;
  for (const auto& table : tables) rows += table.rows;
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(boost::json::object{
                             {"tables", tables.size()}, {"rows", rows}, {"eventsVerified", verdict.checked}})
                      << "\n";
  invocation.io.err << fmt::format(
      "{} rows of {} tables; the chain of {} events holds.\nStart with: {} up --data {} "
      "--database URL\n",
      rows, tables.size(), verdict.checked, product::binary, data.string());
  return 0;
}

}  // namespace

std::vector<cli::Command> data_commands() {
  const cli::Option data{"--data", "DIR", "The server's data directory"};
  return {
      {"backup",
       "Writes a backup of the running server, or of a data directory, into a file",
       "towpath backup --to /var/backups/towpath-monday.tar.zst",
       {},
       {{"--to", "FILE", "Where it goes; into a folder under a name with the time"},
        {"--include-key", "", "The key of stored secrets goes along although it has no passphrase"},
        {"--data", "DIR", "A data directory on this machine, instead of asking the server"}},
       backup},
      {"restore",
       "Restores a backup into an empty data directory",
       "towpath restore --from /var/backups/towpath-monday.tar.zst --data ./data",
       {},
       {{"--from", "FILE", "The backup"},
        {"--key", "FILE", "The key of stored secrets, when the backup does not have it"},
        {"--without-key", "", "Give stored secrets up"},
        data},
       restore},
      {"db copy",
       "Copies the SQLite database of a stopped server into PostgreSQL",
       "towpath db copy --data ./data --to postgresql://towpath@db.example.org/towpath",
       {},
       {{"--to", "URL", "A new, empty PostgreSQL database"}, data},
       db_copy},
  };
}

}  // namespace towpath::app
