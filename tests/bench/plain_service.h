#pragma once

#include <thread>

namespace towpath::bench {

/// The least an HTTP service can be: one thread that answers every request with the same short text. Its connections
/// are kept. It is there to be faster than what is measured in front of it.
class PlainService {
 public:
  PlainService();
  ~PlainService();
  PlainService(const PlainService&) = delete;
  PlainService& operator=(const PlainService&) = delete;
  int port() const { return port_; }

 private:
  void serve();

  int listener_ = -1, wake_ = -1, port_ = 0;
  std::thread thread_;
};

}  // namespace towpath::bench
