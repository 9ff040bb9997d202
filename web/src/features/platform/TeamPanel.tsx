import { Button } from "@mantine/core";
import { useState } from "react";
import { useChangeProduct, type Product } from "./platform.queries";
import { shortRef } from "@/shared/lib/refs";
import { Owner } from "@/shared/ui/Owner";
import { FormError } from "@/shared/ui/Setting";
import "@/shared/ui/controls.css";

interface TeamPanelProps {
  product: Product;
  mayChange: boolean;
}

/** Who answers for the platform. A role that nobody has is a gap, and stands there as one. */
export function TeamPanel({ product, mayChange }: TeamPanelProps) {
  const gaps = product.roles.filter(({ heldBy }) => heldBy.length === 0).length;
  return (
    <section className="panel platform-panel" aria-label="Who answers for it">
      <h2>Who answers for it</h2>
      {product.team !== null && (
        <p>
          <Owner owner={product.team} />
        </p>
      )}
      <ul className="platform-roles">
        {product.roles.map((role) => (
          <RoleRow key={role.key} role={role} product={product} mayChange={mayChange} />
        ))}
      </ul>
      {gaps > 0 && (
        <p className="soft">
          {gaps === 1 ? "One role has nobody." : `${String(gaps)} roles have nobody.`} A platform without them tends to
          become a project that ends.
        </p>
      )}
    </section>
  );
}

interface RoleRowProps {
  role: Product["roles"][number];
  product: Product;
  mayChange: boolean;
}

function RoleRow({ role, product, mayChange }: RoleRowProps) {
  const change = useChangeProduct();
  const [text, setText] = useState<string>();
  const isMissingOwner = role.key === "product-owner" && role.heldBy.length === 0;
  function save() {
    const heldBy = (text ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    change.mutate(
      { roles: { [role.key]: heldBy } },
      {
        onSuccess: () => {
          setText(undefined);
        },
      },
    );
  }
  return (
    <li data-gap={role.heldBy.length === 0 || undefined}>
      <span className="platform-role">{role.title}</span>
      <span className="platform-held">
        {role.heldBy.length === 0 && <span className="platform-gap">nobody yet</span>}
        {role.heldBy.map((ref) => (
          <Owner key={ref} owner={ref} />
        ))}
      </span>
      {mayChange && text === undefined && (
        <Button
          size="compact-xs"
          variant={isMissingOwner ? "filled" : "default"}
          aria-label={`Name the ${role.title.toLowerCase()}`}
          onClick={() => {
            setText(role.heldBy.map(shortRef).join(", "));
          }}
        >
          Name
        </Button>
      )}
      {text !== undefined && (
        <form
          className="platform-name"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <input
            className="text-filter"
            aria-label={`${role.title}: users, or group:name, with commas between them`}
            placeholder="alice, group:platform"
            // What was just opened by a button is where one goes on.
            ref={(field) => field?.focus()}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape") setText(undefined);
            }}
          />
          <Button size="xs" type="submit" loading={change.isPending}>
            Save
          </Button>
        </form>
      )}
      {isMissingOwner && product.ownerSkipped !== null && (
        <small className="soft platform-why" dir="auto">
          {product.ownerSkipped}
        </small>
      )}
      <FormError error={change.error} />
    </li>
  );
}
