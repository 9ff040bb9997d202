#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exec_channels.h"
#include "kube_api.h"

namespace towpath::delivery {

/// A container of a pod.
struct PodPlace {
  std::string name_space, pod, container;
};

/// A program that a cluster runs in a container, and its streams; needs the right to `get` and `create` pods/exec. One
/// thread, which waits for fd() together with what else it waits for; nothing here waits but open().
class ExecStream {
 public:
  /// The command is part of the address, as the API has it, so it is nothing secret. With a terminal there are no
  /// separate errors. Errors: those of KubeApi::open_stream; that a program cannot be started comes later.
  static Result<std::unique_ptr<ExecStream>> open(const KubeApi& api, const PodPlace& place,
                                                  const std::vector<std::string>& command, bool has_terminal);
  /// The program's input ends with it. Whether the program does is its own matter.
  ~ExecStream();
  ExecStream(const ExecStream&) = delete;
  ExecStream& operator=(const ExecStream&) = delete;

  int fd() const { return socket_->fd(); }
  /// For poll().
  short events() const;
  /// For ExecChannel::input and window; kept while the cluster is slow, see unsent().
  void write(ExecChannel channel, std::string_view bytes);
  std::size_t unsent() const { return socket_->unsent(); }
  /// When fd() can be written to.
  void flush() { (void)socket_->flush(); }
  /// So that nobody between here and there takes it for unused.
  void show_life() { socket_->ping(); }

  struct Heard {
    enum class What { nothing, output, errors, ended, lost };
    What what = What::nothing;
    std::string bytes = {};
    ExecEnd end = {};
  };
  /// What came next, without waiting. To be asked until there is nothing.
  Heard receive();

 private:
  explicit ExecStream(std::unique_ptr<http::WebSocketClient> socket) : socket_(std::move(socket)) {}

  const std::unique_ptr<http::WebSocketClient> socket_;
};

}  // namespace towpath::delivery
