#pragma once

#include <memory>
#include <string>

#include "base/time.h"
#include "module/module.h"

namespace towpath::testing {

/// May everything: for tests of what is not about rights.
class AllowAll final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override;
};

/// A kernel for the tests of one module: real parts on the given migrated database, a clock that moves when told to,
/// and a data folder that goes with it. Events are sealed and consumed only after start_events().
class TestKernel {
 public:
  TestKernel(db::Db& db, const auth::Authorizer& authorizer);
  ~TestKernel();
  TestKernel(const TestKernel&) = delete;
  TestKernel& operator=(const TestKernel&) = delete;

  Kernel lend();
  void start_events();
  /// Before modules go that have jobs here: no job and no consumer of theirs runs afterwards.
  void stop();
  ManualClock clock;
  gate::Gates gates;  ///< Everything passes until a test connects a guard.
  events::Events& events() { return *events_; }
  const std::string& data_directory() const { return data_directory_; }

 private:
  db::Db& db_;
  const auth::Authorizer& authorizer_;
  std::string data_directory_;
  std::unique_ptr<events::Events> events_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<blob::Blobs> blobs_;
  bool are_events_started_ = false;
};

/// `mine` after the migrations every module's tests need.
std::vector<db::Migration> with_kernel_migrations(std::vector<db::Migration> mine);

}  // namespace towpath::testing
