// A log of 100,000 lines opens at its end at once, and is searched, linked and folded as a short one.
import assert from "node:assert/strict";
import { finishedRun, withClone } from "./git.mjs";
import { journey } from "./rig.mjs";

const lines = 100_000;

await journey("log", { demo: true }, async ({ page, rig, server }) => {
  const { component } = server.demo;
  let run;
  await withClone(server, component, async (clone) => {
    clone.edit(".github/workflows/ci.yml", (text) =>
      text.replace(
        "run: node --test",
        `run: echo "::group::Numbers"; seq 1 100; echo "::endgroup::"; seq 1 ${lines} | sed 's/^/this is line /'`,
      ),
    );
    run = await finishedRun(server, "pipeline", await clone.push("Count"));
  });
  assert.equal(run.state, "succeeded");
  const log = page.getByRole("group", { name: "Log lines" });
  const step = `/runs/${run.id}?node=build&step=1`;

  await rig.signIn({ at: "/runs" });
  await page.getByRole("table", { name: "Runs" }).getByRole("link").first().waitFor();

  /** Milliseconds from the start of `act` until the last line is in sight. */
  const untilEnd = async (act) => {
    const begun = performance.now();
    await act();
    await log.getByText(`this is line ${lines}`, { exact: true }).waitFor();
    return Math.round(performance.now() - begun);
  };
  const cold = await untilEnd(() => page.goto(`${server.url}${step}`));
  const opens = [];
  for (let round = 0; round < 5; round++) {
    await page.goto(`${server.url}/runs/${run.id}?node=build&step=0`);
    await log.getByRole("button").first().waitFor();
    opens.push(
      await untilEnd(() =>
        page
          .getByRole("button", { name: /Succeeded Test/ })
          .first()
          .click(),
      ),
    );
  }
  console.log(`ok the log opens at its end in ${opens.join(", ")} ms; with the whole page anew in ${cold} ms`);
  assert.ok(Math.min(...opens) <= 10_000, `it took ${opens.join(", ")} ms: the log is not opened at its end`);
  await rig.look("end");

  await rig.step("a search finds a line in the middle", async () => {
    await page.keyboard.press("f");
    await page.keyboard.type("this is line 77777");
    await page.getByRole("status", { name: "Matches" }).getByText("1").waitFor();
    await page.keyboard.press("Enter");
    await log.getByText("this is line 77777").waitFor();
    await page.getByRole("status", { name: "Matches" }).getByText("1 of 1").waitFor();
  });

  await rig.step("a link to a line leads to it", async () => {
    await page.goto(`${server.url}${step}&line=50000`);
    await page.locator(".log-line[data-target]").waitFor();
    assert.match(await page.locator(".log-line[data-target]").innerText(), /^50,?000/);
  });

  await rig.step("a group is folded, and opens by the keyboard", async () => {
    await page.goto(`${server.url}${step}&line=2`);
    const group = page.getByRole("button", { name: /^Numbers/ });
    await group.waitFor();
    await rig.tabTo(group);
    await page.keyboard.press("Enter");
    assert.match(String(await group.getAttribute("aria-expanded")), /true|false/);
  });

  await rig.step("the whole log is downloaded", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the log" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^run-\d+-build-1\.log$/);
  });
});
