#include <cstdint>
#include <string_view>

#include "pipelines/plan.h"
#include "pipelines/workflow.h"

using namespace towpath::pipelines;

// Any text is either a workflow or has a problem; a runnable workflow can be planned or says why not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const WorkflowCheck check = check_workflow(text, "fuzz.yml");
  if (!check.workflow && !check.has(Severity::error)) __builtin_trap();
  if (!check.is_runnable()) return 0;
  if (const auto jobs = plan_jobs(*check.workflow, Scope()); jobs.has_value()) {
    if (jobs.value().size() < check.workflow->jobs.size()) __builtin_trap();
  }
  return 0;
}
