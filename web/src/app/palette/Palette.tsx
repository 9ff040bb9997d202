import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { Deeds } from "./Deeds";
import type { Item } from "./items";
import type { Deed } from "./palette.queries";
import { useItems } from "./useItems";
import { IconSearch } from "@/shared/ui/icons";
import "./palette.css";

interface PaletteProps {
  onClose: () => void;
}

/** Everything by its name: a page, a component, a person, a run, a document, or something to do. */
export function Palette({ onClose }: PaletteProps) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const [deed, setDeed] = useState<Deed>();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { items, hint } = useItems(text, { onClose, onDeed: setDeed, onText: change });
  const at = Math.min(chosen, Math.max(0, items.length - 1));

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  useEffect(() => {
    document.getElementById(`${id}-${String(at)}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);

  function change(next: string) {
    setText(next);
    setChosen(0);
  }

  function onKeyDown(event: KeyboardEvent) {
    const isControl = event.ctrlKey || event.metaKey;
    const down = event.key === "ArrowDown" || (event.ctrlKey && event.key === "n");
    const up = event.key === "ArrowUp" || (event.ctrlKey && event.key === "p");
    if (down || up) {
      event.preventDefault();
      if (items.length > 0) setChosen((at + (down ? 1 : items.length - 1)) % items.length);
    } else if (event.key === "Enter" && !isControl) {
      event.preventDefault();
      items[at]?.onChoose();
    } else if (event.key === "Escape" || (isControl && event.key.toLowerCase() === "k")) {
      // Closed at once and not by the dialog, whose event comes later and would close what was opened meanwhile.
      event.preventDefault();
      onClose();
    }
  }

  return (
    // A click on the dialog itself is one on the backdrop around what it holds; the keyboard has Escape.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Search or jump to"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {deed === undefined ? (
        <div className="palette-frame">
          <div className="palette-field">
            <IconSearch size={18} stroke={1.7} aria-hidden />
            <input
              // The dialog is opened to type into it.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              role="combobox"
              aria-label="Search or jump to"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={items.length === 0 ? undefined : `${id}-${String(at)}`}
              aria-autocomplete="list"
              autoComplete="off"
              spellCheck={false}
              placeholder="Search, or say what to do"
              value={text}
              onChange={(event) => {
                change(event.target.value);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div className="palette-list" id={`${id}-list`} role="listbox" aria-label="Found">
            {items.map((item, index) => (
              <Row
                key={item.id}
                id={`${id}-${String(index)}`}
                item={item}
                isChosen={index === at}
                title={item.group === items[index - 1]?.group ? undefined : item.group}
                onPoint={() => {
                  setChosen(index);
                }}
              />
            ))}
          </div>
          {items.length === 0 && <p className="palette-none">{hint}</p>}
          <footer className="palette-foot">
            <span>
              <kbd>&gt;</kbd> command
            </span>
            <span>
              <kbd>@</kbd> people and teams
            </span>
            <span>
              <kbd>#</kbd> run
            </span>
            <span>
              <kbd>/</kbd> docs
            </span>
            <span className="palette-count" role="status">
              {items.length === 0 ? "Nothing found" : `${String(items.length)} found`}
            </span>
          </footer>
        </div>
      ) : (
        <Deeds
          deed={deed}
          onBack={() => {
            setDeed(undefined);
          }}
          onClose={onClose}
        />
      )}
    </dialog>
  );
}

interface RowProps {
  id: string;
  item: Item;
  isChosen: boolean;
  /** Of the group that begins with this row. */
  title: string | undefined;
  onPoint: () => void;
}

function Row({ id, item, isChosen, title, onPoint }: RowProps) {
  const { icon: Sign } = item;
  return (
    <>
      {title !== undefined && (
        <div className="palette-group" role="presentation">
          {title}
        </div>
      )}
      {/* The field has the focus and the keys; the rows are for the pointer. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        id={id}
        role="option"
        aria-selected={isChosen}
        tabIndex={-1}
        className="palette-row"
        onPointerMove={onPoint}
        onClick={item.onChoose}
      >
        <Sign size={17} stroke={1.6} aria-hidden />
        <span className="palette-text">
          <span className="clip" dir="auto">
            {item.label}
          </span>
          {item.note !== undefined && (
            <small className="clip" dir="auto">
              {item.note}
            </small>
          )}
        </span>
        {item.keys !== undefined && (
          <span className="palette-keys" aria-hidden>
            {item.keys.split(" ").map((key) => (
              <kbd key={key}>{key.toUpperCase()}</kbd>
            ))}
          </span>
        )}
      </div>
    </>
  );
}
