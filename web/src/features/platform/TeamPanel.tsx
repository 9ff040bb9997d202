import { Button } from "@mantine/core";
import { useState } from "react";
import { useChangeProduct, type Product } from "./platform.queries";
import { RolePicker, type Candidate } from "./RolePicker";
import { Owner } from "@/shared/ui/Owner";
import { FormError } from "@/shared/ui/Setting";
import "@/shared/ui/controls.css";

interface TeamPanelProps {
  product: Product;
  mayChange: boolean;
  /** Who can have a role; undefined while they are not known. */
  candidates: Candidate[] | undefined;
}

/** Who answers for the platform. A role that nobody has is a gap, and stands there as one. */
export function TeamPanel({ product, mayChange, candidates }: TeamPanelProps) {
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
          <RoleRow key={role.key} role={role} product={product} mayChange={mayChange} candidates={candidates} />
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
  candidates: Candidate[] | undefined;
}

function RoleRow({ role, product, mayChange, candidates }: RoleRowProps) {
  const change = useChangeProduct();
  const [isOpen, setIsOpen] = useState(false);
  const isMissingOwner = role.key === "product-owner" && role.heldBy.length === 0;
  return (
    <li data-gap={role.heldBy.length === 0 || undefined}>
      <span className="platform-role">{role.title}</span>
      <span className="platform-held">
        {role.heldBy.length === 0 && <span className="platform-gap">nobody yet</span>}
        {role.heldBy.map((ref) => (
          <Owner key={ref} owner={ref} />
        ))}
      </span>
      {mayChange && !isOpen && (
        <Button
          size="compact-xs"
          variant={isMissingOwner ? "filled" : "default"}
          aria-label={`Name the ${role.title.toLowerCase()}`}
          onClick={() => {
            setIsOpen(true);
          }}
        >
          Name
        </Button>
      )}
      {isOpen && (
        <RolePicker
          role={role.title}
          heldBy={role.heldBy}
          candidates={candidates}
          isSaving={change.isPending}
          onSave={(heldBy) => {
            change.mutate(
              { roles: { [role.key]: heldBy } },
              {
                onSuccess: () => {
                  setIsOpen(false);
                },
              },
            );
          }}
          onCancel={() => {
            setIsOpen(false);
          }}
        />
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
