#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <istream>
#include <iterator>
#include <ostream>

#include "catalog/catalog.h"
#include "commands.h"
#include "delivery/score.h"
#include "pipelines/expression_vectors.h"
#include "pipelines/workflow.h"
#include "template/template.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

/// The verdict on one document of a file.
struct Verdict {
  std::string file, name;
  std::optional<Error> error;
};
using Check = std::function<std::vector<Verdict>(const std::string& text, const std::string& file)>;

/// Files named, files below folders named (by ending), or standard input for "-" and for nothing.
Result<std::vector<std::pair<std::string, std::string>>> read_inputs(cli::Invocation& invocation,
                                                                     const std::vector<std::string>& endings) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto add = [&](const fs::path& path) -> Status {
    std::ifstream in(path, std::ios::binary);
    if (!in) return not_found("cli.no_file", fmt::format("There is no file {}.", path.string()));
    out.emplace_back(path.string(), std::string(std::istreambuf_iterator<char>(in), {}));
    return ok();
  };
  const auto wanted = [&](const fs::path& path) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](const std::string& ending) { return path.filename().string().ends_with(ending); });
  };
  std::vector<std::string> names = invocation.args.list("path");
  if (names.empty()) names.push_back("-");
  for (const std::string& name : names) {
    if (name == "-") {
      out.emplace_back("<stdin>", std::string(std::istreambuf_iterator<char>(invocation.io.in), {}));
    } else if (fs::is_directory(name)) {
      std::vector<fs::path> files;
      for (const auto& entry : fs::recursive_directory_iterator(name))
        if (entry.is_regular_file() && wanted(entry.path())) files.push_back(entry.path());
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files) CHECK_OK(add(file));
    } else {
      CHECK_OK(add(name));
    }
  }
  return out;
}

boost::json::object value_of(const Verdict& verdict) {
  boost::json::object out{{"file", verdict.file}, {"name", verdict.name}, {"valid", !verdict.error}};
  if (!verdict.error) return out;
  boost::json::array fields;
  for (const FieldError& field : verdict.error->fields())
    fields.push_back(boost::json::object{{"pointer", field.path}, {"detail", field.message}});
  out["code"] = verdict.error->code();
  out["message"] = verdict.error->message();
  out["errors"] = std::move(fields);
  return out;
}

Result<int> run_check(cli::Invocation& invocation, const std::vector<std::string>& endings, const Check& check) {
  TRY(const auto inputs, read_inputs(invocation, endings));
  bool valid = true;
  boost::json::array items;
  for (const auto& [file, text] : inputs)
    for (const Verdict& verdict : check(text, file)) {
      valid &= !verdict.error;
      if (invocation.format == cli::Format::json) {
        items.push_back(value_of(verdict));
      } else if (verdict.error) {
        invocation.io.out << fmt::format("✗ {}\n", verdict.error->message());
        for (const FieldError& field : verdict.error->fields())
          invocation.io.out << fmt::format("    {}: {}\n", field.path, field.message);
        if (!verdict.error->hint().empty()) invocation.io.out << fmt::format("    hint: {}\n", verdict.error->hint());
      } else {
        invocation.io.out << fmt::format("✓ {} {}\n", file, verdict.name);
      }
    }
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(boost::json::object{{"valid", valid}, {"documents", std::move(items)}})
                      << "\n";
  return valid ? 0 : 1;
}

/// One verdict for a parser that takes the whole text.
template <class Parse>
std::vector<Verdict> whole(const std::string& file, Parse&& parse) {
  const auto result = parse();
  return {{file, "", result.has_value() ? std::nullopt : std::optional(result.error())}};
}

std::vector<Verdict> check_catalog(const std::string& text, const std::string& file) {
  const auto verdicts = catalog::validate(text, file);
  if (!verdicts.has_value()) return {{file, "", verdicts.error()}};
  std::vector<Verdict> out;
  for (const catalog::DocumentVerdict& each : *verdicts) out.push_back({file, each.ref, each.error});
  return out;
}

Result<int> evaluate_vectors(cli::Invocation& invocation) {
  const std::string file = invocation.args.text("--vectors");
  std::ifstream in(file, std::ios::binary);
  if (!in) return not_found("cli.no_file", fmt::format("There is no file {}.", file));
  TRY(const pipelines::VectorReport report,
      pipelines::run_expression_vectors(std::string(std::istreambuf_iterator<char>(in), {})));
  for (const pipelines::VectorDifference& d : report.differences)
    invocation.io.out << fmt::format("{}\n  expected {}\n  actual   {}\n", d.expression, d.expected, d.actual);
  invocation.io.out << fmt::format("{} passed, {} failed\n", report.passed, report.differences.size());
  return report.differences.empty() ? 0 : 1;
}

}  // namespace

std::vector<cli::Command> check_commands() {
  const cli::Operand paths{"path", "Files or folders; - for standard input", false, true};
  return {
      {"catalog validate",
       "Checks catalog descriptors",
       "towpath catalog validate catalog-info.yaml",
       {paths},
       {},
       [](cli::Invocation& i) {
         return run_check(i, {"catalog-info.yaml", "catalog-info.yml"}, check_catalog);
       }},
      {"score validate",
       "Checks Score workload files",
       "towpath score validate score.yaml",
       {paths},
       {},
       [](cli::Invocation& i) {
         return run_check(i, {"score.yaml", "score.yml"}, [](const std::string& text, const std::string& file) {
           return whole(file, [&] { return delivery::parse_score(text, file); });
         });
       }},
      {"workflow lint",
       "Checks workflow files",
       "towpath workflow lint .github/workflows",
       {paths},
       {},
       [](cli::Invocation& i) {
         return run_check(i, {".yml", ".yaml"}, [](const std::string& text, const std::string& file) {
           return whole(file, [&] { return pipelines::parse_workflow(text, file); });
         });
       }},
      {"template lint",
       "Checks template files for syntax",
       "towpath template lint skeleton",
       {paths},
       {},
       [](cli::Invocation& i) {
         return run_check(i, {""}, [](const std::string& text, const std::string& file) {
           return whole(file, [&] { return tmpl::Template::parse(text, file); });
         });
       }},
      {"expression eval",
       "Runs a file of expressions with expected results",
       "towpath expression eval --vectors vectors.json",
       {},
       {{"--vectors", "FILE", "The file"}},
       evaluate_vectors},
  };
}

}  // namespace towpath::app
