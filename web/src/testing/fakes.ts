import { vi } from "vitest";

type Answer = unknown;
type Handler = Answer | ((request: Request, body: string) => Answer | Response);

/** Answers of a pretended server by "METHOD /path"; what is not here is a 404 problem. */
export function fakeApi(routes: Record<string, Handler>) {
  const requests: { route: string; search: string; headers: Headers; body: string }[] = [];
  vi.stubGlobal("fetch", async (input: Request) => {
    const url = new URL(input.url);
    const route = `${input.method} ${url.pathname}`;
    const body = await input.clone().text();
    requests.push({ route, search: url.search, headers: input.headers, body });
    const handler = routes[route];
    if (handler === undefined)
      return problem(404, "http.not_found", `Nothing answers ${route}.`, "Look at the address.");
    const answer: unknown = await (typeof handler === "function" ? handler(input, body) : handler);
    return answer instanceof Response ? answer : Response.json(answer);
  });
  return requests;
}

export function problem(status: number, code: string, detail: string, hint?: string): Response {
  return Response.json(
    { type: "about:blank", title: code, status, detail, code, hint, requestId: "r-1" },
    { status, headers: { "Content-Type": "application/problem+json" } },
  );
}

/** Stands for the browser's EventSource: a test opens it, sends messages and breaks it. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: FakeEventSource[] = [];

  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.all.push(this);
  }

  static install() {
    FakeEventSource.all = [];
    vi.stubGlobal("EventSource", FakeEventSource);
  }

  /** The stream that was opened last for a path with this part. */
  static find(part: string): FakeEventSource {
    const found = FakeEventSource.all.findLast((source) => source.url.includes(part));
    if (found === undefined)
      throw new Error(`no stream ${part}; there are ${FakeEventSource.all.map(({ url }) => url).join(", ")}`);
    return found;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  send(type: string, id: number, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: String(id) }));
  }
  end() {
    this.dispatchEvent(new Event("end"));
  }
  /** `isFinal`: an HTTP error, after which a browser does not try again. */
  fail(isFinal: boolean) {
    this.readyState = isFinal ? 2 : 0;
    this.onerror?.();
  }
  close() {
    this.readyState = 2;
  }
}
