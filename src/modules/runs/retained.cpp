#include "runs/retained.h"

#include <filesystem>

#include "retention_store.h"

namespace towpath::runs {
namespace {

using namespace std::chrono_literals;

constexpr auto spared = 1h;

class RetainedArtifacts final : public retention::Retained {
 public:
  RetainedArtifacts(const Kernel& kernel, RetentionStore::What what) : kernel_(kernel), what_(what) {}
  std::string_view kind() const override {
    return what_ == RetentionStore::What::recordings ? "recordings" : "artifacts";
  }

  retention::Removal enforce(const retention::Limits& limits, retention::Mode mode, UtcTime now,
                             std::stop_token) override {
    const RetentionStore store;
    retention::Removal out{std::string(kind())};
    const auto all = kernel_.db.read([&](db::Tx& tx) { return store.artifacts(tx, what_); });
    for (const auto& artifact : all) out.kept_bytes += artifact.bytes;
    out.kept_items = all.size();
    std::vector<RetentionStore::OldArtifact> due;
    for (const auto& artifact : all) {
      const auto age = now - artifact.created_at;
      if (age < spared || (age <= limits.age && out.kept_bytes <= limits.bytes)) break;
      due.push_back(artifact);
      out.bytes += artifact.bytes;
      out.kept_bytes -= artifact.bytes;
    }
    out.items = due.size();
    out.kept_items -= due.size();
    if (mode == retention::Mode::plan || due.empty()) return out;
    const Status removed = kernel_.db.transact([&](db::Tx& tx) -> Status {
      for (const auto& artifact : due) store.remove_artifact(tx, artifact);
      return ok();
    });
    if (!removed.has_value()) out.problem = removed.error().message();
    return out;
  }

 private:
  const Kernel kernel_;
  const RetentionStore::What what_;
};

}  // namespace

std::unique_ptr<retention::Retained> make_retained_logs(const Kernel& kernel) {
  const auto is_in_use = [&db = kernel.db](const std::string& run) {
    return db.read([&](db::Tx& tx) { return RetentionStore().has_unfinished(tx, run); });
  };
  return retention::make_folder_retained("run_logs", std::filesystem::path(kernel.data_directory) / "logs", spared,
                                         is_in_use);
}

std::unique_ptr<retention::Retained> make_retained_artifacts(const Kernel& kernel) {
  return std::make_unique<RetainedArtifacts>(kernel, RetentionStore::What::artifacts);
}

std::unique_ptr<retention::Retained> make_retained_recordings(const Kernel& kernel) {
  return std::make_unique<RetainedArtifacts>(kernel, RetentionStore::What::recordings);
}

std::set<std::string> artifact_digests(const Kernel& kernel) {
  return kernel.db.read([](db::Tx& tx) { return RetentionStore().digests(tx); });
}

}  // namespace towpath::runs
