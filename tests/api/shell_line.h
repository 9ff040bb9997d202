#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "api_client.h"
#include "http/terminal_frames.h"
#include "http/websocket_client.h"

namespace towpath::testing {

/// The other end of a shell that was opened, as a client speaks it. One thread.
class ShellLine {
 public:
  ShellLine(const Api& who, std::string run) : who_(who), run_(std::move(run)) {}

  /// The code of the error that stands in the way, "" when it is connected.
  std::string connect();
  void type(const std::string& text);
  void say(const http::terminal::FromClient& frame);
  /// Reads until `text` was shown after what was waited for before. False when it ended, or after a minute.
  bool sees(const std::string& text);
  /// Reads to the end and answers what it said: {"exitCode": n} or a problem; null when the connection was lost.
  boost::json::value end();
  /// Breaks the connection without a word.
  void lose() { socket_.reset(); }

  const std::string& run() const { return run_; }
  const std::string& shown() const { return shown_; }

 private:
  /// Waits for more and takes it. False at the end.
  bool read_more();

  const Api& who_;
  const std::string run_;
  std::unique_ptr<http::WebSocketClient> socket_;
  std::string shown_;
  std::size_t seen_ = 0;
  std::uint64_t typed_ = 0;
  boost::json::value end_;
};

}  // namespace towpath::testing
