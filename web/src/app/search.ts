// What the search parts of addresses mean. The router hands on parts that validateSearch left out, so a page reads its
// own by the same function again.
import type { ApiView } from "./pages/ApiReferencePage";
import type { AuditView } from "@/features/audit/AuditPage";
import type { ApprovalsView } from "@/features/delivery/ApprovalsPage";
import type { DriftFilter } from "@/features/delivery/drift";
import type { FeedbackFilter } from "@/features/feedback/feedback.queries";
import type { RoadmapView } from "@/features/feedback/roadmap.queries";
import type { ChangeFilter } from "@/features/forge/changes.queries";
import type { ChangeView } from "@/features/forge/ChangePage";
import { entranceOf, type Entrance } from "./home/entrance";
import type { Scope } from "@/features/insights/insights.queries";
import type { RunView } from "@/features/runs/RunPage";
import type { GuardrailsView } from "@/features/standards/GuardrailsPage";
import type { RunFilter } from "@/features/runs/runs.queries";
import type { ScorecardView } from "@/features/scorecards/scorecards.queries";

type Search = Record<string, unknown>;

function text(search: Search, name: string): string | undefined {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

function count(search: Search, name: string): number | undefined {
  const value = search[name];
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

export interface SignInSearch {
  /** From a one-time link. */
  code?: string;
  /** Where to go afterwards. */
  next?: string;
}

/** `next` only when it is a path of this portal: a sign-in link must not lead elsewhere. */
export function parseSignIn(search: Search): SignInSearch {
  const code = text(search, "code");
  const next = text(search, "next");
  const isOurs = next !== undefined && /^\/(?![/\\])/.test(next);
  return { ...(code === undefined ? {} : { code }), ...(isOurs ? { next } : {}) };
}

export interface TextSearch {
  /** Words to find. */
  text?: string;
}

export function parseText(search: Search): TextSearch {
  const words = text(search, "text");
  return words === undefined ? {} : { text: words };
}

export function parseRunFilter(search: Search): RunFilter {
  const filter: RunFilter = {};
  for (const name of ["kind", "state", "subject", "project", "owner", "branch", "actor", "from", "to"] as const) {
    const value = text(search, name);
    if (value !== undefined) filter[name] = value;
  }
  return filter;
}

export function parseRunView(search: Search): RunView {
  const node = text(search, "node");
  const attempt = count(search, "attempt");
  const step = count(search, "step");
  const line = count(search, "line");
  const find = text(search, "find");
  return {
    ...(node === undefined ? {} : { node }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(find === undefined ? {} : { find }),
    ...(step === undefined ? {} : { step }),
    ...(line === undefined ? {} : { line }),
  };
}

export function parseChangeFilter(search: Search): ChangeFilter {
  const filter: ChangeFilter = {};
  const state = text(search, "state");
  if (state === "open" || state === "merged" || state === "closed") filter.state = state;
  if (search.review === "mine") filter.review = "mine";
  if (search.awaiting === "me") filter.awaiting = "me";
  for (const name of ["author", "repository", "q"] as const) {
    const value = text(search, name);
    if (value !== undefined) filter[name] = value;
  }
  return filter;
}

export function parseChangeView({ tab, split }: Search): ChangeView {
  return {
    ...(tab === "conversation" || tab === "commits" || tab === "files" ? { tab } : {}),
    ...(split === true ? { split } : {}),
  };
}

/** The open tab of an entity's page, and what that tab keeps in the address. */
export interface EntityView extends Search {
  tab?: string;
}

export function parseEntityView({ tab, ...rest }: Search): EntityView {
  return typeof tab === "string" ? { tab, ...rest } : rest;
}

export function parseAuditView(search: Search): AuditView {
  const view: AuditView = {};
  for (const name of ["actor", "type", "subject", "from", "to"] as const) {
    const value = text(search, name);
    if (value !== undefined) view[name] = value;
  }
  const entry = count(search, "entry");
  return entry === undefined ? view : { ...view, entry };
}

export function parseApiView(search: Search): ApiView {
  const operation = text(search, "operation");
  const find = text(search, "find");
  return { ...(operation === undefined ? {} : { operation }), ...(find === undefined ? {} : { find }) };
}

export function parseOutcomes(search: Search): Scope {
  const scope: Scope = {};
  const component = text(search, "component");
  const owner = text(search, "owner");
  const days = count(search, "days");
  if (component !== undefined) scope.component = component;
  if (owner !== undefined && component === undefined) scope.owner = owner;
  if (days !== undefined && days > 0) scope.days = days;
  return scope;
}

export interface HomeSearch {
  /** Whose eyes it is for; absent for what the person chose last. */
  as?: Entrance;
}

export function parseHome(search: Search): HomeSearch {
  const entrance = entranceOf(search.as);
  return entrance === undefined ? {} : { as: entrance };
}

export interface WizardSearch {
  /** Which page of the form; absent for the first. */
  step?: number;
}

export function parseWizard(search: Search): WizardSearch {
  const step = count(search, "step");
  return step === undefined ? {} : { step };
}

export interface NewDefinitionSearch {
  /** The definition that it begins as. */
  from?: string;
}

export function parseNewDefinition(search: Search): NewDefinitionSearch {
  const from = text(search, "from");
  return from === undefined ? {} : { from };
}

export function parseDrift(search: Search): DriftFilter {
  const component = text(search, "component");
  const environment = text(search, "environment");
  return { ...(component === undefined ? {} : { component }), ...(environment === undefined ? {} : { environment }) };
}

export interface EnvironmentsSearch {
  /** Two environments of a component: "orders:development:staging". */
  compare?: string;
  /** Only this component. */
  component?: string;
}

export function parseEnvironments(search: Search): EnvironmentsSearch {
  const compare = text(search, "compare");
  const component = text(search, "component");
  return { ...(compare === undefined ? {} : { compare }), ...(component === undefined ? {} : { component }) };
}

export function parseApprovals({ show }: Search): ApprovalsView {
  return show === "all" || show === "rules" ? { show } : {};
}

const feedbackKinds = ["idea", "problem", "question", "praise", "friction"] as const;
const feedbackStatuses = ["new", "planned", "shipped", "declined", "answered"] as const;

export function parseFeedback(search: Search): FeedbackFilter {
  const filter: FeedbackFilter = {};
  const kind = feedbackKinds.find((each) => each === search.kind);
  const status = feedbackStatuses.find((each) => each === search.status);
  if (kind !== undefined) filter.kind = kind;
  if (status !== undefined) filter.status = status;
  if (search.sort === "votes") filter.sort = "votes";
  if (search.mine === true) filter.mine = true;
  for (const name of ["roadmap", "q", "item"] as const) {
    const value = text(search, name);
    if (value !== undefined) filter[name] = value;
  }
  return filter;
}

export function parseScorecard(search: Search): ScorecardView {
  const team = text(search, "team");
  return { ...(search.by === "team" ? { by: "team" } : {}), ...(team === undefined ? {} : { team }) };
}

export interface ItemSearch {
  /** The one somebody was led to. */
  item?: string;
}

export function parseItem(search: Search): ItemSearch {
  const item = text(search, "item");
  return item === undefined ? {} : { item };
}

const outcomes = ["allowed", "advised", "waived", "overridden", "denied"] as const;

export function parseGuardrails(search: Search): GuardrailsView {
  const about = text(search, "about");
  const policy = text(search, "policy");
  const outcome = outcomes.find((each) => each === search.outcome);
  // What is about one thing are its decisions.
  const view = about !== undefined ? "decisions" : search.view;
  return {
    ...(view === "decisions" || view === "waivers" ? { view } : {}),
    ...(about === undefined ? {} : { about }),
    ...(policy === undefined ? {} : { policy }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

export function parseRoadmap(search: Search): RoadmapView {
  const item = text(search, "item");
  return {
    ...(search.view === "new" || search.view === "dropped" ? { view: search.view } : {}),
    ...(item === undefined ? {} : { item }),
  };
}
