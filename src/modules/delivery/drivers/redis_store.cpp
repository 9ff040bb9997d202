#include "redis_store.h"

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "base/sha256.h"
#include "base/strings.h"

namespace towpath::delivery {

namespace {

constexpr std::chrono::seconds connect_time{5};
constexpr const char* keys_a_step = "1000";

// All but what rules the server, what is slow for everybody, and what shows or touches more than the own keys: SCAN and
// RANDOMKEY answer with names of everybody's, scripts can be thrown away and stopped for all, functions belong to all.
const std::vector<std::string>& allowed_commands() {
  static const std::vector<std::string> rules{"+@all",   "-@admin",      "-@dangerous",   "+info",
                                              "-scan",   "-randomkey",   "-pubsub",       "-function",
                                              "-script", "+script|load", "+script|exists"};
  return rules;
}

timeval as_timeval(std::chrono::milliseconds time) {
  return {time.count() / 1'000, static_cast<suseconds_t>(time.count() % 1'000 * 1'000)};
}

std::string text_of(const redisReply& reply) { return reply.str == nullptr ? "" : std::string(reply.str, reply.len); }

std::vector<std::string> texts_of(const redisReply& reply) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < reply.elements; ++i) out.push_back(text_of(*reply.element[i]));
  return out;
}

}  // namespace

void RedisStore::Close::operator()(redisContext* connection) const { redisFree(connection); }
void RedisStore::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

RedisStore::RedisStore(redisContext* connection, const ServiceAddress& address)
    : connection_(connection), host_(address.host), port_(address.port) {}

Error RedisStore::unreachable(std::string_view why) const {
  return unavailable("delivery.redis_unreachable",
                     fmt::format("the Redis server for workloads cannot be reached: {}", trim(why)))
      .with_hint("check that it runs and that the configured address, user and password are right")
      .with_retry_after(std::chrono::seconds(5));
}

Error RedisStore::refused(std::string_view why) const {
  return failed("delivery.redis_refused", fmt::format("Redis refused: {}", trim(why)))
      .with_hint("check what the configured user may do and that the server is Redis 7 or later, not a cluster");
}

Result<RedisStore> RedisStore::open(const ServiceAddress& address, std::chrono::milliseconds deadline) {
  RedisStore store(redisConnectWithTimeout(address.host.c_str(), address.port, as_timeval(connect_time)), address);
  if (!store.connection_) throw std::bad_alloc();
  if (store.connection_->err != 0) return store.unreachable(store.connection_->errstr);
  if (redisSetTimeout(store.connection_.get(), as_timeval(deadline)) != REDIS_OK)
    return store.unreachable(store.connection_->errstr);
  if (address.password.empty()) return store;
  Words sign_in{"AUTH"};
  if (!address.user.empty()) sign_in.push_back(address.user);
  sign_in.push_back(address.password.reveal());
  TRY(const auto answer, store.ask(sign_in));
  if (answer->type == REDIS_REPLY_ERROR) return store.unreachable(text_of(*answer));
  return store;
}

Result<RedisStore::Reply> RedisStore::ask(const Words& words) {
  std::vector<const char*> values;
  std::vector<std::size_t> sizes;
  for (const auto& word : words) {
    values.push_back(word.data());
    sizes.push_back(word.size());
  }
  Reply reply(static_cast<redisReply*>(
      redisCommandArgv(connection_.get(), static_cast<int>(values.size()), values.data(), sizes.data())));
  if (!reply) return unreachable(connection_->errstr);
  return reply;
}

Result<RedisStore::Reply> RedisStore::run(const Words& words) {
  TRY(auto reply, ask(words));
  if (reply->type == REDIS_REPLY_ERROR) return refused(text_of(*reply));
  return reply;
}

Status RedisStore::execute(const Words& words) {
  CHECK_OK(run(words));
  return ok();
}

Status RedisStore::execute_all(const std::vector<Words>& commands, std::string_view fine) {
  for (const auto& words : commands) {
    std::vector<const char*> values;
    std::vector<std::size_t> sizes;
    for (const auto& word : words) {
      values.push_back(word.data());
      sizes.push_back(word.size());
    }
    if (redisAppendCommandArgv(connection_.get(), static_cast<int>(values.size()), values.data(), sizes.data()) !=
        REDIS_OK)
      return unreachable(connection_->errstr);
  }
  std::optional<Error> first;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    void* answer = nullptr;
    if (redisGetReply(connection_.get(), &answer) != REDIS_OK) return unreachable(connection_->errstr);
    const Reply reply(static_cast<redisReply*>(answer));
    if (reply->type == REDIS_REPLY_ERROR && !text_of(*reply).starts_with(fine) && !first)
      first = refused(text_of(*reply));
  }
  if (first) return std::move(*first);
  return ok();
}

Status RedisStore::ping() { return execute({"PING"}); }

Result<std::optional<bool>> RedisStore::is_enabled(const std::string& user) {
  TRY(const auto reply, run({"ACL", "GETUSER", user}));
  if (reply->type != REDIS_REPLY_ARRAY) return std::optional<bool>();
  // Names and values in turn; the flags are a list of words.
  for (std::size_t i = 0; i + 1 < reply->elements; i += 2) {
    if (text_of(*reply->element[i]) != "flags") continue;
    const auto flags = texts_of(*reply->element[i + 1]);
    return std::optional(std::find(flags.begin(), flags.end(), "on") != flags.end());
  }
  return refused("it does not say whether a user is enabled");
}

Status RedisStore::put_user(const std::string& user, const std::string& prefix, const Secret& password) {
  Words words{"ACL",
              "SETUSER",
              user,
              "reset",
              "on",
              "#" + sha256_hex(password.reveal()),
              "~" + prefix + "*",
              "&" + prefix + "*"};
  words.insert(words.end(), allowed_commands().begin(), allowed_commands().end());
  CHECK_OK(execute(words));
  return save_users();
}

Status RedisStore::lock_user(const std::string& user) {
  TRY(const auto enabled, is_enabled(user));
  if (!enabled) return ok();
  if (*enabled) CHECK_OK(execute({"ACL", "SETUSER", user, "off"}));
  CHECK_OK(execute({"CLIENT", "KILL", "USER", user}));
  return save_users();
}

Status RedisStore::drop_user(const std::string& user) {
  TRY(const auto enabled, is_enabled(user));
  if (!enabled) return ok();
  CHECK_OK(execute({"ACL", "DELUSER", user}));
  return save_users();
}

/// Users are in memory until they are written to where the server takes them from.
Status RedisStore::save_users() {
  TRY(const auto saved, ask({"ACL", "SAVE"}));
  if (saved->type != REDIS_REPLY_ERROR) return ok();
  TRY(const auto rewritten, ask({"CONFIG", "REWRITE"}));
  if (rewritten->type != REDIS_REPLY_ERROR) return ok();
  return failed("delivery.redis_refused",
                fmt::format("Redis cannot write its users to disk, so a restart would lose them: {}",
                            trim(text_of(*saved))))
      .with_hint("start the server with an aclfile");
}

Result<std::vector<int>> RedisStore::databases_with_keys() {
  TRY(const auto reply, run({"INFO", "keyspace"}));
  std::vector<int> found;
  for (const auto& line : split(text_of(*reply), '\n'))
    if (line.starts_with("db") && line.find(":keys=") != line.npos) found.push_back(std::atoi(line.c_str() + 2));
  return found;
}

Result<std::size_t> RedisStore::for_keys(const std::string& prefix,
                                         const std::function<Result<Next>(const Words&)>& use) {
  std::size_t count = 0;
  bool is_over = false;
  TRY(const auto databases, databases_with_keys());
  for (const int database : databases) {
    CHECK_OK(execute({"SELECT", std::to_string(database)}));
    std::string cursor = "0";
    do {
      TRY(const auto reply, run({"SCAN", cursor, "MATCH", prefix + "*", "COUNT", keys_a_step}));
      if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2) return refused("an answer to SCAN is no list");
      cursor = text_of(*reply->element[0]);
      const auto keys = texts_of(*reply->element[1]);
      if (keys.empty()) continue;
      count += keys.size();
      TRY(const Next next, use(keys));
      is_over = next == Next::enough;
    } while (cursor != "0" && !is_over);
    if (is_over) break;
  }
  CHECK_OK(execute({"SELECT", "0"}));
  return count;
}

Result<bool> RedisStore::has_keys(const std::string& prefix) {
  TRY(const auto seen, for_keys(prefix, [](const Words&) -> Result<Next> { return Next::enough; }));
  return seen > 0;
}

Result<std::size_t> RedisStore::move_keys(const std::string& prefix, const std::string& to) {
  return for_keys(prefix, [&](const Words& keys) -> Result<Next> {
    std::vector<Words> renames;
    for (const auto& key : keys) renames.push_back({"RENAME", key, to + key.substr(prefix.size())});
    CHECK_OK(execute_all(renames, "ERR no such key"));  // Its time to live was over.
    return Next::more;
  });
}

Result<std::size_t> RedisStore::remove_keys(const std::string& prefix) {
  return for_keys(prefix, [&](const Words& keys) -> Result<Next> {
    Words words{"UNLINK"};
    words.insert(words.end(), keys.begin(), keys.end());
    CHECK_OK(execute(words));
    return Next::more;
  });
}

Result<std::vector<std::string>> RedisStore::fields(const std::string& hash) {
  TRY(const auto reply, run({"HKEYS", hash}));
  auto found = texts_of(*reply);
  std::sort(found.begin(), found.end());
  return found;
}

Status RedisStore::put_field(const std::string& hash, const std::string& field, const std::string& value) {
  return execute({"HSET", hash, field, value});
}

Status RedisStore::remove_field(const std::string& hash, const std::string& field) {
  return execute({"HDEL", hash, field});
}

}  // namespace towpath::delivery
