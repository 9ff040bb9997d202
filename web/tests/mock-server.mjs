// The built UI with made-up answers: for the UI's own browser test and for working on looks.
// `node tests/mock-server.mjs [port]` serves it; startMock() gives a test the levers to make things happen.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { logText, makeEntities, makeRuns, me } from "./mock-data.ts";

const dist = path.resolve(import.meta.dirname, "../dist");
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The policy the real server sends, read from where it is defined. */
function policy() {
  const header = readFileSync(
    path.resolve(import.meta.dirname, "../../src/surfaces/webui/include/webui/assets.h"),
    "utf8",
  );
  const definition = /content_security_policy\s*=([^;]*(?:"[^"]*"[^;]*)*?);\n/.exec(header);
  return [...definition[1].matchAll(/"([^"]*)"/g)].map((match) => match[1]).join("");
}

function message(type, id, data) {
  return `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

export async function startMock(port = 0) {
  const entities = makeEntities();
  const runs = makeRuns();
  const streams = new Map(); // path -> open responses
  const state = { isDown: false, requests: [] };
  const security = policy();

  function send(response, status, body, headers = {}) {
    response.writeHead(status, {
      "Content-Type": status >= 400 ? "application/problem+json" : "application/json",
      ...headers,
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }
  function problem(response, status, code, detail, hint) {
    send(response, status, { type: "about:blank", title: code, status, detail, code, hint, requestId: "01JD0REQ" });
  }
  function page(items, query, key) {
    const limit = Number(query.get("limit") ?? 100);
    const after = query.get("after");
    const from = query.has("offset")
      ? Number(query.get("offset"))
      : after === null
        ? 0
        : items.findIndex((item) => item[key] === after) + 1;
    const slice = items.slice(from, from + limit);
    return { items: slice, next: from + limit < items.length ? slice.at(-1)[key] : null, total: items.length };
  }
  const matches = (entity, query, except) =>
    ["kind", "owner", "type", "lifecycle"].every(
      (name) =>
        name === except || !query.has(name) || query.get(name).toLowerCase() === String(entity[name]).toLowerCase(),
    ) &&
    (!query.has("text") || `${entity.name} ${entity.description}`.includes(query.get("text").toLowerCase()));
  function facet(query, name) {
    const counts = new Map();
    for (const entity of entities)
      if (typeof entity[name] === "string" && matches(entity, query, name))
        counts.set(entity[name], (counts.get(entity[name]) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => ({ value, count }));
  }
  const lines = (step, from, to) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
      n: from + index,
      at: new Date(Date.now()).toISOString(),
      text: logText(step, from + index),
    }));

  function openStream(response, name, type, first) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(": open\n\n");
    first?.((id, data) => response.write(message(type, id, data)));
    const open = streams.get(name) ?? new Set();
    open.add(response);
    streams.set(name, open);
    response.on("close", () => open.delete(response));
  }

  function answer(request, response, url, body) {
    const query = url.searchParams;
    const route = `${request.method} ${url.pathname}`;
    const isSignedIn = request.headers.cookie?.includes("towpath_session=") ?? false;
    if (state.isDown)
      return problem(response, 503, "http.busy", "The server has too much to do.", "Try again in a moment.");
    if (route === "POST /api/v1/sessions") {
      const given = JSON.parse(body);
      if (given.code !== "good-code" && given.password !== "correct horse")
        return problem(response, 401, "identity.wrong_credentials", "The user or the password is wrong.");
      return send(response, 201, me, {
        "Set-Cookie": [
          "towpath_session=s; HttpOnly; SameSite=Strict; Path=/",
          "towpath_csrf=csrf-token; SameSite=Strict; Path=/",
        ],
      });
    }
    if (!isSignedIn) return problem(response, 401, "auth.required", "Nobody is signed in.");
    if (request.method !== "GET" && request.headers["x-csrf-token"] !== "csrf-token")
      return problem(response, 403, "auth.csrf", "The request does not prove that it comes from the portal.");
    if (route === "GET /api/v1/me") return send(response, 200, me);
    if (route === "DELETE /api/v1/sessions/current")
      return send(response, 204, undefined, {
        "Set-Cookie": ["towpath_session=; Max-Age=0; Path=/", "towpath_csrf=; Max-Age=0; Path=/"],
      });
    if (route === "GET /api/v1/notifications")
      return send(response, 200, { items: [], total: 0, next: null, unread: 0, news: 0, announcements: [] });
    if (route === "GET /api/v1/events/stream") return openStream(response, "events", "event");
    if (route === "GET /api/v1/entities")
      return send(
        response,
        200,
        page(
          entities.filter((entity) => matches(entity, query)),
          query,
          "ref",
        ),
      );
    if (route === "GET /api/v1/entity-facets")
      return send(
        response,
        200,
        Object.fromEntries(["kind", "owner", "type", "lifecycle", "tag"].map((name) => [name, facet(query, name)])),
      );
    const entityPath = /^GET \/api\/v1\/entities\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(route);
    if (entityPath) {
      const found = entities.find((entity) => entity.ref === `${entityPath[1]}:${entityPath[2]}/${entityPath[3]}`);
      if (!found)
        return problem(
          response,
          404,
          "catalog.entity_not_found",
          `There is no ${entityPath[1]} "${entityPath[3]}" in "${entityPath[2]}".`,
          "towpath catalog search " + entityPath[3],
        );
      return send(response, 200, {
        ...found,
        relations: [
          ...(found.owner === null ? [] : [{ type: "ownedBy", target: found.owner }]),
          { type: "providesApi", target: "api:default/orders" },
          { type: "dependsOn", target: "resource:default/orders-db" },
        ],
        annotations: { "towpath.dev/paths": "src,score.yaml" },
        links: [{ url: "https://example.org/runbook", title: "Runbook" }],
        spec: {},
        document: {},
        conflicts: [],
        source: {
          name: "repository:payments/orders-api",
          file: "catalog-info.yaml",
          commit: "9f1c2ab47de0315588c0b4f3a9e1d2c4b5a69788",
        },
      });
    }
    if (route === "GET /api/v1/runs") {
      const wanted = query.get("state")?.split(",");
      return send(
        response,
        200,
        page(
          runs.filter((run) => wanted === undefined || wanted.includes(run.state)),
          query,
          "id",
        ),
      );
    }
    const runPath = /^(GET|POST) \/api\/v1\/runs\/([^/]+)(\/.*)?$/.exec(route);
    const run = runs.find((candidate) => candidate.id === runPath?.[2]);
    if (run === undefined)
      return problem(
        response,
        404,
        runPath ? "runs.not_found" : "http.not_found",
        "There is no such run.",
        "towpath run list",
      );
    const rest = runPath[3] ?? "";
    if (rest === "") return send(response, 200, run);
    if (rest === "/cancellation") {
      run.state = "cancelling";
      send(response, 202, run);
      return mock.journal(run, "run.cancelling", null, { state: "cancelling" });
    }
    if (rest === "/reruns") return send(response, 202, runs[1]);
    if (rest === "/journal/stream") return openStream(response, `${run.id}/journal`, "journal");
    const log = /^\/nodes\/([^/]+)\/steps\/(\d+)\/log(\/stream)?$/.exec(rest);
    const step = run.nodes.find((node) => node.key === log?.[1])?.steps[Number(log?.[2])];
    if (step === undefined) return problem(response, 404, "runs.no_such_step", "There is no such step.");
    if (log[3]) {
      return openStream(response, `${run.id}/${log[1]}/${log[2]}`, "lines", (write) => {
        const from = Number(query.get("after") ?? 0) + 1;
        if (step.logLines >= from) write(step.logLines, { lines: lines(step.index, from, step.logLines) });
      });
    }
    if (query.has("search")) {
      const pattern = new RegExp(query.get("search"));
      return send(response, 200, {
        lines: lines(step.index, 1, step.logLines).filter(({ text }) => pattern.test(text)),
        next: null,
      });
    }
    const from = Number(query.get("from") ?? 1);
    const to = Math.min(step.logLines, from + Number(query.get("limit") ?? 1000) - 1);
    return send(response, 200, { lines: lines(step.index, from, to), next: to < step.logLines ? to + 1 : null });
  }

  function asset(response, pathname) {
    const named = path.join(dist, pathname);
    const file =
      pathname !== "/" && named.startsWith(dist) && existsSync(named) ? named : path.join(dist, "index.html");
    response.writeHead(200, {
      "Content-Type": types[path.extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": security,
      "X-Content-Type-Options": "nosniff",
    });
    response.end(readFileSync(file));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://mock");
    if (!url.pathname.startsWith("/api/")) return asset(response, url.pathname);
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      state.requests.push({ method: request.method, path: url.pathname, search: url.search });
      answer(request, response, url, body);
    });
  });

  function push(name, type, id, data) {
    for (const response of streams.get(name) ?? []) response.write(message(type, id, data));
  }
  const mock = {
    state,
    entities,
    runs,
    /** Says that something happened in the event stream. */
    event(seq, type, subject) {
      push("events", "event", seq, { seq, type, subject, at: new Date().toISOString() });
    },
    journal(run, type, node, data) {
      run.journalSeq++;
      push(`${run.id}/journal`, "journal", run.journalSeq, {
        seq: run.journalSeq,
        at: new Date().toISOString(),
        type,
        node,
        data,
      });
    },
    /** Writes `count` more lines into a step's log. */
    log(run, node, step, count) {
      const target = run.nodes.find((candidate) => candidate.key === node).steps[step];
      const from = target.logLines + 1;
      target.logLines += count;
      push(`${run.id}/${node}/${step}`, "lines", target.logLines, { lines: lines(step, from, target.logLines) });
    },
    end(name) {
      for (const response of streams.get(name) ?? []) response.end("event: end\ndata: {}\n\n");
    },
    /** Cuts every stream as a lost network would. */
    breakStreams() {
      for (const open of streams.values()) for (const response of open) response.destroy();
    },
    openStreams: (name) => streams.get(name)?.size ?? 0,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  mock.url = `http://127.0.0.1:${server.address().port}`;
  return mock;
}

if (process.argv[1] === import.meta.filename) {
  const mock = await startMock(Number(process.argv[2] ?? 7090));
  console.log(`${mock.url}/sign-in?code=good-code`);
}
