#pragma once

namespace towpath {

/// What an exception also is when its cause is a full disk: the operator can help, and nothing was changed. Boundaries
/// tell it apart by a dynamic_cast; std::system_error says it by its code.
class NoSpace {
 public:
  virtual ~NoSpace() = default;
};

}  // namespace towpath
