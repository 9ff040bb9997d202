#include "wasm/wasm_runtime.h"

#include <signal.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <vector>

namespace towpath::script {
namespace {

constexpr std::uint32_t page_bytes = 65536;
constexpr std::uint32_t failed_to_grow = 0xffffffff;
constexpr std::uintptr_t native_stack_bytes = 4 * 1024 * 1024;
/// How far an access can reach: an address of 32 bits, an offset of 32 bits, and what is read there.
constexpr std::size_t reach = (std::size_t{2} << 32) + page_bytes;

thread_local const std::uint8_t* entered_memory = nullptr;
struct sigaction handler_before;  // Written under the lock of handle_faults alone, before a fault can come.
std::atomic<bool> is_passed_on = false;

/// Called on the thread that made the access, in the midst of the generated code: no C++ frame is left half done.
void on_fault(int signal_number, siginfo_t* info, void*) {
  const auto* at = static_cast<const std::uint8_t*>(info->si_addr);
  if (entered_memory && at >= entered_memory && at < entered_memory + reach) throw TrapError(WASM_RT_TRAP_OOB);
  // Somebody else's: it happens again at once, and ends as it would have.
  struct sigaction otherwise {};
  otherwise.sa_handler = SIG_DFL;
  sigaction(signal_number, is_passed_on.exchange(true) ? &otherwise : &handler_before, nullptr);
}

/// Sees to it that faults come here first, also when another handler was set since.
void handle_faults() {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  struct sigaction current {};
  sigaction(SIGSEGV, nullptr, &current);
  if ((current.sa_flags & SA_SIGINFO) != 0 && current.sa_sigaction == on_fault) return;
  handler_before = current;
  struct sigaction handler {};
  handler.sa_sigaction = on_fault;
  // An exception leaves the handler without its end: the signal must not stay blocked.
  handler.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &handler, nullptr);
}

}  // namespace

Entry::Entry(const wasm_rt_memory_t& memory) : stack_before_(wasm_rt_stack_limit), memory_before_(entered_memory) {
  wasm_rt_stack_limit = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) - native_stack_bytes;
  entered_memory = memory.data;
}

Entry::~Entry() {
  wasm_rt_stack_limit = stack_before_;
  entered_memory = memory_before_;
}

}  // namespace towpath::script

using towpath::script::failed_to_grow;
using towpath::script::page_bytes;
using towpath::script::reach;

extern "C" {

__thread uintptr_t wasm_rt_stack_limit;

void wasm_rt_trap(wasm_rt_trap_t why) { throw towpath::script::TrapError(why); }

bool wasm_rt_is_initialized() { return true; }

// Called by the module's initialisation alone, which happens once and under a lock (vm.cpp).
uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) {
  static std::vector<std::vector<int>> known;
  std::vector<int> type{static_cast<int>(params)};
  va_list types;
  va_start(types, results);
  for (uint32_t i = 0; i < params + results; ++i) type.push_back(va_arg(types, int));
  va_end(types);
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i] == type) return static_cast<uint32_t>(i + 1);
  known.push_back(std::move(type));
  return static_cast<uint32_t>(known.size());
}

void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, uint32_t initial_pages, uint32_t max_pages) {
  towpath::script::handle_faults();
  void* data = mmap(nullptr, reach, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) throw std::bad_alloc();
  memory->data = static_cast<uint8_t*>(data);
  memory->pages = 0;
  memory->max_pages = max_pages;
  memory->size = 0;
  if (wasm_rt_grow_memory(memory, initial_pages) == failed_to_grow) {
    wasm_rt_free_memory(memory);
    throw std::bad_alloc();
  }
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t* memory, uint32_t pages) {
  const uint32_t before = memory->pages;
  // 65535 pages at most, so that the size in bytes has 32 bits.
  const std::uint64_t after = std::uint64_t{before} + pages;
  if (after > memory->max_pages || after >= 65536) return failed_to_grow;
  if (mprotect(memory->data + memory->size, std::size_t{pages} * page_bytes, PROT_READ | PROT_WRITE) != 0)
    return failed_to_grow;
  memory->pages = static_cast<uint32_t>(after);
  memory->size = static_cast<uint32_t>(after * page_bytes);
  return before;
}

void wasm_rt_free_memory(wasm_rt_memory_t* memory) { munmap(memory->data, reach); }

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t* table, uint32_t elements, uint32_t max_elements) {
  table->data = static_cast<wasm_rt_funcref_t*>(std::calloc(elements, sizeof(wasm_rt_funcref_t)));
  if (table->data == nullptr) throw std::bad_alloc();
  table->size = elements;
  table->max_size = max_elements;
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t* table) { std::free(table->data); }

}  // extern "C"
