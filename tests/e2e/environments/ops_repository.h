#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace towpath::testing {

/// A bare repository of the platform team's that something brings to a cluster.
class OpsRepository {
 public:
  OpsRepository();
  ~OpsRepository();
  OpsRepository(const OpsRepository&) = delete;
  OpsRepository& operator=(const OpsRepository&) = delete;

  std::string url() const { return (folder_ / "ops.git").string(); }
  /// Paths of all files on the branch; none before the first commit.
  std::set<std::string> files() const;
  /// "" of a file that is not there.
  std::string content(const std::string& file) const;
  /// Subjects of the commits, newest first.
  std::vector<std::string> commits() const;
  /// Everything that any commit ever held, as one text.
  std::string history() const;
  /// Somebody changes a file by hand.
  void change(const std::string& file, const std::string& text);

 private:
  std::filesystem::path folder_;
  int clones_ = 0;
};

}  // namespace towpath::testing
