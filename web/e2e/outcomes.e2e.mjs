// A manager's way: Home as a manager sees it, a metric, the rows behind it, a target, and the report for sponsors.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { journey } from "./rig.mjs";

await journey("outcomes", { demo: true }, async ({ page, rig, server }) => {
  const component = server.demo.component;
  await server.cli("promote", component, "development", "staging");
  await server.cli("promote", component, "staging", "production");
  await rig.signIn({ at: "/" });

  await rig.step("Home has an entrance for managers, which is remembered", async () => {
    await page.getByRole("button", { name: "Manager", exact: true }).click();
    await page.waitForURL("**/?as=manager");
    await page.getByRole("region", { name: "What comes of it" }).waitFor();
    await page.goto(`${server.url}/`);
    await page.getByRole("button", { name: "Manager", exact: true, pressed: true }).waitFor();
    await page.getByRole("region", { name: "Targets" }).waitFor();
    await rig.look("manager");
  });

  await rig.step("the platform team has its own", async () => {
    await page.getByRole("button", { name: "Platform team", exact: true }).click();
    await page.getByRole("region", { name: "Is it used?" }).waitFor();
    await rig.look("platform");
  });

  await rig.step("outcomes stand by question, and fit a telephone", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Outcomes" }).click();
    const speed = page.getByRole("region", { name: "How fast does a change reach its users?" });
    await speed.getByRole("link", { name: /Deployment frequency/ }).waitFor();
    await rig.look("all");
    const before = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    const widest = await page.evaluate(() =>
      Math.max(...[...document.querySelectorAll("main *")].map((element) => element.getBoundingClientRect().right)),
    );
    assert.ok(widest <= 391, `something ends at ${widest} of 390 px`);
    await page.setViewportSize(before);
  });

  rig.resetCounts();
  await rig.step("a metric has its definition, its formula and the rows it is made of", async () => {
    await page.getByRole("link", { name: /Pipeline duration/ }).click();
    await page.getByRole("heading", { name: "Pipeline duration" }).waitFor();
    await page.getByText("median(finished - started)").waitFor();
    const rows = page.getByRole("table", { name: "Rows" });
    await rows.getByRole("link", { name: component }).first().waitFor();
    await rig.look("metric");
  });

  await rig.step("a target is set, with who answers for it and what was decided", async () => {
    await page.getByRole("button", { name: "Set a target" }).click();
    await page.getByRole("textbox", { name: /^Wanted, minutes/ }).fill("5");
    await page.getByRole("textbox", { name: /^The decision/ }).fill("Tests run in two halves.");
    await page.getByRole("button", { name: "Save target" }).click();
    await page.getByRole("region", { name: "Target" }).getByText("Tests run in two halves.").waitFor();
    await rig.look("target");
  });
  console.log(`   ${(await rig.counts()).clicks} clicks to a target`);

  await rig.step("the report is downloaded, the same twice", async () => {
    await page.goto(`${server.url}/?as=manager`);
    await page.getByRole("region", { name: "Targets" }).getByText("Tests run in two halves.").waitFor();
    const bytes = [];
    while (bytes.length < 2) {
      const waiting = page.waitForEvent("download");
      await page.getByRole("link", { name: "Word (.docx)" }).click();
      const file = await (await waiting).path();
      bytes.push(await readFile(file));
    }
    assert.equal(bytes[0].subarray(0, 2).toString(), "PK");
    assert.ok(bytes[0].equals(bytes[1]));
    assert.ok(bytes[0].includes("Tests run in two halves."));
  });

  await rig.step("nothing of it is about a person", async () => {
    for (const path of ["/outcomes", "/outcomes/pipeline-duration", "/outcomes/teams-live"]) {
      await page.goto(`${server.url}${path}`);
      await page.getByRole("main").getByRole("heading").first().waitFor();
      await page.waitForLoadState("networkidle");
      assert.doesNotMatch(await page.getByRole("main").innerText(), /user:|\badmin\b/i);
    }
  });
});
