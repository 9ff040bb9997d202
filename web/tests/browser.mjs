// Chromium as the browser tests use it.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const axeSource = readFileSync(path.resolve(import.meta.dirname, "../node_modules/axe-core/axe.min.js"), "utf8");

/** The system's Chromium; CHROMIUM names another one. Root needs --no-sandbox, and there may be no GPU. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}

/** A page of its own that remembers what went wrong in it: errors on the console and violations of the policy. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // The browser itself reports each answer of 4xx; those are part of what is tested.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** What axe finds on the page, one line each; contrast included. */
export async function findAccessibilityProblems(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`),
  );
}

/** Waits until nothing fades or slides any more; what turns for ever does not count. */
export function settle(page) {
  return page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (animation) => animation.effect?.getTiming().iterations === Infinity || animation.playState === "finished",
      ),
  );
}

/** What axe calls serious or critical, one line each. */
export async function findSeriousProblems(page) {
  await page.evaluate(axeSource);
  const find = async () => {
    const { violations } = await page.evaluate(() => window.axe.run());
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`),
      );
  };
  let problems = await find();
  // A fade that had not begun could not be waited for: look again before calling it a problem.
  for (let again = 0; again < 3 && problems.length > 0; again++) {
    await settle(page);
    problems = await find();
  }
  return problems;
}

/** Keeps a picture for people to look at, when SCREENSHOTS names a folder. */
export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
