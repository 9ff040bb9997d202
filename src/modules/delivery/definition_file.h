#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "definition_book.h"

namespace towpath::delivery {

/// What a text of definitions and types would change, as the catalog would store it.
struct DefinitionFile {
  std::vector<std::string> definitions;  ///< Names of the ResourceDefinitions in it.
  std::vector<catalog::KindChange> changes;
};

/// Reads a text that may be saved. Errors: yaml.invalid, yaml.too_large, catalog.invalid_entity (with the place of the
/// first problem), delivery.no_definitions.
Result<DefinitionFile> read_definition_file(const DefinitionBook& book, const std::string& text,
                                            const std::string& file);

/// Everything that is wrong with a text by itself, and then, when nothing is, what saving it would be refused for.
struct DefinitionCheck {
  std::vector<std::string> definitions;  ///< Empty when the text cannot be read that far.
  std::vector<catalog::DocumentProblem> problems;
};

/// The name of the repository that declares an entity of a kind; "" when none does.
using RepositoryOf = std::function<std::string(const std::string& kind, const std::string& name)>;

/// Saves nothing and refuses nothing: what is wrong is in the answer. `file` is only for messages.
DefinitionCheck check_definition_file(const DefinitionBook& book, const std::string& text, const std::string& file,
                                      const RepositoryOf& repository_of);

}  // namespace towpath::delivery
