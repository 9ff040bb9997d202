import type { components } from "@/shared/api/schema";

export type Problem = components["schemas"]["Problem"];

/** A call that failed, as the server explained it or, when it could not be reached, as we know it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly fields: { pointer: string; detail: string }[];
  readonly requestId: string | undefined;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiError";
    this.status = problem.status;
    this.code = problem.code;
    this.hint = problem.hint;
    this.fields = problem.errors ?? [];
    this.requestId = problem.requestId;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "detail" in value && "code" in value && "status" in value;
}

/** The error of an answer: its problem+json, or what the status alone tells. */
export function toApiError(body: unknown, response: Response): ApiError {
  if (isProblem(body)) return new ApiError(body);
  return new ApiError({
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    detail: `The server answered ${String(response.status)} ${response.statusText}`.trim() + ".",
    code: "web.unexpected_answer",
    hint: "Try again. If it stays, the server's log says more.",
  });
}

/** The error of a request that got no answer at all. */
export function unreachable(): ApiError {
  return new ApiError({
    type: "about:blank",
    title: "Unreachable",
    status: 0,
    detail: "The server cannot be reached.",
    code: "web.unreachable",
    hint: "Check your connection, and on the server: towpath doctor",
  });
}
