#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// What the server and its small process program say to each other. Both ends come from one build, so frames carry no
/// version; what other builds may read (state files, the shim's control socket) is text, in shim_state.h.
namespace towpath::process::wire {

/// A frame is {u32 body length, u32 type} and the body, in host byte order. File descriptors travel with the first
/// byte.
struct FrameHeader {
  std::uint32_t length = 0;
  std::uint32_t type = 0;
};
inline constexpr std::uint32_t longest_frame = 16u << 20;

enum Type : std::uint32_t {
  hello = 1,   ///< Spawner, first: Report.
  start,       ///< Server: u64 id, Launch; three descriptors.
  signal,      ///< Server: u64 id, u32 signal number.
  kill,        ///< Server: u64 id.
  kill_group,  ///< Server: text name.
  exited       ///< Spawner: u64 id, Ended.
};

class Writer {
 public:
  void u32(std::uint32_t value) { raw(&value, sizeof value); }
  void u64(std::uint64_t value) { raw(&value, sizeof value); }
  void text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    bytes_.append(value);
  }
  void texts(const std::vector<std::string>& values) {
    u32(static_cast<std::uint32_t>(values.size()));
    for (const auto& value : values) text(value);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void raw(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }
  std::string bytes_;
};

/// Reads what Writer wrote. After a short or malformed input is_ok() is false and values are zero or empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::uint64_t u64() { return number<std::uint64_t>(); }
  std::string text() {
    const auto size = u32();
    if (size > rest_.size()) return fail(), std::string();
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> values;
    for (auto left = u32(); left > 0 && ok_; --left) values.push_back(text());
    return values;
  }
  bool is_ok() const { return ok_; }

 private:
  template <class N>
  N number() {
    N value = 0;
    if (rest_.size() < sizeof value) return fail(), value;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  std::string_view rest_;
  bool ok_ = true;
};

enum Engine : std::uint32_t { engine_none, engine_native, engine_bubblewrap };

/// What the spawner found out about the machine.
struct Report {
  std::uint32_t engine = engine_none;
  std::string engine_reason;
  std::string cgroup_kind;
  std::string cgroup_reason;
  std::vector<std::string> controllers;

  void write(Writer& out) const {
    out.u32(engine);
    out.text(engine_reason);
    out.text(cgroup_kind);
    out.text(cgroup_reason);
    out.texts(controllers);
  }
  static Report read(Reader& in) {
    Report r;
    r.engine = in.u32();
    r.engine_reason = in.text();
    r.cgroup_kind = in.text();
    r.cgroup_reason = in.text();
    r.controllers = in.texts();
    return r;
  }
};

struct Mount {
  std::string source, target;
  std::uint32_t writable = 0;
};

/// How far a process and its descendants are held together.
enum Containment : std::uint32_t {
  process_group,  ///< Short trusted tools: the process group is enough.
  everything      ///< Nothing escapes: a cgroup, or a keeper process where there is none.
};

/// One program to start.
struct Launch {
  std::vector<std::string> argv, env;
  std::string cwd, group;
  std::uint32_t containment = process_group;
  std::uint64_t memory_bytes = 0;  ///< 0: no limit, here and below.
  std::uint32_t cpu_millis = 0, processes = 0;
  std::uint32_t sandboxed = 0, private_network = 0;
  std::vector<Mount> mounts;
  std::vector<std::string> hidden;
  std::uint32_t has_user = 0, uid = 0, gid = 0;

  void write(Writer& out) const {
    out.texts(argv);
    out.texts(env);
    out.text(cwd);
    out.text(group);
    out.u32(containment);
    out.u64(memory_bytes);
    out.u32(cpu_millis);
    out.u32(processes);
    out.u32(sandboxed);
    out.u32(private_network);
    out.u32(static_cast<std::uint32_t>(mounts.size()));
    for (const auto& mount : mounts) {
      out.text(mount.source);
      out.text(mount.target);
      out.u32(mount.writable);
    }
    out.texts(hidden);
    out.u32(has_user);
    out.u32(uid);
    out.u32(gid);
  }
  static Launch read(Reader& in) {
    Launch l;
    l.argv = in.texts();
    l.env = in.texts();
    l.cwd = in.text();
    l.group = in.text();
    l.containment = in.u32();
    l.memory_bytes = in.u64();
    l.cpu_millis = in.u32();
    l.processes = in.u32();
    l.sandboxed = in.u32();
    l.private_network = in.u32();
    for (auto left = in.u32(); left > 0 && in.is_ok(); --left) {
      Mount mount;
      mount.source = in.text();
      mount.target = in.text();
      mount.writable = in.u32();
      l.mounts.push_back(mount);
    }
    l.hidden = in.texts();
    l.has_user = in.u32();
    l.uid = in.u32();
    l.gid = in.u32();
    return l;
  }
};

/// How a program ended, or at which step of starting it failed.
struct Ended {
  std::string failed_step;  ///< Empty: it was started.
  std::uint32_t error_number = 0;
  std::uint32_t wait_status = 0;  ///< As waitpid() gives it.
  std::uint32_t oom_killed = 0;
  std::uint64_t cpu_microseconds = 0;
  std::uint64_t memory_peak = 0;  ///< 0: not known.

  void write(Writer& out) const {
    out.text(failed_step);
    out.u32(error_number);
    out.u32(wait_status);
    out.u32(oom_killed);
    out.u64(cpu_microseconds);
    out.u64(memory_peak);
  }
  static Ended read(Reader& in) {
    Ended e;
    e.failed_step = in.text();
    e.error_number = in.u32();
    e.wait_status = in.u32();
    e.oom_killed = in.u32();
    e.cpu_microseconds = in.u64();
    e.memory_peak = in.u64();
    return e;
  }
};

/// What a shim is told on its standard input: one instance.
struct Instance {
  std::string name;
  Launch launch;
  std::uint32_t restart = 0;  ///< 0 never, 1 on failure, 2 always.
  std::uint32_t max_restarts = 0, first_delay_ms = 0, longest_delay_ms = 0;
  std::uint32_t grace_ms = 0;
  std::uint64_t segment_bytes = 0;
  std::uint32_t segments_kept = 0;

  void write(Writer& out) const {
    out.text(name);
    launch.write(out);
    out.u32(restart);
    out.u32(max_restarts);
    out.u32(first_delay_ms);
    out.u32(longest_delay_ms);
    out.u32(grace_ms);
    out.u64(segment_bytes);
    out.u32(segments_kept);
  }
  static Instance read(Reader& in) {
    Instance i;
    i.name = in.text();
    i.launch = Launch::read(in);
    i.restart = in.u32();
    i.max_restarts = in.u32();
    i.first_delay_ms = in.u32();
    i.longest_delay_ms = in.u32();
    i.grace_ms = in.u32();
    i.segment_bytes = in.u64();
    i.segments_kept = in.u32();
    return i;
  }
};

}  // namespace towpath::process::wire
