import { expect, test } from "vitest";
import { formatBytes } from "./bytes";

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [10_035, "9.8 KiB"],
  [524_288_000, "500 MiB"],
  [1_503_238_553, "1.4 GiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
