#pragma once

#include <boost/json.hpp>
#include <vector>

#include "template/json.h"
#include "template/template.h"
#include "template_file.h"

namespace towpath::golden_paths {

/// The filters and globals every template may use.
const tmpl::Environment& template_environment();

/// {parameters, steps, user, secrets} as templates see it.
tmpl::Object template_context(const boost::json::object& parameters, const boost::json::object& steps,
                              const std::string& user_ref, const boost::json::object& secrets = {});

/// Inputs of a step with its `${{ }}` evaluated.
Result<boost::json::value> render_input(const boost::json::value& input, const tmpl::Object& context);

/// False when the step's `if` is there and not truthy.
Result<bool> is_wanted(const boost::json::value& condition, const tmpl::Object& context);

/// Whether the action brings files into the new repository.
bool is_fetch(std::string_view action);

/// The folder `url` names, below `targetPath`: by `fetch:template` with names and contents rendered over {values}, by
/// `fetch:plain` as it is. Errors: template.* with file:line:column, golden_paths.invalid_input.
Result<std::vector<PreviewFile>> fetch_files(std::string_view action, const SourceFiles& files,
                                             const boost::json::object& input);

}  // namespace towpath::golden_paths
