// The platform team looks at what makes resources and begins a definition of its own; a developer runs what is there for
// the second day: a job, other credentials, a clone.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("definitions", { demo: true }, async ({ page, rig, server }) => {
  const name = server.demo.component;
  const dialog = page.getByRole("dialog");

  await rig.signIn({ at: "/resource-definitions" });
  await page.getByRole("link", { name: "postgres", exact: true }).waitFor();
  await rig.look("list");
  for (const each of ["dns", "postgres"])
    await rig.step(`a press on ${each} leads to ${each}`, async () => {
      await page.goto(new URL("/resource-definitions", page.url()).href);
      await page.getByRole("link", { name: each, exact: true }).click();
      await page.getByRole("heading", { name: each, level: 1 }).waitFor();
      assert.equal(new URL(page.url()).pathname, `/resource-definitions/${each}`);
    });
  await page.getByText(`workloads.${name}.db`).waitFor();
  await rig.look("definition");
  await rig.step("one of our own is begun", async () => {
    await page.goto(new URL("/resource-definitions/new", page.url()).href);
    await page.getByRole("button", { name: "Which workloads would this affect?" }).waitFor();
  });
  await rig.look("new");

  for (const [item, title] of [
    ["Run a job", `Run a job of ${name} in development`],
    ["Rotate credentials", `Rotate credentials of ${name} in development`],
    ["Clone development", `Clone development of ${name}`],
  ]) {
    await rig.step(`${item} asks for what it needs`, async () => {
      await page.goto(new URL("/environments", page.url()).href);
      await page.getByRole("button", { name: `More for ${name} in development` }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await dialog.getByRole("heading", { name: title }).waitFor();
    });
    await rig.look(item.split(" ")[0].toLowerCase());
  }
});
