#include "module/testing/test_kernel.h"

#include <filesystem>
#include <utility>

#include "base/id.h"

namespace towpath::testing {

auth::Decision AllowAll::decide(const auth::Principal&, std::string_view) const {
  auth::Decision decision;
  decision.effect = auth::Effect::allow;
  return decision;
}

TestKernel::TestKernel(db::Db& db, const auth::Authorizer& authorizer)
    : clock(parse_rfc3339("2026-01-05T09:00:00.000000Z").value()),
      db_(db),
      authorizer_(authorizer),
      data_directory_((std::filesystem::temp_directory_path() / ("towpath-test-" + new_ulid())).string()),
      events_(events::make_events(db, clock)),
      jobs_(jobs::make_jobs(1)) {
  std::filesystem::create_directories(data_directory_);
  blobs_ = blob::open_folder(data_directory_ + "/blobs").value();
}

TestKernel::~TestKernel() {
  stop();
  std::filesystem::remove_all(data_directory_);
}

void TestKernel::stop() {
  jobs_->stop();
  if (std::exchange(are_events_started_, false)) events_->stop();
}

Kernel TestKernel::lend() {
  return {db_, *events_, *jobs_, *blobs_, authorizer_, clock, "test-host", data_directory_, gates};
}

void TestKernel::start_events() {
  events_->start();
  are_events_started_ = true;
}

std::vector<db::Migration> with_kernel_migrations(std::vector<db::Migration> mine) {
  auto all = events::migrations();
  all.insert(all.end(), mine.begin(), mine.end());
  return all;
}

}  // namespace towpath::testing
