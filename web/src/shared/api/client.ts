import createClient, { type Middleware } from "openapi-fetch";
import { toApiError, unreachable } from "@/shared/api/problem";
import type { paths } from "@/shared/api/schema";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

function cookie(name: string): string | undefined {
  for (const part of document.cookie.split("; ")) {
    if (part.startsWith(`${name}=`)) return decodeURIComponent(part.slice(name.length + 1));
  }
  return undefined;
}

/** The session travels in a cookie, so what changes something also proves that it comes from this page. */
const csrf: Middleware = {
  onRequest({ request }) {
    const token = cookie("towpath_csrf");
    if (token !== undefined && !safeMethods.has(request.method)) request.headers.set("X-CSRF-Token", token);
    return request;
  },
};

/** The API, typed by openapi.yaml. Called from *.queries.ts only; pass the answer to unwrap(). */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
  // Looked up per call, so that tests can replace it.
  fetch: (request) => globalThis.fetch(request),
});
api.use(csrf);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer. Throws ApiError. A 204 gives undefined. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T | undefined> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!answer.response.ok) throw toApiError(answer.error, answer.response);
  return answer.data;
}

/** unwrap() for a route that always has a body. */
export async function unwrapBody<T>(call: Promise<Answer<T>>): Promise<T> {
  let response: Response | undefined;
  const data = await unwrap(
    call.then((answer) => {
      response = answer.response;
      return answer;
    }),
  );
  if (data === undefined) throw toApiError(undefined, response ?? new Response());
  return data;
}
