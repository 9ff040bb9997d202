#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "db/db.h"
#include "db/testing/databases.h"
#include "http/client.h"
#include "support/server_process.h"

namespace towpath::testing {

/// How long the servers of a test may be silent before they are lost.
constexpr std::chrono::seconds fleet_lease{4};

/// Looks ten times a second.
bool comes_true(std::chrono::seconds longest, const std::function<bool()>& is_true);

/// One of several servers on one PostgreSQL, which can be killed and started again on its folder and at its address.
class Member {
 public:
  /// The first makes the master key; the others share the one of `first`.
  Member(std::string name, std::string database, const Member* first = nullptr);

  void start();
  void kill();
  const std::string& name() const { return name_; }
  const ServerProcess& server() const { return *server_; }

  http::ClientResponse ask(const std::string& method, const std::string& path,
                           const boost::json::value& body = nullptr) const;
  boost::json::value get(const std::string& path) const;
  /// What this server says of a member of the fleet.
  boost::json::object said_of(const std::string& name) const;
  bool says_leads(const std::string& name) const;

  void make_repository(const std::string& repository) const;
  /// Pushes, through this server, a workflow `ci` that only a dispatch starts, with one job `say`.
  void push_workflow(const std::string& repository, const std::string& runs_on, const std::string& script) const;
  /// The new run's id.
  std::string dispatch(const std::string& repository) const;

 private:
  const std::string name_, database_;
  const db::testing::TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  int port_ = 0;
};

/// The one number a statement answers.
std::int64_t count(db::Db& db, const std::string& sql);

}  // namespace towpath::testing
