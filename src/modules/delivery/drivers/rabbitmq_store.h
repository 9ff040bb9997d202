#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::delivery {

/// Where RabbitMQ's management API answers, and who asks.
struct ManagementAddress {
  std::string origin;  ///< "http://127.0.0.1:15672".
  std::string host, user;
  Secret password;
};

/// "http://user:password@host:15672" or https (15671), user and password percent-encoded where they need it. Errors:
/// delivery.invalid_address, which repeats nothing of the text.
Result<ManagementAddress> read_management_address(const Secret& text);

/// An administrator, with a hash of the password, as RabbitMQ reads it in a file of definitions.
boost::json::value administrator_of_rabbitmq(const std::string& user, const Secret& password);

/// Where workloads connect.
struct BrokerPlace {
  std::string scheme, host;  ///< "amqp", "amqps" where the broker takes nothing else.
  int port = 0;
};

/// Virtual hosts and users of a RabbitMQ broker, over its management API. Names are letters, digits and '_'. No
/// password is ever sent but the administrator's: the broker gets salted SHA-256. One thread.
///
/// Errors of all: delivery.rabbitmq_unreachable, delivery.rabbitmq_refused (with the broker's own words).
class RabbitmqStore {
 public:
  RabbitmqStore(ManagementAddress address, std::chrono::milliseconds deadline, std::stop_token stop);

  /// Also whether we are an administrator, as far as the API says.
  Result<BrokerPlace> place();

  Result<bool> has_vhost(const std::string& vhost);
  Status put_vhost(const std::string& vhost);
  /// With its queues; ends its connections. Fine when it does not exist.
  Status drop_vhost(const std::string& vhost);
  /// False when there is no such virtual host.
  Result<bool> has_queues(const std::string& vhost);

  Result<bool> has_user(const std::string& user);
  /// Made, or given the password.
  Status put_user(const std::string& user, const Secret& password);
  /// Ends its connections. Fine when it does not exist.
  Status drop_user(const std::string& user);
  Result<bool> may_use(const std::string& user, const std::string& vhost);
  /// Everything within the virtual host, and nothing else.
  Status permit(const std::string& user, const std::string& vhost);

  /// Names the broker keeps for us beside everything else (its global parameters).
  Result<std::vector<std::string>> marks(std::string_view prefix);
  Status put_mark(const std::string& name);
  Status remove_mark(const std::string& name);

 private:
  struct Answer {
    int status = 0;
    boost::json::value body;
  };
  /// `accepted`: the statuses that are no errors, beside those of success.
  Result<Answer> ask(std::string_view method, const std::string& path, const boost::json::value* body, int accepted);
  Result<bool> exists(const std::string& path);
  Status put(const std::string& path, boost::json::value body);
  Status remove(const std::string& path);

  const ManagementAddress address_;
  const std::chrono::steady_clock::time_point until_;
  const std::stop_token stop_;
};

}  // namespace towpath::delivery
