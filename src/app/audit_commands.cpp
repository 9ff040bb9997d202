#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "audit/audit.h"
#include "base/product.h"
#include "cli/download.h"
#include "commands.h"
#include "json/json.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

/// "SEQUENCE:HASH", as the checkpoint was noted.
Result<std::optional<audit::Checkpoint>> checkpoint_from(const std::string& text) {
  if (text.empty()) return std::optional<audit::Checkpoint>();
  audit::Checkpoint kept;
  const auto colon = text.find(':');
  const char* end = text.data() + std::min(colon, text.size());
  const auto [stop, error] = std::from_chars(text.data(), end, kept.sequence);
  if (colon == text.npos || error != std::errc() || stop != end || kept.sequence < 1)
    return invalid_input("cli.usage", fmt::format("'{}' is not a checkpoint.", text))
        .with_hint("Write it as SEQUENCE:HASH, from GET /api/v1/audit/checkpoint.");
  kept.hash = text.substr(colon + 1);
  return std::optional(kept);
}

Result<events::Verdict> verdict_of_export(const std::string& file) {
  std::ifstream in(file);
  if (!in) return not_found("audit.no_file", fmt::format("There is no file {}.", file));
  return audit::verify_export([&]() -> std::optional<std::string> {
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    return line;
  });
}

Result<events::Verdict> verdict_of_server() {
  std::string answer;
  CHECK_OK(cli::download("/api/v1/audit/verifications", "{}", [&](std::string_view bytes) {
    answer += bytes;
    return true;
  }));
  TRY(const boost::json::value value, json::parse(answer));
  events::Verdict verdict;
  verdict.checked = value.at("checked").to_number<std::int64_t>();
  if (!value.at("firstBad").is_null()) verdict.first_bad = value.at("firstBad").to_number<std::int64_t>();
  verdict.reason = std::string(value.at("reason").as_string());
  return verdict;
}

Result<events::Verdict> verdict_of(const cli::Arguments& args) {
  TRY(const auto kept, checkpoint_from(args.text("--checkpoint")));
  if (args.has("--file")) return verdict_of_export(args.text("--file"));
  if (args.has("--database")) return audit::verify_database(args.text("--database"), kept);
  if (!args.has("--data")) return verdict_of_server();
  const fs::path database = fs::path(args.text("--data")) / product::database_file;
  if (!fs::exists(database))
    return not_found("app.no_data", fmt::format("There is no database in {}.", args.text("--data")))
        .with_hint("A log in PostgreSQL is verified with --database URL.");
  return audit::verify_database(database.string(), kept);
}

Result<int> verify(cli::Invocation& invocation) {
  TRY(const events::Verdict verdict, verdict_of(invocation.args));
  const bool is_valid = !verdict.first_bad;
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(
                             boost::json::object{{"valid", is_valid},
                                                 {"checked", verdict.checked},
                                                 {"firstBad", is_valid ? boost::json::value(nullptr)
                                                                       : boost::json::value(*verdict.first_bad)},
                                                 {"reason", verdict.reason}})
                      << "\n";
  else if (is_valid)
    invocation.io.out << fmt::format("The chain holds: {} events.\n", verdict.checked);
  else
    invocation.io.out << fmt::format("The chain does not hold at event {}: {}.\n", *verdict.first_bad, verdict.reason);
  return is_valid ? 0 : 1;
}

}  // namespace

std::vector<cli::Command> audit_commands() {
  return {{"audit verify",
           "Recomputes the chain of the event log: of the server, a data directory or an exported file",
           "towpath audit verify --data ./data",
           {},
           {{"--data", "DIR", "Of a data directory, beside its server or without one"},
            {"--database", "URL", "Of a PostgreSQL database"},
            {"--file", "FILE", "Of an export (GET /api/v1/audit/export)"},
            {"--checkpoint", "SEQUENCE:HASH", "The log must still hold this; with --data or --database"}},
           verify}};
}

}  // namespace towpath::app
