/** Something to do with a component, by words: "promote shop to production". */
export interface Verb {
  /** What is typed. */
  word: string;
  label: (component: string, environment: string) => string;
  /** Does it happen in an environment, and in which does the palette suggest it? */
  place: "none" | "any" | "next";
  /** `tab`: the tab of the component's page; otherwise what the server is asked to do after its plan was seen. */
  effect: { tab: string } | "promote" | "rollback" | "restart" | "stop";
}

export const verbs: Verb[] = [
  { word: "logs", label: (component) => `Logs of ${component}`, place: "none", effect: { tab: "logs" } },
  { word: "metrics", label: (component) => `Metrics of ${component}`, place: "none", effect: { tab: "metrics" } },
  {
    word: "resources",
    label: (component) => `Resources of ${component}, or one more`,
    place: "none",
    effect: { tab: "resources" },
  },
  { word: "docs", label: (component) => `Docs of ${component}`, place: "none", effect: { tab: "docs" } },
  { word: "settings", label: (component) => `Settings of ${component}`, place: "none", effect: { tab: "settings" } },
  {
    word: "promote",
    label: (component, environment) => `Promote ${component} to ${environment}`,
    place: "next",
    effect: "promote",
  },
  {
    word: "rollback",
    label: (component, environment) => `Roll back ${component} in ${environment}`,
    place: "any",
    effect: "rollback",
  },
  {
    word: "restart",
    label: (component, environment) => `Restart ${component} in ${environment}`,
    place: "any",
    effect: "restart",
  },
  {
    word: "stop",
    label: (component, environment) => `Stop ${component} in ${environment}`,
    place: "any",
    effect: "stop",
  },
];

export interface Sentence {
  verb: Verb;
  /** What was typed of the component's name; "" for nothing yet. */
  component: string;
  /** What was typed of the environment's name. */
  environment: string;
}

const fillers = new Set(["to", "in", "on", "of", "for"]);

/** The sentences a text may be the beginning of: every verb that its first word begins, from three letters on. */
export function parseSentence(text: string): Sentence[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = "", ...rest] = words;
  if (first.length < 3 && rest.length === 0) return [];
  const [component = "", environment = ""] = rest.filter((word) => !fillers.has(word));
  return verbs.filter(({ word }) => word.startsWith(first)).map((verb) => ({ verb, component, environment }));
}

export interface Place {
  name: string;
  state: string;
}

/** Where a verb can happen, of a component's environments in the order of promotion. */
export function placesFor(verb: Verb, environments: readonly Place[], typed: string): { from: string; to: string }[] {
  return environments
    .map(({ name, state }, index) => ({ from: environments[index - 1], to: name, state }))
    .filter(({ from, state }) => (verb.place === "next" ? from?.state === "running" : state === "running"))
    .filter(({ to }) => to.toLowerCase().startsWith(typed))
    .map(({ from, to }) => ({ from: from?.name ?? "", to }));
}
