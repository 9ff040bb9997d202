#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/client.h"

namespace towpath::http {

/// The client's end of a WebSocket (RFC 6455, without extensions), over TLS for an https address. One thread, which
/// waits for fd() together with what else it waits for.
class WebSocketClient {
 public:
  enum class Kind { text, binary };

  /// The handshake, with method GET. Of the request count url (http or https), headers, bearer_token, timeout (of the
  /// handshake), connect_timeout, unix_socket, verify_tls and tls. An answer that is not 101 is the error it tells, and
  /// is put into `refusal`, its body as far as its length is said (at most 256 KiB); else `refusal` stays as it is.
  /// Errors: those of fetch() and error_from(); http.not_websocket.
  static Result<std::unique_ptr<WebSocketClient>> connect(const ClientRequest& request,
                                                          ClientResponse* refusal = nullptr);
  virtual ~WebSocketClient() = default;

  /// Can be read from when receive() may have more.
  virtual int fd() const = 0;

  struct Received {
    enum class What { nothing, message, closed };
    What what = What::nothing;
    std::string message = {};
    Kind kind = Kind::binary;
  };
  /// The next message without waiting; to be asked until there is nothing. Pings are answered. `closed`: by the other
  /// end, or the connection was lost, or what came was no WebSocket.
  virtual Received receive() = 0;
  /// Waits while the other end is slow, at most 30 seconds. False when the connection is gone.
  virtual bool send(std::string_view message, Kind kind) = 0;
  /// As send(), but never waits: what the other end does not take yet is kept, in order, until flush(). False also when
  /// more than 8 MiB are kept, which ends the connection.
  virtual bool post(std::string_view message, Kind kind) = 0;
  /// A sign of life that the other end answers, without waiting.
  virtual bool ping() = 0;
  /// Sends what can be sent without waiting; to be asked when fd() can be written to and unsent() is not 0.
  virtual bool flush() = 0;
  /// Bytes that were kept.
  virtual std::size_t unsent() const = 0;
  /// Says goodbye as far as the other end takes it at once; nothing is sent afterwards.
  virtual void close() = 0;
  /// The value of the header Sec-WebSocket-Protocol of the answer, "" for none.
  virtual const std::string& protocol() const = 0;
};

}  // namespace towpath::http
