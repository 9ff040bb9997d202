// The portal against a real server: sign in by link, find something in the catalog, open a run and read its log.
//   BASE_URL     where the portal is, for example http://127.0.0.1:7080
//   SIGN_IN_URL  an unused one-time link of that server
//   SCREENSHOTS  a folder to keep pictures in, if wanted
// The server must have at least one component, and its newest run a log. One line per step; exit 1 with the reason.
import assert from "node:assert/strict";
import { findAccessibilityProblems, launch, openPage, picture } from "../tests/browser.mjs";

const { BASE_URL: base, SIGN_IN_URL: signInUrl } = process.env;
if (base === undefined || signInUrl === undefined) {
  console.error("portal.e2e: set BASE_URL and SIGN_IN_URL");
  process.exit(2);
}

const browser = await launch();
const { page, complaints } = await openPage(browser);
page.setDefaultTimeout(15_000);
const table = (name) => page.getByRole("table", { name });
let last = performance.now();
function done(step) {
  console.log(`ok ${step} (${Math.round(performance.now() - last)} ms)`);
  last = performance.now();
}

try {
  const answer = await page.goto(base);
  await page.getByLabel("User").waitFor();
  const policy = answer.headers()["content-security-policy"] ?? "";
  assert.match(policy, /script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-/);
  done("the portal asks to sign in, under a strict policy");

  await page.goto(signInUrl);
  await table("Entities").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  assert.ok((await table("Entities").getByRole("link").count()) > 0);
  await picture(page, "e2e-catalog");
  done("a one-time link signs in and leads to the catalog");

  await table("Entities").getByRole("link").first().click();
  await page.getByRole("region", { name: "About" }).waitFor();
  await picture(page, "e2e-entity");
  done("a component has its page");

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await table("Runs").getByRole("link").first().click();
  await page.getByRole("region", { name: /^Log of / }).waitFor();
  await page
    .getByRole("button", { name: /^Link to line/ })
    .first()
    .waitFor();
  await picture(page, "e2e-run");
  done("a run shows its log");

  assert.deepEqual(await findAccessibilityProblems(page), []);
  done("the run page is accessible");

  await page.reload();
  await page.getByRole("region", { name: /^Log of / }).waitFor();
  done("the session outlives a reload");

  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByLabel("User").waitFor();
  await page.goto(`${base}/runs`);
  await page.getByLabel("User").waitFor();
  done("signing out ends the session");

  assert.deepEqual(complaints, []);
} catch (error) {
  await picture(page, "e2e-failed");
  console.error(`portal.e2e: failed at ${page.url()}\n${error.stack}`);
  if (complaints.length > 0) console.error(complaints.join("\n"));
  process.exitCode = 1;
} finally {
  await browser.close();
}
