#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "drivers/source_folder.h"

#include "configuration_tool.h"
#include "puppet_documents.h"
#include "resource_report.h"

extern "C" const char delivery_puppet_report_begin[];
extern "C" const char delivery_puppet_report_end[];

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr const char *values_file = "values.json", *lookup_file = "hiera.yaml", *library = "library", *own = "puppet";

/// Texts as puppet's lookup takes them for what they are: it would put facts in for %{...}, and a value can be what
/// anybody wrote into a score.yaml.
value without_interpolation(const value& given) {
  if (given.is_string()) {
    std::string out;
    const std::string_view text = given.get_string();
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool is_mark = text[i] == '%' && i + 1 < text.size() && text[i + 1] == '{';
      out += is_mark ? std::string("%{literal('%')}") : std::string(1, text[i]);
    }
    return value(out);
  }
  if (given.is_array()) {
    boost::json::array out;
    for (const value& each : given.get_array()) out.push_back(without_interpolation(each));
    return out;
  }
  if (given.is_object()) {
    object out;
    for (const auto& [key, each] : given.get_object()) out[key] = without_interpolation(each);
    return out;
  }
  return given;
}

class PuppetReader final : public ResourceReportReader {
 public:
  PuppetReader(std::string folder, RunListener listener)
      : ResourceReportReader(std::move(listener)), folder_(std::move(folder)) {}

 protected:
  /// --detailed-exitcodes: 0 nothing, 2 changes, 4 failures, 6 both; 1 when nothing was run.
  bool has_report(const process::Exit& exit) const override {
    return exit.reason == process::EndReason::exited &&
           (exit.code == 0 || exit.code == 2 || exit.code == 4 || exit.code == 6);
  }
  std::string problem_in(std::string_view line) const override { return read_puppet_error(line, folder_); }

 private:
  const std::string folder_;
};

class PuppetTool final : public ConfigurationTool {
 public:
  std::string_view name() const override { return "puppet"; }
  const ConfigurationLanguage& language() const override {
    static const ConfigurationLanguage language{
        "manifest",
        "destroyManifest",
        "site.pp",
        "destroy.pp",
        "manifest: |\n  file { \"${lookup('resource_folder')}/motd\": content => 'hello' }",
        {"RUN_"},
        "What it printed is in the log.",
        false};
    return language;
  }
  std::string program() const override { return "puppet"; }
  std::vector<std::string> further_programs(const ConfigurationInputs&) const override { return {}; }
  bool has_success_with_changes() const override { return true; }
  std::string outputs_file() const override { return "outputs.json"; }

  void write(const ConfigurationInputs& inputs, const ConfigurationPlaces& places) const override {
    const auto& folder = places.folder;
    make_private_folder(folder / own);
    auto at = folder / library;
    for (const char* part : {"", "puppet", "reports"}) {
      if (*part) at /= part;
      make_private_folder(at);
    }
    write_private_file(at / "run_report.rb",
                       {delivery_puppet_report_begin,
                        static_cast<std::size_t>(delivery_puppet_report_end - delivery_puppet_report_begin)});
    object values, options;
    for (const auto& [key, each] : inputs.variables) values[key] = without_interpolation(each);
    for (const auto& [key, each] : inputs.secret_variables) {
      values[key] = without_interpolation(each);
      options[key] = object{{"convert_to", "Sensitive"}};
    }
    values["resource_folder"] = places.seen_resource.string();
    values["lookup_options"] = std::move(options);
    write_private_file(folder / values_file, boost::json::serialize(values));
    const object level{{"name", "values"}, {"path", values_file}};
    write_private_file(folder / lookup_file,
                       boost::json::serialize(object{
                           {"version", 5},
                           {"defaults", object{{"datadir", places.seen_folder.string()}, {"data_hash", "json_data"}}},
                           {"hierarchy", boost::json::array{level}}}));
  }

  ToolCall call(const ConfigurationInputs& inputs, const ConfigurationPlaces& places, const std::string& entry,
                RunMode mode) const override {
    const auto seen = [&](const char* file) { return (places.seen_folder / file).string(); };
    const auto folder = places.seen_folder / own;
    ToolCall out;
    out.arguments = {"apply", "--detailed-exitcodes", "--color=false", "--report", "--reports", "run_report"};
    for (const char* part : {"conf", "var", "public", "run", "log"}) {
      out.arguments.push_back(fmt::format("--{}dir", part));
      out.arguments.push_back((folder / part).string());
    }
    for (const auto& [option, path] :
         {std::pair("--libdir", seen(library)), std::pair("--hiera_config", seen(lookup_file)),
          std::pair("--modulepath", (places.seen_folder / places.work / "modules").string())}) {
      out.arguments.emplace_back(option);
      out.arguments.push_back(path);
    }
    if (mode == RunMode::check) out.arguments.emplace_back("--noop");
    out.arguments.push_back(entry);
    out.env = {{"RUN_FACTS", join(inputs.facts, ",")}, {"RUN_REPORT_FILE", seen(report_file)}};
    return out;
  }

  std::unique_ptr<RunReader> reader(const ConfigurationPlaces& places, RunMode, RunListener listener) const override {
    return std::make_unique<PuppetReader>((places.seen_folder / places.work).string(), std::move(listener));
  }
};

}  // namespace

std::unique_ptr<ConfigurationTool> make_puppet_tool() { return std::make_unique<PuppetTool>(); }

}  // namespace towpath::delivery
