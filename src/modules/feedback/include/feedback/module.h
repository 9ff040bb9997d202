#pragma once

#include <memory>

#include "module/module.h"

namespace towpath::feedback {

std::unique_ptr<Module> make_module(Kernel kernel);

}  // namespace towpath::feedback
