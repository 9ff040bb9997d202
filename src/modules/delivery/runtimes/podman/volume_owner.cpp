#include "volume_owner.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "../surroundings.h"

namespace towpath::delivery {

void give_to_sandbox_user(const std::filesystem::path& volume) {
  struct stat info {};
  if (geteuid() != 0 || lstat(volume.c_str(), &info) != 0 || info.st_uid == sandbox_user) return;
  const auto give = [](const std::filesystem::path& path) {
    if (lchown(path.c_str(), sandbox_user, sandbox_user) != 0)
      throw std::system_error(errno, std::generic_category(), "give a volume to its workload");
  };
  give(volume);
  if (S_ISDIR(info.st_mode))
    for (const auto& entry : std::filesystem::recursive_directory_iterator(volume)) give(entry.path());
}

}  // namespace towpath::delivery
