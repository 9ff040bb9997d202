#pragma once

#include <string>

#include "forge/history.h"

namespace towpath::app {

/// A history that was read, and what to call it.
struct HistorySource {
  forge::History history;
  std::string label;  ///< The path or URL, without credentials.
  std::string name;   ///< The last part of it, as a slug.
};

/// Reads the repository at a path, or at a URL by a temporary clone of its commits alone, with the user's own
/// credentials. Nothing is written to it. Errors: forge.not_a_repository, forge.repository_damaged, app.clone_failed.
Result<HistorySource> open_history(const std::string& source);

/// A URL without user and password; other text as it is.
std::string without_credentials(const std::string& url);

}  // namespace towpath::app
