#pragma once

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

}  // namespace towpath::script
