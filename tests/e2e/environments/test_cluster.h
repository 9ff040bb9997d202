#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/client.h"
#include "support/cutting_relay.h"

namespace towpath::testing {

/// The cluster of tools/kubernetes/with_cluster.py, to which a server comes by a way of this object's own that can be
/// cut.
class TestCluster {
 public:
  /// Nothing, and the test says why, where there is none: its images are folders of this machine, so no other will do.
  static std::unique_ptr<TestCluster> find();

  /// A file with all rights that leads through the relay. Lives as long as this object.
  std::string kubeconfig() const { return (folder_ / "kubeconfig").string(); }
  CuttingRelay& way() { return *way_; }
  /// Makes a folder an image: `name` is the last part of its reference, with the tag.
  void add_image(const std::string& name, const std::filesystem::path& folder) const;

  /// Names of our objects of a kind ("deployments", "services", "secrets", "configmaps", "pods") in a namespace; asked
  /// beside the relay.
  std::vector<std::string> names(const std::string& kind, const std::string& name_space) const;

  /// Applies an object, as its YAML says it is, and takes one away, as somebody else does. False when it was not done.
  bool apply(const std::string& kind, const std::string& name_space, const std::string& name,
             const std::string& yaml) const;
  bool remove(const std::string& kind, const std::string& name_space, const std::string& name) const;

  ~TestCluster();
  TestCluster(const TestCluster&) = delete;
  TestCluster& operator=(const TestCluster&) = delete;

 private:
  TestCluster(const std::filesystem::path& kubeconfig, std::filesystem::path images);
  /// Of objects of a kind in a namespace.
  std::string address(const std::string& kind, const std::string& name_space) const;

  const std::filesystem::path images_;
  std::filesystem::path folder_;
  std::string server_;
  http::ClientTls tls_;
  std::unique_ptr<CuttingRelay> way_;
};

}  // namespace towpath::testing
