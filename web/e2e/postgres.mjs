// A PostgreSQL of its own for one journey: it listens on a socket in its own folder, so there is no port to be taken.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const debian = "/usr/lib/postgresql";

/** Where the newest installed server's programs are; undefined when there is none. */
function findPrograms() {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(a) - Number(b)) : [];
  return versions
    .map((version) => path.join(debian, version, "bin"))
    .filter((folder) => existsSync(path.join(folder, "postgres")))
    .at(-1);
}

/** Starts it; undefined when PostgreSQL is not installed. */
export async function startPostgres() {
  const programs = findPrograms();
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), "towpath-e2e-postgres-"));
  const data = path.join(folder, "data");
  // PostgreSQL refuses to run as root; and it ends when this program does.
  const isRoot = process.getuid() === 0;
  const as = isRoot ? ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"] : [];
  const idOf = (what) => Number(execFileSync("id", [what, "postgres"], { encoding: "utf8" }));
  if (isRoot) chownSync(folder, idOf("-u"), idOf("-g"));
  const begin = (program, ...args) =>
    spawn("setpriv", ["--pdeathsig", "SIGQUIT", ...as, path.join(programs, program), ...args], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });

  const ended = (child) => new Promise((resolve) => child.once("exit", resolve));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const made = begin(
      "initdb",
      "-D",
      data,
      "-U",
      "test",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
    );
    let complaint = "";
    made.stderr.on("data", (text) => (complaint += text));
    if ((await ended(made)) !== 0) throw new Error(`initdb failed: ${complaint}`);
    const server = begin("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=");
    await isReady(server);
    return {
      url: `postgresql://test@/postgres?host=${folder}`,
      async remove() {
        const over = ended(server);
        server.kill("SIGINT");
        await over;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Waits until it says that it takes connections. */
async function isReady(server) {
  let said = "";
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
    server.stderr.on("data", (text) => {
      said += text;
      if (said.includes("database system is ready to accept connections")) resolve();
    });
  });
}
