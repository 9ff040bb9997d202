#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "drivers/source_folder.h"

#include "ansible_documents.h"
#include "configuration_tool.h"
#include "host_inputs.h"

extern "C" const char delivery_task_lines_begin[];
extern "C" const char delivery_task_lines_end[];

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr const char *variables_file = "variables.json", *inventory_file = "inventory.json", *plugins = "plugins",
                     *settings_file = "ansible.cfg", *key_file = "ssh_key", *known_hosts_file = "known_hosts";
constexpr std::size_t most_problems = 3, most_errors = 16u << 10;

/// Texts as ansible takes them for what they are: in a variable's value it would look for expressions of its own, and a
/// value can be what anybody wrote into a score.yaml.
value without_expressions(const value& given) {
  if (given.is_string()) return object{{"__ansible_unsafe", given}};
  if (given.is_array()) {
    boost::json::array out;
    for (const value& each : given.get_array()) out.push_back(without_expressions(each));
    return out;
  }
  if (given.is_object()) {
    object out;
    for (const auto& [key, each] : given.get_object()) out[key] = without_expressions(each);
    return out;
  }
  return given;
}

class AnsibleReader final : public RunReader {
 public:
  AnsibleReader(std::string folder, RunListener listener)
      : folder_(std::move(folder)), listener_(std::move(listener)) {}

  void take(process::Stream stream, std::string_view line) override {
    if (stream == process::Stream::err) {
      if (errors_.size() < most_errors) errors_.append(line.substr(0, most_errors)).append("\n");
      return listener_.log(line);
    }
    const auto task = read_task_line(line);
    if (task) return take(*task);
    if (is_no_hosts_line(line))
      listener_.log("a play matches none of the hosts");
    else
      listener_.log(line);
  }

  Result<RunReport> finish(const process::Exit& exit, std::string_view text) override {
    RunReport out;
    if (exit.is_success()) {
      TRY(out, read_ansible_report(text));
      if (results_ == 0) problems_ = "none of its plays matches a host: nothing was done";
    } else if (problems_.empty()) {
      problems_ = read_ansible_error(errors_, folder_);
    }
    out.changes = std::move(changes_);
    out.problems = std::move(problems_);
    return out;
  }

 private:
  void take(const TaskLine& task) {
    ++results_;
    const std::string subject = fmt::format("{}: {}", task.host, task.task);
    listener_.log(fmt::format("{}: {} ({:.1f} s){}{}", subject,
                              task.status == "would_run" ? "not known in check mode" : task.status, task.seconds,
                              task.message.empty() ? "" : ": ", task.message));
    if (task.status == "changed" || task.status == "would_run") {
      changes_.push_back({std::string(task.status == "changed" ? "change" : unforeseen_action), subject});
      listener_.changed(changes_.back());
    }
    if ((task.status == "failed" || task.status == "unreachable") && ++problem_count_ <= most_problems)
      problems_ += fmt::format("{}{}: {} {}: {}", problems_.empty() ? "" : "; ", task.place, subject, task.status,
                               task.message.substr(0, task.message.find('\n')).substr(0, 300));
  }

  const std::string folder_;
  const RunListener listener_;
  std::vector<DriverChange> changes_;
  std::string problems_, errors_;
  std::size_t problem_count_ = 0, results_ = 0;
};

class AnsibleTool final : public ConfigurationTool {
 public:
  std::string_view name() const override { return "ansible"; }
  const ConfigurationLanguage& language() const override {
    static const ConfigurationLanguage language{
        "playbook",
        "destroyPlaybook",
        "playbook.yaml",
        "destroy.yaml",
        "playbook: |\n  - hosts: all\n    tasks:\n      - name: say hello\n        debug: {msg: hello}",
        {"ANSIBLE_", "RUN_"},
        "A task that needs what an earlier one makes fails in check mode; say there: ignore_errors: \"{{ "
        "ansible_check_mode }}\"",
        true};
    return language;
  }
  std::string program() const override { return "ansible-playbook"; }
  std::vector<std::string> further_programs(const ConfigurationInputs& inputs) const override {
    return inputs.is_local() ? std::vector<std::string>() : std::vector<std::string>{"ssh"};
  }

  void write(const ConfigurationInputs& inputs, const ConfigurationPlaces& places) const override {
    const auto& folder = places.folder;
    make_private_folder(folder / plugins);
    write_private_file(
        folder / plugins / "task_lines.py",
        {delivery_task_lines_begin, static_cast<std::size_t>(delivery_task_lines_end - delivery_task_lines_begin)});
    write_private_file(folder / settings_file, "[defaults]\n");
    write_private_file(folder / inventory_file, inventory_of(inputs, (places.seen_folder / "modules").string()));
    object variables;
    for (const auto& [key, each] : inputs.variables) variables[key] = without_expressions(each);
    for (const auto& [key, each] : inputs.secret_variables) variables[key] = without_expressions(each);
    variables["resource_folder"] = places.seen_resource.string();
    write_private_file(folder / variables_file, boost::json::serialize(variables));
    if (!inputs.known_hosts.empty()) write_private_file(folder / known_hosts_file, inputs.known_hosts + "\n");
    if (!inputs.ssh_key.reveal().empty()) write_private_file(folder / key_file, inputs.ssh_key.reveal() + "\n");
  }

  ToolCall call(const ConfigurationInputs& inputs, const ConfigurationPlaces& places, const std::string& entry,
                RunMode mode) const override {
    const auto seen = [&](const char* file) { return (places.seen_folder / file).string(); };
    ToolCall out;
    out.arguments = {"--inventory", seen(inventory_file), "--extra-vars", fmt::format("@{}", seen(variables_file))};
    if (mode == RunMode::check) out.arguments.emplace_back("--check");
    out.arguments.push_back(entry);
    out.env = {{"ANSIBLE_CONFIG", seen(settings_file)},
               {"ANSIBLE_HOME", seen("home")},
               {"ANSIBLE_LOCAL_TEMP", seen("home/tmp")},
               {"ANSIBLE_CALLBACK_PLUGINS", seen(plugins)},
               {"ANSIBLE_STDOUT_CALLBACK", "task_lines"},
               {"ANSIBLE_RETRY_FILES_ENABLED", "0"},
               {"ANSIBLE_NOCOLOR", "1"},
               {"ANSIBLE_DISPLAY_FAILED_STDERR", "0"},
               {"RUN_FACTS", join(inputs.facts, ",")},
               {"RUN_REPORT_FILE", seen(report_file)}};
    if (!inputs.is_local()) {
      // Nobody is there who could answer a question about a host that is not known.
      out.env.emplace_back("ANSIBLE_SSH_ARGS", fmt::format("-o BatchMode=yes -o StrictHostKeyChecking=yes "
                                                           "-o UserKnownHostsFile={} -o ControlMaster=no",
                                                           seen(known_hosts_file)));
      if (!inputs.ssh_key.reveal().empty()) out.env.emplace_back("ANSIBLE_PRIVATE_KEY_FILE", seen(key_file));
    }
    return out;
  }

  std::unique_ptr<RunReader> reader(const ConfigurationPlaces& places, RunMode, RunListener listener) const override {
    return std::make_unique<AnsibleReader>((places.seen_folder / places.work).string(), std::move(listener));
  }
};

}  // namespace

std::unique_ptr<ConfigurationTool> make_ansible_tool() { return std::make_unique<AnsibleTool>(); }

}  // namespace towpath::delivery
