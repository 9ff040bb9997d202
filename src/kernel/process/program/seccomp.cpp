#include <cerrno>
#include <cstddef>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "sandbox.h"

// The filter is written as BPF by hand: the program has no libraries, and a deny list is a dozen lines. Everything not
// named is allowed; namespaces and lost capabilities are the wall, the filter takes away the tools to climb it.
namespace towpath::process {

namespace {

#if defined(__x86_64__)
constexpr unsigned native_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned native_architecture = AUDIT_ARCH_AARCH64;
#else
#error "name this machine's audit architecture"
#endif

constexpr int denied[] = {
    // File systems and roots.
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_open_tree,
    SYS_move_mount,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_swapon,
    SYS_swapoff,
    SYS_quotactl,
    SYS_open_by_handle_at,
    SYS_name_to_handle_at,
    // Namespaces; clone() is looked at below, clone3() pretends not to exist because its flags cannot be seen.
    SYS_unshare,
    SYS_setns,
    // Other processes.
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_process_madvise,
    SYS_pidfd_getfd,
    // Keys, tracing, and interfaces with a history of kernel holes.
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_lookup_dcookie,
    SYS_fanotify_init,
    // The machine.
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_reboot,
    SYS_acct,
    SYS_syslog,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_vhangup,
#if defined(__x86_64__)
    SYS_ioperm,
    SYS_iopl,
    SYS_modify_ldt,
#endif
};

constexpr unsigned namespace_flags =
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

constexpr sock_filter load(std::size_t offset) {
  return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<unsigned>(offset)};
}
constexpr sock_filter equals(unsigned value, unsigned char then, unsigned char otherwise) {
  return {BPF_JMP | BPF_JEQ | BPF_K, then, otherwise, value};
}
constexpr sock_filter refuse(unsigned error) { return {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error}; }
constexpr sock_filter allow() { return {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}; }

std::vector<sock_filter> make_filter() {
  // The low half of a 64-bit argument, on the little-endian machines named above.
  constexpr auto argument = [](unsigned index) { return offsetof(seccomp_data, args) + index * 8; };
  std::vector<sock_filter> f;
  f.push_back(load(offsetof(seccomp_data, arch)));
  f.push_back(equals(native_architecture, 1, 0));
  f.push_back(refuse(ENOSYS));
  f.push_back(load(offsetof(seccomp_data, nr)));
#if defined(__x86_64__)
  f.push_back({BPF_JMP | BPF_JSET | BPF_K, 0, 1, 0x40000000});  // x32 numbers would pass every comparison below.
  f.push_back(refuse(ENOSYS));
#endif
  f.push_back(equals(SYS_clone3, 0, 1));
  f.push_back(refuse(ENOSYS));
  f.push_back(equals(SYS_clone, 0, 4));
  f.push_back(load(argument(0)));
  f.push_back({BPF_JMP | BPF_JSET | BPF_K, 0, 1, namespace_flags});
  f.push_back(refuse(EPERM));
  f.push_back(allow());
  f.push_back(equals(SYS_ioctl, 0, 5));
  f.push_back(load(argument(1)));
  f.push_back(equals(TIOCSTI, 1, 0));  // Types into the terminal it was started from.
  f.push_back(equals(TIOCLINUX, 0, 1));
  f.push_back(refuse(EPERM));
  f.push_back(allow());
  for (const int number : denied) {
    f.push_back(equals(static_cast<unsigned>(number), 0, 1));
    f.push_back(refuse(EPERM));
  }
  f.push_back(allow());
  return f;
}

bool apply_filter() {
  auto filter = make_filter();
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace

bool drop_privileges(bool switch_user, unsigned uid, unsigned gid, Failure& failure) {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) prctl(PR_CAPBSET_DROP, capability);
  if (switch_user && !become_user(uid, gid, failure)) return false;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  struct {
    unsigned version = 0x20080522;  // _LINUX_CAPABILITY_VERSION_3
    int pid = 0;
  } header;
  const unsigned none[6] = {};
  if (syscall(SYS_capset, &header, none) != 0) return failure = {"drop capabilities", errno}, false;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure = {"forbid new privileges", errno}, false;
  if (!apply_filter()) return failure = {"install the system call filter", errno}, false;
  return true;
}

}  // namespace towpath::process
