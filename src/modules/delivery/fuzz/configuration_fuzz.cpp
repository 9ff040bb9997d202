#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../configuration/ansible_documents.h"
#include "../configuration/configuration_inputs.h"
#include "../configuration/host_inputs.h"
#include "../configuration/puppet_documents.h"
#include "../configuration/resource_report.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

template <class T>
void check_refusal(const Result<T>& result) {
  if (!result.has_value() && (result.error().code().empty() || result.error().message().empty())) std::abort();
}

void check_inputs(const ConfigurationTool& tool, const ResourceRequest& request) {
  const auto inputs = read_configuration_inputs(tool.language(), request);
  check_refusal(inputs);
  if (!inputs) return;
  for (const ManagedHost& host : inputs->hosts)
    if (host.name.starts_with('-') || host.address.starts_with('-') || host.user.starts_with('-')) std::abort();
  inventory_of(*inputs, "/tmp/modules");
  const Secret kept = keep(tool.language(), {inputs.value(), std::nullopt});
  const auto again = read_applied(tool.language(), request, kept);
  if (!again || keep(tool.language(), *again).reveal() != kept.reveal()) std::abort();
}

}  // namespace

// What ansible, puppet, chef and our plugins in them print, and what a definition says. What is refused says why; what
// is read keeps the limits that others rely on; a kept configuration reads back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto ansible = make_ansible_tool(), puppet = make_puppet_tool(), chef = make_chef_tool();
  ResourceRequest request;
  request.id = "workloads.shop.server";
  request.type = "server";
  request.inputs = std::string(text);

  if (const auto line = read_task_line(text))
    if (line->task.size() > 512 || line->task.find('\n') != std::string::npos || line->status.empty()) std::abort();
  is_no_hosts_line(text);
  if (read_ansible_error(text, "/tmp/work/source").size() > 700) std::abort();
  if (read_puppet_error(text, "/tmp/work/source").size() > 700) std::abort();
  check_refusal(read_ansible_report(text));
  const auto report = read_resource_report(text);
  check_refusal(report);
  if (report)
    for (const ReportedResource& resource : report->resources)
      if (resource.name.empty() || resource.name.size() > 512) std::abort();
  check_inputs(*ansible, request);
  check_inputs(*puppet, request);
  check_inputs(*chef, request);
  return 0;
}
