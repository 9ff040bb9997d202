// The shipped binary as a server of its own, for one journey.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const program = process.env.TOWPATH_PROGRAM ?? path.resolve(import.meta.dirname, "../../build/release/towpath");
const run = promisify(execFile);

/**
 * Starts it on free ports. `environment`: settings besides the defaults, as TOWPATH_... variables; `database`: its URL.
 * Where TOWPATH_E2E_URL names one that runs, with the token of its user admin in TOWPATH_E2E_TOKEN, that is taken as it
 * is, and left running.
 */
export async function startServer({ environment = {}, database = process.env.TOWPATH_DATABASE } = {}) {
  const data = mkdtempSync(path.join(tmpdir(), "towpath-e2e-"));
  const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TOWPATH_")));
  const chosen = database === undefined ? environment : { ...environment, TOWPATH_DATABASE: database };
  const given = process.env.TOWPATH_E2E_URL;
  let child;
  let ready;

  async function up(port, workloadPort) {
    child = spawn(
      program,
      ["up", "--data", data, "--port", String(port), "--workload-port", String(workloadPort), "-o", "json"],
      { env: { ...outside, ...chosen }, stdio: ["ignore", "pipe", "inherit"] },
    );
    const started = child;
    ready = await new Promise((resolve, reject) => {
      createInterface({ input: started.stdout }).once("line", (line) => resolve(JSON.parse(line)));
      started.once("error", reject);
      started.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
    });
  }

  function ended(signal) {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    const over = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    return over;
  }

  async function cli(...args) {
    const env = { ...outside, TOWPATH_URL: ready.url, TOWPATH_TOKEN: ready.adminToken };
    return (await run(program, args, { env })).stdout;
  }

  async function request(method, route, body, token = ready.adminToken) {
    const answer = await fetch(`${ready.url}${route}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async function remove() {
    if (given === undefined) {
      await ended("SIGTERM");
      await run(program, ["down", "--data", data], { env: outside });
    }
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }

  try {
    if (given === undefined) await up(0, 0);
    else ready = { url: given, adminToken: process.env.TOWPATH_E2E_TOKEN };
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => void remove().finally(() => process.exit(1)));
  }

  return {
    data,
    database,
    program,
    get url() {
      return ready.url;
    },
    /** Of the user admin. */
    get token() {
      return ready.adminToken;
    },
    get workloadPort() {
      return ready.workloadPort;
    },
    get pid() {
      return child.pid;
    },

    /** The shipped program as a client of this server; what it prints. Throws when it fails. */
    cli,
    /** A call of the API as admin; the answer's JSON. Throws with the answer when it is not 2xx. */
    request,

    /** A new one-time link for a user. */
    async signInLink(user = "admin") {
      const answer = await request("POST", `/api/v1/users/${encodeURIComponent(user)}/sign-in-codes`);
      return `${ready.url}/sign-in?code=${encodeURIComponent(answer.code)}`;
    },

    /** Ends the server and, with start(), has it again with the same data and address. */
    stop: (signal = "SIGTERM") => ended(signal),
    start: () => up(new URL(ready.url).port, ready.workloadPort),

    /** Stops it and everything that outlives it, and removes its folder. */
    remove,
  };
}
