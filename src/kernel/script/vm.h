#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::script {

/// The functions js/src/cel.js offers.
enum class Function : std::size_t { check, references, input, evaluate, evaluate_all };
constexpr std::size_t function_count = 5;

/// A virtual machine with the CEL program loaded, as it was right after loading: new ones are copies of it. Immutable.
struct VmImage {
  std::vector<std::uint8_t> memory;
  std::uint32_t stack_pointer = 0;
  std::uint32_t functions[function_count] = {};  ///< Addresses in the memory.
  std::size_t memory_limit = 0;
};

/// Loads the program into a new machine; about 15 ms. Throws when the engine does not start, which is a bug.
std::shared_ptr<const VmImage> make_image(std::size_t memory_limit);

/// One JavaScript engine: WebAssembly translated to C, with a memory of its own and no way out of it. One thread at a
/// time.
class Vm {
 public:
  explicit Vm(std::shared_ptr<const VmImage> image);
  ~Vm();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;

  /// Calls a function with texts and gives its text; nullopt when a limit ended it. After that the machine is broken()
  /// and to be thrown away.
  std::optional<std::string> call(Function function, std::string_view first, std::string_view second,
                                  std::chrono::milliseconds time);
  bool broken() const { return broken_; }

 private:
  friend std::shared_ptr<const VmImage> make_image(std::size_t memory_limit);
  struct State;
  std::unique_ptr<State> state_;
  std::shared_ptr<const VmImage> image_;  // Shared by all machines of a pool, which may outlive a replaced image.
  bool broken_ = false;
};

}  // namespace towpath::script
