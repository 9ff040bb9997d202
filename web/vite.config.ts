import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// A server to develop against: `towpath up`, or any other by TOWPATH_URL.
const server = process.env["TOWPATH_URL"] ?? "http://127.0.0.1:7080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  build: {
    target: "es2022",
    // Nothing inline: the policy of the server allows no data: scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "eslint/*.test.js"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
