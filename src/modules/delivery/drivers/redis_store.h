#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service_address.h"

struct redisContext;
struct redisReply;

namespace towpath::delivery {

/// Users and keys of a Redis server, over one connection. A user reaches the keys and channels that begin with its
/// prefix, in all numbered databases, and no command that shows or touches those of others. No password is ever sent
/// but the administrator's: the server gets the SHA-256. One thread.
///
/// Errors of all: delivery.redis_unreachable, delivery.redis_refused (with the server's own words).
class RedisStore {
 public:
  static Result<RedisStore> open(const ServiceAddress& address, std::chrono::milliseconds deadline);

  const std::string& host() const { return host_; }
  int port() const { return port_; }

  Status ping();
  /// Whether the user may sign in; nothing when there is none of that name.
  Result<std::optional<bool>> is_enabled(const std::string& user);
  /// Made, or made as it should be; written to the server's disk.
  Status put_user(const std::string& user, const std::string& prefix, const Secret& password);
  /// Ends its connections, too. Fine when it does not exist.
  Status lock_user(const std::string& user);
  Status drop_user(const std::string& user);

  Result<bool> has_keys(const std::string& prefix);
  /// Renames all keys that begin with `prefix`, with their times to live, so that they begin with `to`. How many.
  Result<std::size_t> move_keys(const std::string& prefix, const std::string& to);
  Result<std::size_t> remove_keys(const std::string& prefix);

  /// A hash of ours, in database 0.
  Result<std::vector<std::string>> fields(const std::string& hash);
  Status put_field(const std::string& hash, const std::string& field, const std::string& value);
  Status remove_field(const std::string& hash, const std::string& field);

 private:
  struct Close {
    void operator()(redisContext* connection) const;
  };
  struct Free {
    void operator()(redisReply* reply) const;
  };
  using Reply = std::unique_ptr<redisReply, Free>;
  using Words = std::vector<std::string>;
  enum class Next { more, enough };
  RedisStore(redisContext* connection, const ServiceAddress& address);

  Error unreachable(std::string_view why) const;
  Error refused(std::string_view why) const;
  /// Its answer, also when that is a refusal.
  Result<Reply> ask(const Words& words);
  Result<Reply> run(const Words& words);
  Status execute(const Words& words);
  /// All at once; refusals that begin with `fine` are none.
  Status execute_all(const std::vector<Words>& commands, std::string_view fine);
  Status save_users();
  Result<std::vector<int>> databases_with_keys();
  Result<std::size_t> for_keys(const std::string& prefix, const std::function<Result<Next>(const Words&)>& use);

  std::unique_ptr<redisContext, Close> connection_;
  std::string host_;
  int port_;
};

}  // namespace towpath::delivery
