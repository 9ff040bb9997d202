#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "drivers/source_folder.h"

#include "configuration_tool.h"
#include "resource_report.h"

extern "C" const char delivery_chef_report_begin[];
extern "C" const char delivery_chef_report_end[];

namespace towpath::delivery {
namespace {

using boost::json::object;

constexpr const char *settings_file = "client.rb", *report_program = "report.rb", *attributes_file = "attributes.json",
                     *secrets_file = "secrets.json", *own = "chef";

std::string quoted(const std::filesystem::path& path) {
  return fmt::format("'{}'", replace_all(replace_all(path.string(), "\\", "\\\\"), "'", "\\'"));
}

class ChefReader final : public ResourceReportReader {
 public:
  using ResourceReportReader::ResourceReportReader;

 protected:
  /// 0, or 1 when the run failed; with another code it did not come to a run.
  bool has_report(const process::Exit& exit) const override {
    return exit.reason == process::EndReason::exited && (exit.code == 0 || exit.code == 1);
  }
  /// All that is wrong is in the report.
  std::string problem_in(std::string_view) const override { return ""; }
};

/// Local mode: no server of Chef's is asked, the recipe lies in the run's folder. Why-run mode is its check mode.
class ChefTool final : public ConfigurationTool {
 public:
  std::string_view name() const override { return "chef"; }
  const ConfigurationLanguage& language() const override {
    static const ConfigurationLanguage language{"recipe",
                                                "destroyRecipe",
                                                "recipe.rb",
                                                "destroy.rb",
                                                "recipe: |\n  file \"#{node['resource_folder']}/motd\" do\n"
                                                "    content 'hello'\n  end",
                                                {"RUN_"},
                                                "What it printed is in the log.",
                                                false};
    return language;
  }
  std::string program() const override { return "chef-client"; }
  std::vector<std::string> further_programs(const ConfigurationInputs&) const override { return {}; }
  std::string outputs_file() const override { return "outputs.json"; }

  void write(const ConfigurationInputs& inputs, const ConfigurationPlaces& places) const override {
    const auto& folder = places.folder;
    make_private_folder(folder / own);
    write_private_file(
        folder / report_program,
        {delivery_chef_report_begin, static_cast<std::size_t>(delivery_chef_report_end - delivery_chef_report_begin)});
    object attributes = inputs.variables;
    attributes["resource_folder"] = places.seen_resource.string();
    write_private_file(folder / attributes_file, boost::json::serialize(attributes));
    write_private_file(folder / secrets_file, boost::json::serialize(inputs.secret_variables));
    const auto state = places.seen_folder / own, work = places.seen_folder / places.work;
    // No differences of files in the log: what they hold may be secret.
    std::string settings = fmt::format(
        "local_mode true\nlisten false\nnode_name 'resource'\nchef_repo_path {}\ncookbook_path [{}]\n"
        "diff_disabled true\nlog_level :info\nlog_location STDOUT\nrequire {}\nevent_handlers << TowpathReport.new\n",
        quoted(work), quoted(work / "cookbooks"), quoted(places.seen_folder / report_program));
    for (const auto& [setting, file] :
         {std::pair("node_path", "nodes"), std::pair("cache_path", "cache"), std::pair("file_cache_path", "cache"),
          std::pair("file_backup_path", "backup"), std::pair("lockfile", "lock"), std::pair("pid_file", "pid")})
      settings += fmt::format("{} {}\n", setting, quoted(state / file));
    write_private_file(folder / settings_file, settings);
  }

  ToolCall call(const ConfigurationInputs& inputs, const ConfigurationPlaces& places, const std::string& entry,
                RunMode mode) const override {
    const auto seen = [&](const char* file) { return (places.seen_folder / file).string(); };
    ToolCall out;
    out.arguments = {"--local-mode",        "--config",   seen(settings_file), "--json-attributes",
                     seen(attributes_file), "--no-color", "--no-fork"};
    if (mode == RunMode::check) out.arguments.emplace_back("--why-run");
    out.arguments.push_back(entry);
    out.env = {{"RUN_FACTS", join(inputs.facts, ",")},
               {"RUN_REPORT_FILE", seen(report_file)},
               {"RUN_SECRETS_FILE", seen(secrets_file)}};
    return out;
  }

  std::unique_ptr<RunReader> reader(const ConfigurationPlaces&, RunMode, RunListener listener) const override {
    return std::make_unique<ChefReader>(std::move(listener));
  }
};

}  // namespace

std::unique_ptr<ConfigurationTool> make_chef_tool() { return std::make_unique<ChefTool>(); }

}  // namespace towpath::delivery
