import { useOffered } from "./offered";
import { Dialog } from "@/shared/ui/Dialog";

interface ShortcutSheetProps {
  isOpen: boolean;
  onClose: () => void;
}

type Group = [string, [keys: string[], what: string][]];

const groups: Group[] = [
  [
    "In a list",
    [
      [["J"], "Next row"],
      [["K"], "Previous row"],
      [["Enter"], "Open the row"],
      [["/"], "Filter by text"],
    ],
  ],
  [
    "In a diff",
    [
      [["J"], "Next part"],
      [["K"], "Previous part"],
      [["N"], "Next file"],
      [["P"], "Previous file"],
      [["C"], "Comment on the line"],
    ],
  ],
  [
    "In a log",
    [
      [["F"], "Search in it, or follow its end"],
      [["N"], "Next match"],
      [["Shift", "N"], "Previous match"],
    ],
  ],
  [
    "On a page with tabs",
    [
      [["["], "Tab before"],
      [["]"], "Tab after"],
    ],
  ],
  [
    "Everywhere",
    [
      [["Ctrl", "K"], "Search, or say what to do"],
      [["?"], "This sheet"],
      [["Esc"], "Close"],
    ],
  ],
];

export function ShortcutSheet({ isOpen, onClose }: ShortcutSheetProps) {
  const { areas } = useOffered();
  const places: Group = ["Go to", areas.map(({ keys, label }) => [keys.toUpperCase().split(" "), label])];
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts">
      {[places, ...groups].map(([title, keys]) => (
        <section key={title} className="shortcuts" aria-label={title}>
          <h3>{title}</h3>
          <dl>
            {keys.map(([strokes, what]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  {strokes.map((stroke) => (
                    <kbd key={stroke}>{stroke}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
