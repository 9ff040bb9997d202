#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "process/shim.h"
#include "process/spawner.h"
#include "redis_store.h"

namespace towpath::delivery {

/// The Redis server on which workloads get their keys. Thread-safe, blocking.
class RedisServer {
 public:
  virtual ~RedisServer() = default;
  /// Whether there can be one, without starting it. Errors: delivery.tool_missing, delivery.invalid_address.
  virtual Status check() const = 0;
  /// Whether there is one with data, running or not.
  virtual bool is_made() const = 0;
  /// A connection as administrator. Errors: delivery.tool_missing, delivery.invalid_address,
  /// delivery.redis_unreachable, delivery.redis_not_started (with its last output).
  virtual Result<RedisStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) = 0;
};

/// One that others run: "redis://user:password@host:6379", an administrator's.
std::unique_ptr<RedisServer> make_configured_redis(Secret address);

/// A private one (SupervisedServer), which writes every change to disk. Below `folder`, beside what each has:
/// `home/data`, `home/users.acl`, `home/redis.conf`, `password` (of the administrator, 0600; the server has only its
/// hash). `shims` and `spawner` outlive it; `programs`:
/// where Redis is installed.
std::unique_ptr<RedisServer> make_private_redis(std::filesystem::path folder, process::ShimClient& shims,
                                                process::Spawner& spawner, std::filesystem::path programs = "/usr");

}  // namespace towpath::delivery
