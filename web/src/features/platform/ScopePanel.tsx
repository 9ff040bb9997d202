import { Button } from "@mantine/core";
import { useState } from "react";
import { useChangeProduct, type Product } from "./platform.queries";
import { FormError } from "@/shared/ui/Setting";
import { RelativeTime } from "@/shared/ui/Time";

interface ScopePanelProps {
  product: Product;
  mayChange: boolean;
}

/** What belongs to the platform and what does not, and what it is for. */
export function ScopePanel({ product, mayChange }: ScopePanelProps) {
  const [isEditing, setIsEditing] = useState(false);
  const { offers, refuses, improvedAt } = product;
  return (
    <section className="panel platform-panel" aria-label="Scope">
      <header className="platform-head">
        <h2>Scope</h2>
        {mayChange && !isEditing && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setIsEditing(true);
            }}
          >
            Write down the scope
          </Button>
        )}
      </header>
      {isEditing ? (
        <ScopeForm
          product={product}
          onDone={() => {
            setIsEditing(false);
          }}
        />
      ) : (
        <>
          {offers.length === 0 && refuses.length === 0 && (
            <p className="soft">Nobody has written down yet what belongs to the platform and what does not.</p>
          )}
          <ScopeLines title="Belongs to it" lines={offers} />
          <ScopeLines title="Does not" lines={refuses} />
          <p className="soft">
            {improvedAt === null ? (
              "No capability or golden path was changed yet."
            ) : (
              <>
                What it offers was last changed <RelativeTime at={improvedAt} />.
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}

interface ScopeLinesProps {
  title: string;
  lines: string[];
}

function ScopeLines({ title, lines }: ScopeLinesProps) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </>
  );
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

interface ScopeFormProps {
  product: Product;
  onDone: () => void;
}

function ScopeForm({ product, onDone }: ScopeFormProps) {
  const change = useChangeProduct();
  const [purpose, setPurpose] = useState(product.purpose);
  const [offers, setOffers] = useState(product.offers.join("\n"));
  const [refuses, setRefuses] = useState(product.refuses.join("\n"));
  return (
    <form
      className="platform-scope"
      onSubmit={(event) => {
        event.preventDefault();
        if (change.isPending) return;
        change.mutate({ purpose, offers: linesOf(offers), refuses: linesOf(refuses) }, { onSuccess: onDone });
      }}
    >
      <label>
        What it is for, in one sentence
        <input
          // What was just opened by a button is where one goes on.
          ref={(field) => {
            if (field !== null && document.activeElement === document.body) field.focus();
          }}
          value={purpose}
          onChange={(event) => {
            setPurpose(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        Belongs to it, one a line
        <textarea
          rows={4}
          value={offers}
          onChange={(event) => {
            setOffers(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        Does not, one a line
        <textarea
          rows={4}
          value={refuses}
          onChange={(event) => {
            setRefuses(event.currentTarget.value);
          }}
        />
      </label>
      <FormError error={change.error} />
      <div className="platform-buttons">
        <Button size="xs" type="submit" loading={change.isPending}>
          Save
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
