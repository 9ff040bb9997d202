#pragma once

#include "golden_paths/module.h"
#include "step_executor.h"

namespace towpath::golden_paths {

class GoldenPathsService final : public GoldenPaths {
 public:
  GoldenPathsService(const Kernel& kernel, const TemplateFiles& templates, GoldenPathPorts& ports)
      : kernel_(kernel), templates_(templates), ports_(ports) {}
  std::vector<GoldenPath> list() override;
  Result<GoldenPath> get(const std::string& name) override;
  Result<std::vector<PreviewFile>> preview(const std::string& name, const std::string& parameters) override;
  Result<runs::RunId> start(const auth::Principal& principal, const std::string& name,
                            const std::string& parameters) override;
  Result<runs::RunId> undo(const auth::Principal& principal, const runs::RunId& run) override;

 private:
  Result<std::shared_ptr<const TemplateFile>> find(const std::string& name) const;

  const Kernel& kernel_;
  const TemplateFiles& templates_;
  GoldenPathPorts& ports_;
};

}  // namespace towpath::golden_paths
