#pragma once

#include <memory>

#include "feedback/notices.h"
#include "feedback/ports.h"
#include "feedback/satisfaction.h"
#include "module/module.h"

namespace towpath::feedback {

class FeedbackModule : public Module {
 public:
  virtual Notices& notices() = 0;
  /// The clock was moved (only the clock of tests is): what has become due is done soon.
  virtual void clock_moved() = 0;
  virtual Satisfaction& satisfaction() = 0;
};

/// The ports must outlive the module.
std::unique_ptr<FeedbackModule> make_module(Kernel kernel, People& people, Courier& courier, Chat& chat);

}  // namespace towpath::feedback
