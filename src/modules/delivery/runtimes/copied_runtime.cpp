#include "copied_runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <future>
#include <map>
#include <mutex>

#include "base/faults.h"
#include "copies.h"
#include "copy_records.h"
#include "delivery/shells.h"
#include "log/log.h"

namespace towpath::delivery {

namespace {

using Ids = std::vector<InstanceId>;

/// How much a health says against an instance, all of whose copies have to be healthy.
int weight(Health health) {
  switch (health) {
    case Health::healthy:
      return 0;
    case Health::unknown:
      return 1;
    case Health::progressing:
      return 2;
    case Health::suspended:
      return 3;
    case Health::degraded:
      return 4;
    case Health::missing:
      return 5;
  }
  return 1;
}

InstanceRequest of_copy(const InstanceRequest& request, const InstanceId& id) {
  InstanceRequest out = request;
  out.id = id;
  out.copies = 1;
  return out;
}

void add(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& more) {
  if (more) sum = sum.value_or(0) + *more;
}

/// What copies are together. `all`: of each, in order; at least one.
InstanceStatus together(const Ids& ids, std::vector<InstanceStatus> all) {
  std::vector<CopyStatus> each;
  std::size_t worst = 0, healthy = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    each.push_back({ids[i].text(), all[i].health, all[i].reason, all[i].host_ports});
    healthy += all[i].health == Health::healthy ? 1 : 0;
    if (weight(all[i].health) > weight(all[worst].health)) worst = i;
  }
  InstanceStatus out = all.front();
  out.copies = static_cast<int>(all.size());
  out.each = std::move(each);
  if (all.size() == 1) return out;
  out.health = all[worst].health;
  // Some serve: it is not gone.
  if (out.health == Health::missing && healthy > 0) out.health = Health::degraded;
  out.reason = out.health == Health::healthy ? ""
                                             : fmt::format("{} of {} instances are healthy; instance {}: {}", healthy,
                                                           all.size(), worst + 1, all[worst].reason);
  out.exit_code = all[worst].exit_code;
  out.restarts = 0;
  for (const InstanceStatus& one : all) {
    out.is_running = out.is_running && one.is_running;
    out.is_live = out.is_live && one.is_live;
    out.is_over = out.is_over || one.is_over;
    out.restarts += one.restarts;
  }
  return out;
}

class CopiedRuntime final : public Runtime, public ShellRuntime {
 public:
  CopiedRuntime(std::unique_ptr<Runtime> one, const std::filesystem::path& folder)
      : one_(std::move(one)), records_(folder) {}

  std::string_view name() const override { return one_->name(); }
  RuntimeReport report() override { return one_->report(); }
  bool has(const InstanceId& id) const override { return one_->has(id); }
  int most_copies() const override { return most_processes; }

  Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) override {
    if (request.copies < 1 || request.copies > most_processes) return too_many_copies(request, most_processes);
    const std::lock_guard one(changing(request.id));
    // One that was begun has what it was begun or scaled with: the number is not this call's business.
    Ids ids = records_.read(request.id);
    if (ids.size() == 1 && request.copies > 1 && !is_begun(request.id)) {
      ids = extended(ids, request.copies);
      records_.keep(request.id, ids);
      fault_point("delivery.copies.after_record");
    }
    return start_all(request, ids, stop);
  }

  Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& log, std::stop_token stop) override {
    return one_->run_once(request, command, log, stop);
  }

  /// In the surroundings of the first copy: they are the same for all.
  Result<int> run_shell(const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program,
                        process::Counterpart& who, std::stop_token stop) override {
    auto* shells = dynamic_cast<ShellRuntime*>(one_.get());
    if (shells == nullptr)
      return conflict("delivery.no_shell", fmt::format("The runtime '{}' has no shells.", one_->name()));
    return shells->run_shell(of_copy(serving, serving.id), own, program, who, stop);
  }

  Result<InstanceStatus> probe(const InstanceRequest& request) override {
    const Ids ids = records_.read(request.id);
    std::vector<InstanceStatus> all;
    for (const InstanceId& id : ids) {
      TRY(all.emplace_back(), one_->probe(of_copy(request, id)));
    }
    remember(request.id, ids, all);
    return together(ids, std::move(all));
  }

  Status scale(const InstanceRequest& request, std::stop_token stop) override {
    if (request.copies < 1 || request.copies > most_processes) return too_many_copies(request, most_processes);
    const std::lock_guard one(changing(request.id));
    TRY(const InstanceStatus first, one_->probe(of_copy(request, request.id)));
    if (first.is_over)
      return conflict("delivery.instance_not_running", fmt::format("instance {} does not run", request.id.text()));
    const Ids before = records_.read(request.id);
    const Ids ids = before.size() < static_cast<std::size_t>(request.copies)
                        ? extended(before, request.copies)
                        : Ids(before.begin(), before.begin() + request.copies);
    records_.keep(request.id, ids);
    fault_point("delivery.copies.after_record");
    log::info("workload scaled", {{"workload", request.workload},
                                  {"environment", request.environment},
                                  {"instance", request.id},
                                  {"copies", ids.size()}});
    if (ids.size() < before.size()) return ok();  // the others go on by themselves
    // Also those that were begun before a crash; what runs is left alone.
    TRY(const InstanceStatus started, start_all(request, ids, stop));
    return ok();
  }

  Status stop(const InstanceId& id, std::chrono::milliseconds grace) override {
    return of_all(records_.read(id), [&](const InstanceId& copy) { return one_->stop(copy, grace); });
  }

  /// What hangs, as was last seen; all of them when nothing was seen to hang.
  Status restart(const InstanceId& id, std::chrono::milliseconds grace) override {
    const Ids ids = records_.read(id);
    Ids hanging;
    {
      const std::lock_guard lock(mutex_);
      if (const auto seen = seen_.find(id.text()); seen != seen_.end() && ids.size() > 1) {
        if (seen->second.is_any_over)  // whoever starts it again starts what is missing, and leaves the others alone
          return conflict("delivery.instance_not_running",
                          fmt::format("a copy of instance {} does not run", id.text()));
        hanging = seen->second.hanging;
      }
    }
    for (const InstanceId& copy : hanging.empty() ? ids : hanging) CHECK_OK(one_->restart(copy, grace));
    return ok();
  }

  Status forget(const InstanceId& id) override {
    const std::lock_guard one(changing(id));
    const Ids ids = records_.read(id);
    for (auto copy = ids.rbegin(); copy != ids.rend(); ++copy) CHECK_OK(one_->forget(*copy));
    records_.forget(id);
    const std::lock_guard lock(mutex_);
    seen_.erase(id.text());
    return ok();
  }

  std::vector<InstanceId> list() override {
    std::vector<InstanceId> all = one_->list();
    const Ids further = records_.further();
    std::erase_if(all,
                  [&](const InstanceId& id) { return std::find(further.begin(), further.end(), id) != further.end(); });
    return all;
  }

  InstanceUsage usage(const InstanceId& id) override {
    const Ids ids = records_.read(id);
    InstanceUsage sum = one_->usage(ids.front());
    for (std::size_t i = 1; i < ids.size(); ++i) {
      const InstanceUsage more = one_->usage(ids[i]);
      add(sum.cpu_microseconds, more.cpu_microseconds);
      add(sum.memory_bytes, more.memory_bytes);
      add(sum.memory_peak_bytes, more.memory_peak_bytes);
      add(sum.memory_limit_bytes, more.memory_limit_bytes);
      add(sum.restarts, more.restarts);
    }
    return sum;
  }

  /// Of the copy that was worst when it was last looked at: whoever asks wants to know why.
  std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) override {
    return one_->last_output(worst_of(id), lines);
  }
  Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor, std::size_t limit) override {
    return one_->lines(id, cursor, limit);
  }
  Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                 std::size_t limit) override {
    return one_->lines_before(id, cursor, limit);
  }
  Result<std::string> place_at(const InstanceId& id, UtcTime time) override { return one_->place_at(id, time); }
  Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) override {
    return one_->watch_lines(id, std::move(on_more));
  }

 private:
  /// What a look at an instance of several found.
  struct Seen {
    Ids hanging;
    InstanceId worst{""};
    bool is_any_over = false;
  };

  static Ids extended(Ids ids, int copies) {
    while (ids.size() < static_cast<std::size_t>(copies)) ids.push_back(new_id<InstanceId>());
    return ids;
  }

  bool is_begun(const InstanceId& id) {
    const auto all = one_->list();
    return std::find(all.begin(), all.end(), id) != all.end();
  }

  Result<InstanceStatus> start_all(const InstanceRequest& request, const Ids& ids, std::stop_token stop) {
    std::vector<InstanceStatus> all;
    for (const InstanceId& id : ids) {
      TRY(all.emplace_back(), one_->start(of_copy(request, id), stop));
    }
    return together(ids, std::move(all));
  }

  /// At the same time, so that one that takes its whole grace does not keep the next one running. The first error.
  static Status of_all(const Ids& ids, const std::function<Status(const InstanceId&)>& work) {
    if (ids.size() == 1) return work(ids.front());
    std::vector<std::future<Status>> under_way;
    for (const InstanceId& id : ids) under_way.push_back(std::async(std::launch::async, work, id));
    Status out = ok();
    for (auto& each : under_way)
      if (Status done = each.get(); !done.has_value() && out.has_value()) out = std::move(done);
    return out;
  }

  void remember(const InstanceId& id, const Ids& ids, const std::vector<InstanceStatus>& all) {
    const std::lock_guard lock(mutex_);
    if (ids.size() == 1) {
      seen_.erase(id.text());
      return;
    }
    Seen seen;
    std::size_t worst = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!all[i].is_live) seen.hanging.push_back(ids[i]);
      seen.is_any_over = seen.is_any_over || all[i].is_over;
      if (weight(all[i].health) > weight(all[worst].health)) worst = i;
    }
    seen.worst = ids[worst];
    seen_.insert_or_assign(id.text(), std::move(seen));
  }

  InstanceId worst_of(const InstanceId& id) {
    const std::lock_guard lock(mutex_);
    const auto seen = seen_.find(id.text());
    return seen == seen_.end() ? id : seen->second.worst;
  }

  std::mutex& changing(const InstanceId& id) {
    return changing_[std::hash<std::string>()(id.text()) % changing_.size()];
  }

  const std::unique_ptr<Runtime> one_;
  const CopyRecords records_;
  std::array<std::mutex, 16> changing_;  ///< Of an instance: one change of what it consists of at a time.
  std::mutex mutex_;                     ///< Guards seen_.
  std::map<std::string, Seen> seen_;     ///< By instance of several, at the last look.
};

}  // namespace

std::unique_ptr<Runtime> make_copied_runtime(std::unique_ptr<Runtime> one, const std::filesystem::path& folder) {
  return std::make_unique<CopiedRuntime>(std::move(one), folder);
}

}  // namespace towpath::delivery
