#include "shell_session.h"

#include <fmt/core.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "http/terminal_frames.h"

namespace towpath::delivery {

namespace terminal = http::terminal;

namespace {

/// "15 minutes", "90 seconds".
std::string in_words(std::chrono::seconds time) {
  if (time.count() % 3600 == 0 && time.count() > 0) return fmt::format("{} hours", time.count() / 3600);
  if (time.count() % 60 == 0 && time.count() > 0) return fmt::format("{} minutes", time.count() / 60);
  return fmt::format("{} seconds", time.count());
}

int new_eventfd() {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "make an event for a shell");
  return fd;
}

}  // namespace

ShellSession::ShellSession(const Clock& clock, const ShellLimits& limits, bool has_terminal)
    : clock_(clock),
      limits_(limits),
      has_terminal_(has_terminal),
      wake_(new_eventfd()),
      begun_at_(clock.now()),
      active_at_(begun_at_),
      gone_since_(begun_at_) {}

ShellSession::~ShellSession() {
  if (socket_) socket_->close();
}

void ShellSession::wake() { eventfd_write(wake_.get(), 1); }

void ShellSession::send(const std::string& frame) {
  if (socket_) socket_->send(frame, http::WebSocket::Kind::binary);
}

void ShellSession::drop_shown(std::uint64_t shown) {
  shown = std::min(shown, shown_);
  while (acknowledged_ < shown && !unacknowledged_.empty()) {
    Piece& first = unacknowledged_.front();
    const std::size_t part = std::min<std::uint64_t>(first.bytes.size(), shown - acknowledged_);
    first.bytes.erase(0, part);
    acknowledged_ += part;
    if (first.bytes.empty()) unacknowledged_.pop_front();
  }
}

void ShellSession::attach(const std::shared_ptr<http::WebSocket>& socket, std::uint64_t shown) {
  std::shared_ptr<http::WebSocket> before;
  {
    const std::lock_guard lock(mutex_);
    before = std::exchange(socket_, socket);
    gone_since_.reset();
    drop_shown(shown);
    send(terminal::encode(terminal::FromServer(terminal::Taken{given_})));
    for (const Piece& piece : unacknowledged_)
      send(terminal::encode(terminal::FromServer(terminal::Output{piece.is_error, piece.bytes})));
    if (end_) {
      send(terminal::encode(terminal::FromServer(terminal::Ended{*end_})));
      socket_->close();
    }
    came_.notify_all();
  }
  if (before) before->close();
  wake();
  std::weak_ptr<ShellSession> weak = weak_from_this();
  const http::WebSocket* from = socket.get();
  socket->on_message([weak, from](const std::string& message, http::WebSocket::Kind kind) {
    if (const auto session = weak.lock()) session->receive(*from, message, kind);
  });
  socket->on_close([weak, from] {
    if (const auto session = weak.lock()) session->lose(*from);
  });
}

void ShellSession::refuse(const std::string& why) {
  if (!why_) why_ = invalid_input("delivery.shell_protocol", "The client said what it must not: " + why);
}

void ShellSession::receive(const http::WebSocket& from, const std::string& message, http::WebSocket::Kind kind) {
  const std::lock_guard lock(mutex_);
  if (socket_.get() != &from) return;
  const auto frame = kind == http::WebSocket::Kind::binary ? terminal::read_client_frame(message) : std::nullopt;
  if (!frame) {
    refuse("a message that is none of a terminal's.");
  } else if (const auto* input = std::get_if<terminal::Input>(&*frame)) {
    const std::uint64_t end = input->offset + input->bytes.size();
    if (input->offset > received_ || end < input->offset) {
      refuse("input with a gap before it.");
    } else if (end > received_) {
      if (end - given_ > terminal::longest_unacknowledged)
        refuse("more input than was acknowledged.");
      else if (!is_input_over_)
        input_ += input->bytes.substr(received_ - input->offset);
      received_ = end;
      active_at_ = clock_.now();
    }
  } else if (std::holds_alternative<terminal::InputEnd>(*frame)) {
    is_input_over_ = true;
  } else if (const auto* window = std::get_if<terminal::Window>(&*frame)) {
    window_ = process::WindowSize{window->columns, window->rows};
  } else if (const auto* shown = std::get_if<terminal::Shown>(&*frame)) {
    drop_shown(shown->bytes);
  } else if (const auto* signal = std::get_if<terminal::Signal>(&*frame)) {
    signal_ = signal->number;
    active_at_ = clock_.now();
  }
  wake();
}

void ShellSession::lose(const http::WebSocket& from) {
  const std::lock_guard lock(mutex_);
  if (socket_.get() != &from) return;
  socket_.reset();
  gone_since_ = clock_.now();
}

bool ShellSession::wait_for_client(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, stop, limits_.without_client, [this] { return socket_ != nullptr; });
}

void ShellSession::begin(ShellRecording& recording, std::function<void(std::string_view)> log) {
  recording_ = &recording;
  log_ = std::move(log);
  const std::lock_guard lock(mutex_);
  has_begun_ = true;
  begun_at_ = active_at_ = clock_.now();
}

void ShellSession::end(const std::string& json) {
  const std::lock_guard lock(mutex_);
  if (end_) return;
  end_ = json;
  send(terminal::encode(terminal::FromServer(terminal::Ended{json})));
  if (socket_) socket_->close();
}

std::optional<Error> ShellSession::ended_for() const {
  const std::lock_guard lock(mutex_);
  return why_;
}

std::optional<Error> ShellSession::look_at_limits(UtcTime now) const {
  if (gone_since_ && now - *gone_since_ >= limits_.without_client)
    return unavailable("delivery.shell_client_gone", fmt::format("The connection to whoever opened it was lost for {}.",
                                                                 in_words(limits_.without_client)));
  if (now - begun_at_ >= limits_.longest)
    return conflict("delivery.shell_too_long",
                    fmt::format("A shell lasts {} at most, and this one did.", in_words(limits_.longest)))
        .with_hint("For what takes long, use a job: towpath job run --help");
  if (now - active_at_ >= limits_.idle)
    return conflict(
        "delivery.shell_idle",
        fmt::format("{} for {}.", has_terminal_ ? "Nothing was typed" : "Nothing was said in either direction",
                    in_words(limits_.idle)));
  return std::nullopt;
}

process::Counterpart::Said ShellSession::take(std::size_t limit) {
  Said out;
  {
    const std::lock_guard lock(mutex_);
    out.bytes = input_.substr(0, limit);
    input_.erase(0, out.bytes.size());
    out.is_end = is_input_over_ && input_.empty();
    out.window = std::exchange(window_, std::nullopt);
    out.signal = std::exchange(signal_, std::nullopt);
    if (!why_ && has_begun_) why_ = look_at_limits(clock_.now());
    out.must_end = why_.has_value();
  }
  if (out.window && recording_) recording_->resized(*out.window);
  return out;
}

void ShellSession::given(std::string_view bytes, bool is_shown) {
  if (recording_) recording_->typed(bytes, is_shown);
  const std::lock_guard lock(mutex_);
  given_ += bytes.size();
  send(terminal::encode(terminal::FromServer(terminal::Taken{given_})));
}

std::size_t ShellSession::room() {
  const std::lock_guard lock(mutex_);
  const std::uint64_t waiting = shown_ - acknowledged_;
  return waiting >= terminal::longest_unacknowledged
             ? 0
             : std::min<std::size_t>(terminal::longest_piece, terminal::longest_unacknowledged - waiting);
}

void ShellSession::show(process::Stream stream, std::string_view bytes) {
  if (recording_) recording_->shown(bytes);
  if (log_) log_(bytes);
  const bool is_error = stream == process::Stream::err;
  const std::lock_guard lock(mutex_);
  shown_ += bytes.size();
  unacknowledged_.push_back({is_error, std::string(bytes)});
  if (!has_terminal_) active_at_ = clock_.now();
  send(terminal::encode(terminal::FromServer(terminal::Output{is_error, std::string(bytes)})));
}

}  // namespace towpath::delivery
