#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "blob/blob.h"
#include "runner/runner.h"

namespace towpath::runner {

struct Admission {
  std::string id;
  Secret credential;
};

/// A job in the runner's hands.
struct Hold {
  std::int64_t node = 0, fence = 0;
  auto operator<=>(const Hold&) const = default;
};

struct Offer {
  Hold hold;
  std::string title, order;
  int attempt = 1;
};

struct StopOrder {
  Hold hold;
  std::string reason;  ///< cancelled, timed_out or lost.
};

struct PollAnswer {
  std::optional<Offer> job;
  std::vector<StopOrder> stops;
  bool drains = false;
};

/// What the runner says to its server, over HTTP. Thread-safe, blocking.
/// Errors of all: http.unreachable, http.timeout, http.stopped, runner.invalid_answer, and the server's own.
class ServerLink {
 public:
  ServerLink(std::string url, Secret credential) : url_(std::move(url)), credential_(std::move(credential)) {}

  static Result<Admission> enrol(const std::string& url, const Secret& token, const std::string& name,
                                 const std::vector<std::string>& labels);

  /// Each poll of a runner has a higher `sequence` than those before it, also over its restarts: one that arrives late,
  /// after a newer one, must change nothing.
  Result<PollAnswer> poll(std::int64_t sequence, int free, const std::vector<Hold>& running, bool is_draining,
                          std::chrono::milliseconds timeout, std::stop_token stop) const;
  /// `reports` are JSON objects, numbered from `first`. Answers the number of the next.
  Result<std::int64_t> report(const Hold& hold, std::int64_t first, const std::vector<std::string>& reports,
                              std::stop_token stop) const;
  Status send_content(const Hold& hold, const blob::Digest& digest, blob::Blobs& from, std::stop_token stop) const;
  /// The files of the commit, or an artifact of the run, into `to`.
  Result<blob::Digest> source(const Hold& hold, blob::Blobs& to, std::stop_token stop) const;
  Result<blob::Digest> artifact(const Hold& hold, const std::string& name, blob::Blobs& to, std::stop_token stop) const;

 private:
  Result<blob::Digest> download(const std::string& path, blob::Blobs& to, std::stop_token stop) const;

  const std::string url_;
  const Secret credential_;
};

}  // namespace towpath::runner
