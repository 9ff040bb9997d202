// What every journey stands on: a real server of the shipped binary in a folder of its own, a real Chromium, a one-time
// link to sign in by, counters of clicks and keys, a clock, axe and pictures. A journey is a file:
//
//   import { journey } from "./rig.mjs";
//   await journey("find", { demo: true }, async ({ page, rig }) => {
//     await rig.signIn();
//     await rig.step("the catalog is there", async () => { ... });
//     await rig.look("catalog");
//   });
//
// ./npm run e2e -- find     runs e2e/find.e2e.mjs; exit 1 with the reason, a line per step with its time
//   TOWPATH_PROGRAM   the binary; without it ../build/release/towpath
//   SCREENSHOTS       a folder for pictures: every page looked at, in light and dark, 1440 and 390 px wide
//   TOWPATH_E2E_URL   a server that runs already, with the token of its user admin in TOWPATH_E2E_TOKEN
//   TOWPATH_DATABASE  postgresql://... for the server; without it SQLite, or a PostgreSQL of its own where a journey asks
import { inspect } from "node:util";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { findSeriousProblems, launch, openPage, settle } from "../tests/browser.mjs";
import { startPostgres } from "./postgres.mjs";
import { startServer } from "./server.mjs";

const widths = { 1440: 900, 390: 844 };

/**
 * Runs one journey. `demo`: a service made from a golden path is there before it begins. `quiet`: texts of console
 * errors (regular expressions) that the journey provokes. A console error or a violation of the policy besides those
 * fails it. `postgres`: on a PostgreSQL of its own.
 */
export async function journey(name, { demo = false, quiet = [], postgres = false, ...serverOptions }, walk) {
  const database = postgres ? await startPostgres() : undefined;
  if (postgres && database === undefined) {
    console.log(`SKIPPED ${name}: PostgreSQL is not installed`);
    return;
  }
  let server;
  try {
    server = await startServer({ ...serverOptions, database: database?.url });
    await walkWith(server, name, { demo, quiet }, walk);
  } finally {
    await server?.remove();
    await database?.remove();
  }
}

async function walkWith(server, name, { demo, quiet }, walk) {
  const browser = await launch();
  const started = performance.now();
  const rigs = [];
  const open = async (options) => {
    const rig = await openRig(name, server, browser, options);
    rigs.push(rig);
    return rig;
  };
  try {
    if (demo) {
      server.demo = JSON.parse(await server.cli("demo", "-o", "json"));
      console.log(`   ${server.demo.component} is there after ${seconds(performance.now() - started)}`);
    }
    const rig = await open();
    await walk({ page: rig.page, rig, server, open });
    const said = rigs.flatMap(({ complaints }) => complaints);
    assert.deepEqual(
      said.filter((line) => !quiet.some((expected) => expected.test(line))),
      [],
      "the browser complained",
    );
    console.log(`ok ${name}: ${seconds(performance.now() - started)} in all`);
  } catch (error) {
    for (const [index, rig] of rigs.entries()) await rig.keepFailure(index);
    console.error(`${name}: failed at ${rigs.map(({ page }) => page.url()).join(", ")}\n${inspect(error)}`);
    const said = rigs.flatMap(({ complaints }) => complaints);
    if (said.length > 0) console.error(`the browser said:\n${said.join("\n")}`);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

async function openRig(name, server, browser, options) {
  const { page, context, complaints } = await openPage(browser, options);
  page.setDefaultTimeout(15_000);
  const counted = { clicks: 0, keys: 0 };
  await page.exposeBinding("__counted", (_, what) => {
    counted[what] += 1;
  });
  await page.addInitScript(() => {
    const count = (what) => (event) => {
      if (event.isTrusted) window.__counted(what);
    };
    window.addEventListener("pointerdown", count("clicks"), true);
    window.addEventListener("keydown", count("keys"), true);
  });
  const watched = { losses: [] };
  await page.exposeBinding("__lostFocus", (_, from) => {
    watched.losses.push(from);
  });
  await page.addInitScript(watchFocus);

  async function look(part, { widthsOf = [1440, 390], schemes = ["light", "dark"], axe = true } = {}) {
    const before = { viewport: page.viewportSize(), media: await page.evaluate(isDark) };
    const problems = [];
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const width of widthsOf) {
        await page.setViewportSize({ width, height: widths[width] });
        await settle(page);
        await keep(`${name}-${part}-${scheme}-${width}`);
        if (axe) problems.push(...(await findSeriousProblems(page)).map((line) => `${scheme} ${width}: ${line}`));
      }
    }
    await page.setViewportSize(before.viewport);
    await page.emulateMedia({ colorScheme: before.media ? "dark" : "light" });
    assert.deepEqual(problems, [], `axe on ${part}`);
  }

  async function keep(picture) {
    const folder = process.env.SCREENSHOTS;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${picture}.png`) });
  }

  return {
    page,
    context,
    complaints,

    /** Signs in by a new one-time link of the user and waits for the portal; `at`: the path to be at then. */
    async signIn({ user = "admin", at } = {}) {
      const link = await server.signInLink(user);
      await page.goto(at === undefined ? link : `${link}&next=${encodeURIComponent(at)}`);
      await page.getByRole("navigation", { name: "Main" }).waitFor();
    },

    /** One step: prints how long it took; `within` milliseconds is its limit. Returns what `act` returns. */
    async step(what, act, { within } = {}) {
      const begun = performance.now();
      const result = await act();
      const took = performance.now() - begun;
      console.log(`ok ${what} (${Math.round(took)} ms)`);
      if (within !== undefined)
        assert.ok(took <= within, `"${what}" took ${Math.round(took)} ms, at most ${within} are fine`);
      return result;
    },

    /**
     * A step without the mouse: no pointer is pressed, what has focus can be seen when it gets it, and focus is never
     * nowhere once it was somewhere.
     */
    async byKeyboard(what, act) {
      watched.losses = [];
      Object.assign(counted, { clicks: 0, keys: 0 });
      const { press } = page.keyboard;
      page.keyboard.press = async (...what) => {
        await page.evaluate(() => window.__focusIsThere());
        await press.apply(page.keyboard, what);
      };
      try {
        await this.step(`by keyboard alone: ${what}`, act);
      } finally {
        page.keyboard.press = press;
      }
      await page.evaluate(() => window.__focusIsThere().then(window.__lookAtFocus));
      assert.equal(counted.clicks, 0, "a pointer was pressed");
      assert.ok(counted.keys > 0, "no key was pressed");
      assert.deepEqual(watched.losses, []);
      console.log(`   ${counted.keys} keys`);
    },

    /** How many clicks and keys there were since the last resetCounts(). page.fill() is not typing: use pressSequentially. */
    async counts() {
      await page.evaluate(() => undefined); // What was counted in the page has arrived when this answers.
      return { ...counted };
    },
    resetCounts() {
      counted.clicks = 0;
      counted.keys = 0;
    },

    /** Fails on a serious or critical finding of axe, in both schemes and widths; keeps a picture of each. */
    look,

    /** A picture of the moment, when pictures are wanted. */
    keep: (part) => keep(`${name}-${part}`),
    keepFailure: (index) => keep(`${name}-failed-${index}`).catch((error) => console.error(error.message)),

    /** Presses Tab until what has focus is the element, as somebody without a mouse does. */
    async tabTo(locator, { most = 80, key = "Tab" } = {}) {
      for (let pressed = 0; pressed < most; pressed++) {
        if (await locator.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press(key);
      }
      assert.fail(`${most} times ${key} did not lead to ${locator}`);
    },
  };
}

function isDark() {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** In the page: says what focus was lost from, and what has focus by the keyboard but is not to be seen. */
function watchFocus() {
  let last;
  let hasRested = false;
  const nameOf = (element) =>
    `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40)}`;
  window.addEventListener(
    "focusin",
    ({ target }) => {
      last = target;
      hasRested = false;
    },
    true,
  );
  new MutationObserver(() => {
    hasRested ||= last?.matches(":disabled") === true;
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["disabled"] });
  window.__lookAtFocus = () => {
    const now = document.activeElement;
    if (now === null || now === document.body) {
      // After the last element of a page the key leads out of it; what went away or rested has lost its focus.
      const isThere = last === undefined || (last.isConnected && !hasRested);
      if (!isThere) window.__lostFocus(`focus was lost from ${nameOf(last)}`);
      last = undefined;
      hasRested = false;
      return;
    }
    const { top, bottom, left, right } = now.getBoundingClientRect();
    const isInside = bottom > 0 && right > 0 && top < window.innerHeight && left < window.innerWidth;
    if (!isInside) window.__lostFocus(`out of sight: ${nameOf(now)}`);
  };
  // Nobody presses keys as fast as a program: what went away has a moment to give focus on, and what rests while it
  // works has as long as that takes.
  window.__focusIsThere = async () => {
    const begun = performance.now();
    for (let end = begun + 1000; performance.now() < end;) {
      if (last === undefined || document.activeElement !== document.body) return;
      if (last.matches(":disabled")) end = Math.min(performance.now() + 1000, begun + 30_000);
      await new Promise((resolve) => window.requestAnimationFrame(resolve));
    }
  };
  // Before what the key does: where the one before led to.
  window.addEventListener("keydown", (event) => event.isTrusted && window.__lookAtFocus(), true);
}
