import { useMantineColorScheme } from "@mantine/core";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { useOffered } from "../offered";
import type { Item } from "./items";
import { useNewestRuns, usePages, type Deed } from "./palette.queries";
import { indexOf, rank, refOf, type Nearness } from "./rank";
import { parseSentence, placesFor } from "./verbs";
import { readVisited } from "./visited";
import { useEntityNames, useMentions, type NamedEntity } from "@/features/catalog/names.queries";
import { useComponentStatus } from "@/features/delivery/status.queries";
import { useMe } from "@/features/identity/identity.queries";
import { parseRef, shortRef } from "@/shared/lib/refs";
import {
  IconApi,
  IconBolt,
  IconBook,
  IconCube,
  IconDatabase,
  IconHash,
  IconMoon,
  IconServer2,
  IconSitemap,
  IconSun,
  IconUser,
  IconUsers,
} from "@/shared/ui/icons";

const icons: Record<string, typeof IconCube> = {
  component: IconServer2,
  api: IconApi,
  resource: IconDatabase,
  system: IconSitemap,
  domain: IconSitemap,
  group: IconUsers,
  user: IconUser,
};
const shown = 8;

interface Doing {
  onClose: () => void;
  /** Something to be done after its plan was seen. */
  onDeed: (deed: Deed) => void;
  onText: (text: string) => void;
}

export interface Found {
  items: Item[];
  /** What to do when there are none. */
  hint: string;
}

/** What a text finds: first from what is here, then from the server. */
export function useItems(text: string, doing: Doing): Found {
  const navigate = useNavigate();
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const { areas } = useOffered();
  const me = useMe().data;
  const names = useEntityNames().data;
  const index = useMemo(() => (names ?? []).map(indexOf), [names]);
  const prefix = /^[>@#/]/.exec(text)?.[0] ?? "";
  const words = text.slice(prefix.length).trim();
  const typed = useDeferredValue(prefix === "" ? words : "");
  const mentions = useMentions(typed).data;
  const runs = useNewestRuns(prefix === "#").data;
  const pages = usePages(prefix === "/" ? words : "").data;
  const nearness: Nearness = useMemo(
    () => ({ owners: new Set(me === undefined ? [] : [me.ref, ...me.groups]), visited: readVisited(me?.ref ?? "") }),
    [me],
  );

  const sentences = prefix === "" || prefix === ">" ? parseSentence(words) : [];
  const components = useMemo(() => index.filter(({ entity }) => entity.kind === "component"), [index]);
  const meant =
    sentences[0] === undefined || sentences[0].component === ""
      ? undefined
      : rank(components, sentences[0].component, nearness, 1)[0]?.entity;
  const status = useComponentStatus(meant?.name ?? "", meant !== undefined).data;

  function go(href: string) {
    doing.onClose();
    router.history.push(href);
  }

  function entityItem(entity: NamedEntity, group: string): Item {
    const { kind, namespace, name } = entity;
    return {
      id: `${group} ${refOf(entity)}`,
      group,
      label: namespace === "default" ? name : `${namespace}/${name}`,
      note: entity.owner === null ? kind : `${kind} · ${shortRef(entity.owner)}`,
      icon: icons[kind] ?? IconCube,
      onChoose: () => {
        doing.onClose();
        void navigate({ to: "/catalog/$kind/$namespace/$name", params: { kind, namespace, name } });
      },
    };
  }

  function verbItems(): Item[] {
    return sentences.flatMap(({ verb, environment }): Item[] => {
      const { effect } = verb;
      const id = `verb ${verb.word}`;
      if (meant === undefined) {
        const complete = () => {
          doing.onText(`${prefix}${verb.word} `);
        };
        const note = "type its name";
        return [{ id, group: "Do", label: verb.label("a component", "…"), note, icon: IconBolt, onChoose: complete }];
      }
      if (typeof effect === "object") {
        const { tab } = effect;
        const href = `/catalog/component/${meant.namespace}/${encodeURIComponent(meant.name)}?tab=${tab}`;
        const label = verb.label(meant.name, "");
        return [{ id, group: "Do", label, icon: IconBolt, onChoose: go.bind(undefined, href) }];
      }
      return placesFor(verb, status?.environments ?? [], environment).map(({ from, to }) => ({
        id: `${id} ${to}`,
        group: "Do",
        label: verb.label(meant.name, to),
        note: "shows the plan first",
        icon: IconBolt,
        onChoose: () => {
          doing.onDeed({ effect, component: meant.name, from, environment: to });
        },
      }));
    });
  }

  function commandItems(): Item[] {
    const wanted = words.toLowerCase();
    const commands: Item[] = [
      ...areas.map(({ label, to, icon, keys, url }) => ({
        id: `area ${to}`,
        group: "Go to",
        label,
        keys,
        icon,
        onChoose: () => {
          doing.onClose();
          if (url === undefined) void navigate({ to });
          else window.open(url, "_blank", "noreferrer");
        },
      })),
      ...(["light", "dark"] as const).map((scheme) => ({
        id: `scheme ${scheme}`,
        group: "Command",
        label: scheme === "light" ? "Switch to light" : "Switch to dark",
        icon: scheme === "light" ? IconSun : IconMoon,
        onChoose: () => {
          doing.onClose();
          setColorScheme(scheme);
        },
      })),
    ];
    const create = areas.find(({ label, url }) => label === "Create" && url === undefined);
    if (create !== undefined) {
      commands.unshift({
        id: "new service",
        group: "Command",
        label: "New service",
        icon: create.icon,
        onChoose: go.bind(undefined, "/create"),
      });
    }
    return commands.filter(({ label }) => wanted.split(/\s+/).every((word) => label.toLowerCase().includes(word)));
  }

  function entityItems(wanted: string, kinds: ReadonlySet<string> | undefined, group: string): Item[] {
    const from = kinds === undefined ? index : index.filter(({ entity }) => kinds.has(entity.kind));
    return rank(from, wanted, nearness, shown).map(({ entity }) => entityItem(entity, group));
  }

  function recentItems(): Item[] {
    return nearness.visited.slice(0, 5).flatMap((ref) => {
      const parts = parseRef(ref);
      if (parts === undefined) return [];
      const known = names?.find((entity) => refOf(entity) === ref);
      // What is gone is not offered; until the names are here, what was visited is.
      if (names !== undefined && known === undefined) return [];
      return [entityItem(known ?? { ...parts, owner: null }, "Recent")];
    });
  }

  function ownItems(): Item[] {
    const visited = new Set(nearness.visited.slice(0, 5));
    return (names ?? [])
      .filter((entity) => entity.kind === "component" && entity.owner !== null && nearness.owners.has(entity.owner))
      .filter((entity) => !visited.has(refOf(entity)))
      .slice(0, 5)
      .map((entity) => entityItem(entity, "Yours"));
  }

  if (prefix === ">") return { items: [...verbItems(), ...commandItems()], hint: "No command is called that." };
  if (prefix === "@") {
    const people = new Set(["user", "group"]);
    const items =
      words === ""
        ? (names ?? [])
            .filter(({ kind }) => people.has(kind))
            .slice(0, shown)
            .map((entity) => entityItem(entity, "People and teams"))
        : entityItems(words, people, "People and teams");
    return { items, hint: "Nobody is called that." };
  }
  if (prefix === "#") {
    const items = (runs ?? [])
      .filter(({ number }) => String(number).startsWith(words))
      .slice(0, shown)
      .map((run) => ({
        id: run.id,
        group: "Runs",
        label: `#${String(run.number)} ${run.title}`,
        note: run.state,
        icon: IconHash,
        onChoose: () => {
          doing.onClose();
          void navigate({ to: "/runs/$id", params: { id: run.id } });
        },
      }));
    return { items, hint: "None of the 200 newest runs has that number." };
  }
  if (prefix === "/") {
    const items = (pages?.items ?? []).map((page) => ({
      id: `${page.set} ${page.path}`,
      group: "Docs",
      label: page.title,
      note: shortRef(page.set),
      icon: IconBook,
      onChoose: go.bind(undefined, docHref(page.set, page.path)),
    }));
    return { items, hint: words.length < 2 ? "Type what the page is about." : "No page has all these words." };
  }

  if (words === "") return { items: [...recentItems(), ...ownItems(), ...commandItems()], hint: "" };
  const found = entityItems(words, undefined, "Catalog");
  const verbs = verbItems();
  // "logs shop" is a wish; "logs" may be a name, too.
  const isWish = verbs.length > 0 && words.includes(" ");
  const commands = words.length > 1 ? commandItems() : [];
  const known = new Set(found.map(({ id }) => id));
  const mentioned = (mentions?.items ?? [])
    .map((entity) => entityItem({ ...entity, kind: entity.kind.toLowerCase() }, "Mentioned"))
    .filter(({ id }) => !known.has(id.replace("Mentioned", "Catalog")));
  const items = isWish
    ? [...verbs, ...found, ...commands]
    : [...found, ...commands, ...verbs, ...(words === typed ? mentioned : [])];
  return { items, hint: names === undefined ? "The names are on their way." : "Nothing is called that." };
}

function docHref(set: string, page: string): string {
  const parts = parseRef(set);
  if (parts === undefined) return "/docs";
  const path = page.split("/").map(encodeURIComponent).join("/");
  return `/docs/${parts.kind}/${parts.namespace}/${encodeURIComponent(parts.name)}/${path}`;
}
