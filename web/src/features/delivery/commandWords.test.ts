import { expect, test } from "vitest";
import { commandWords } from "./commandWords";

test("words are cut as a shell cuts them", () => {
  expect(commandWords("  ./bin/server  import --all ").words).toEqual(["./bin/server", "import", "--all"]);
  expect(commandWords(`sh -c "echo 'a b'; exit 1"`).words).toEqual(["sh", "-c", "echo 'a b'; exit 1"]);
  expect(commandWords(`a'b c'd "" e\\ f 'g\\h'`).words).toEqual(["ab cd", "", "e f", "g\\h"]);
  expect(commandWords("").words).toEqual([]);
});

test("what is left open is a problem", () => {
  expect(commandWords(`sh -c "echo`).problem).toBe('A quote " is not closed.');
  expect(commandWords("a \\").problem).toBe("A backslash at the end stands for nothing.");
});
