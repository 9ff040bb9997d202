#include "sandbox.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "posix.h"

namespace towpath::process {

namespace {

constexpr const char* devices[] = {"null", "zero", "full", "random", "urandom", "tty"};

bool fail(Failure& failure, const char* step) {
  failure = {step, errno};
  return false;
}

bool map_user(unsigned uid, unsigned gid, Failure& failure) {
  const auto u = std::to_string(uid), g = std::to_string(gid);
  if (!write_file("/proc/self/setgroups", "deny")) return fail(failure, "deny setgroups");
  if (!write_file("/proc/self/gid_map", g + " " + g + " 1")) return fail(failure, "map the group");
  if (!write_file("/proc/self/uid_map", u + " " + u + " 1")) return fail(failure, "map the user");
  return true;
}

int clone_tree(const std::string& path) {
  return open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
}

bool restrict_mount(int fd, std::uint64_t attributes) {
  mount_attr attr{};
  attr.attr_set = attributes;
  return mount_setattr(fd, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) == 0;
}

/// An empty file system over an existing directory; the descriptor names that mount. -1 with errno.
int cover(const std::string& path, const char* options) {
  if (mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) return -1;
  return open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/// `tree` is the mount to be placed: by now its source may be covered.
bool make_target(int tree, const std::string& target) {
  struct stat info {};
  if (stat(target.c_str(), &info) == 0) return true;
  if (fstat(tree, &info) == 0 && S_ISDIR(info.st_mode)) return make_directories(target);
  if (const auto slash = target.rfind('/'); slash != 0 && !make_directories(target.substr(0, slash))) return false;
  const int fd = open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

/// The nearest directory of the host that exists on the way to `target`; "" when the target itself does.
std::string existing_part(std::string target) {
  if (access(target.c_str(), F_OK) == 0) return "";
  while (target.size() > 1 && access(target.c_str(), F_OK) != 0) {
    const auto slash = target.rfind('/');
    target.resize(slash == 0 ? 1 : slash);
  }
  return target;
}

bool is_below(std::string_view path, std::string_view directory) {
  return path == directory || (path.starts_with(directory) && path[directory.size()] == '/');
}

/// Whether mounts can be placed in a directory without more ado: it will be covered by a writable file system.
bool will_be_covered(const wire::Launch& launch, const std::string& directory) {
  for (const char* path : private_directories)
    if (is_below(directory, path)) return true;
  for (const auto& path : launch.hidden)
    if (is_below(directory, path)) return true;
  return is_below(directory, "/dev");
}

/// Puts a file system in the place of a directory that shows the same entries and takes new ones; `fd` names it.
bool open_up(const std::string& directory, int& fd, Failure& failure) {
  struct Entry {
    std::string name, link;
    int tree = -1;
  };
  std::vector<Entry> entries;
  const auto prefix = directory == "/" ? directory : directory + "/";
  for (const auto& name : list_directory(directory)) {
    Entry entry{name, "", -1};
    char link[4096];
    const auto size = readlink((prefix + name).c_str(), link, sizeof link);
    if (size > 0) entry.link.assign(link, static_cast<std::size_t>(size));
    if (size <= 0) entry.tree = clone_tree(prefix + name);
    if (size <= 0 && entry.tree < 0) continue;  // Gone meanwhile, or not for us to see.
    entries.push_back(std::move(entry));
  }
  const std::string place = directory == "/" ? "/tmp" : directory;  // The root cannot be covered, only replaced.
  fd = cover(place, "mode=0755,size=1m");
  if (fd < 0) return fail(failure, "cover a directory for a mount");
  for (const auto& entry : entries) {
    const auto path = place + "/" + entry.name;
    if (!entry.link.empty()) {
      if (symlink(entry.link.c_str(), path.c_str()) != 0) return fail(failure, "link an entry beside a mount");
      continue;
    }
    if (!make_target(entry.tree, path) ||
        move_mount(entry.tree, "", AT_FDCWD, path.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
      return fail(failure, "place an entry beside a mount");
    close(entry.tree);
  }
  if (directory != "/") return true;
  if (chdir("/tmp") != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 || chdir("/") != 0)
    return fail(failure, "replace the root for a mount");
  return true;
}

bool make_devices(const int (&nodes)[std::size(devices)], int& dev, Failure& failure) {
  dev = cover("/dev", "mode=0755,size=64k");
  if (dev < 0) return fail(failure, "mount /dev");
  for (std::size_t i = 0; i < std::size(devices); ++i) {
    if (nodes[i] < 0) continue;  // A machine without that device.
    const auto path = std::string("/dev/") + devices[i];
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return fail(failure, "make a device");
    close(fd);
    if (move_mount(nodes[i], "", AT_FDCWD, path.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
      return fail(failure, "bind a device");
  }
  for (const char* name : {"/dev/shm", "/dev/pts"})
    if (mkdir(name, 0755) != 0) return fail(failure, "make a device directory");
  const char* links[][2] = {{"/proc/self/fd", "/dev/fd"},
                            {"/proc/self/fd/0", "/dev/stdin"},
                            {"/proc/self/fd/1", "/dev/stdout"},
                            {"/proc/self/fd/2", "/dev/stderr"},
                            {"pts/ptmx", "/dev/ptmx"}};
  for (const auto& link : links)
    if (symlink(link[0], link[1]) != 0) return fail(failure, "link a device");
  if (mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777") != 0)
    return fail(failure, "mount /dev/shm");
  if (mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620") != 0)
    return fail(failure, "mount /dev/pts");
  return true;
}

bool bring_loopback_up(Failure& failure) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  if (fd >= 0) close(fd);
  return ok || fail(failure, "bring the loopback interface up");
}

}  // namespace

void program_user(const wire::Launch& launch, unsigned& uid, unsigned& gid) {
  constexpr unsigned nobody = 65534;
  const bool is_root = geteuid() == 0;
  uid = launch.has_user ? launch.uid : is_root && launch.sandboxed ? nobody : geteuid();
  gid = launch.has_user ? launch.gid : is_root && launch.sandboxed ? nobody : getegid();
}

bool become_user(unsigned uid, unsigned gid, Failure& failure) {
  if (setgroups(0, nullptr) != 0) return fail(failure, "drop groups");
  if (setresgid(gid, gid, gid) != 0) return fail(failure, "switch the group");
  if (setresuid(uid, uid, uid) != 0) return fail(failure, "switch the user");
  return true;
}

bool give_mounts(const wire::Launch& launch, unsigned uid, unsigned gid) {
  for (const auto& mount : launch.mounts) {
    struct stat info {};
    if (mount.writable && stat(mount.source.c_str(), &info) == 0 && info.st_uid != uid &&
        !give_tree(mount.source, uid, gid))
      return false;
  }
  return true;
}

bool enter_sandbox(const wire::Launch& launch, bool user_namespace, unsigned uid, unsigned gid, Failure& failure) {
  if (user_namespace && !map_user(uid, gid, failure)) return false;
  if (mount(nullptr, "/", nullptr, MS_SLAVE | MS_REC, nullptr) != 0)
    return fail(failure, "detach from the host's mounts");

  // Everything wanted from the host is taken hold of first: then the host is made read-only and parts of it are
  // covered.
  int nodes[std::size(devices)];
  for (std::size_t i = 0; i < std::size(devices); ++i) nodes[i] = clone_tree(std::string("/dev/") + devices[i]);
  std::vector<int> trees;
  if (!user_namespace && !give_mounts(launch, uid, gid))
    return fail(failure, "give a writable mount to the sandbox user");
  for (const auto& wanted : launch.mounts) {
    trees.push_back(clone_tree(wanted.source));
    if (trees.back() < 0) return fail(failure, "open the source of a mount");
    const std::uint64_t attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (wanted.writable ? 0 : MOUNT_ATTR_RDONLY);
    if (!restrict_mount(trees.back(), attributes)) return fail(failure, "restrict a mount");
  }
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID;
  if (mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &read_only, sizeof read_only) != 0)
    return fail(failure, "make the host's files read-only");

  std::vector<int> covers;
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const auto& target = launch.mounts[i].target;
    const auto directory = existing_part(target);
    if (directory.empty() || will_be_covered(launch, directory) || make_target(trees[i], target)) continue;
    int fd = -1;
    if (!open_up(directory, fd, failure)) return false;
    covers.push_back(fd);
    if (!make_target(trees[i], target)) return fail(failure, "make the target of a mount");
  }
  const auto hide = [&covers](const std::string& path, const char* options) {
    if (access(path.c_str(), F_OK) != 0) return true;
    const int fd = cover(path, options);
    if (fd >= 0 && std::strstr(options, "1777") == nullptr) covers.push_back(fd);
    return fd >= 0;
  };
  for (const char* path : private_directories) {
    const bool is_temporary = std::strstr(path, "tmp") != nullptr;
    if (!hide(path, is_temporary ? "mode=1777" : "mode=0755,size=1m"))
      return fail(failure, "cover a private directory");
  }
  for (const auto& path : launch.hidden)
    if (!hide(path, "mode=0755,size=1m")) return fail(failure, "hide a directory");
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
    return fail(failure, "mount /proc");
  int dev = -1;
  if (!make_devices(nodes, dev, failure)) return false;
  covers.push_back(dev);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const auto& target = launch.mounts[i].target;
    if (!make_target(trees[i], target)) return fail(failure, "make the target of a mount");
    if (move_mount(trees[i], "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
      return fail(failure, "place a mount");
  }
  mount_attr plain_read_only{};
  plain_read_only.attr_set = MOUNT_ATTR_RDONLY;
  for (const int fd : covers)
    if (mount_setattr(fd, "", AT_EMPTY_PATH, &plain_read_only, sizeof plain_read_only) != 0)
      return fail(failure, "make a private directory read-only");
  return !launch.private_network || bring_loopback_up(failure);
}

}  // namespace towpath::process
