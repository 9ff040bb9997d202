#pragma once

#include <string>

#include "pipelines/module.h"
#include "runners/module.h"

namespace towpath::app {

/// Port of runners, filled with what pipelines knows of its jobs.
class PipelineOrders final : public runners::JobOrders {
 public:
  explicit PipelineOrders(pipelines::RemoteJobs& jobs) : jobs_(jobs) {}
  Result<std::string> order(const runs::RunId& run, const runs::Node& node) override { return jobs_.order(run, node); }
  Result<blob::Digest> source(const runs::RunId& run) override { return jobs_.source(run); }

 private:
  pipelines::RemoteJobs& jobs_;
};

}  // namespace towpath::app
