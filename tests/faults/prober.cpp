#include "prober.h"

#include <condition_variable>

#include "base/time.h"
#include "http/client.h"

namespace towpath::faults {
namespace {

constexpr std::size_t failures_kept = 10;
constexpr std::chrono::milliseconds between{5};

}  // namespace

Prober::Prober(std::string host, int port, std::string path)
    : host_(std::move(host)),
      url_("http://127.0.0.1:" + std::to_string(port) + path),
      thread_([this](const std::stop_token& stop) { ask(stop); }) {}

Prober::~Prober() = default;

std::vector<std::string> Prober::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

void Prober::ask(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    http::ClientRequest request;
    request.url = url_;
    request.headers.set("Host", host_);
    request.timeout = std::chrono::seconds(10);
    const auto response = http::fetch(request);
    if (response.has_value() && response->status == 200) {
      ++answered_;
    } else {
      ++failed_;
      const std::lock_guard guard(mutex_);
      if (failures_.size() < failures_kept)
        failures_.push_back(to_rfc3339(SystemClock().now()) + " " +
                            (response.has_value() ? std::to_string(response->status) + " " + response->body
                                                  : response.error().message()));
    }
    never.wait_for(lock, stop, between, [] { return false; });
  }
}

}  // namespace towpath::faults
