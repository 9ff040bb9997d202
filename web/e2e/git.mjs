// A clone of a repository of the server under test, to change it as a developer does.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Clones `repository` and hands it to `work`; the clone is gone afterwards. */
export async function withClone(server, repository, work) {
  const folder = mkdtempSync(path.join(tmpdir(), "towpath-clone-"));
  const remote = new URL(`/git/${repository}.git`, server.url);
  remote.username = "admin";
  remote.password = server.token;
  const git = (...args) =>
    run("git", ["-c", "user.name=Mina", "-c", "user.email=mina@example.org", ...args], { cwd: folder });
  try {
    await git("clone", "-q", remote.href, ".");
    await work({
      /** Replaces what a file holds by what `change` makes of it. */
      edit(file, change) {
        const name = path.join(folder, file);
        writeFileSync(name, change(readFileSync(name, "utf8")));
      },
      /** Makes a file, or replaces it. */
      write(file, text) {
        writeFileSync(path.join(folder, file), text);
      },
      /** Commits everything and pushes it; answers the commit. */
      async push(message) {
        await git("add", "-A");
        await git("commit", "-qm", message);
        await git("push", "-q");
        return (await git("rev-parse", "HEAD")).stdout.trim();
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The newest run of a kind, for a commit, once it has ended. */
export async function finishedRun(server, kind, commit) {
  const until = Date.now() + 120_000;
  for (;;) {
    const { items } = await server.request("GET", `/api/v1/runs?kind=${kind}&limit=20`);
    const run = items.find(({ trigger }) => trigger.commit === commit);
    if (run !== undefined && run.finishedAt !== null) return run;
    if (Date.now() > until)
      throw new Error(`no ${kind} of ${commit} has ended; the last is ${JSON.stringify(items[0])}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
