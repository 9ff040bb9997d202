#include "print_page.h"

#include <fmt/core.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "process/spawner.h"
#include "scratch_folder.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array browsers{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"};
constexpr std::chrono::seconds longest{60};

std::string path_variable() {
  const char* path = std::getenv("PATH");
  return path ? path : "/usr/local/bin:/usr/bin:/bin";
}

Result<std::string> browser() {
  const std::string path = path_variable();
  for (const char* name : browsers)
    for (std::size_t begin = 0; begin <= path.size();) {
      const std::size_t end = std::min(path.find(':', begin), path.size());
      const fs::path candidate = fs::path(path.substr(begin, end - begin)) / name;
      std::error_code ignored;
      if (fs::is_regular_file(candidate, ignored)) return candidate.string();
      begin = end + 1;
    }
  return not_found("app.no_browser", "There is no Chromium on this machine to print with.")
      .with_hint("Use --format docx or html; a browser prints the HTML to PDF, too.");
}

}  // namespace

std::string without_dates(std::string pdf) {
  for (const std::string_view key : {"/CreationDate (", "/ModDate (", "/CreationDate(", "/ModDate("})
    for (auto at = pdf.find(key); at != std::string::npos; at = pdf.find(key, at + key.size()))
      for (auto i = at + key.size(); i < pdf.size() && pdf[i] != ')'; ++i)
        if (std::isdigit(static_cast<unsigned char>(pdf[i]))) pdf[i] = '0';
  return pdf;
}

Result<std::string> print_page(const std::string& html) {
  TRY(const std::string program, browser());
  TRY(const ScratchFolder folder, ScratchFolder::make("report"));
  const fs::path page = folder.path() / "report.html", pdf = folder.path() / "report.pdf";
  std::ofstream(page, std::ios::binary) << html;
  process::SpawnerOptions options;
  options.data_directory = folder.path();
  options.engine = process::SpawnerOptions::Engine::none;
  TRY(const auto spawner, process::start_spawner(std::move(options)));
  process::Command command;
  // No sandbox of its own: the page is ours, without scripts, and containers have none to give.
  command.argv = {program,
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--no-pdf-header-footer",
                  "--user-data-dir=" + (folder.path() / "profile").string(),
                  "--print-to-pdf=" + pdf.string(),
                  "file://" + page.string()};
  command.env = {{"PATH", path_variable()}, {"HOME", folder.path().string()}, {"TZ", "UTC"}, {"LANG", "C.UTF-8"}};
  command.timeout = longest;
  TRY(const process::Output output, spawner->run_tool(command));
  std::ifstream in(pdf, std::ios::binary);
  if (!output.exit.is_success() || !in)
    return failed("app.print_failed", "Chromium did not print the report.").with_hint("Use --format docx or html.");
  return without_dates(std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()));
}

}  // namespace towpath::app
