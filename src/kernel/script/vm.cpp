#include "vm.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <map>
#include <mutex>
#include <stdexcept>

#include "engine.h"
#include "pattern_cache.h"
#include "wasm/wasm_runtime.h"

extern "C" const char towpath_cel_script_begin[];
extern "C" const char towpath_cel_script_end[];

// The imports of the engine. It sees no clock, no randomness and no files: the same input gives the same answer.
struct Z_env_instance_t {
  Z_qjs_instance_t* engine = nullptr;
  std::chrono::nanoseconds deadline = std::chrono::nanoseconds::max();  // Of the thread's computing time.
  bool interrupted = false;
  towpath::script::PatternCache patterns;
};
struct Z_wasi_snapshot_preview1_instance_t {
  wasm_rt_memory_t* memory = nullptr;
};

namespace towpath::script {
namespace {

/// How long this thread has computed. A busy machine takes nothing of an expression's time.
std::chrono::nanoseconds computed() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

constexpr std::uint32_t page_bytes = 65536;
constexpr std::uint32_t wasi_bad_descriptor = 8;
constexpr std::uint32_t js_stack_bytes = 256 * 1024;  // The engine's own has 1 MiB (quickjs-wasi, MAX_STACK_SIZE).

/// Checked access to an instance's memory.
std::uint8_t* span_of(wasm_rt_memory_t& memory, std::uint32_t address, std::size_t bytes) {
  if (std::uint64_t{address} + bytes > memory.size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return memory.data + address;
}

std::uint32_t word_at(wasm_rt_memory_t& memory, std::uint32_t address) {
  std::uint32_t word = 0;
  std::memcpy(&word, span_of(memory, address, sizeof word), sizeof word);
  return word;
}

/// Copies a text into the machine; free it with wasm_free. Traps when there is no room.
std::uint32_t put(Z_qjs_instance_t& engine, std::string_view text) {
  const std::uint32_t address = Z_qjsZ_wasm_malloc(&engine, static_cast<std::uint32_t>(text.size() + 1));
  if (address == 0) wasm_rt_trap(WASM_RT_TRAP_EXHAUSTION);
  std::uint8_t* at = span_of(engine.w2c_memory, address, text.size() + 1);
  *std::copy(text.begin(), text.end(), at) = 0;
  return address;
}

std::uint32_t new_string(Z_qjs_instance_t& engine, std::string_view text) {
  const std::uint32_t address = put(engine, text);
  const std::uint32_t value = Z_qjsZ_qjs_new_string(&engine, address, static_cast<std::uint32_t>(text.size()));
  Z_qjsZ_wasm_free(&engine, address);
  return value;
}

/// The text of a value, nullopt when it has none.
std::optional<std::string> text_of(Z_qjs_instance_t& engine, std::uint32_t value) {
  const std::uint32_t length_at = put(engine, std::string_view("\0\0\0\0", 4));
  const std::uint32_t text_at = Z_qjsZ_qjs_get_string_len(&engine, value, length_at);
  std::optional<std::string> text;
  if (text_at != 0) {
    const std::uint32_t length = word_at(engine.w2c_memory, length_at);
    text.emplace(reinterpret_cast<const char*>(span_of(engine.w2c_memory, text_at, length)), length);
    Z_qjsZ_qjs_free_cstring(&engine, text_at);
  }
  Z_qjsZ_wasm_free(&engine, length_at);
  return text;
}

}  // namespace

struct Vm::State {
  Z_qjs_instance_t engine{};
  Z_env_instance_t env;
  Z_wasi_snapshot_preview1_instance_t wasi;

  explicit State(std::size_t memory_limit) {
    static std::once_flag initialised;
    std::call_once(initialised, Z_qjs_init_module);
    env.engine = &engine;
    wasi.memory = &engine.w2c_memory;
    Z_qjs_instantiate(&engine, &env, &wasi);
    engine.w2c_memory.max_pages = static_cast<std::uint32_t>(memory_limit / page_bytes);
  }
  ~State() { Z_qjs_free(&engine); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

std::shared_ptr<const VmImage> make_image(std::size_t memory_limit) {
  Vm::State state(memory_limit);
  auto& engine = state.engine;
  const Entry entry(engine.w2c_memory);
  Z_qjsZ__initialize(&engine);
  Z_qjsZ_qjs_init(&engine);
  Z_qjsZ_qjs_set_max_stack_size(&engine, js_stack_bytes);
  Z_qjsZ_qjs_set_interrupt_handler(&engine, 1);

  const std::uint32_t global = Z_qjsZ_qjs_get_global(&engine);
  const std::string_view matches = "hostMatches";
  const std::uint32_t matches_name = put(engine, matches);
  const std::uint32_t host = Z_qjsZ_qjs_new_host_function(&engine, matches_name, matches.size(), 0);
  Z_qjsZ_qjs_set_prop_string(&engine, global, matches_name, host);

  const std::string_view script(towpath_cel_script_begin, towpath_cel_script_end);
  const std::uint32_t code = put(engine, script);
  const std::uint32_t file = put(engine, "cel.js");
  const std::uint32_t loaded = Z_qjsZ_qjs_eval(&engine, code, static_cast<std::uint32_t>(script.size()), file, 0);
  if (Z_qjsZ_qjs_is_exception(&engine, loaded)) {
    const auto why = text_of(engine, Z_qjsZ_qjs_get_exception(&engine));
    throw std::logic_error("the CEL program does not load: " + why.value_or("?"));
  }
  Z_qjsZ_qjs_free_value(&engine, loaded);
  Z_qjsZ_wasm_free(&engine, code);

  auto image = std::make_shared<VmImage>();
  const char* names[function_count] = {"celCheck", "celReferences", "celInput", "celEvaluate", "celEvaluateAll"};
  for (std::size_t i = 0; i < function_count; ++i)
    image->functions[i] = Z_qjsZ_qjs_get_prop_string(&engine, global, put(engine, names[i]));
  Z_qjsZ_qjs_run_gc(&engine);
  image->memory.assign(engine.w2c_memory.data, engine.w2c_memory.data + engine.w2c_memory.size);
  image->stack_pointer = engine.w2c___stack_pointer;
  image->memory_limit = memory_limit;
  return image;
}

Vm::Vm(std::shared_ptr<const VmImage> image)
    : state_(std::make_unique<State>(image->memory_limit)), image_(std::move(image)) {
  auto& memory = state_->engine.w2c_memory;
  const auto missing = static_cast<std::uint32_t>(image_->memory.size() / page_bytes) - memory.pages;
  if (missing > 0 && wasm_rt_grow_memory(&memory, missing) == 0xffffffff)
    throw std::logic_error("the memory limit is smaller than the CEL program");
  std::memcpy(memory.data, image_->memory.data(), image_->memory.size());
  state_->engine.w2c___stack_pointer = image_->stack_pointer;
}

Vm::~Vm() = default;

std::optional<std::string> Vm::call(Function function, std::string_view first, std::string_view second,
                                    std::chrono::milliseconds time) {
  if (broken_) return std::nullopt;
  auto& engine = state_->engine;
  const Entry entry(engine.w2c_memory);
  state_->env.interrupted = false;
  state_->env.deadline = computed() + time;
  try {
    const std::uint32_t values[2] = {new_string(engine, first), new_string(engine, second)};
    const std::uint32_t arguments = put(engine, std::string_view(reinterpret_cast<const char*>(values), sizeof values));
    const std::uint32_t undefined = Z_qjsZ_qjs_get_undefined(&engine);
    const std::uint32_t answer =
        Z_qjsZ_qjs_call(&engine, image_->functions[static_cast<std::size_t>(function)], undefined, 2, arguments);
    std::optional<std::string> text;
    if (!Z_qjsZ_qjs_is_exception(&engine, answer)) text = text_of(engine, answer);
    for (const std::uint32_t value : {values[0], values[1], answer, undefined}) Z_qjsZ_qjs_free_value(&engine, value);
    Z_qjsZ_wasm_free(&engine, arguments);
    // A stop that something in the program got around counts all the same.
    broken_ = !text || state_->env.interrupted;
    return broken_ ? std::nullopt : text;
  } catch (const TrapError&) {
    broken_ = true;
    return std::nullopt;
  }
}

}  // namespace towpath::script

extern "C" {

using towpath::script::span_of;
using towpath::script::wasi_bad_descriptor;

u32 Z_envZ_host_interrupt(Z_env_instance_t* env) {
  if (towpath::script::computed() > env->deadline) env->interrupted = true;
  return env->interrupted;
}

// hostMatches(pattern, text): true or false, undefined for a pattern RE2 refuses.
u32 Z_envZ_host_call(Z_env_instance_t* env, u32, u32, u32, u32 count, u32 arguments) {
  auto& engine = *env->engine;
  if (count != 2) return Z_qjsZ_qjs_get_undefined(&engine);
  const auto pattern = towpath::script::text_of(engine, towpath::script::word_at(engine.w2c_memory, arguments));
  const auto text = towpath::script::text_of(engine, towpath::script::word_at(engine.w2c_memory, arguments + 4));
  const auto found = pattern && text ? env->patterns.search(*pattern, *text) : std::nullopt;
  if (!found) return Z_qjsZ_qjs_get_undefined(&engine);
  return *found ? Z_qjsZ_qjs_get_true(&engine) : Z_qjsZ_qjs_get_false(&engine);
}

u32 Z_envZ_host_get_timezone_offset(Z_env_instance_t*, u32, u32) { return 0; }
u32 Z_envZ_host_module_load(Z_env_instance_t*, u32, u32) { return 0; }
u32 Z_envZ_host_module_normalize(Z_env_instance_t*, u32, u32) { return 0; }
void Z_envZ_host_promise_rejection(Z_env_instance_t*, u32, u32, u32) {}

u32 Z_wasi_snapshot_preview1Z_clock_time_get(Z_wasi_snapshot_preview1_instance_t* wasi, u32, u64, u32 at) {
  std::memset(span_of(*wasi->memory, at, 8), 0, 8);
  return 0;
}
u32 Z_wasi_snapshot_preview1Z_random_get(Z_wasi_snapshot_preview1_instance_t* wasi, u32 at, u32 bytes) {
  std::memset(span_of(*wasi->memory, at, bytes), 0, bytes);
  return 0;
}
u32 Z_wasi_snapshot_preview1Z_fd_close(Z_wasi_snapshot_preview1_instance_t*, u32) { return wasi_bad_descriptor; }
u32 Z_wasi_snapshot_preview1Z_fd_fdstat_get(Z_wasi_snapshot_preview1_instance_t*, u32, u32) {
  return wasi_bad_descriptor;
}
u32 Z_wasi_snapshot_preview1Z_fd_seek(Z_wasi_snapshot_preview1_instance_t*, u32, u64, u32, u32) {
  return wasi_bad_descriptor;
}
u32 Z_wasi_snapshot_preview1Z_fd_write(Z_wasi_snapshot_preview1_instance_t*, u32, u32, u32, u32) {
  return wasi_bad_descriptor;
}

}  // extern "C"
