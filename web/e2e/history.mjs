// What years of work leave in the database: runs, releases, deployments and outcomes of many components, and changes of
// some repositories. Written into the tables while the server is down, because to do all that would take days.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const day = 86_400_000;
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const rowsInStatement = 500;

function base32(value, length) {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text;
  return text;
}

/** In the order of time, as the server's own. */
const ulid = (at, index) => base32(at, 10) + base32(index, 16);
const time = (at) => `${new Date(at).toISOString().slice(0, -1)}000Z`;

function literal(value) {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return `'${value.replaceAll("'", "''")}'`;
}

/** INSERT statements of rows, each an object of columns. */
function* statements(table, rows) {
  for (let from = 0; from < rows.length; from += rowsInStatement) {
    const some = rows.slice(from, from + rowsInStatement);
    const values = some.map((row) => `(${Object.values(row).map(literal).join(", ")})`);
    yield `INSERT INTO ${table} (${Object.keys(some[0]).join(", ")}) VALUES ${values.join(", ")};\n`;
  }
}

/**
 * `components`: [{ name, owner }], each with a release in staging and production and `rounds` deployments there, in turn,
 * over the last 80 days; `changes` changes in each of `repositories`, [{ id, owner }], that are there.
 */
export function makeHistory(components, { rounds, repositories, changes, hostId }) {
  const now = Date.now();
  const tables = {
    delivery_projects: [],
    delivery_components: [],
    delivery_environments: [],
    delivery_releases: [],
    runs: [],
    delivery_deployments: [],
    delivery_current: [],
    insights_deployments: [],
    forge_changes: [],
  };
  let number = 0;
  const run = (id, kind, title, { name, owner }, env_type, state, at) => {
    number += 1;
    tables.runs.push({
      id,
      number,
      kind,
      title,
      subject: `component:default/${name}`,
      owner_ref: owner,
      project_id: name,
      env_type,
      state,
      trigger_kind: "push",
      trigger_actor: owner,
      trigger_ref: "main",
      trigger_commit: "27a7f023883d5fca95c1bddda3236831f9cd65ec",
      inputs: "{}",
      group_key: "",
      when_busy: "queue_all",
      timeout_ms: 86_400_000,
      open_nodes: 0,
      failed_nodes: state === "failed" ? 1 : 0,
      next_index: 0,
      journal_seq: 0,
      cancel_reason: "",
      waiting_reason: "",
      host_id: hostId,
      created_at: time(at),
      started_at: time(at),
      finished_at: time(at + 4_000),
    });
  };

  components.forEach((component, index) => {
    const { name, owner } = component;
    const begun = now - 80 * day + index * 10;
    const common = { project_id: name, owner_ref: owner };
    tables.delivery_projects.push({ id: name, owner_ref: owner, created_at: time(begun) });
    tables.delivery_components.push({ name, ...common, repository: name, created_at: time(begun) });
    const uids = ["staging", "production"].map((type, place) => {
      const uid = ulid(begun, index * 2 + place);
      tables.delivery_environments.push({ ...common, name: type, uid, type, state: "active", created_at: time(begun) });
      return uid;
    });
    const release = index.toString(16).padStart(64, "0");
    const built = ulid(begun, 1_000_000 + index);
    run(built, "pipeline", `build ${name}`, component, "", "succeeded", begun);
    tables.delivery_releases.push({
      id: release,
      component: name,
      number: 1,
      ...common,
      score: "{}",
      bundle: `sha256:${release}`,
      repository: name,
      commit_sha: "27a7f023883d5fca95c1bddda3236831f9cd65ec",
      branch: "main",
      run_id: built,
      created_at: time(begun),
    });
    for (let round = 0; round < rounds; round++) {
      const environment = round % 2 === 0 ? "staging" : "production";
      const at = begun + ((round + 1) * 79 * day) / rounds;
      const id = ulid(Math.floor(at), 2_000_000 + index * rounds + round);
      const isLast = round >= rounds - 2;
      const state = !isLast && (index + round) % 9 === 0 ? "failed" : "succeeded";
      run(id, "deployment", `deploy ${name} rel-1 to ${environment}`, component, environment, state, at);
      tables.delivery_deployments.push({
        id,
        component: name,
        ...common,
        environment,
        environment_uid: uids[round % 2],
        env_type: environment,
        mode: round % 2 === 0 ? "deploy" : "promote",
        release_id: release,
        configuration_version: 0,
        definitions: "{}",
        state,
        reason: state === "failed" ? "It did not answer." : "",
        plan: '{"actions":[]}',
        run_id: id,
        instance_id: "",
        requested_by: owner,
        created_at: time(at),
        finished_at: time(at + 4_000),
      });
      if (isLast) {
        const where = { component: name, project_id: name, environment };
        tables.delivery_current.push({ ...where, deployment_id: id, instance_id: "" });
      }
      if (environment === "production")
        tables.insights_deployments.push({
          id,
          component: name,
          ...common,
          environment,
          env_type: environment,
          mode: "promote",
          succeeded: state === "succeeded",
          release_id: release,
          commit_sha: "27a7f023883d5fca95c1bddda3236831f9cd65ec",
          has_base: round > 1,
          is_hotfix: false,
          authored_at: String(Math.floor(at - day / 3) * 1000), // microseconds, as insights writes them
          finished_at: time(at + 4_000),
        });
    }
  });

  repositories.forEach(({ id, owner }, index) => {
    for (let change = 0; change < changes; change++) {
      const at = now - 80 * day + (change * 79 * day) / changes;
      tables.forge_changes.push({
        id: ulid(Math.floor(at), index),
        repository_id: id,
        number: change + 1,
        title: `Change ${change + 1}`,
        description: "",
        author_ref: owner,
        source_branch: `topic-${change}`,
        target_branch: "main",
        state: change % 50 === 0 ? "open" : "merged",
        head_sha: "27a7f023883d5fca95c1bddda3236831f9cd65ec",
        created_at: time(at),
        updated_at: time(at),
      });
    }
  });
  return { tables, runs: number };
}

/** Writes it into the database of a stopped server. */
export function writeHistory({ tables, runs }, { data, database }) {
  const made = Object.entries(tables).flatMap(([table, rows]) => [...statements(table, rows)]);
  // The next run has the number after it.
  const counter = `INSERT INTO runs_counters (name, value) VALUES ('run', ${runs}) ON CONFLICT (name) DO UPDATE SET value = ${runs};\n`;
  const sql = `BEGIN;\n${made.join("")}${counter}COMMIT;\n`;
  if (database === undefined) {
    const opened = new DatabaseSync(path.join(data, "towpath.sqlite"));
    opened.exec(sql);
    opened.close();
  } else {
    execFileSync("psql", ["-q", "-v", "ON_ERROR_STOP=1", database], {
      input: sql,
      stdio: ["pipe", "inherit", "inherit"],
    });
  }
}
