/** One stop of a tour: a page and what to see there. */
export interface Stop {
  /** The label of the area (areas.ts); a stop whose page is not here is left out. */
  area: string;
  title: string;
  text: string;
}

export interface Tour {
  id: string;
  title: string;
  minutes: number;
  stops: Stop[];
}

export const tours: Tour[] = [
  {
    id: "around",
    title: "Around the portal",
    minutes: 2,
    stops: [
      {
        area: "Home",
        title: "Begin here",
        text: "What needs you, what you run and where it is live. The sentence in the top bar says how everything is.",
      },
      {
        area: "Catalog",
        title: "Find anything",
        text: "Everything that is built and run, with its owner. Ctrl K finds it from any page by a few letters of its name.",
      },
      {
        area: "Runs",
        title: "See what happens",
        text: "Every build, deployment and golden path is a run with its steps, logs and, when it failed, the reason.",
      },
      {
        area: "Outcomes",
        title: "Know how it goes",
        text: "Five numbers say how fast and how safely changes reach production, and what they are made of.",
      },
    ],
  },
  {
    id: "deliver",
    title: "From a commit to production",
    minutes: 3,
    stops: [
      {
        area: "Create",
        title: "A golden path makes the start",
        text: "A repository with code, tests, docs and a pipeline, and the first version live in development.",
      },
      {
        area: "Repositories",
        title: "The code is here",
        text: "Clone it, push a branch, and its pipeline builds and tests what you pushed.",
      },
      {
        area: "Changes",
        title: "Reviewed, then merged",
        text: "A branch becomes a change with its checks. Merging builds a release and brings it to development.",
      },
      {
        area: "Environments",
        title: "On to production",
        text: "Each row is a service, each column an environment. Promoting shows its plan first.",
      },
      {
        area: "Deployments",
        title: "And back, if need be",
        text: "Every deployment is kept. A failing one goes back by itself, and any other with a rollback.",
      },
    ],
  },
  {
    id: "keyboard",
    title: "Without a mouse",
    minutes: 1,
    stops: [
      {
        area: "Catalog",
        title: "Move through a list",
        text: "J and K move, Enter opens, a slash filters. The question mark shows every key.",
      },
      {
        area: "Runs",
        title: "Go and do",
        text: "G and a letter lead to a page. Ctrl K takes whole sentences: “logs shop”, “promote shop to production”.",
      },
    ],
  },
];
