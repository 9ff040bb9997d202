import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useSetMode, type Capability } from "./platform.queries";
import { shortRef } from "@/shared/lib/refs";
import { Dialog } from "@/shared/ui/Dialog";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";

interface OfferSheetProps {
  capability: Capability;
  /** References of all groups; undefined while they are not known. */
  groups: string[] | undefined;
  onClose: () => void;
}

type Choice = "everybody" | "ring" | "external" | "off";

const choices: [Choice, string, string][] = [
  ["everybody", "Everybody", "It shows for all who sign in."],
  ["ring", "Some teams first", "It shows for them only, until you open it to everybody."],
  ["external", "Another system has it", "Its entry leads there."],
  ["off", "Nobody", "It is hidden. What is under way goes on; nothing is deleted."],
];

function choiceOf({ mode, ring }: Capability): Choice {
  if (mode !== "builtin") return mode;
  return ring.length > 0 ? "ring" : "everybody";
}

/** To whom a capability is offered, and by what. */
export function OfferSheet({ capability, groups, onClose }: OfferSheetProps) {
  const set = useSetMode(capability.key);
  const [choice, setChoice] = useState(choiceOf(capability));
  const [url, setUrl] = useState(capability.url ?? "");
  const [ring, setRing] = useState(capability.ring);

  function submit(event: FormEvent) {
    event.preventDefault();
    set.mutate(
      {
        mode: choice === "external" || choice === "off" ? choice : "builtin",
        ...(choice === "external" ? { url } : {}),
        ...(choice === "ring" ? { ring } : {}),
      },
      {
        onSuccess: () => {
          sayEcho({ text: `${capability.title}: ${choice === "off" ? "switched off" : "offered as you said"}` });
          onClose();
        },
      },
    );
  }

  return (
    <Dialog isOpen onClose={onClose} title={`Offer ${capability.title}`}>
      <form className="sheet" onSubmit={submit}>
        <div className="platform-choice" role="radiogroup" aria-label="To whom">
          {choices.map(([value, title, what]) => (
            <label key={value}>
              <input
                type="radio"
                name="offer"
                checked={choice === value}
                data-autofocus={choice === value || undefined}
                onChange={() => {
                  setChoice(value);
                }}
              />
              <b>{title}</b>
              <small>{what}</small>
            </label>
          ))}
        </div>
        {choice === "external" && (
          <label className="sheet-field">
            Its address
            <input
              type="url"
              required
              placeholder="https://"
              value={url}
              onChange={(event) => {
                setUrl(event.currentTarget.value);
              }}
            />
          </label>
        )}
        {choice === "ring" && (
          <fieldset className="platform-teams">
            <legend>Teams</legend>
            {groups?.length === 0 && <p className="soft">There are no groups yet.</p>}
            {groups?.map((ref) => (
              <label key={ref}>
                <input
                  type="checkbox"
                  checked={ring.includes(ref)}
                  onChange={(event) => {
                    setRing(event.currentTarget.checked ? [...ring, ref] : ring.filter((each) => each !== ref));
                  }}
                />
                {shortRef(ref)}
              </label>
            ))}
          </fieldset>
        )}
        {set.isError && <ErrorPanel error={set.error} />}
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath capability {choice === "off" || choice === "external" ? choice : "on"} {capability.key}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={set.isPending} disabled={choice === "ring" && ring.length === 0}>
            Offer
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
