#pragma once

#include <boost/json.hpp>

#include "golden_paths/golden_paths.h"

namespace towpath::golden_paths {

boost::json::object to_json(const Form& form);
boost::json::object to_json(const PreviewResource& resource);

}  // namespace towpath::golden_paths
