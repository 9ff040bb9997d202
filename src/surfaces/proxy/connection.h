#pragma once

#include <memory>
#include <string>

#include "byte_buffer.h"
#include "data_plane.h"
#include "message_head.h"
#include "problem_page.h"

namespace towpath::proxy {

/// One client connection and, while a request is served, the upstream connection behind it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(DataPlane& plane, Socket client);
  ~Connection();

  /// Serves requests until the connection ends. Keeps the object alive.
  Awaitable<> serve();

  void tick();
  bool is_idle() const { return phase_ == Phase::idle && in_.is_empty(); }
  void close();

 private:
  enum class Phase { idle, reading_head, waking, connecting, awaiting_response, streaming, tunnel };
  enum class Outcome {
    keep,  ///< The client may send its next request.
    close,
    retry,  ///< A kept upstream connection was closed before it answered, and nothing was lost.
    tunnel  ///< The coroutines of the tunnel own the connection now.
  };

  /// The counting of one request, whatever way it ends. Shared by the two directions of a tunnel.
  class Exchange {
   public:
    Exchange(DataPlane& plane, std::shared_ptr<const LiveRoute> live);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    LiveMetrics& metrics() const { return *live_->metrics; }
    const Route& route() const { return live_->route; }
    /// Which of the route's ports it goes to; 0: nowhere.
    int port() const { return port_; }
    /// The table changed while no upstream was reached.
    void move_to(std::shared_ptr<const LiveRoute> live);
    /// The port refused a connection. True: it goes to another one that has not refused yet.
    bool try_another();
    void answered(int status);
    void become_tunnel();

   private:
    void begin();
    void end();

    DataPlane& plane_;
    std::shared_ptr<const LiveRoute> live_;
    int port_ = 0;
    std::vector<int> refused_;  ///< Ports of a route with several, since the last move_to().
    Clock::time_point start_ = Clock::now();
    bool is_tunnel_ = false;
  };
  using ExchangePtr = std::shared_ptr<Exchange>;

  Awaitable<std::size_t> read_head();
  Awaitable<Outcome> handle(std::size_t head_size);
  /// Returns when what the request is for is awake, can only be refused, or the client has left.
  Awaitable<> hold(ExchangePtr exchange, Clock::time_point until);
  Awaitable<bool> connect(ExchangePtr exchange, bool only_fresh);
  Awaitable<bool> send_request(ExchangePtr exchange, std::size_t head_size);
  Awaitable<Outcome> relay(ExchangePtr exchange, std::size_t head_size);
  Awaitable<std::size_t> read_response_head();
  Awaitable<Outcome> relay_response(ExchangePtr exchange, std::size_t request_size, std::size_t response_head_size);
  Awaitable<> pump_request_body(ExchangePtr exchange);
  Awaitable<Outcome> open_tunnel(ExchangePtr exchange, std::size_t request_size, std::size_t response_head_size);
  Awaitable<> copy(ExchangePtr exchange, bool is_upward);
  Awaitable<Outcome> refuse(Problem problem);
  Awaitable<Outcome> fail(ExchangePtr exchange, Problem problem);

  void build_request();
  void build_response();
  bool measure_request_body(std::size_t head_size);
  bool can_replay() const;
  void set_phase(Phase phase, std::chrono::milliseconds limit);
  void close_upstream();

  DataPlane& plane_;
  Socket client_;
  Socket upstream_;
  std::string client_address_;
  Phase phase_ = Phase::idle;
  Clock::time_point deadline_{};
  bool timed_out_ = false, client_left_ = false;
  WaitingRoom::Timer* hold_timer_ = nullptr;  ///< Of hold(), while it waits.

  ByteBuffer in_;         ///< From the client.
  ByteBuffer answer_;     ///< From the upstream.
  MessageHead request_;   ///< Views into in_: valid until the request is sent and its body is read on.
  MessageHead response_;  ///< Views into answer_, valid likewise.
  std::string out_;       ///< The head being sent, to either side.

  // Of the present request, copied because request_ does not last.
  std::string method_, accept_;
  bool client_keeps_ = false, is_http10_ = false, wants_upgrade_ = false, is_reused_upstream_ = false;
  Framing body_framing_ = Framing::none;
  std::uint64_t body_left_ = 0;    ///< Of a body with length, not yet read from in_.
  std::size_t body_buffered_ = 0;  ///< Bytes of the body that came with the head.
  bool body_is_whole_ = true;      ///< All of it is in in_.
  ChunkScanner body_scanner_;
  bool is_pumping_ = false, pump_failed_ = false;
};

}  // namespace towpath::proxy
