#include <fmt/core.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "commands.h"
#include "docs/check.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 1 << 20;  // no page is larger

/// A folder of this machine as a repository with one commit. Links of the file system are not followed.
class FolderFiles final : public docs::DocFiles {
 public:
  explicit FolderFiles(fs::path root) : root_(std::move(root)) {}
  Result<std::string> head(const std::string&) override { return std::string(); }
  Result<std::vector<docs::FolderEntry>> folder(const std::string&, const std::string&,
                                                const std::string& path) override {
    std::error_code error;
    std::vector<docs::FolderEntry> out;
    for (const auto& entry : fs::directory_iterator(root_ / path, error))
      if (!entry.is_symlink()) out.push_back({entry.path().filename().string(), entry.is_directory()});
    if (error) return not_found("cli.no_file", fmt::format("There is no folder {}.", (root_ / path).string()));
    return out;
  }
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    const fs::path file = root_ / path;
    std::error_code error;
    if (fs::file_size(file, error) > largest_file || error)
      return invalid_input("cli.file_too_large", fmt::format("{} is larger than any page.", file.string()));
    std::ifstream in(file, std::ios::binary);
    if (!in) return not_found("cli.no_file", fmt::format("There is no file {}.", file.string()));
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

 private:
  const fs::path root_;
};

Result<int> docs_check(cli::Invocation& invocation) {
  const std::string given = invocation.args.text("path");
  const fs::path root = given.empty() ? fs::path(".") : fs::path(given);
  if (!fs::is_directory(root)) return not_found("cli.no_file", fmt::format("There is no folder {}.", root.string()));
  FolderFiles files(root);
  TRY(const docs::DocsVerdict verdict, docs::check_docs(files));
  if (invocation.format == cli::Format::json) {
    boost::json::array findings;
    for (const docs::DocFinding& each : verdict.findings)
      findings.push_back(boost::json::object{{"file", each.file}, {"detail", each.detail}});
    invocation.io.out << boost::json::serialize(boost::json::object{
                             {"valid", verdict.findings.empty()}, {"pages", verdict.pages}, {"findings", findings}})
                      << "\n";
  } else {
    for (const docs::DocFinding& each : verdict.findings)
      invocation.io.out << fmt::format("✗ {}{}{}\n", each.file, each.file.empty() ? "" : ": ", each.detail);
    if (verdict.findings.empty())
      invocation.io.out << fmt::format("✓ {} pages, every link leads somewhere\n", verdict.pages);
  }
  return verdict.findings.empty() ? 0 : 1;
}

}  // namespace

std::vector<cli::Command> docs_check_commands() {
  return {{"docs check",
           "Checks the links and the navigation of documentation in a folder",
           "towpath docs check .",
           {{"path", "The folder with mkdocs.yml or README.md; this one without it", false}},
           {},
           docs_check}};
}

}  // namespace towpath::app
