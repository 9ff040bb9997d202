#include <doctest/doctest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "base/product.h"
#include "db/db.h"
#include "db/testing/databases.h"
#include "support/server_process.h"
#include "support/test_paths.h"

namespace fs = std::filesystem;
namespace db = towpath::db;
using db::testing::TemporaryFolder;
using towpath::testing::Finished;
using towpath::testing::run_shell;
using towpath::testing::ServerProcess;

namespace {

Finished up(const fs::path& data, const std::string& options) {
  return run_shell(towpath::testing::program().string() + " up --data " + data.string() +
                   " --workload-port 0 -o json " + options + " 2>&1");
}

bool has(const Finished& finished, const std::string& text) { return finished.out.find(text) != std::string::npos; }

/// A small file system in memory, gone with the object.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& place) : place_(place) {
    fs::create_directories(place);
    is_mounted_ = ::mount("tmpfs", place.c_str(), "tmpfs", 0, "size=48m") == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) WARN(::umount2(place_.c_str(), MNT_DETACH) == 0);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool is_mounted() const { return is_mounted_; }

  /// Until nothing more fits.
  void fill() const {
    std::ofstream out(place_ / "filler", std::ios::binary);
    for (std::size_t size = 1 << 20; size > 0; size /= 2) {
      out.clear();
      while (out.write(std::string(size, 'x').data(), static_cast<std::streamsize>(size)).flush()) {
      }
    }
  }
  void free() const { fs::remove(place_ / "filler"); }

 private:
  const fs::path place_;
  bool is_mounted_ = false;
};

}  // namespace

TEST_SUITE("refusals") {
  TEST_CASE("a second server on a data directory is refused and told whose it is, on both databases") {
    const TemporaryFolder folder;
    const fs::path data = fs::path(folder.path()) / "data";
    {
      const ServerProcess first({.data = data});
      const Finished second = up(data, "--port 0");
      CHECK(second.code == 5);
      CHECK(has(second, "db.in_use"));
      CHECK(has(second, std::to_string(first.pid())));
    }
    const auto one = db::testing::new_postgres_database(), other = db::testing::new_postgres_database();
    if (!one || !other) return;  // it has said why
    const ServerProcess first({.data = data, .arguments = {"--database", *one}});
    const Finished second = up(data, "--port 0 --database '" + *other + "'");
    CHECK(second.code == 5);
    CHECK(has(second, "app.data_in_use"));
    CHECK(has(second, std::to_string(first.pid())));
  }

  TEST_CASE("a port in use is named, with the flag that chooses another and the process that has it") {
    const ServerProcess first({});
    const TemporaryFolder folder;
    const std::string port = first.url().substr(first.url().rfind(':') + 1);

    const Finished second = up(fs::path(folder.path()) / "data", "--port " + port);

    CHECK(second.code == 5);
    CHECK(has(second, "http.port_in_use"));
    CHECK(has(second, "Port " + port));
    CHECK(has(second, "--port"));
    CHECK(has(second, "process " + std::to_string(first.pid())));
  }

  TEST_CASE("so is one of the workloads, and nothing is left running") {
    const ServerProcess first({});
    const TemporaryFolder folder;
    const fs::path data = fs::path(folder.path()) / "data";
    const std::string port = first.url().substr(first.url().rfind(':') + 1);

    const Finished second = up(data, "--port 0 --workload-port " + port);

    CHECK(second.code == 5);
    CHECK(has(second, "Port " + port));
    CHECK(has(second, "--workload-port"));
    CHECK(has(second, "process " + std::to_string(first.pid())));
    CHECK(ServerProcess({.data = data}).pid() > 0);
  }

  TEST_CASE("a data directory of a newer version is refused and left as it was") {
    const TemporaryFolder folder;
    const fs::path data = fs::path(folder.path()) / "data", file = data / towpath::product::database_file;
    { const ServerProcess server({.data = data}); }
    const auto migrations = [&](bool add) {
      const auto database = db::Db::open({.url = file.string()}).value();
      if (add)
        database
            ->transact([](db::Tx& tx) -> towpath::Status {
              tx.exec("INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ('runs/9999_future', '', '')");
              return towpath::ok();
            })
            .value();
      return database->read([](db::Tx& tx) { return tx.query("SELECT name FROM schema_migrations").size(); });
    };
    const std::size_t before = migrations(true);

    const Finished refused = up(data, "--port 0");

    CHECK(refused.code == 5);
    CHECK(has(refused, "db.newer_version"));
    CHECK(has(refused, "runs/9999_future"));
    CHECK(migrations(false) == before);
  }

  TEST_CASE("a folder that cannot be written is refused") {
    const TemporaryFolder folder;
    const fs::path file = fs::path(folder.path()) / "file";
    std::ofstream(file) << "no folder";

    const Finished refused = up(file, "--port 0");

    CHECK(refused.code == 1);
    CHECK(has(refused, "app.data_unwritable"));
  }

  TEST_CASE(
      "on a full disk writing is answered with 507, what was acknowledged stays, and it goes on with space again") {
    const TemporaryFolder folder;
    const SmallDisk disk(fs::path(folder.path()) / "disk");
    if (!disk.is_mounted()) {
      std::cout << "SKIPPED: a small file system cannot be mounted here (needs root)\n";
      return;
    }
    ServerProcess server({.data = fs::path(folder.path()) / "disk" / "data"});
    const auto set = [&](const std::string& name) {
      return run_shell("printf value | TOWPATH_URL=" + server.url() + " TOWPATH_TOKEN=" + server.token() + " " +
                       towpath::testing::program().string() + " secret set " + name + " -o json 2>&1");
    };
    REQUIRE(set("BEFORE").code == 0);

    disk.fill();
    Finished full;
    int acknowledged = 0;  // what still fits into the space that the log of the database has already
    for (; acknowledged < 20'000; ++acknowledged) {
      full = set("FULL_" + std::to_string(acknowledged));
      if (full.code != 0) break;
    }
    CAPTURE(full.out);
    CHECK(full.code == 6);
    CHECK(has(full, "http.no_space"));
    CHECK(server.cli("secret list -o json").out.find("BEFORE") != std::string::npos);

    disk.free();
    CHECK(set("AFTER").code == 0);
    const Finished list = server.cli("secret list -o name");
    CHECK(has(list, "BEFORE"));
    CHECK(has(list, "AFTER"));
    for (int i = 0; i < acknowledged; ++i) CHECK(has(list, "FULL_" + std::to_string(i)));
    CHECK_FALSE(has(list, "FULL_" + std::to_string(acknowledged)));
    CHECK(server.cli("audit verify").code == 0);
  }
}
