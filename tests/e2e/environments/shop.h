#pragma once

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "api/api_client.h"
#include "support/server_process.h"
#include "test_cluster.h"

namespace towpath::testing {

/// Asks again and again until it is so; whether it was so in time.
bool comes_true(std::chrono::seconds longest, const std::function<bool()>& is_true);

/// A service in a repository of its own at a running server: a page written in Python, whose versions are pushed to the
/// branch `ready`, so that the pipeline makes releases of them and nothing is deployed by itself.
class Shop {
 public:
  /// `images`: where its versions become images, too.
  Shop(const ServerProcess& server, std::string name, const std::string& score, const TestCluster* images);
  ~Shop();
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  /// Commits and pushes a version and waits for its release, which it answers. `score`: another score.yaml from here
  /// on.
  std::string release(const std::string& version, const std::string& score = "");
  /// `towpath deploy` with these words behind; what it printed, on both streams.
  Finished deploy(const std::string& environment, const std::string& words = "") const;
  /// Begins a deployment and answers its run.
  std::string begin(const std::string& environment) const;
  /// The environment as the matrix has it; null when it is not there.
  boost::json::value cell(const std::string& environment) const;
  /// What the page says there, through the proxy; null when it does not answer 200.
  boost::json::value page(const std::string& environment) const;

  Api api() const { return Api(server_->url(), Secret(server_->token())); }
  const std::string& name() const { return name_; }
  /// Another process of the same server.
  void is_at(const ServerProcess& server) { server_ = &server; }

 private:
  void write(const std::string& file, const std::string& text) const;
  std::string git(const std::string& words) const;

  const ServerProcess* server_;
  const std::string name_;
  const TestCluster* images_;
  std::filesystem::path folder_;
};

/// Somebody who asks for a page all the time.
class Visitor {
 public:
  /// `url` as the matrix has it; asked at the loopback address.
  explicit Visitor(const std::string& url);
  ~Visitor() { thread_.request_stop(); }
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  int answered() const { return answered_; }
  int failed() const { return failed_; }

 private:
  std::atomic<int> answered_ = 0, failed_ = 0;
  std::jthread thread_;
};

/// Why a runtime cannot be used at this server; "" when it can.
std::string why_not_runtime(const Api& api, const std::string& runtime);

}  // namespace towpath::testing
