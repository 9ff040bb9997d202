#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery/driver.h"

namespace towpath::delivery {

// Inputs that drivers of a program with a text of its own share: modules, playbooks and manifests. All that refuse say
// delivery.invalid_inputs.

/// Where such a text lies in a repository of this platform.
struct GitSource {
  std::string repository;
  std::string revision = "main";  ///< Branch, tag or commit; in a kept configuration always a commit.
  std::string path;               ///< Folder, "" for the root.
};

/// A letter or '_', then letters, digits, '_' and '-'; at most 128.
bool is_identifier(std::string_view name);
/// A path below a folder: no way up, no hidden part, nothing a shell or a terminal would understand; at most 200.
bool is_inner_path(std::string_view path);

/// `otherwise` when it is not there. `where` is put before the key in the error.
Result<std::string> text_of(const ResourceRequest& request, const boost::json::object& from, std::string_view key,
                            std::string_view where, std::string otherwise);
/// Empty when it is not there.
Result<boost::json::object> object_of(const ResourceRequest& request, const boost::json::object& from,
                                      std::string_view key);
/// A list of identifiers; empty when it is not there.
Result<std::vector<std::string>> names_of(const ResourceRequest& request, const boost::json::object& from,
                                          std::string_view key);
/// What definitions of such a program have in common, with placeholders resolved.
struct SourceInputs {
  std::map<std::string, std::string> files;  ///< The text's, when it is not in Git.
  std::optional<GitSource> git;
  boost::json::object variables;
  boost::json::object secret_variables;       ///< Reveals them; never logged, written only for the program.
  std::vector<std::string> outputs, secrets;  ///< What is handed out; both empty: every output.
  std::vector<std::pair<std::string, std::string>> env;
};

/// `key`, a text or an object of texts (at most 64 files of 1 MiB together; one text becomes the file `usual_name`), or
/// `git`, {repository, revision, path}: one of both. `example` is the hint when it is neither.
Status read_source(const ResourceRequest& request, const boost::json::object& from, std::string_view key,
                   const std::string& usual_name, std::string_view example, SourceInputs& out);
/// `variables`, `secretVariables`, `outputs`, `secrets`, and `env`, an object of texts, in which names with one of the
/// prefixes are the server's.
Status read_values(const ResourceRequest& request, const boost::json::object& from,
                   const std::vector<std::string_view>& reserved_prefixes, SourceInputs& out);
/// Secret inputs of the request become secret variables.
Status add_secret_inputs(const ResourceRequest& request, SourceInputs& out);
/// As an object that read_source() and read_values() take.
boost::json::object source_object(const SourceInputs& inputs, std::string_view key);

/// The parameters that the placeholders of a definition's inputs name, `${params.<name>}`; sorted. Those in `literal`
/// inputs are text of another language.
std::vector<std::string> parameters_of(const std::string& inputs, const std::vector<std::string>& literal);
/// What such a definition offers: those parameters, which `what` describes, and its outputs.
DriverOffer source_offer(const SourceInputs& read, const std::string& inputs, const std::vector<std::string>& literal,
                         const std::string& what);

}  // namespace towpath::delivery
