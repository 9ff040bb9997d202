#include "rig.h"

#include <stdexcept>

namespace towpath::bench {

Rig::Rig(const std::string& database_url, db::Durability durability, std::vector<db::Migration> migrations) {
  const std::string url = database_url.empty() ? folder_.path() + "/bench.sqlite" : database_url;
  db_ = db::Db::open({.url = url, .durability = durability}).value();
  auto all = events::migrations();
  for (db::Migration& migration : migrations) all.push_back(std::move(migration));
  if (const auto migrated = db_->migrate(all); !migrated.has_value())
    throw std::runtime_error(migrated.error().message());
  blobs_ = blob::open_folder(folder_.path() + "/blobs").value();
  events_ = events::make_events(*db_, clock_);
  jobs_ = jobs::make_jobs(2);
  events_->start();
}

Rig::~Rig() {
  events_->stop();
  jobs_->stop();
}

Kernel Rig::kernel() { return {*db_, *events_, *jobs_, *blobs_, authorizer_, clock_, "bench", folder_.path(), gates_}; }

}  // namespace towpath::bench
