#include "postgres/hint_exchange.h"

#include <algorithm>

#include "base/id.h"
#include "base/strings.h"
#include "log/log.h"

namespace towpath::db {
namespace {

constexpr std::string_view listen_sql = "LISTEN hints";
constexpr std::string_view notify_sql = "SELECT pg_notify('hints', ?)";
/// The server takes payloads below 8000 bytes.
constexpr std::size_t longest_payload = 7'000;
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{5'000};
constexpr std::chrono::milliseconds for_ever{-1};

}  // namespace

PgHintExchange::PgHintExchange(std::string url, HintHub& hub)
    : url_(std::move(url)), me_(new_ulid()), hub_(hub), thread_([this] { work(); }) {}

PgHintExchange::~PgHintExchange() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.set();
  thread_.join();
}

void PgHintExchange::publish(std::vector<Hint> hints) {
  if (hints.empty()) return;
  bool first;
  {
    std::lock_guard lock(mutex_);
    first = leaving_.empty();
    for (const auto& hint : hints)
      if (std::find(leaving_.begin(), leaving_.end(), hint) == leaving_.end()) leaving_.push_back(hint);
  }
  if (first) wake_.set();
  hub_.publish(std::move(hints));
}

bool PgHintExchange::is_stopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

void PgHintExchange::work() {
  auto pause = first_pause;
  while (!is_stopping()) {
    try {
      PgConnection connection(url_, Durability::normal);
      connection.run(listen_sql);
      hub_.wake_all();  // Hints may have been missed before this moment.
      pause = first_pause;
      serve(connection);
    } catch (const DatabaseError& e) {
      if (is_stopping()) return;
      log::warn("database notifications interrupted", {{"error", e.what()}});
      wake_.wait(-1, pause);
      pause = std::min(pause * 2, longest_pause);
    }
  }
}

void PgHintExchange::serve(PgConnection& connection) {
  while (!is_stopping()) {
    send(connection);
    receive(connection);
    if (wake_.wait(connection.socket(), for_ever) && !connection.consume_input())
      throw DatabaseError(DatabaseError::Reason::connection_lost, "the connection for notifications was lost");
  }
}

void PgHintExchange::send(PgConnection& connection) {
  std::vector<Hint> hints;
  {
    std::lock_guard lock(mutex_);
    hints.swap(leaving_);
  }
  for (const auto& hint : hints) {
    const std::string payload = hint.payload.size() <= longest_payload ? hint.payload : "";
    connection.exec(notify_sql, {me_ + "\n" + hint.channel + "\n" + payload});
  }
}

void PgHintExchange::receive(PgConnection& connection) {
  std::vector<Hint> hints;
  while (const auto notification = connection.next_notification()) {
    const std::string_view text = *notification;
    const auto first = text.find('\n'), second = text.find('\n', first + 1);
    if (second == std::string_view::npos || text.substr(0, first) == me_) continue;
    hints.push_back({std::string(text.substr(first + 1, second - first - 1)), std::string(text.substr(second + 1))});
  }
  hub_.publish(std::move(hints));
}

}  // namespace towpath::db
