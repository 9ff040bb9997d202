#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "api_client.h"
#include "db/testing/databases.h"
#include "db/testing/postgres_server.h"
#include "server_process.h"

namespace towpath::faults {

enum class Engine { sqlite, postgres };

/// A data directory with its database, over many lives of its server. Everything below it ends with this object.
class Installation {
 public:
  explicit Installation(Engine engine);
  ~Installation();
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  /// A new life of the server; answers whether it became ready. The one before must have ended.
  bool start(const std::string& fault = "");
  ServerProcess& server() { return *server_; }
  ApiClient& api() { return *api_; }

  Engine engine() const { return engine_; }
  const std::filesystem::path& data() const { return data_; }
  const std::filesystem::path& log() const { return log_; }
  const std::string& database() const { return database_; }  ///< As db::OpenOptions takes it.

 private:
  const Engine engine_;
  const db::testing::TemporaryFolder folder_;
  const std::filesystem::path data_, log_;
  std::string database_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<ApiClient> api_;
};

}  // namespace towpath::faults
