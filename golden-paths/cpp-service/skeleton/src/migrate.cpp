#include "migrate.h"

#include "database.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> migration_files(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".sql") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::vector<std::string> migrate(const DatabaseConfig& config, const fs::path& directory) {
  Connection connection(config);
  // Wait for another migration up to a minute. Afterwards wait for table locks only briefly: everything that queues up
  // behind a waiting ALTER TABLE is traffic of the version that still serves.
  connection.run("SET statement_timeout = 0; SET lock_timeout = '60s'");
  connection.query("SELECT pg_advisory_lock(hashtext('schema_migrations'))");  // Released with the connection.
  connection.run("SET lock_timeout = '5s'");
  connection.run(
      "CREATE TABLE IF NOT EXISTS schema_migrations ("
      " name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");

  std::vector<std::string> applied;
  for (const fs::path& file : migration_files(directory)) {
    const std::string name = file.filename().string();
    const std::string sql = read_file(file);
    const Rows known = connection.query(
        "SELECT sha256 = encode(sha256(convert_to($2, 'UTF8')), 'hex') FROM schema_migrations WHERE name = $1",
        {name, sql});
    if (known.size() == 1) {
      if (known.text(0, 0) == "t") continue;
      throw std::runtime_error(name + " was edited after it was applied; add a new migration instead");
    }
    connection.run("BEGIN");
    connection.run(sql);
    connection.query(
        "INSERT INTO schema_migrations (name, sha256) VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'))",
        {name, sql});
    connection.run("COMMIT");
    applied.push_back(name);
  }
  return applied;
}
