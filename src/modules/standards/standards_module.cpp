#include "standards/module.h"

namespace towpath::standards {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public StandardsModule {
 public:
  Impl(Kernel kernel, StandardsPorts ports) : kernel_(std::move(kernel)), ports_(ports) {}
  std::string_view name() const override { return "standards"; }
  std::vector<db::Migration> migrations() const override { return standards::migrations(); }

 private:
  Kernel kernel_;
  StandardsPorts ports_;
};

}  // namespace

std::unique_ptr<StandardsModule> make_module(Kernel kernel, StandardsPorts ports) {
  return std::make_unique<Impl>(std::move(kernel), ports);
}

}  // namespace towpath::standards
