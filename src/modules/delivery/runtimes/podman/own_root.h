#pragma once

namespace towpath::delivery {

/// Whether this process has another root than its mount namespace (a chroot that is no pivot_root). Whatever enters the
/// namespace of a container that was started from here, as exec does, comes out at the namespace's root: outside of the
/// container, and of the chroot. False where this may not be tried.
bool is_in_chroot();

}  // namespace towpath::delivery
