#include "shell_executors.h"

#include <fmt/core.h>

#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <system_error>

#include "job_order.h"
#include "runs/retained.h"
#include "terminal_text.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

std::filesystem::path spool_of(const Kernel& kernel, const std::string& run) {
  return std::filesystem::path(kernel.data_directory) / "shells" / (run + ".cast");
}

/// "delivery.shell.<what>"; `more` beside what each of them says.
void announce_shell(db::Tx& tx, const Kernel& kernel, const std::string& what, const Deployment& deployment,
                    const ShellOrder& order, const std::string& run, const std::string& actor,
                    const json::object& more) {
  const std::vector<std::string> words = program_of(order);
  json::object payload{{"run", run},
                       {"component", deployment.component},
                       {"project", deployment.project_id},
                       {"environment", deployment.environment},
                       {"environmentType", deployment.env_type},
                       {"deployment", deployment.id},
                       {"command", json::array(words.begin(), words.end())},
                       {"terminal", order.has_terminal},
                       {"reason", order.reason}};
  for (const auto& [key, value] : more) payload[key] = value;
  kernel.events.append(tx, {.type = "delivery.shell." + what,
                            .subject = "component:default/" + deployment.component,
                            .actor = actor,
                            .payload = json::serialize(payload),
                            .owner_ref = deployment.owner_ref,
                            .project_id = deployment.project_id,
                            .env_type = deployment.env_type});
}

Error server_stopped() {
  return unavailable("delivery.shell_server_stopped", "The server was stopped, and the shell with it.")
      .with_hint("Open another one when it is back.");
}

Error ended_by_cancel() { return conflict("delivery.shell_cancelled", "The run of this shell was cancelled."); }

}  // namespace

std::string ended_json(int exit_code) { return json::serialize(json::object{{"exitCode", exit_code}}); }
std::string ended_json(const Error& error) { return http::problem(error, "").body; }

Status ShellExecutor::collect_secrets(runs::NodeContext& context, mask::Masker& masker, const Deployment& deployment,
                                      const Plan& plan) const {
  const auto add = [&](const std::map<std::string, Secret>& secrets) {
    for (const auto& [name, secret] : secrets) {
      masker.add(secret.reveal());
      context.add_mask(secret.reveal());
    }
  };
  for (const auto& [name, row] : c_.resource_rows(plan)) {
    TRY(const auto secrets, c_.ports.vault.load(row.gu_id));
    add(secrets);
  }
  TRY(const auto own, c_.ports.vault.of_component(deployment.component, deployment.environment));
  add(own);
  return ok();
}

Result<ShellExecutor::Outcome> ShellExecutor::serve(runs::NodeContext& context, ShellSession& session,
                                                    const ShellOrder& order) {
  TRY(const auto loaded, c_.load(context));
  const auto& [deployment, release] = loaded;
  TRY(const auto place, sessions_.take_place(deployment.environment_uid, deployment.environment));
  if (!session.wait_for_client(context.stop())) {
    if (context.stop().stop_requested()) return context.is_shutdown() ? server_stopped() : ended_by_cancel();
    return unavailable("delivery.shell_nobody_came", "Nobody connected to the shell, so it was not opened.");
  }
  auto* shells = dynamic_cast<ShellRuntime*>(&c_.ports.runtime);
  if (!shells) return conflict("delivery.no_shell", "Workloads of this server have no shells.");
  TRY(const auto plan, c_.plan(deployment, release));
  TRY(const auto request, c_.instance_request(deployment, release, plan));
  mask::Masker masker;
  CHECK_OK(collect_secrets(context, masker, deployment, plan));

  const std::string run = context.run_id().text();
  const std::vector<std::string> words = program_of(order);
  const int step = context.begin_step("Run " + in_one_line(words));
  CHECK_OK(c_.kernel.db.transact([&, &to = deployment](db::Tx& tx) -> Status {
    announce_shell(tx, c_.kernel, "begun", to, order, run, context.run().trigger.actor, {});
    return ok();
  }));
  ShellRecording recording(
      spool_of(c_.kernel, run),
      {order.window, fmt::format("{} in {}: {}", order.component, order.environment, in_one_line(words)),
       order.terminal_type},
      masker, c_.kernel.clock, sessions_.limits().recording_bytes);
  TerminalText text;
  session.begin(recording, [&](std::string_view bytes) { context.log(step, text.feed(bytes)); });
  const ShellProgram program{words, order.has_terminal, order.window, order.terminal_type};
  const auto code = shells->run_shell(request, InstanceId(run), program, session, context.stop());

  std::optional<Error> why = session.ended_for();
  if (!why && context.stop().stop_requested()) why = context.is_shutdown() ? server_stopped() : ended_by_cancel();
  if (!why && !code.has_value()) why = code.error();
  recording.end(why ? why->message() : fmt::format("It ended with exit code {}.", *code));
  context.log(step, text.flush());
  if (why) context.log(step, why->message() + "\n");
  context.end_step(step, !why && *code == 0 ? runs::StepOutcome::succeeded : runs::StepOutcome::failed,
                   code.has_value() && !why ? std::optional<int>(*code) : std::nullopt);
  if (why) return *why;
  return Outcome{*code, recording.is_cut()};
}

runs::NodeResult ShellExecutor::execute(runs::NodeContext& context) {
  const ShellOrder order = shell_order_from(context.run().inputs);
  if (context.run().rerun_of)
    return runs::NodeResult::failure(
        conflict("delivery.shell_not_repeatable", "A shell is not opened again by running its run again.")
            .with_hint(fmt::format("Open another one with: towpath shell {} --environment {}", order.component,
                                   order.environment)));
  const auto session = sessions_.of(context.run_id().text(), order.has_terminal);
  const auto outcome = serve(context, *session, order);
  if (!outcome.has_value()) {
    session->end(ended_json(outcome.error()));
    return runs::NodeResult::failure(outcome.error());
  }
  session->end(ended_json(outcome->exit_code));
  // How the last thing somebody typed ended is no failure of the shell; how a command ended that was asked for is.
  runs::NodeResult result =
      outcome->exit_code == 0 || order.command.empty()
          ? runs::NodeResult::success()
          : runs::NodeResult::failure(
                failed("delivery.shell_command_failed",
                       fmt::format("The command ended with exit code {}.", outcome->exit_code))
                    .with_hint(fmt::format("See what it wrote: towpath run logs {}", context.run_id().text())));
  json::object outputs{{"exitCode", outcome->exit_code}};
  if (outcome->is_cut) outputs["recordingCut"] = true;
  result.outputs = json::serialize(outputs);
  return result;
}

/// Puts the recording among the blobs, once: {"digest", "size"}, or {} when nothing was recorded.
Result<std::string> ShellEndExecutor::keep_recording(runs::NodeContext& context) const {
  const std::filesystem::path file = spool_of(c_.kernel, context.run_id().text());
  runs::Effect effect;
  effect.name = "keep_recording";
  effect.request = "{}";
  effect.perform = [&](const std::string&, const std::string&) -> Result<std::string> {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::string("{}");
    TRY(const auto upload, c_.kernel.blobs.create());
    std::array<char, 64 * 1024> buffer;
    std::uint64_t size = 0;
    while (in.read(buffer.data(), buffer.size()), in.gcount() > 0) {
      CHECK_OK(upload->write({buffer.data(), static_cast<std::size_t>(in.gcount())}));
      size += static_cast<std::uint64_t>(in.gcount());
    }
    TRY(const auto digest, upload->finish());
    return json::serialize(json::object{{"digest", digest.text}, {"size", size}});
  };
  TRY(std::string kept, context.effect(effect));
  std::error_code ignored;  // it is kept; a file that stays takes room until the folder is cleared by hand
  std::filesystem::remove(file, ignored);
  return kept;
}

runs::NodeResult ShellEndExecutor::execute(runs::NodeContext& context) {
  const ShellOrder order = shell_order_from(context.run().inputs);
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const std::string run = context.run_id().text();
  // What a server that died in the middle left lies here, too.
  if (const Status forgotten = c_.ports.runtime.forget(InstanceId(run)); !forgotten.has_value())
    return runs::NodeResult::failure(forgotten.error());
  const auto kept = keep_recording(context);
  if (!kept.has_value()) return runs::NodeResult::failure(kept.error());
  json::object more;
  runs::Artifact recording{std::string(recording_name), "", std::string(runs::recording_type), 0};
  const json::value blob = json::parse(*kept);
  if (const auto* digest = blob.as_object().if_contains("digest")) {
    recording.digest = std::string(digest->as_string());
    recording.size = blob.at("size").to_number<std::int64_t>();
    more["recording"] = recording.digest;
  }
  std::string why;
  if (const auto seen = c_.ports.runs.get(auth::system_principal(), context.run_id()); seen.has_value())
    for (const runs::Node& node : seen->nodes) {
      if (node.key != shell_node) continue;
      if (node.error) why = node.error->message();
      if (node.state == runs::NodeState::cancelled && why.empty()) why = ended_by_cancel().message();
      const json::value outputs = json::parse(node.outputs.empty() ? "{}" : node.outputs);
      for (const auto& [key, value] : outputs.as_object()) more[key] = value;
      if (node.started_at && node.finished_at)
        more["seconds"] = std::chrono::duration<double>(*node.finished_at - *node.started_at).count();
    }
  if (!why.empty()) more["why"] = why;
  if (const auto session = sessions_.find(run))
    session->end(ended_json(why.empty() ? ended_by_cancel() : failed("delivery.shell_over", why)));
  sessions_.forget(run);
  runs::NodeResult result = runs::NodeResult::success();
  result.on_commit = [this, deployment = loaded->first, order, run, more, recording,
                      id = context.run_id()](db::Tx& tx) {
    if (!recording.digest.empty()) c_.ports.runs.add_artifact(tx, id, recording);
    announce_shell(tx, c_.kernel, "ended", deployment, order, run, "run:" + run, more);
  };
  return result;
}

}  // namespace towpath::delivery
