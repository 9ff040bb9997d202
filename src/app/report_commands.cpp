#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "cli/download.h"
#include "commands.h"
#include "http/http.h"
#include "print_page.h"

namespace towpath::app {
namespace {

std::string query_of(const cli::Arguments& args, const std::string& format) {
  std::string out = "?format=" + format;
  if (args.has("--days")) out += "&days=" + http::percent_encode(args.text("--days"));
  if (args.has("--component")) out += "&component=" + http::percent_encode(args.text("--component"));
  if (args.has("--team")) {
    const std::string team = args.text("--team");
    out += "&owner=" + http::percent_encode(team.starts_with("group:") ? team : "group:default/" + team);
  }
  return out;
}

Result<int> report_value(cli::Invocation& invocation) {
  const cli::Arguments& args = invocation.args;
  const std::string format = args.has("--format") ? args.text("--format") : "html";
  if (format != "html" && format != "docx" && format != "pdf")
    return invalid_input("cli.usage", fmt::format("There is no format '{}'.", format))
        .with_hint("--format html, docx or pdf");
  const std::string path = "/api/v1/reports/value";
  if (invocation.format == cli::Format::json) {
    TRY(const std::string text, cli::submit("GET", path + query_of(args, "json"), ""));
    invocation.io.out << text << "\n";
    return 0;
  }
  if (!args.has("--out"))
    return invalid_input("cli.usage", "--out is missing.").with_hint(fmt::format("--out value-report.{}", format));
  TRY(std::string bytes, cli::submit("GET", path + query_of(args, format == "pdf" ? "html" : format), ""));
  if (format == "pdf") {
    TRY(bytes, print_page(bytes));
  }
  const std::string file = args.text("--out");
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (!out)
    return failed("app.file_unwritable", fmt::format("{} cannot be written.", file)).with_hint("Choose another --out.");
  invocation.io.err << fmt::format("{} bytes in {}\n", bytes.size(), file);
  return 0;
}

}  // namespace

std::vector<cli::Command> report_commands() {
  return {{"report value",
           "Writes the report for sponsors: hours, lead time, incidents, cost and satisfaction beside what was before",
           "towpath report value --format docx --out value-report.docx",
           {},
           {{"--format", "FORMAT", "html, docx or pdf (by this machine's Chromium); html without it"},
            {"--out", "FILE", "Where to write it"},
            {"--days", "N", "Of the last so many days (90)"},
            {"--team", "GROUP", "Only of this team"},
            {"--component", "NAME", "Only of this component"}},
           report_value,
           {"getValueReport"},
           "ValueReport"}};
}

}  // namespace towpath::app
