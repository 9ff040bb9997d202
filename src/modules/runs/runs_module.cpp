#include <filesystem>

#include "remote_desk.h"
#include "runs/approval_nodes.h"
#include "runs/module.h"
#include "runs_routes.h"
#include "runs_service.h"

namespace towpath::runs {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

Result<RunId> Runs::submit(const RunSpec& spec) { return submit_now(spec); }

namespace {

class Impl final : public RunsModule {
 public:
  Impl(Kernel kernel, const RunsOptions& options)
      : kernel_(std::move(kernel)),
        logs_(kernel_.data_directory + "/logs", kernel_.clock, kernel_.jobs),
        engine_(kernel_, options, run_store_, node_store_, logs_),
        service_(engine_, logs_),
        remote_(engine_, logs_) {
    logs_.on_append([this](const std::string& run_id) { engine_.changed(run_id); });
  }
  std::string_view name() const override { return "runs"; }
  std::vector<db::Migration> migrations() const override { return runs::migrations(); }
  void routes(http::Router& router) override {
    add_routes(router, service_, kernel_.jobs);
    add_reading_routes(router, service_, kernel_.blobs);
  }
  void start() override { engine_.start(); }
  void stop() override { engine_.stop(); }
  Runs& runs() override { return service_; }
  ApprovalNodes& approval_nodes() { return service_; }
  RemoteNodes& remote_nodes() { return remote_; }

 private:
  Kernel kernel_;
  RunStore run_store_;
  NodeStore node_store_;
  LogStore logs_;
  Engine engine_;
  RunsService service_;
  RemoteDesk remote_;
};

}  // namespace

ApprovalNodes& approval_nodes(RunsModule& module) { return static_cast<Impl&>(module).approval_nodes(); }
RemoteNodes& remote_nodes(RunsModule& module) { return static_cast<Impl&>(module).remote_nodes(); }

std::unique_ptr<RunsModule> make_module(Kernel kernel, const RunsOptions& options) {
  return std::make_unique<Impl>(std::move(kernel), options);
}

}  // namespace towpath::runs
