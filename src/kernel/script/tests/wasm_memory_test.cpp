#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <thread>

#include "wasm/wasm_runtime.h"

using towpath::script::Entry;
using towpath::script::TrapError;

namespace {

constexpr std::uint32_t page_bytes = 65536;

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define IS_THREAD_SANITIZED
#endif
#endif

/// ThreadSanitizer calls the handler itself, and cannot go on when an exception leaves it.
bool can_fault() {
#if defined(IS_THREAD_SANITIZED)
  MESSAGE("SKIPPED: ThreadSanitizer does not follow an exception out of a signal handler");
  return false;
#else
  return true;
#endif
}

/// As the generated code reads: what lies at an address, with no look at the memory's size.
std::uint8_t byte_at(const wasm_rt_memory_t* memory, std::uint64_t address) {
  return *static_cast<const volatile std::uint8_t*>(memory->data + address);
}
/// The compiler must not see that nothing in it throws.
std::uint8_t (*volatile const read_byte)(const wasm_rt_memory_t*, std::uint64_t) = byte_at;

struct Memory {
  wasm_rt_memory_t of{};
  explicit Memory(std::uint32_t pages, std::uint32_t most) { wasm_rt_allocate_memory(&of, pages, most); }
  ~Memory() { wasm_rt_free_memory(&of); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
};

bool traps(const Memory& memory, std::uint64_t address) {
  const Entry entry(memory.of);
  try {
    static_cast<void>(read_byte(&memory.of, address));
  } catch (const TrapError& error) {
    CHECK(error.why() == WASM_RT_TRAP_OOB);
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("what an access can reach is the memory's own or a trap") {
  const Memory memory(2, 8), other(1, 8);
  CHECK_FALSE(traps(memory, 0));
  CHECK_FALSE(traps(memory, 2 * page_bytes - 1));
  if (!can_fault()) return;
  constexpr std::uint64_t highest = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint64_t outside :
       {std::uint64_t{2} * page_bytes, std::uint64_t{8} * page_bytes, highest, 2 * highest})
    for (int again = 0; again < 3; ++again) CHECK(traps(memory, outside));
  std::thread elsewhere([&] { CHECK(traps(other, page_bytes)); });
  elsewhere.join();
}

TEST_CASE("memory grows in its place to its limit and comes with zeroes") {
  Memory memory(1, 3);
  memory.of.data[7] = 42;
  const auto* before = memory.of.data;
  REQUIRE(wasm_rt_grow_memory(&memory.of, 2) == 1);
  CHECK(memory.of.data == before);
  CHECK(memory.of.data[7] == 42);
  CHECK(memory.of.data[3 * page_bytes - 1] == 0);
  CHECK_FALSE(traps(memory, 3 * page_bytes - 1));
  CHECK(wasm_rt_grow_memory(&memory.of, 1) == 0xffffffff);
  CHECK(memory.of.size == 3 * page_bytes);
  if (can_fault()) CHECK(traps(memory, 3 * page_bytes));
}
