import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { layersRule, noBarrelRule, queriesRule } from "./eslint/layers.js";

const browser = { localStorage: "readonly", matchMedia: "readonly", document: "readonly" };
const node = {
  performance: "readonly",
  process: "readonly",
  console: "readonly",
  URL: "readonly",
  Buffer: "readonly",
  fetch: "readonly",
  AbortController: "readonly",
  TextDecoderStream: "readonly",
  setTimeout: "readonly",
  clearTimeout: "readonly",
  setInterval: "readonly",
  clearInterval: "readonly",
};

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/shared/api/schema.ts"] },
  js.configs.recommended,
  { files: ["public/*.js"], languageOptions: { globals: browser, sourceType: "script" } },
  { files: ["**/*.mjs", "*.js", "eslint/*.js"], languageOptions: { globals: node } },
  {
    // Run inside the page by the browser tests.
    files: ["tests/*.mjs", "e2e/*.mjs"],
    languageOptions: { globals: { ...node, window: "readonly", document: "readonly", MutationObserver: "readonly" } },
  },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strict, jsxA11y.flatConfigs.strict, reactHooks.configs.flat.recommended],
    plugins: { towpath: { rules: { layers: layersRule, "no-barrel": noBarrelRule, queries: queriesRule } } },
    rules: {
      "towpath/layers": "error",
      "towpath/no-barrel": "error",
      "towpath/queries": "error",
      "max-lines": ["error", 500],
      eqeqeq: "error",
      "no-restricted-exports": [
        "error",
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "Literal[value=/^#[0-9a-fA-F]{3,8}$/]", message: "colours are tokens: var(--color-...)" },
        { selector: "TSEnumDeclaration", message: "use a union of literals" },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/no-explicit-any": "error",
      // `const { state: _, ...rest }` is how a property is left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.test.{ts,tsx}", "src/testing/**"],
    rules: { "@typescript-eslint/consistent-type-assertions": "off" },
  },
  { files: ["vite.config.ts", "**/*.d.ts"], rules: { "no-restricted-exports": "off" } },
  { files: ["src/app/theme.ts", "src/**/*.test.ts"], rules: { "no-restricted-syntax": "off" } },
);
