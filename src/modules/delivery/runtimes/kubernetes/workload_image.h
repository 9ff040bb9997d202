#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "delivery/delivery.h"
#include "delivery/score.h"

namespace towpath::delivery {

/// Of a workload whose containers say `image: .`: the image in a registry that has what the bundle has, with
/// "{commit}" where the commit of the release belongs.
inline constexpr std::string_view image_annotation = "towpath.dev/image";

/// The image of a container of a release: its own reference, or for `.` what the annotation says; "" without one.
std::string image_of(const ScoreWorkload& workload, const ScoreContainer& container, const Release& release);

/// Whether a cluster can run a release: one container, whose image is in a registry. Errors: delivery.no_image,
/// delivery.cannot_start.
Status check_for_cluster(const ScoreWorkload& workload, const Release& release);

}  // namespace towpath::delivery
