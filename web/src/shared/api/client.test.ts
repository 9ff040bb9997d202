import { afterEach, expect, test } from "vitest";
import { api, unwrap, unwrapBody } from "./client";
import { fakeApi, problem } from "@/testing/fakes";

afterEach(() => {
  document.cookie = "towpath_csrf=; Max-Age=0";
});

test("what changes something carries the token of the cookie, what reads does not", async () => {
  document.cookie = "towpath_csrf=abc%3D";
  const requests = fakeApi({
    "GET /api/v1/me": {},
    "DELETE /api/v1/sessions/current": () => new Response(null, { status: 204 }),
  });

  await unwrapBody(api.GET("/api/v1/me"));
  const nothing = await unwrap(api.DELETE("/api/v1/sessions/current"));

  expect(requests.map((request) => request.headers.get("X-CSRF-Token"))).toEqual([null, "abc="]);
  expect(nothing).toBeUndefined();
});

test("a problem of the server becomes an error with its code, hint and request", async () => {
  fakeApi({ "GET /api/v1/me": () => problem(401, "auth.required", "Nobody is signed in.", "towpath login") });

  await expect(unwrapBody(api.GET("/api/v1/me"))).rejects.toMatchObject({
    message: "Nobody is signed in.",
    status: 401,
    code: "auth.required",
    hint: "towpath login",
    requestId: "r-1",
  });
});

test("an answer that is no problem document still says its status", async () => {
  fakeApi({ "GET /api/v1/me": () => new Response("<h1>Bad gateway</h1>", { status: 502, statusText: "Bad Gateway" }) });

  await expect(unwrapBody(api.GET("/api/v1/me"))).rejects.toMatchObject({ status: 502, code: "web.unexpected_answer" });
});

test("a server that cannot be reached is said so", async () => {
  fakeApi({
    "GET /api/v1/me": () => {
      throw new TypeError("Failed to fetch");
    },
  });

  await expect(unwrapBody(api.GET("/api/v1/me"))).rejects.toMatchObject({ status: 0, code: "web.unreachable" });
});
