#pragma once

#include <memory>

#include "feedback/ports.h"
#include "module/module.h"

namespace towpath::feedback {

/// The ports must outlive the module.
std::unique_ptr<Module> make_module(Kernel kernel, People& people, Courier& courier);

}  // namespace towpath::feedback
