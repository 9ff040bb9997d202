#include "installation.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include <stdexcept>

#include "base/id.h"
#include "base/strings.h"
#include "processes.h"

namespace towpath::faults {

Installation::Installation(Engine engine)
    : engine_(engine), data_(folder_.path() + "/data"), log_(folder_.path() + "/server.log") {
  ::chmod(folder_.path().c_str(), 0755);  // PostgreSQL and sandboxed workloads of other users pass through
  if (engine == Engine::sqlite) {
    database_ = (data_ / "towpath.sqlite").string();
    return;
  }
  auto* postgres = db::testing::PostgresServer::shared();
  if (!postgres) throw std::runtime_error("PostgreSQL is not installed");
  const std::string name = "campaign_" + to_lower(new_ulid());
  postgres->administer("CREATE DATABASE " + name);
  database_ = postgres->url(name);
}

Installation::~Installation() {
  api_.reset();
  server_.reset();
  end_shims(data_);
  // Podman mounts its storage on itself, and was killed with its shim. Where it never ran there is nothing to unmount.
  ::umount2((data_ / "podman" / "storage" / "overlay").c_str(), MNT_DETACH);
}

bool Installation::start(const std::string& fault) {
  api_.reset();
  server_.reset();
  server_ = std::make_unique<ServerProcess>(
      ServerProcess::Options{data_, log_, engine_ == Engine::sqlite ? "" : database_, fault});
  if (server_->is_ready()) api_ = std::make_unique<ApiClient>(server_->url(), server_->token());
  return server_->is_ready();
}

}  // namespace towpath::faults
