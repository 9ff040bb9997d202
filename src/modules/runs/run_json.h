#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runs/run.h"
#include "runs/runs.h"

namespace towpath::runs {

// JSON text of engine values: columns of the database, journal data and API answers.

std::string to_json(const std::vector<std::string>& texts);
std::vector<std::string> texts_from_json(std::string_view json);
std::string to_json(const Error& error);
Error error_from_json(std::string_view json);
std::string to_json(const Retry& retry);
Retry retry_from_json(std::string_view json);

/// The API's shapes (api/openapi.yaml: Run, RunSummary, JournalEntry, LogPage, Artifact).
/// `explanation`: why it failed, as Runs::explain() answers it.
std::string run_body(const Run& run, const std::optional<Explanation>& explanation);
std::string page_body(const RunPage& page);
std::string journal_body(const JournalEntry& entry);
std::string log_body(const std::vector<LogLine>& lines);
std::string matches_body(const LogMatches& matches);
std::string artifacts_body(const std::vector<Artifact>& artifacts);

}  // namespace towpath::runs
