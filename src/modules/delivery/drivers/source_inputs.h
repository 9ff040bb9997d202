#pragma once

#include <boost/json/object.hpp>
#include <map>
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
/// Files by name: of an object of texts, or one text, which becomes the file `usual_name`. `what` names the input. At
/// most 64 files of 1 MiB together.
Result<std::map<std::string, std::string>> read_files(const ResourceRequest& request, const boost::json::value& given,
                                                      std::string_view what, const std::string& usual_name);
/// {repository, revision, path}.
Result<GitSource> read_git(const ResourceRequest& request, const boost::json::value& git);
/// That each key can be a variable.
Status check_variables(const ResourceRequest& request, const boost::json::object& variables, std::string_view what);
/// The object `env` of texts; names with one of the prefixes are the server's.
Result<std::vector<std::pair<std::string, std::string>>> read_env(
    const ResourceRequest& request, const boost::json::object& from,
    const std::vector<std::string_view>& reserved_prefixes);

/// The parameters that the placeholders of a definition's inputs name, `${params.<name>}`; sorted. Those in `literal`
/// inputs are text of another language.
std::vector<std::string> parameters_of(const std::string& inputs, const std::vector<std::string>& literal);

}  // namespace towpath::delivery
