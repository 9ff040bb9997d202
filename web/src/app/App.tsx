import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { makeRouter } from "./routes";
import { theme } from "./theme";
import { ApiError } from "@/shared/api/problem";
import "./mantine.css";
import "@/shared/ui/fonts.css";
import "@/shared/ui/tokens.css";
import "@/shared/ui/base.css";
import "./shell.css";

/** A session that ended while the portal was open leads back to the sign-in. */
function onError(error: Error) {
  if (!(error instanceof ApiError) || error.status !== 401) return;
  if (router.state.location.pathname === "/sign-in") return;
  queryClient.clear();
  void router.invalidate();
}

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused it refuses again; what it could not do may work in a moment.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});
const router = makeRouter(queryClient);
// The key is also read by public/scheme.js.
const colorSchemeManager = localStorageColorSchemeManager({ key: "towpath-color-scheme" });

export function App() {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
