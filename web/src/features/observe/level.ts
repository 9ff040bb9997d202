export type Level = "error" | "warn" | "info" | "debug";

const words: Record<string, Level> = {
  fatal: "error",
  critical: "error",
  error: "error",
  err: "error",
  warning: "warn",
  warn: "warn",
  info: "info",
  notice: "info",
  debug: "debug",
  trace: "debug",
};

const inJson = /"(?:level|severity|lvl)"\s*:\s*"?([A-Za-z]+)"?/;
const inLogfmt = /\b(?:level|severity|lvl)=([A-Za-z]+)/;
const inText = /\b(FATAL|CRITICAL|ERROR|WARNING|WARN|INFO|NOTICE|DEBUG|TRACE)\b/;

/** How grave a line says it is: by its field of JSON or logfmt, else by a word in capitals. */
export function levelOf(text: string): Level | undefined {
  const found = inJson.exec(text)?.[1] ?? inLogfmt.exec(text)?.[1] ?? inText.exec(text)?.[1];
  return found === undefined ? undefined : words[found.toLowerCase()];
}
