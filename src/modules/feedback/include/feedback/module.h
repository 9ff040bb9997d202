#pragma once

#include <memory>

#include "feedback/ports.h"
#include "module/module.h"

namespace towpath::feedback {

/// The port must outlive the module.
std::unique_ptr<Module> make_module(Kernel kernel, People& people);

}  // namespace towpath::feedback
