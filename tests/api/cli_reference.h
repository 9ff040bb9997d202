#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "openapi_document.h"

namespace towpath::testing {

/// The schema of what a command prints with -o json, ready to be compiled; null when it prints no JSON.
boost::json::value json_schema_of(const cli::Command& command, const OpenapiDocument& document);

/// The manual's page about the command line: one section per command with its options, example, permission and JSON.
std::string cli_reference(const std::vector<cli::Command>& commands, const OpenapiDocument& document);

}  // namespace towpath::testing
