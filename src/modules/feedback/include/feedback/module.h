#pragma once

#include <memory>

#include "feedback/notices.h"
#include "module/module.h"

namespace towpath::feedback {

class FeedbackModule : public Module {
 public:
  virtual Notices& notices() = 0;
};

std::unique_ptr<FeedbackModule> make_module(Kernel kernel);

}  // namespace towpath::feedback
