import { useEffect, useRef, useState } from "react";
import { useKeys } from "@/shared/lib/keys";

interface DocSearchProps {
  label: string;
  text: string;
  onText: (text: string) => void;
}

const settle = 250;

/** Finds pages while the person types, a quarter of a second after the last key. */
export function DocSearch({ label, text, onText }: DocSearchProps) {
  const [draft, setDraft] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    "/": () => {
      input.current?.focus();
    },
  });
  useEffect(() => {
    if (draft === undefined || draft === text) return;
    const timer = setTimeout(() => {
      onText(draft);
    }, settle);
    return () => {
      clearTimeout(timer);
    };
  });
  return (
    <input
      ref={input}
      type="search"
      className="text-filter doc-search"
      aria-label={label}
      placeholder={`${label}…  press /`}
      value={draft ?? text}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={() => {
        if (draft !== undefined && draft !== text) onText(draft);
        setDraft(undefined);
      }}
    />
  );
}
