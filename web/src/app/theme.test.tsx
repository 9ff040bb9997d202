import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { theme } from "./theme";

test("the variables in theme.css are those of the theme", async () => {
  render(<MantineProvider theme={theme} withGlobalClasses={false} />);

  const variables = document.querySelector("style[data-mantine-styles]")?.textContent ?? "";

  const lines = variables.replace(/([{;])/g, "$1\n").replaceAll("}", "}\n");
  await expect(`/* Made by "npm test -- -u" from theme.ts; not edited by hand. */\n${lines}`).toMatchFileSnapshot(
    "theme.css",
  );
});
