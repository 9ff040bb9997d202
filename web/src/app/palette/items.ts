import type { IconBooks } from "@/shared/ui/icons";

/** A line of the palette. */
export interface Item {
  id: string;
  group: string;
  label: string;
  note?: string;
  /** The keys that do the same from anywhere: "g c". */
  keys?: string;
  icon: typeof IconBooks;
  onChoose: () => void;
}
