#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "form_shape.h"
#include "golden_paths/form.h"
#include "template_file.h"

namespace towpath::golden_paths {

/// The form of a golden path with `answers` in it. Answers to branches that are not taken are left out of the result's
/// parameters when the branch was chosen by hand. Of secret questions only those that were answered are named: `given`.
/// Errors: schema.invalid, golden_paths.invalid_parameters (not an
/// object).
Result<Form> make_form(const TemplateFile& file, const boost::json::value& answers, const BranchChoices& choices,
                       const std::vector<std::string>& given = {});

/// `answers` with the first group among `owners`, or else the first of them, where an owner is asked for and none
/// given.
boost::json::object with_suggested_owner(const TemplateFile& file, boost::json::object answers,
                                         const std::vector<std::string>& owners);

}  // namespace towpath::golden_paths
