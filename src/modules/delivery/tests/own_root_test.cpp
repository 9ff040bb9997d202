#include "runtimes/podman/own_root.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "scratch_folder.h"

using namespace towpath::delivery;

TEST_CASE("podman: a chroot is told from the root of a machine") {
  if (geteuid() != 0) {
    MESSAGE("SKIPPED: only root may enter a mount namespace");
    return;
  }
  const bool is_ours =
      std::system("[ \"$(stat -c %d:%i /)\" = \"$(nsenter --mount=/proc/self/ns/mnt stat -c %d:%i /)\" ]") == 0;
  CHECK(is_in_chroot() != is_ours);

  const ScratchFolder scratch;
  const std::filesystem::path proc = scratch.path() / "proc";
  std::filesystem::create_directory(proc);
  bool is_prepared = false, is_told = false;
  // A thread with mounts and a root of its own, which go with it.
  std::thread([&] {
    is_prepared = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                  mount("/proc", proc.c_str(), nullptr, MS_BIND, nullptr) == 0 && chroot(scratch.path().c_str()) == 0 &&
                  chdir("/") == 0;
    if (is_prepared) is_told = is_in_chroot();
  }).join();
  if (!is_prepared) {
    MESSAGE("SKIPPED: this machine allows no mount namespace");
    return;
  }
  CHECK(is_told);
}
