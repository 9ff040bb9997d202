#include "workload_image.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace towpath::delivery {

std::string image_of(const ScoreWorkload& workload, const ScoreContainer& container, const Release& release) {
  // A release has its bundle where the document it was made of had ".".
  const bool is_bundle = container.image == "." || (!release.bundle.empty() && container.image == release.bundle);
  if (!is_bundle) return container.image;
  const auto annotation = workload.annotations.find(std::string(image_annotation));
  return annotation == workload.annotations.end() ? "" : replace_all(annotation->second, "{commit}", release.commit);
}

Status check_for_cluster(const ScoreWorkload& workload, const Release& release) {
  if (workload.containers.size() != 1)
    return invalid_input("delivery.cannot_start",
                         fmt::format("{} has {} containers, and a workload on a cluster has exactly one.",
                                     workload.name, workload.containers.size()))
        .with_hint("Make each container a workload of its own.");
  const auto& container = workload.containers.front();
  const auto image = image_of(workload, container, release);
  if (image.empty())
    return invalid_input("delivery.no_image",
                         fmt::format("{} cannot run on a cluster: its container '{}' has 'image: .', which is a bundle "
                                     "on this server, and a cluster takes images from a registry.",
                                     workload.name, container.name))
        .with_hint(fmt::format("Let the pipeline push an image, and name it in score.yaml: metadata.annotations.{}: "
                               "registry.example.org/{}:{{commit}}. Or write the image itself under image.",
                               image_annotation, workload.name));
  if (image.size() > 512 || image.find_first_of(" \t\r\n\"'") != image.npos)
    return invalid_input("delivery.no_image", fmt::format("'{}' is no reference of an image.", image.substr(0, 100)))
        .with_hint("Write it like registry.example.org/team/shop:1.2.");
  return ok();
}

}  // namespace towpath::delivery
