// How fast the catalog is with 10,000 components: prints its numbers and asserts only that no row stays empty. Not part
// of the ordinary tests: ./npm run e2e -- scale
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const components = 10_000;
const batch = 500;

function descriptor(index) {
  const name = `svc-${String(index).padStart(5, "0")}`;
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  description: What ${name} does for others
  tags: [${["cpp", "go", "java", "python"][index % 4]}]
spec:
  type: ${["service", "website", "library"][index % 3]}
  lifecycle: ${["production", "experimental"][index % 2]}
  owner: team-${index % 100}
`;
}

await journey("scale", {}, async ({ page, rig, server }) => {
  await rig.step(`${components} components are registered`, async () => {
    for (let from = 0; from < components; from += batch) {
      const documents = Array.from({ length: batch }, (_, index) => descriptor(from + index));
      await server.request("POST", "/api/v1/entities", { document: documents.join("---\n") });
    }
  });
  await rig.signIn({ at: "/runs" });
  const firstRow = page.locator('[role="row"][aria-rowindex="2"] .row-link');

  await rig.step("cold: from the address to the first row", async () => {
    await page.goto(`${server.url}/catalog`);
    await firstRow.waitFor();
  });
  await rig.step("warm: back from another page to the first row", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    const took = await page.evaluate(async () => {
      const begun = performance.now();
      document.querySelector('a[href="/catalog"]').click();
      while (document.querySelector('[aria-rowindex="2"] .row-link') === null)
        await new Promise((resolve) => window.requestAnimationFrame(resolve));
      return performance.now() - begun;
    });
    console.log(`   ${Math.round(took)} ms in the page`);
  });

  await rig.step("scrolled from top to bottom in jumps of a page, counting frames with an unfilled row", async () => {
    const counted = await page.evaluate(async () => {
      const table = document.querySelector('[role="table"]');
      let frames = 0;
      let blank = 0;
      let empty = 0;
      for (let at = 0; at < 60_000; at += 400) {
        table.scrollTop = at;
        await new Promise((resolve) => window.requestAnimationFrame(resolve));
        frames += 1;
        if (table.querySelector(".table-row-pending") !== null) blank += 1;
        if (table.querySelectorAll(".table-body .table-row").length < 10) empty += 1;
      }
      return { frames, blank, empty };
    });
    console.log(`   ${counted.frames} frames, ${counted.blank} with a row on its way, ${counted.empty} without rows`);
    assert.equal(counted.empty, 0);
  });
  await rig.step("a jump to the end is filled", async () => {
    await page.evaluate(() => {
      const table = document.querySelector('[role="table"]');
      table.scrollTop = table.scrollHeight;
    });
    await page.locator(`[aria-rowindex="${components + 1}"] .row-link`).waitFor();
  });
});
