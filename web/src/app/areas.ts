import type { LinkProps } from "@tanstack/react-router";
import {
  IconApi,
  IconBarrierBlock,
  IconBooks,
  IconChartLine,
  IconClipboardList,
  IconDatabase,
  IconFileText,
  IconGavel,
  IconGitFork,
  IconGitPullRequest,
  IconHome,
  IconLifebuoy,
  IconListDetails,
  IconMap,
  IconMessage,
  IconPlayerPlay,
  IconPuzzle,
  IconSchool,
  IconRocket,
  IconSettings,
  IconShieldCheck,
  IconSparkles,
  IconStack2,
} from "@/shared/ui/icons";

export interface Area {
  label: string;
  to: Exclude<LinkProps["to"], undefined>;
  icon: typeof IconBooks;
  /** What to press for it: "g c". */
  keys: string;
  /** No capability of the platform's: there for everybody whatever is offered. */
  isOwn?: true;
  /** Without this right there is no entry. */
  permission?: string;
}

export interface AreaGroup {
  /** "" for the first group, which needs no title. */
  title: string;
  areas: Area[];
}

/**
 * The way around: the rail, the path in the top bar, the keys and the palette are made of this. An area is here when its
 * page exists; a new one is one line at its place, and its icon.
 */
export const areaGroups: AreaGroup[] = [
  {
    title: "",
    areas: [
      // Home (g h), Catalog (g c), Create (g n)
      { label: "Home", to: "/", icon: IconHome, keys: "g h", isOwn: true },
      { label: "Catalog", to: "/catalog", icon: IconBooks, keys: "g c" },
      { label: "Create", to: "/create", icon: IconSparkles, keys: "g n" },
    ],
  },
  {
    title: "Deliver",
    areas: [
      // Runs (g r), Environments (g e), Deployments (g d), Resources (g s)
      { label: "Changes", to: "/changes", icon: IconGitPullRequest, keys: "g m" },
      { label: "Runs", to: "/runs", icon: IconPlayerPlay, keys: "g r" },
      { label: "Environments", to: "/environments", icon: IconStack2, keys: "g e" },
      { label: "Deployments", to: "/deployments", icon: IconRocket, keys: "g d" },
      { label: "Approvals", to: "/approvals", icon: IconGavel, keys: "g v" },
      { label: "Resources", to: "/resources", icon: IconDatabase, keys: "g s" },
      { label: "Repositories", to: "/repositories", icon: IconGitFork, keys: "g p" },
    ],
  },
  {
    title: "Improve",
    areas: [
      // Outcomes (g i), Guardrails (g b), Docs (g o), Learn (g l)
      { label: "Outcomes", to: "/outcomes", icon: IconChartLine, keys: "g i" },
      { label: "Scorecards", to: "/scorecards", icon: IconListDetails, keys: "g k" },
      { label: "Guardrails", to: "/guardrails", icon: IconBarrierBlock, keys: "g b" },
      { label: "Docs", to: "/docs", icon: IconFileText, keys: "g o" },
      { label: "Learn", to: "/learn", icon: IconSchool, keys: "g l" },
    ],
  },
  {
    title: "Platform",
    areas: [
      // Our platform (g u), Resource definitions (g t), Feedback (g f), Roadmap (g w), Surveys (g y)
      { label: "Our platform", to: "/platform", icon: IconLifebuoy, keys: "g u", isOwn: true },
      {
        label: "Resource definitions",
        to: "/resource-definitions",
        icon: IconPuzzle,
        keys: "g t",
        permission: "definition.write",
      },
      { label: "Feedback", to: "/feedback", icon: IconMessage, keys: "g f" },
      { label: "Roadmap", to: "/roadmap", icon: IconMap, keys: "g w" },
      { label: "Surveys", to: "/surveys", icon: IconClipboardList, keys: "g y" },
    ],
  },
  {
    title: "Administer",
    areas: [
      { label: "Audit", to: "/audit", icon: IconShieldCheck, keys: "g a" },
      { label: "API reference", to: "/api-reference", icon: IconApi, keys: "g x" },
      { label: "Settings", to: "/settings", icon: IconSettings, keys: "g ,", isOwn: true },
    ],
  },
];

export const allAreas: Area[] = areaGroups.flatMap(({ areas }) => areas);
