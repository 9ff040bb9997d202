#pragma once

#include "delivery/score.h"

namespace boost::json {
class object;
}

namespace towpath::delivery {

/// The workload of an upgraded document that fits the schema and the rules.
ScoreWorkload make_workload(const boost::json::object& document);

}  // namespace towpath::delivery
