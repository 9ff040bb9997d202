#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "load.h"

namespace towpath::testing {

/// The ten-second streamed answer of the service, read to its end by a thread of its own.
class HeldStream {
 public:
  explicit HeldStream(Place place);
  /// Returns once the first line was read.
  void wait_begun();
  /// Waits for the end: "" when every line came, in order and from one version; otherwise what was wrong.
  std::string finish();

 private:
  std::string read(const Place& place);
  std::mutex mutex_;  ///< Guards has_begun_.
  std::condition_variable begun_;
  bool has_begun_ = false;
  std::string problem_;
  std::jthread thread_;
};

/// A WebSocket to the service: what is sent must come back, from the version that answered first.
class HeldSocket {
 public:
  /// Opens it and exchanges a first message.
  explicit HeldSocket(Place place);
  ~HeldSocket();
  HeldSocket(const HeldSocket&) = delete;
  HeldSocket& operator=(const HeldSocket&) = delete;
  /// Sends and receives once more; false when that failed: problem() says how.
  bool exchange();
  /// Exchanges once more and closes with the closing handshake: "" when nothing was wrong from the beginning on.
  std::string finish();
  const std::string& version() const { return version_; }

 private:
  std::string receive();
  bool send_frame(int opcode, const std::string& payload);

  int fd_ = -1;
  int count_ = 0;
  std::string in_, version_, problem_;
};

}  // namespace towpath::testing
