#include "golden_paths/module.h"

#include <boost/json.hpp>

#include "golden_paths_routes.h"
#include "golden_paths_service.h"
#include "log/log.h"
#include "run_secrets.h"

namespace towpath::golden_paths {
namespace {

/// Between storing secrets and submitting their run lie milliseconds.
constexpr std::chrono::hours abandoned_after{1};

class Impl final : public GoldenPathsModule {
 public:
  Impl(Kernel kernel, GoldenPathPorts ports)
      : kernel_(std::move(kernel)), ports_(std::move(ports)), service_(kernel_, templates_, ports_) {
    for (auto& [name, files] : shipped_golden_paths()) {
      auto read = read_template(name, std::move(files));
      if (read.has_value()) {
        const std::string key = read->summary.name;
        templates_[key] = std::make_shared<const TemplateFile>(std::move(*read));
      } else {
        log::error("a shipped golden path cannot be read", {{"name", name}, {"detail", read.error().message()}});
      }
    }
    ports_.runs.add_executor("golden_path.step", step_);
    ports_.runs.add_executor("golden_path.output", output_);
    ports_.runs.add_executor("golden_path.undo", undo_);
  }
  std::string_view name() const override { return "golden_paths"; }
  void start() override {
    if (const Status swept = forget_abandoned_secrets(ports_, kernel_.clock.now() - abandoned_after);
        !swept.has_value())
      log::warn("secrets of runs that have ended are still there", {{"code", swept.error().code()}});
    ends_ = kernel_.events.consume("golden_paths.ends", {"run.finished"}, [this](const events::SealedEvent& event) {
      constexpr std::string_view prefix = "run:";
      const boost::json::value payload = boost::json::parse(event.payload);
      if (payload.at("kind").as_string() != "golden_path" || !event.subject.starts_with(prefix)) return true;
      const Status gone = forget_run_secrets(ports_, runs::RunId(event.subject.substr(prefix.size())));
      // A run that is gone has taken what says where its secrets are: the next start finds them.
      return gone.has_value() || gone.error().kind() == ErrorKind::not_found;
    });
  }
  void stop() override { ends_.reset(); }
  void routes(http::Router& router) override { add_routes(router, service_); }
  GoldenPaths& golden_paths() override { return service_; }

 private:
  Kernel kernel_;
  GoldenPathPorts ports_;
  TemplateFiles templates_;
  GoldenPathsService service_;
  StepExecutor step_{templates_, ports_};
  OutputExecutor output_{templates_};
  UndoExecutor undo_{ports_};
  db::Subscription ends_;
};

}  // namespace

std::unique_ptr<GoldenPathsModule> make_module(Kernel kernel, GoldenPathPorts ports) {
  return std::make_unique<Impl>(std::move(kernel), std::move(ports));
}

}  // namespace towpath::golden_paths
