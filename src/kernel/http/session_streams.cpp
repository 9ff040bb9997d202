#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>

#include "base/strings.h"
#include "log/log.h"

#include "request_text.h"
#include "session.h"
#include "websocket_frames.h"

namespace towpath::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t frame_read_size = 16 * 1024;
constexpr std::chrono::milliseconds closing_time{2000};

bool is_websocket_handshake(const Request& request) {
  return request.method == "GET" && has_token(request.headers.get("Upgrade"), "websocket") &&
         has_token(request.headers.get("Connection"), "upgrade") &&
         request.headers.get("Sec-WebSocket-Version") == "13" && request.headers.get("Sec-WebSocket-Key").size() == 24;
}

Response upgrade_required(const std::string& request_id) {
  Response response = problem(
      invalid_input("http.upgrade_required", "This address speaks WebSocket (RFC 6455, version 13) only."), request_id);
  response.headers.set("Upgrade", "websocket");
  response.headers.set("Sec-WebSocket-Version", "13");
  response.headers.set("Connection", "Upgrade, close");
  return response;
}

}  // namespace

/// Gives the stream to the module, on a worker. Posted without a limit: the client was already told yes.
template <class Stream, class Callback>
void Session::open_stream(std::shared_ptr<Exchange> exchange, std::shared_ptr<Stream> stream, Callback callback) {
  server_.workers.post([exchange, stream, callback = std::move(callback)] {
    const log::Context context("request", exchange->request.id);
    try {
      callback();
    } catch (const std::exception& failure) {  // boundary: the stream's opening ends here
      log::error("stream could not be opened", {{"reason", failure.what()}});
      stream->close();
    }
  });
}

asio::awaitable<void> Session::run_sse(std::shared_ptr<Exchange> exchange) {
  Response& response = exchange->response;
  response.content_type = "text/event-stream";
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");
  const Framing framing{std::nullopt, false, false};
  const std::string top = head(*exchange, framing);
  if (!co_await write(top, {})) co_return;

  const auto stream = std::make_shared<SseStream>(poster(data_ready_), server_.workers);
  sse_ = stream;
  open_stream(exchange, stream, [exchange, stream] {
    exchange->response.sse(stream, std::string(exchange->request.headers.get("Last-Event-ID")));
  });
  if (server_.is_draining) stream->close();
  auto reader = discard_input(shared_from_this());
  asio::co_spawn(server_.io, std::move(reader), asio::detached);

  bool is_open = true;
  while (is_open && !is_aborted_) {
    const Outbox::Taken taken = stream->outbox().take();
    if (taken.is_overflown) break;
    if (!taken.bytes.empty()) {
      is_open = co_await write(taken.bytes, {});
      continue;
    }
    if (taken.is_finished) break;
    const bool is_woken = co_await data_ready_.wait_for(server_.options.ping_interval);
    if (!is_woken) is_open = co_await write(": ping\n\n", {});
  }
  stream->end();
  sse_.reset();
  co_await connection_->finish_sending();
  connection_->close();
  co_await part_done_.wait();
}

/// An SSE client sends nothing more; reading is how we notice that it went.
asio::awaitable<void> Session::discard_input(std::shared_ptr<Session> self) {
  for (bool is_open = true; is_open;) {
    in_.clear();
    is_open = co_await read_some(frame_read_size);
  }
  is_aborted_ = true;
  data_ready_.notify();
  part_done_.notify();
  self.reset();
}

asio::awaitable<void> Session::run_websocket(std::shared_ptr<Exchange> exchange) {
  if (!is_websocket_handshake(exchange->request)) {
    exchange->response = upgrade_required(exchange->request.id);
    co_await send_body(*exchange, false);
    co_return;
  }
  Response& response = exchange->response;
  response.status = 101;
  response.content_type.clear();
  response.headers.set("Upgrade", "websocket");
  response.headers.set("Connection", "Upgrade");
  response.headers.set("Sec-WebSocket-Accept", websocket_accept(exchange->request.headers.get("Sec-WebSocket-Key")));
  const Framing framing{std::nullopt, false, true};
  const std::string top = head(*exchange, framing);
  if (!co_await write(top, {})) co_return;

  const auto stream = std::make_shared<SocketStream>(poster(data_ready_), poster(body_wanted_), server_.workers);
  socket_ = stream;
  open_stream(exchange, stream, [exchange, stream] { exchange->response.websocket(stream); });
  if (server_.is_draining) stream->close();
  auto writer = write_frames(shared_from_this(), stream);
  asio::co_spawn(server_.io, std::move(writer), asio::detached);

  co_await read_frames(stream);
  stream->outbox().finish();
  co_await part_done_.wait();
  stream->end();
  socket_.reset();
  connection_->close();
}

asio::awaitable<void> Session::read_frames(std::shared_ptr<SocketStream> stream) {
  FrameReader reader(socket_message_limit);
  while (!is_aborted_) {
    switch (reader.next(in_)) {
      case FrameReader::Step::need_more:
        // A client that answers no ping for two intervals is gone.
        set_read_deadline(3 * server_.options.ping_interval);
        if (!co_await read_some(frame_read_size)) co_return;
        break;
      case FrameReader::Step::message:
        stream->receive(std::move(reader.payload()), reader.kind());
        while (stream->is_inbox_full() && !is_aborted_) co_await body_wanted_.wait();
        break;
      case FrameReader::Step::ping:
        stream->outbox().push(encode_frame(Opcode::pong, reader.payload()));
        break;
      case FrameReader::Step::pong:
        break;
      case FrameReader::Step::close:
        stream->outbox().push(encode_frame(Opcode::close, std::string_view(reader.payload()).substr(0, 2)));
        co_return;
      case FrameReader::Step::failed:
        stream->outbox().push(encode_close(reader.failure()));
        co_return;
    }
  }
}

asio::awaitable<void> Session::write_frames(std::shared_ptr<Session> self, std::shared_ptr<SocketStream> stream) {
  const std::string ping = encode_frame(Opcode::ping, {});
  bool is_open = true;
  while (is_open && !is_aborted_) {
    const Outbox::Taken taken = stream->outbox().take();
    if (taken.is_overflown) break;
    if (!taken.bytes.empty()) {
      is_open = co_await write(taken.bytes, {});
      continue;
    }
    if (taken.is_finished) break;
    const bool is_woken = co_await data_ready_.wait_for(server_.options.ping_interval);
    if (!is_woken) is_open = co_await write(ping, {});
  }
  // The reader goes on until the client's close frame, for a moment.
  co_await connection_->finish_sending();
  set_read_deadline(closing_time);
  part_done_.notify();
  self.reset();
}

}  // namespace towpath::http
