#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "delivery/runtimes.h"
#include "delivery/shells.h"

namespace towpath::delivery {

namespace {

class Router final : public Runtimes, public ShellRuntime {
 public:
  explicit Router(std::vector<Runtime*> all) : all_(std::move(all)) {}

  std::string_view name() const override { return all_.front()->name(); }
  RuntimeReport report() override { return all_.front()->report(); }
  bool has(const InstanceId& id) const override {
    return std::any_of(all_.begin(), all_.end(), [&](const Runtime* each) { return each->has(id); });
  }

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const Runtime* each : all_) names.emplace_back(each->name());
    return names;
  }
  std::vector<RuntimeReport> reports() override {
    std::vector<RuntimeReport> reports;
    for (Runtime* each : all_) reports.push_back(each->report());
    return reports;
  }
  Status check(const std::string& name) override {
    TRY(Runtime * found, named(name));
    const RuntimeReport report = found->report();
    if (report.is_available) return ok();
    return unavailable("delivery.runtime_unavailable",
                       fmt::format("The runtime '{}' cannot be used on this machine: {}.", name, report.reason))
        .with_hint(report.hint);
  }

  bool reaches(const std::string& name) const override {
    return std::all_of(all_.begin(), all_.end(),
                       [&](const Runtime* each) { return each->name() != name || each->is_in_reach(); });
  }

  Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) override {
    TRY(Runtime * found, for_request(request));
    return found->start(request, stop);
  }
  Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& log, std::stop_token stop) override {
    TRY(Runtime * found, for_request(request));
    return found->run_once(request, command, log, stop);
  }
  Result<int> run_shell(const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program,
                        process::Counterpart& who, std::stop_token stop) override {
    TRY(Runtime * found, for_request(serving));
    if (auto* shells = dynamic_cast<ShellRuntime*>(found)) return shells->run_shell(serving, own, program, who, stop);
    return conflict("delivery.no_shell", fmt::format("The runtime '{}' has no shells.", found->name()));
  }
  Result<InstanceStatus> probe(const InstanceRequest& request) override {
    TRY(Runtime * found, for_request(request));
    return found->probe(request);
  }
  int most_copies() const override { return all_.front()->most_copies(); }
  int most_copies_of(const std::string& name) const override {
    const auto found = named(name);
    return found.has_value() ? (*found)->most_copies() : most_copies();
  }
  Status scale(const InstanceRequest& request, std::stop_token stop) override {
    return of(request.id).scale(request, stop);
  }
  Status stop(const InstanceId& id, std::chrono::milliseconds grace) override { return of(id).stop(id, grace); }
  Status restart(const InstanceId& id, std::chrono::milliseconds grace) override { return of(id).restart(id, grace); }
  Status forget(const InstanceId& id) override { return of(id).forget(id); }
  std::vector<InstanceId> list() override {
    std::vector<InstanceId> ids;
    for (Runtime* each : all_) {
      const auto some = each->list();
      ids.insert(ids.end(), some.begin(), some.end());
    }
    return ids;
  }
  InstanceUsage usage(const InstanceId& id) override { return of(id).usage(id); }
  std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) override {
    return of(id).last_output(id, lines);
  }
  Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor, std::size_t limit) override {
    return of(id).lines(id, cursor, limit);
  }
  Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                 std::size_t limit) override {
    return of(id).lines_before(id, cursor, limit);
  }
  Result<std::string> place_at(const InstanceId& id, UtcTime time) override { return of(id).place_at(id, time); }
  Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) override {
    return of(id).watch_lines(id, std::move(on_more));
  }

 private:
  /// Nothing when no runtime has it. The usual one is asked last: kept logs of all are in one folder, and the others
  /// know theirs.
  Runtime* owner(const InstanceId& id) const {
    for (auto each = all_.rbegin(); each != all_.rend(); ++each)
      if ((*each)->has(id)) return *each;
    return nullptr;
  }
  /// What nobody has is gone everywhere, which the usual runtime can say as well as any.
  Runtime& of(const InstanceId& id) const {
    Runtime* found = owner(id);
    return found != nullptr ? *found : *all_.front();
  }
  Result<Runtime*> for_request(const InstanceRequest& request) const {
    if (Runtime* found = owner(request.id)) return found;
    return named(request.runtime);
  }
  Result<Runtime*> named(const std::string& name) const {
    for (Runtime* each : all_)
      if (each->name() == name) return each;
    return invalid_input("delivery.unknown_runtime", fmt::format("There is no runtime '{}'.", name))
        .with_hint("There are: " + join(names(), ", "));
  }

  const std::vector<Runtime*> all_;
};

}  // namespace

std::unique_ptr<Runtimes> make_runtimes(std::vector<Runtime*> all) { return std::make_unique<Router>(std::move(all)); }

}  // namespace towpath::delivery
