#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "base/product.h"
#include "base/strings.h"
#include "database_store.h"
#include "delivery/private_postgres.h"

namespace towpath::delivery {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::minutes longest_copy{60};

std::string word_in(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

Error copy_failed(std::string_view why) {
  return failed("delivery.postgres_copy_failed", fmt::format("The databases of workloads could not be copied: {}", why))
      .with_hint("See that the supervised PostgreSQL server is well, then start the backup again.");
}

/// By the server's own tool, from the running server.
Status copy_running(const fs::path& folder, const fs::path& target, const std::string& version, const std::string& port,
                    process::Spawner& spawner) {
  process::Command command;
  command.argv = {fmt::format("/usr/lib/postgresql/{}/bin/pg_basebackup", version),
                  "--host=127.0.0.1",
                  "--port=" + port,
                  fmt::format("--username={}_admin", product::binary),
                  "--no-password",
                  "--wal-method=fetch",
                  "--checkpoint=fast",
                  "--no-sync",
                  "--pgdata=" + (target / "cluster").string()};
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}, {"PGPASSWORD", word_in(folder / "password")}};
  command.timeout = longest_copy;
  std::string output;
  const auto sink = [&](process::Stream, std::string_view bytes) { output.append(bytes.substr(0, 8'192)); };
  const auto exit = spawner.run(command, sink, {});
  if (!exit) return copy_failed(exit.error().message());
  if (!exit->is_success()) return copy_failed(fmt::format("{}: {}", describe(*exit), trim(output)));
  return ok();
}

}  // namespace

Status copy_private_postgres(const fs::path& folder, const fs::path& target, process::Spawner& spawner) {
  const fs::path cluster = folder / "home" / "cluster";
  if (!fs::exists(cluster)) return ok();
  fs::create_directories(target);
  const std::string port = word_in(folder / "port");
  if (!port.empty() && DatabaseStore::is_ready("127.0.0.1", std::stoi(port))) {
    CHECK_OK(copy_running(folder, target, word_in(cluster / "PG_VERSION"), port, spawner));
  } else {
    if (fs::exists(cluster / "postmaster.pid"))
      return copy_failed("the server is not running, and was not ended in order.");
    fs::copy(cluster, target / "cluster", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }
  fs::copy_file(folder / "password", target / "password");
  return ok();
}

Status place_private_postgres(const fs::path& copy, const fs::path& folder) {
  if (!fs::exists(copy)) return ok();
  const fs::path home = folder / "home";
  fs::create_directories(home);
  fs::permissions(folder, fs::perms::owner_all);
  fs::rename(copy / "cluster", home / "cluster");
  fs::rename(copy / "password", folder / "password");
  fs::permissions(home / "cluster", fs::perms::owner_all);
  if (geteuid() != 0) return ok();
  const auto* owner = getpwnam("postgres");
  if (!owner)
    return failed("delivery.tool_missing",
                  "PostgreSQL refuses to run as root, and this machine has no user 'postgres'.")
        .with_hint("apt-get install postgresql-15");
  const auto give = [&](const fs::path& path) {
    if (lchown(path.c_str(), owner->pw_uid, owner->pw_gid) != 0)
      throw std::system_error(errno, std::generic_category(), "give the cluster to the user postgres");
  };
  give(home);
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    if (entry.is_directory() && !entry.is_symlink()) fs::permissions(entry.path(), fs::perms::owner_all);
    give(entry.path());
  }
  return ok();
}

}  // namespace towpath::delivery
