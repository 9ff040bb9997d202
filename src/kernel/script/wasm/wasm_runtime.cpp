#include "wasm/wasm_runtime.h"

#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

namespace towpath::script {
namespace {

constexpr std::uint32_t page_bytes = 65536;
constexpr std::uint32_t failed_to_grow = 0xffffffff;

}  // namespace
}  // namespace towpath::script

using towpath::script::failed_to_grow;
using towpath::script::page_bytes;

extern "C" {

__thread uint32_t wasm_rt_call_stack_depth;

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
  memory->data = static_cast<uint8_t*>(std::calloc(initial_pages, page_bytes));
  if (memory->data == nullptr) throw std::bad_alloc();
  memory->pages = initial_pages;
  memory->max_pages = max_pages;
  memory->size = initial_pages * page_bytes;
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t* memory, uint32_t pages) {
  const uint32_t before = memory->pages;
  // 65535 pages at most, so that the size in bytes has 32 bits.
  const std::uint64_t after = std::uint64_t{before} + pages;
  if (after > memory->max_pages || after >= 65536) return failed_to_grow;
  auto* data = static_cast<uint8_t*>(std::realloc(memory->data, after * page_bytes));
  if (data == nullptr) return failed_to_grow;
  std::memset(data + std::size_t{before} * page_bytes, 0, std::size_t{pages} * page_bytes);
  memory->data = data;
  memory->pages = static_cast<uint32_t>(after);
  memory->size = static_cast<uint32_t>(after * page_bytes);
  return before;
}

void wasm_rt_free_memory(wasm_rt_memory_t* memory) { std::free(memory->data); }

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t* table, uint32_t elements, uint32_t max_elements) {
  table->data = static_cast<wasm_rt_funcref_t*>(std::calloc(elements, sizeof(wasm_rt_funcref_t)));
  if (table->data == nullptr) throw std::bad_alloc();
  table->size = elements;
  table->max_size = max_elements;
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t* table) { std::free(table->data); }

}  // extern "C"
