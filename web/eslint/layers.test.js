import path from "node:path";
import { RuleTester } from "eslint";
import { describe, it } from "vitest";
import { layersRule, noBarrelRule, queriesRule } from "./layers.js";

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester({ languageOptions: { ecmaVersion: 2023, sourceType: "module" } });
const at = (file) => path.resolve(import.meta.dirname, "../src", file);

tester.run("imports go app -> features -> shared", layersRule, {
  valid: [
    { filename: at("app/Shell.tsx"), code: 'import { x } from "@/features/runs/RunPage"' },
    { filename: at("features/runs/RunPage.tsx"), code: 'import { x } from "@/shared/ui/Page"' },
    { filename: at("features/runs/RunPage.tsx"), code: 'import { x } from "./StepLog"' },
    { filename: at("features/runs/RunPage.test.tsx"), code: 'import { x } from "@/testing/render"' },
  ],
  invalid: [
    { filename: at("shared/ui/Page.tsx"), code: 'import { x } from "@/features/runs/RunPage"', errors: 1 },
    { filename: at("features/runs/RunPage.tsx"), code: 'import { x } from "../../app/Shell"', errors: 1 },
    {
      filename: at("features/runs/RunPage.tsx"),
      code: 'const x = () => import("@/features/catalog/KindIcon")',
      errors: 1,
    },
    { filename: at("features/runs/RunPage.tsx"), code: 'export { x } from "../catalog/KindIcon"', errors: 1 },
    { filename: at("features/runs/RunPage.tsx"), code: 'import { x } from "@/testing/render"', errors: 1 },
  ],
});

tester.run("there are no barrel files", noBarrelRule, {
  valid: [{ filename: at("shared/ui/icons.ts"), code: 'export { x } from "./Page"' }],
  invalid: [
    { filename: at("shared/ui/index.ts"), code: "export const x = 1", errors: 1 },
    { filename: at("shared/ui/all.ts"), code: 'export * from "./Page"', errors: 1 },
  ],
});

tester.run("only queries call the API", queriesRule, {
  valid: [{ filename: at("features/runs/runs.queries.ts"), code: 'import { api } from "@/shared/api/client"' }],
  invalid: [
    { filename: at("features/runs/RunPage.tsx"), code: 'import { api } from "@/shared/api/client"', errors: 1 },
  ],
});
