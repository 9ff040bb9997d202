#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace towpath::pipelines {

/// A line of a step's output that speaks to the runner: `::error file=a.c,line=3::message`, or the older
/// `##[error]message`.
struct WorkflowCommand {
  std::string name;                               ///< As written.
  std::map<std::string, std::string> properties;  ///< Keys in lower case, values unescaped.
  std::string data;                               ///< Unescaped.
};

/// Nothing when the line is none. Known names decide: "::x::" of an unknown name is ordinary output.
std::optional<WorkflowCommand> parse_workflow_command(std::string_view line);

/// A message a step attaches to a place in a file.
struct Annotation {
  enum class Level { error, warning, notice };
  Level level = Level::error;
  std::string message;
  std::string title, file;
  int line = 0, end_line = 0, column = 0, end_column = 0;  ///< 0 where not given.
};

/// What the commands in an output ask for.
class OutputListener {
 public:
  virtual ~OutputListener() = default;
  /// A line for the log, without its line feed.
  virtual void on_line(std::string_view line) = 0;
  /// Called before the line that asks for it is shown.
  virtual void on_mask(const std::string& secret) = 0;
  virtual void on_annotation(const Annotation& annotation) = 0;
  virtual void on_output(const std::string& name, const std::string& value) = 0;
};

enum class DebugLines { hidden, shown };

/// Reads the output of one step as it comes, cut anywhere, and carries out its commands: error, warning, notice, debug,
/// group, endgroup, add-mask, set-output, stop-commands, echo. save-state and the matcher commands do nothing, for no
/// action here needs them; set-env and add-path are refused as on github.com since 2020. One thread.
class OutputReader {
 public:
  OutputReader(OutputListener& listener, DebugLines debug) : listener_(listener), debug_(debug) {}

  void feed(std::string_view bytes);
  /// The output has ended; a last line without line feed is read.
  void finish();
  /// A command could not be carried out: the step has failed whatever its exit code.
  bool has_failed() const { return has_failed_; }

 private:
  void read_line(std::string_view line);
  void carry_out(const WorkflowCommand& command, std::string_view line);
  void annotate(Annotation::Level level, const WorkflowCommand& command);
  void refuse(const std::string& message);

  OutputListener& listener_;
  DebugLines debug_;
  std::string pending_;     ///< A line that has not ended.
  std::string stop_token_;  ///< Commands are ordinary output until "::<token>::".
  bool echoes_ = false;
  bool has_failed_ = false;
};

}  // namespace towpath::pipelines
