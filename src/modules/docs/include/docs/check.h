#pragma once

#include <string>
#include <vector>

#include "docs/ports.h"

namespace towpath::docs {

/// What is wrong in one place.
struct DocFinding {
  std::string file;    ///< Path in the folder that was checked; "" for all of it.
  std::string detail;  ///< One sentence.
};

struct DocsVerdict {
  std::size_t pages = 0;
  std::vector<DocFinding> findings;
};

/// Checks documentation as it would be read from a repository: its navigation, and that every link to a page, a file or
/// a heading leads somewhere. `files` has one repository, "", with one commit, "". Errors: docs.no_documentation
/// (neither a mkdocs.yml nor a README.md), those of `files` other than not_found.
Result<DocsVerdict> check_docs(DocFiles& files);

}  // namespace towpath::docs
