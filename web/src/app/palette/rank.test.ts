import { expect, test } from "vitest";
import { fitOf, indexOf, rank, type Indexed } from "./rank";

const nobody = { owners: new Set<string>(), visited: [] };

function named(name: string, owner = "group:default/platform"): Indexed {
  return indexOf({ kind: "component", namespace: "default", name, owner });
}

const domains = `payments payouts catalog checkout orders returns invoices ledger loyalty pricing tax shipping stock
  search reviews identity sessions consent profiles mail alerts reports exports imports risk fraud coupons gifts carts
  media images video maps routes fleet drivers offers bids rates quotes claims terms leads deals`.split(/\s+/);
const roles = `api worker web gateway store sync index proxy rules etl model batch stream portal bff cron sdk admin
  cache relay`.split(/\s+/);
const places = ["", "-eu", "-us", "-asia", "-test", "-legacy", "-v2", "-core", "-lab", "-night", "-mobile", "-kiosk"];

/** 10,000 names as companies have them: a domain, a role and often something more. */
const tenThousand = domains
  .flatMap((domain) => roles.flatMap((role) => places.map((place) => named(`${domain}-${role}${place}`))))
  .slice(0, 10_000);

/** What somebody who knows the name types, at most six letters: pieces of its parts, as many of each as fit. */
function guesses({ name }: Indexed): string[] {
  const parts = name.split("-");
  const cuts =
    parts.length === 2
      ? [
          [3, 3],
          [4, 2],
          [2, 4],
        ]
      : [
          [2, 2, 2],
          [3, 1, 2],
          [2, 1, 3],
          [1, 2, 3],
          [3, 2, 1],
        ];
  return [name.slice(0, 6), ...cuts.map((cut) => parts.map((part, index) => part.slice(0, cut[index])).join(""))];
}

test("any of 10,000 components is in sight after six letters", () => {
  expect(tenThousand).toHaveLength(10_000);
  const step = 97; // Some of each kind: all of them would take long.
  const unreached: string[] = [];
  for (let index = 0; index < tenThousand.length; index += step) {
    const wanted = tenThousand[index];
    if (wanted === undefined) break;
    const isReached = guesses(wanted).some((guess) =>
      rank(tenThousand, guess, nobody, 8).some(({ entity }) => entity === wanted.entity),
    );
    if (!isReached) unreached.push(wanted.name);
  }
  expect(unreached).toEqual([]);
});

test("one's own and visited ones are first after one letter", () => {
  const nearness = { owners: new Set(["group:default/mine"]), visited: ["component:default/stock-api"] };
  const names = [...tenThousand, named("shopfloor", "group:default/mine"), named("widgets", "group:default/mine")];

  expect(rank(names, "w", nearness, 8)[0]?.entity.name).toBe("widgets");
  expect(
    rank(names, "s", nearness, 8)
      .slice(0, 2)
      .map(({ entity }) => entity.name),
  ).toEqual(["stock-api", "shopfloor"]);
});

test("a name that is typed out comes before one's own longer ones", () => {
  const names = [named("pay", "group:default/other"), named("payments", "group:default/mine")];

  expect(rank(names, "pay", { owners: new Set(["group:default/mine"]), visited: [] }, 8)[0]?.entity.name).toBe("pay");
});

test.each([
  ["payments-api", "payapi"],
  ["payments-api", "papi"],
  ["payments-api", "pay-api"],
  ["orders-worker-12", "ow12"],
  ["Größe".toLowerCase(), "grö"],
])("%s is found by %s", (name, word) => {
  expect(fitOf(word, named(name))).toBeGreaterThanOrEqual(650);
});

test("what is not in the name is not found", () => {
  expect(rank([named("orders")], "ordersx", nobody, 8)).toEqual([]);
  expect(rank([named("orders")], "  ", nobody, 8)).toEqual([]);
});

test("a keystroke over 10,000 names takes less than 50 ms", () => {
  rank(tenThousand, "pa", nobody, 8); // Compiled before it is measured.
  const words = ["p", "pa", "pay", "payap", "payapi", "o w e"];
  // Time of the processor, as a busy machine lets one wait.
  const begun = process.cpuUsage();
  for (const text of words) rank(tenThousand, text, nobody, 8);
  const { user, system } = process.cpuUsage(begun);

  expect((user + system) / 1000 / words.length).toBeLessThan(50);
});
