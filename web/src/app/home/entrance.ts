/** Whose eyes Home is for. */
export const entrances = ["developer", "platform", "manager"] as const;
export type Entrance = (typeof entrances)[number];

export const entranceLabels: Record<Entrance, string> = {
  developer: "Developer",
  platform: "Platform team",
  manager: "Manager",
};

export function entranceOf(word: unknown): Entrance | undefined {
  return entrances.find((entrance) => entrance === word);
}

function keyOf(user: string): string {
  return `towpath-entrance:${user}`;
}

/** What somebody chose last in this browser; else what their roles suggest. */
export function usualEntrance(user: string, roles: string[]): Entrance {
  const chosen = entranceOf(localStorage.getItem(keyOf(user)));
  if (chosen !== undefined) return chosen;
  return roles.includes("platform") && !roles.includes("admin") ? "platform" : "developer";
}

export function rememberEntrance(user: string, entrance: Entrance): void {
  localStorage.setItem(keyOf(user), entrance);
}
