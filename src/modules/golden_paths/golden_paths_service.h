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
  Result<Preview> preview(const auth::Principal& principal, const std::string& name,
                          const std::string& parameters) override;
  Result<Form> form(const auth::Principal& principal, const std::string& name, const std::string& parameters,
                    const std::map<std::string, std::size_t>& choices, const std::vector<std::string>& given) override;
  std::map<std::string, TrackRecord> track_records() override;
  Result<runs::RunId> start(const auth::Principal& principal, const std::string& name, const std::string& parameters,
                            const SecretAnswers& secrets, const std::string& override_reason) override;
  Result<runs::RunId> undo(const auth::Principal& principal, const runs::RunId& run) override;

 private:
  Result<std::shared_ptr<const TemplateFile>> find(const std::string& name) const;

  /// Whether a run with these parameters may begin. Errors: auth.forbidden, golden_paths.name_taken, catalog's for a
  /// reference that is none.
  /// The parameters with defaults, of answers that fit the form together with the secrets.
  Result<boost::json::object> accepted(const TemplateFile& file, const boost::json::value& parameters,
                                       const std::map<std::string, Secret>& secrets) const;
  /// What guardrails are asked before it is made; no secret is among the parameters.
  static gate::Question question_of(const TemplateFile& file, const boost::json::object& parameters,
                                    const std::string& made, const std::string& owner,
                                    const std::string& override_reason);
  Status check_start(const auth::Principal& principal, const TemplateFile& file,
                     const boost::json::object& parameters) const;

  const Kernel& kernel_;
  const TemplateFiles& templates_;
  GoldenPathPorts& ports_;
};

}  // namespace towpath::golden_paths
