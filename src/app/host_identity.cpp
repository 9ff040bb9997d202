#include "host_identity.h"

#include <fmt/core.h>
#include <unistd.h>

#include <fstream>

#include "base/id.h"

namespace towpath::app {

Result<std::string> host_id_of(const std::filesystem::path& data) {
  const std::filesystem::path file = data / "host-id";
  std::string id;
  std::ifstream(file) >> id;
  if (is_ulid(id)) return id;
  id = new_ulid();
  std::ofstream out(file, std::ios::trunc);
  out << id << "\n";
  out.close();
  if (!out)
    return failed("app.data_unwritable", fmt::format("The data directory {} cannot be written.", data.string()))
        .with_hint("Choose another with --data, or give this user the right to write there.");
  return id;
}

std::string server_name(const config::Config& config) {
  if (!config.text("server-name").empty()) return config.text("server-name");
  char name[256] = "";
  return ::gethostname(name, sizeof name - 1) == 0 && *name ? name : "server";
}

}  // namespace towpath::app
