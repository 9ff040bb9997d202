import { createTheme, Menu, Popover, Tooltip } from "@mantine/core";

/**
 * Mantine dressed in our colours. Its variables are not injected at run time, which the server's policy forbids, but
 * stand in theme.css; theme.test.tsx keeps the two equal (`npm test -- -u` writes the file).
 */
export const theme = createTheme({
  fontFamily: "var(--font-sans)",
  fontFamilyMonospace: "var(--font-mono)",
  primaryColor: "blue",
  primaryShade: 7,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  colors: {
    dark: [
      "#e7eaf2",
      "#b9c1d0",
      "#9aa4b8",
      "#79849b",
      "#2a3143",
      "#1f2533",
      "#151924",
      "#10131a",
      "#0b0d12",
      "#07090d",
    ],
    blue: [
      "#eaf1ff",
      "#d3e1ff",
      "#a8c4ff",
      "#7ba5ff",
      "#5a8cff",
      "#437cff",
      "#3673ff",
      "#2a62e6",
      "#2057cd",
      "#104bb5",
    ],
  },
  components: {
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 90 }, offset: 5 } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 90 }, offset: 5 } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        transitionProps: { duration: 90 },
        events: { hover: true, focus: true, touch: false },
      },
    }),
  },
});
