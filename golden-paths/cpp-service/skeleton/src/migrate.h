#pragma once

#include "config.h"

#include <filesystem>
#include <string>
#include <vector>

/// Applies the files NNNN_what.sql of `directory` that the database does not have yet, in order, each in its own
/// transaction, and returns their names. Safe to run twice and from two places at once: an advisory lock lets one in.
/// Throws DatabaseError, and std::runtime_error when an applied file was edited afterwards.
std::vector<std::string> migrate(const DatabaseConfig& config, const std::filesystem::path& directory);
