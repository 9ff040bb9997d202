#pragma once

#include <cstdint>
#include <exception>

#include "wasm-rt.h"

namespace towpath::script {

/// Thrown out of the generated code when the program did what WebAssembly forbids. Its instance must not be used again.
class TrapError : public std::exception {
 public:
  explicit TrapError(wasm_rt_trap_t why) : why_(why) {}
  const char* what() const noexcept override { return "the WebAssembly program trapped"; }
  wasm_rt_trap_t why() const { return why_; }

 private:
  wasm_rt_trap_t why_;
};

/// While it lives, generated code that runs on this thread may use 4 MiB of its stack (of 8), counted from here, and
/// what it reads or writes outside of `memory` is a TrapError; anywhere else it is the fault that it was.
class Entry {
 public:
  explicit Entry(const wasm_rt_memory_t& memory);
  ~Entry();
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

 private:
  std::uintptr_t stack_before_;
  const std::uint8_t* memory_before_;
};

}  // namespace towpath::script
