#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "process/shim.h"
#include "process/spawner.h"
#include "rabbitmq_store.h"

namespace towpath::delivery {

/// The RabbitMQ broker on which workloads get virtual hosts. Thread-safe, blocking.
class RabbitmqServer {
 public:
  virtual ~RabbitmqServer() = default;
  /// Whether there can be one, without starting it. Errors: delivery.tool_missing, delivery.invalid_address.
  virtual Status check() const = 0;
  /// Whether there is one with data, running or not.
  virtual bool is_made() const = 0;
  /// Its management API, as administrator. Errors: delivery.tool_missing, delivery.invalid_address,
  /// delivery.rabbitmq_not_started (with its last output).
  virtual Result<RabbitmqStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) = 0;
};

/// One that others run: "http://user:password@host:15672", an administrator's, of the management API.
std::unique_ptr<RabbitmqServer> make_configured_rabbitmq(Secret address);

/// A private one (SupervisedServer) with the management API. It is a single Erlang node that needs no port
/// mapper: all it opens are three ports of 127.0.0.1, for AMQP, for the API, and for other nodes, of which there are
/// none (who knows its cookie could be one). It takes up to a minute to
/// start. Below `folder`, beside what each has: `home` (with its Erlang cookie, data, `rabbitmq.conf`,
/// `definitions.json` with the hash of the administrator's password), `password` (of the administrator, 0600),
/// `management-port`, `node-port`. `shims` and `spawner` outlive it; `programs`: where RabbitMQ is installed.
std::unique_ptr<RabbitmqServer> make_private_rabbitmq(std::filesystem::path folder, process::ShimClient& shims,
                                                      process::Spawner& spawner,
                                                      std::filesystem::path programs = "/usr");

}  // namespace towpath::delivery
