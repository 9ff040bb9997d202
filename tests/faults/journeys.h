#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "installation.h"

namespace towpath::faults {

/// What people do with the platform, each in two halves: begin() asks for it on a server that will be killed on the
/// way; finish() is what the same person does afterwards: looks, asks again where no answer came, and waits for the
/// right end. finish() throws what is not right, in words. One thread.
class Journeys {
 public:
  explicit Journeys(Installation& installation);

  /// The service that runs through the whole campaign, in development, and a repository with a slow workflow.
  void prepare();
  static std::string steady_host() { return "steady-development.localhost"; }

  /// Of the list in names(). begin() may end at any moment by the server's death.
  void begin(const std::string& journey);
  void finish(const std::string& journey);
  static std::vector<std::string> names();
  /// Pushes a commit of what `edit` does to the working copy of the steady service; finish("push") waits for its end.
  void push(const std::function<void(const std::filesystem::path&)>& edit);

 private:
  struct Half {
    void (Journeys::*begin)();
    void (Journeys::*finish)();
  };
  static const std::map<std::string, Half>& table();

  // Looking.
  boost::json::array items(const std::string& path);
  boost::json::value environment(const std::string& component, const std::string& name);
  std::size_t deployments_in(const std::string& environment);
  void expect(bool holds, const std::string& what);
  void wait(const std::string& what, const std::function<bool()>& check);
  void wait_deployed(const std::string& component, const std::string& environment, std::size_t count);
  void expect_runs_succeeded(const std::string& project);

  // Doing.
  std::string fresh_name(const std::string& prefix);
  void create_component(const std::string& name);
  std::string git(const std::string& folder, const std::string& arguments);
  void ask_deployment(const std::string& verb, const std::string& environment, boost::json::object body);
  void finish_deployment();

  void begin_change();
  void finish_change();
  void begin_create();
  void finish_create();
  void begin_push();
  void finish_push();
  void begin_promote();
  void begin_rollback();
  void begin_restart();
  void begin_rotate();
  void begin_stop();
  void begin_scale();
  void finish_scale();
  void begin_configure();
  void finish_configure();
  void begin_secret();
  void finish_secret();
  void begin_key();
  void finish_key();
  void begin_expiry();
  void finish_expiry();
  void begin_delete();
  void finish_delete();
  void begin_repository();
  void finish_repository();
  void begin_cancel();
  void finish_cancel();

  Installation& i_;
  int number_ = 0;
  std::string name_;    ///< What the present journey made.
  std::string commit_;  ///< What it pushed.
  std::string run_;     ///< What it started, when it was told.
  std::string verb_, where_;
  boost::json::object body_;
  std::int64_t instances_ = 1;  ///< Of the steady service, as was asked for last.
  std::size_t before_ = 0;      ///< Deployments to `where_` before it.
};

}  // namespace towpath::faults
