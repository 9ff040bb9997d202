#include "config.h"
#include "database.h"
#include "http_server.h"
#include "log.h"
#include "migrate.h"
#include "note_store.h"

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

constexpr int database_connections = 8;

/// The pipeline writes version.txt into the bundle; a build at home has none.
std::string read_version() {
  std::string version;
  std::ifstream file("version.txt");
  return std::getline(file, version) ? version : "dev";
}

int run(const std::string& command) {
  const Config config = read_config(process_environment);
  if (command == "migrate") {
    for (const std::string& name : migrate(config.database, "migrations")) {
      log_line(Level::info, "migration applied", {{"name", name}});
    }
    log_line(Level::info, "database is up to date");
    return 0;
  }
  Pool pool(config.database, database_connections);
  NoteStore notes(pool);
  return serve(config, notes, {.service = "${{ values.name }}", .version = read_version()});
}

}  // namespace

/// `server` serves; `server migrate` brings the database up to date and ends. Both run in the directory of the bundle.
int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "serve";
  if (argc > 2 || (command != "serve" && command != "migrate")) {
    std::fprintf(stderr, "usage: %s [serve|migrate]\n", argv[0]);
    return 2;
  }
  try {
    return run(command);
  } catch (const std::invalid_argument& error) {
    log_line(Level::error, "cannot start", {{"error", error.what()}});
    return 2;
  } catch (const std::exception& error) {
    log_line(Level::error, "failed", {{"command", command}, {"error", error.what()}});
    return 1;
  }
}
