// The platform team looks at what makes resources, writes a definition of its own, tries it out and saves it; a developer
// runs what is there for the second day: a job, other credentials, a clone.
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

  const editor = page.getByRole("textbox", { name: "The definition as YAML" });
  const text = [
    "apiVersion: towpath.dev/v1alpha1",
    "kind: ResourceDefinition",
    "metadata:",
    "  name: our-postgres",
    "spec:",
    "  owner: platform",
    "  type: postgres",
    "  description: One of our own.",
    "  driver: postgress",
    "  criteria:",
    "    - {environmentType: development}",
    "",
  ].join("\n");
  await rig.step("what is wrong with it is said where it is", async () => {
    await editor.fill(text);
    const place = page.getByRole("button", { name: "Line 9, column 3" });
    await place.waitFor();
    await page.getByText("did you mean 'postgres'?").waitFor();
    await place.press("Enter");
    const after = await editor.evaluate((area) => area.value.slice(area.selectionStart));
    assert.ok(after.startsWith("driver: postgress"), after);
  });
  await rig.look("wrong");
  await rig.step("it is put right by keyboard, and kept when one leaves", async () => {
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    await page.getByText("Nothing is wrong with it.").waitFor();
    await page.goto(new URL("/resource-definitions", page.url()).href);
    await page.getByRole("link", { name: "Declare a definition" }).click();
    assert.equal(await editor.inputValue(), text.replace("postgress", "postgres"));
  });
  await rig.step("it is tried out at a component, with every definition that loses", async () => {
    await page.getByRole("combobox", { name: "Component" }).fill(name);
    await page.getByRole("option", { name: "development" }).waitFor({ state: "attached" });
    await page.getByRole("combobox", { name: "Environment" }).selectOption("development");
    await page.getByRole("button", { name: "Try it out" }).click();
    const tried = page.getByRole("region", { name: `workloads.${name}.db` });
    await tried.getByText("our-postgres@1 fits best").waitFor();
    await tried.getByText("our-postgres is more specific").waitFor();
  });
  await rig.look("tried");
  await rig.step("it is saved once one has seen whom it affects", async () => {
    const save = page.getByRole("button", { name: "Save", exact: true });
    assert.ok(await save.isDisabled());
    await page.getByRole("button", { name: "Which workloads would this affect?" }).click();
    await page.getByText(`${name} in development`).waitFor();
    await save.click();
    await page.getByRole("heading", { name: "our-postgres", level: 1 }).waitFor();
  });
  await rig.step("it is removed, so that the rest of the journey finds the shipped one", async () => {
    await page.getByRole("button", { name: "Which workloads would that affect?" }).click();
    await page.getByRole("button", { name: "Remove our-postgres" }).click();
    await page.getByRole("link", { name: "postgres", exact: true }).waitFor();
  });

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
