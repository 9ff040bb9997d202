/** How a stream is doing. `paused`: the page is hidden; it goes on where it stopped when the page is seen again. */
export type StreamStatus = "connecting" | "live" | "retrying" | "paused" | "ended";

export interface StreamOptions<T> {
  /** Path of a text/event-stream route, with its query but without `after`. */
  path: string;
  /** The type of the route's messages (x-sse in openapi.yaml). */
  type: string;
  /** Resume after the message with this id; absent: as the route says. */
  after?: number;
  onMessage: (message: T, id: number) => void;
  onStatus?: (status: StreamStatus) => void;
  /** Messages may have been missed: the stream was away and has no id to resume after. */
  onGap?: () => void;
}

const firstRetry = 1_000;
const longestRetry = 30_000;

/**
 * Follows a server-sent event stream until it ends or the returned function is called. EventSource resumes a broken
 * connection by itself; this adds what it does not do: come back after an HTTP error, and give its connection up
 * while the page is hidden (HTTP/1.1 allows six per server, over all tabs).
 */
export function openStream<T>({ path, type, after, onMessage, onStatus, onGap }: StreamOptions<T>): () => void {
  let source: EventSource | undefined;
  let lastId = after;
  let retry = firstRetry;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let status: StreamStatus | undefined;
  let wasLive = false;

  function report(next: StreamStatus) {
    if (next === status) return;
    status = next;
    onStatus?.(next);
  }

  function disconnect() {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function connect() {
    disconnect();
    report(wasLive ? "retrying" : "connecting");
    const joint = path.includes("?") ? "&" : "?";
    const opened = new EventSource(lastId === undefined ? path : `${path}${joint}after=${String(lastId)}`);
    source = opened;
    opened.onopen = () => {
      retry = firstRetry;
      report("live");
      if (wasLive && lastId === undefined) onGap?.();
      wasLive = true;
    };
    opened.addEventListener(type, (event: MessageEvent<string>) => {
      const message: T = JSON.parse(event.data);
      const id = Number(event.lastEventId);
      if (event.lastEventId !== "" && Number.isFinite(id)) lastId = id;
      onMessage(message, id);
    });
    opened.addEventListener("end", () => {
      finish();
      report("ended");
    });
    opened.onerror = () => {
      report("retrying");
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, retry);
      retry = Math.min(retry * 2, longestRetry);
    };
  }

  function onVisibility() {
    if (document.visibilityState === "hidden") {
      disconnect();
      report("paused");
    } else if (source === undefined) {
      connect();
    }
  }

  function finish() {
    disconnect();
    document.removeEventListener("visibilitychange", onVisibility);
  }

  document.addEventListener("visibilitychange", onVisibility);
  if (document.visibilityState === "hidden") report("paused");
  else connect();
  return finish;
}
