import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { makePortal } from "./client";
import { theme } from "./theme";
import "./mantine.css";
import "@/shared/ui/fonts.css";
import "@/shared/ui/tokens.css";
import "@/shared/ui/base.css";
import "./shell.css";

interface AppProps {
  portal: ReturnType<typeof makePortal>;
  /** "test": no transitions and no portals of Mantine. */
  env?: "default" | "test";
}

// The key is also read by public/scheme.js.
const colorSchemeManager = localStorageColorSchemeManager({ key: "towpath-color-scheme" });

export function App({ portal, env = "default" }: AppProps) {
  return (
    <MantineProvider
      theme={theme}
      env={env}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      // Both would write style elements, which the server's policy forbids.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={portal.queryClient}>
        <RouterProvider router={portal.router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
