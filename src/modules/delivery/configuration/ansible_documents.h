#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

#include "configuration_tool.h"

namespace towpath::delivery {

// What ansible-playbook and our plugin in it print, read as text from outside: with limits, nothing assumed.

/// The result of a task on a host.
struct TaskLine {
  std::string host, task, place, message;
  std::string status;  ///< ok, changed, skipped, would_run, failed, ignored, unreachable.
  double seconds = 0;
};

/// A line of the plugin about a task; nothing for any other line.
std::optional<TaskLine> read_task_line(std::string_view line);
/// Whether a line of the plugin says that a play matches no host.
bool is_no_hosts_line(std::string_view line);

/// "playbook.yaml:4:7: couldn't resolve module/action 'x'" of what ansible-playbook says before it starts. `folder` is
/// taken off the path. "" when it says no error.
std::string read_ansible_error(std::string_view errors, std::string_view folder);

/// {"outputs", "facts"}. Errors: delivery.configuration_answer.
Result<RunReport> read_ansible_report(std::string_view text);

}  // namespace towpath::delivery
