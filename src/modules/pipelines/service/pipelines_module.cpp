#include <boost/json.hpp>
#include <filesystem>

#include "events/several_servers.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "pipelines/module.h"
#include "service/invalid_workflow.h"
#include "service/pipelines_service.h"

namespace towpath::pipelines {
namespace {

class Impl final : public PipelinesModule {
 public:
  Impl(Kernel kernel, const PipelinesPorts& ports, PipelinesOptions options)
      : kernel_(std::move(kernel)),
        surroundings_{kernel_, ports, std::move(options)},
        service_(surroundings_),
        jobs_(surroundings_),
        remote_(surroundings_) {
    ports.runs.add_executor("pipeline.job", jobs_);
    ports.runs.add_executor(InvalidWorkflow::kind, invalid_);
  }
  std::string_view name() const override { return "pipelines"; }
  Pipelines& pipelines() override { return service_; }
  RemoteJobs& remote_jobs() override { return remote_; }

  void routes(http::Router& router) override {
    router.add(
        {.method = "GET",
         .pattern = "/api/v1/repositories/{name}/workflows",
         .permission = "repository.read",
         .handler = [this](const http::Request& request) -> Result<http::Response> {
           http::QueryReader query(request);
           const std::string ref = query.text("ref");
           CHECK_OK(query.finish());
           TRY(const auto files, service_.workflows(request.principal, std::string(request.param("name")), ref));
           boost::json::array items;
           for (const WorkflowFile& file : files) {
             boost::json::array problems;
             for (const Problem& problem : file.check.problems) problems.emplace_back(describe(problem, file.path));
             items.push_back(boost::json::object{{"path", file.path},
                                                 {"name", file.name},
                                                 {"isRunnable", file.check.is_runnable()},
                                                 {"problems", std::move(problems)}});
           }
           return http::json_response(200, boost::json::serialize(boost::json::object{{"items", std::move(items)}}));
         }});
    router.add({.method = "POST",
                .pattern = "/api/v1/repositories/{name}/workflows/{file}/dispatches",
                .permission = "pipeline.run",
                .handler = [this](const http::Request& request) -> Result<http::Response> {
                  TRY(auto body, json::ObjectReader::parse(request.body.empty() ? "{}" : request.body));
                  DispatchRequest wanted{std::string(request.param("name")),
                                         body.optional_string("ref").value_or(""),
                                         std::string(request.param("file")),
                                         {}};
                  if (auto inputs = body.optional_object("inputs"))
                    for (const std::string& key : inputs->keys()) wanted.inputs[key] = inputs->required_string(key);
                  CHECK_OK(body.finish());
                  TRY(const runs::RunId run, service_.dispatch(request.principal, wanted));
                  return http::json_response(202, boost::json::serialize(boost::json::object{{"id", run.text()}}));
                }});
  }

  void start() override {
    remove_abandoned_workspaces();
    // On the host whose repository it is, which alone can read the workflows; another one finds nothing to do.
    events::SeveralServers& servers = events::several_servers(kernel_.events);
    pushes_ = servers.consume_on(kernel_.host_id, "pipelines.pushes", {"forge.pushed"},
                                 [this](const events::SealedEvent& event) {
                                   service_.on_push(event.payload, event.actor);
                                   return true;
                                 });
    changes_ = servers.consume_on(kernel_.host_id, "pipelines.changes", {"change.opened", "change.updated"},
                                  [this](const events::SealedEvent& event) {
                                    service_.on_change(event.type, event.payload, event.actor);
                                    return true;
                                  });
    results_ = kernel_.events.react("pipelines.results", {"run.finished"}, [this](const events::SealedEvent& event) {
      return std::optional(service_.on_run_finished(event.payload, event.subject));
    });
  }
  void stop() override {
    pushes_.reset();
    changes_.reset();
    results_.reset();
  }

 private:
  /// What jobs of a server that was killed have left: no job of this one has begun, and none takes an old name. In the
  /// background, because a workspace may hold a hundred thousand files.
  void remove_abandoned_workspaces() {
    std::vector<std::filesystem::path> abandoned;
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator(workspaces_of(kernel_), absent))
      abandoned.push_back(entry.path());
    if (abandoned.empty()) return;
    kernel_.jobs.post("abandoned workspaces", [abandoned](std::stop_token stop) {
      for (const std::filesystem::path& folder : abandoned)
        if (!stop.stop_requested()) std::filesystem::remove_all(folder);
    });
  }

  Kernel kernel_;
  JobSurroundings surroundings_;
  PipelinesService service_;
  JobExecutor jobs_;
  RemoteOrders remote_;
  InvalidWorkflow invalid_;
  db::Subscription pushes_, changes_, results_;
};

}  // namespace

std::unique_ptr<PipelinesModule> make_module(Kernel kernel, const PipelinesPorts& ports, PipelinesOptions options) {
  return std::make_unique<Impl>(std::move(kernel), ports, std::move(options));
}

}  // namespace towpath::pipelines
