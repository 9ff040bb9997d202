// A newcomer: a tour by keyboard alone and left in the middle, then the golden path that teaches, with a secret that is
// typed and must be nowhere to be read afterwards.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { get } from "node:http";
import { promisify } from "node:util";
import { journey } from "./rig.mjs";

const canary = "quokka-5d1e77-canary";
const name = "first-steps";

await journey("tutorial", {}, async ({ page, rig, server }) => {
  const answers = [];
  page.on("response", (response) => {
    if (!response.headers()["content-type"]?.includes("json")) return;
    answers.push(response.text().catch(() => "")); // One that went with its page has nothing left to read.
  });
  await rig.signIn({ at: "/learn" });

  await rig.step("a tour is walked by keyboard alone, and left in the middle", async () => {
    await page.getByRole("article", { name: "Around the portal" }).waitFor();
    await rig.look("learn");
    await rig.tabTo(page.getByRole("article", { name: "Around the portal" }).getByRole("button", { name: "Start" }));
    await page.keyboard.press("Enter");
    const tour = page.getByRole("complementary", { name: "Tour: Around the portal" });
    await tour.getByText("1 of 4").waitFor();
    await rig.tabTo(tour.getByRole("button", { name: "Next" }));
    await page.keyboard.press("Enter");
    await tour.getByText("2 of 4").waitFor();
    await page.waitForURL("**/catalog*");
    await page.keyboard.press("Escape");
    await tour.waitFor({ state: "detached" });
  });

  await rig.step("home offers the golden path that teaches", async () => {
    await page.goto(`${server.url}/`);
    await page
      .getByRole("region", { name: "Getting started" })
      .getByRole("link", { name: "Your first service" })
      .click();
    await page.getByLabel(/^Name/).pressSequentially(name);
    await page.getByRole("button", { name: "Next" }).click();
  });
  await rig.step("a secret is typed, is not in the review, and is gone after a reload", async () => {
    await page.getByLabel(/^Passphrase/).pressSequentially(canary);
    await rig.look("secret");
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await page.getByText("typed here, not shown").waitFor();
    assert.ok(!(await page.content()).includes(canary));
    assert.ok(!(await stored()).includes(canary), "the draft has the secret in it");
    await page.reload();
    await page.getByRole("heading", { name: "Review" }).waitFor();
    assert.equal(await page.getByText("typed here, not shown").count(), 0);
    await page.getByRole("button", { name: "A secret", exact: true }).click();
    await page.getByLabel(/^Passphrase/).pressSequentially(canary);
    await page.getByRole("button", { name: "Review", exact: true }).click();
  });
  await rig.step("it is made and says that it knows the secret", async () => {
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.waitForURL("**/runs/*");
    await live(name, `passphrase of ${canary.length} letters`);
    await page.getByText("Keep the passphrase").first().waitFor();
  });
  await rig.look("run");

  await rig.step("the command line gives a secret from standard input", async () => {
    const other = spawn(
      server.program,
      ["new", "first-service", "second-steps", "--owner", "user:default/admin", "--secret", "passphrase=-"],
      {
        env: { ...process.env, TOWPATH_URL: server.url, TOWPATH_TOKEN: server.token },
        stdio: ["pipe", "ignore", "inherit"],
      },
    );
    other.stdin.end(`${canary}\n`);
    assert.equal(await new Promise((resolve) => other.once("exit", resolve)), 0);
    await live("second-steps", `passphrase of ${canary.length} letters`);
  });

  await rig.step("the secret is in no answer, run, log, event, file or draft", async () => {
    const texts = await Promise.all(answers);
    assert.ok(texts.length > 20);
    for (const run of (await server.request("GET", "/api/v1/runs?limit=50")).items) {
      const whole = await server.request("GET", `/api/v1/runs/${run.id}`);
      texts.push(JSON.stringify(whole), await server.cli("run", "logs", run.id));
    }
    texts.push(JSON.stringify(await server.request("GET", "/api/v1/audit/events?limit=200")));
    texts.push(JSON.stringify(await server.request("GET", "/api/v1/secrets?limit=200")), await stored());
    for (const text of texts) assert.ok(!text.includes(canary), text.slice(0, 300));
    await assert.rejects(promisify(execFile)("grep", ["-rlaF", "--", canary, server.data]), { code: 1 });
    const kept = (await server.request("GET", "/api/v1/secrets?limit=200")).items.map(({ scope }) => scope);
    assert.deepEqual(kept, [`component.${name}`, "component.second-steps"]);
  });

  await rig.step("home leads to the lessons", async () => {
    await page.goto(`${server.url}/`);
    await page
      .getByText(/Go on with the lessons of/)
      .getByRole("link")
      .click();
    await page
      .getByRole("heading", { name: /^(first|second)-steps$/ })
      .first()
      .waitFor();
    await page.getByText("Three lessons").waitFor();
  });
  await rig.look("lessons");

  /** All that this browser keeps by itself. */
  function stored() {
    return page.evaluate(() =>
      JSON.stringify([{ ...window.localStorage }, { ...window.sessionStorage }, window.location.href]),
    );
  }

  /** Until the service answers with a text. */
  async function live(component, text) {
    const begun = performance.now();
    let place;
    while (place?.state !== "running" || place.health !== "healthy") {
      assert.ok(performance.now() - begun < 120_000, `${component} did not come to life`);
      const { items } = await server.request("GET", "/api/v1/environment-matrix");
      place = items.find((item) => item.component === component)?.environments[0];
    }
    const { hostname, port, pathname } = new URL(place.url);
    const said = await new Promise((resolve, reject) => {
      get({ host: "127.0.0.1", port, path: pathname, headers: { Host: hostname } }, (answer) => {
        let body = "";
        answer.on("data", (part) => (body += part));
        answer.on("end", () => resolve(body));
      }).on("error", reject);
    });
    assert.ok(said.includes(text), said);
  }
});
