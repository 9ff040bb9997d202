import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState, type FormEvent } from "react";
import { AdditionPreview } from "./AdditionPreview";
import {
  useAddResource,
  useAdditionPlan,
  useResourceOffers,
  type Addition,
  type AdditionChange,
  type AdditionPlan,
  type ResourceOffer,
} from "./additions.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./additions.css";

interface AddResourceSheetProps {
  component: string;
  onClose: () => void;
  onOpened: (change: AdditionChange) => void;
}

/** What is wanted so far; fields that are undefined are the server's to choose. */
interface Draft {
  name: string;
  params: Record<string, string>;
  container: string | undefined;
  variables: [name: string, output: string][] | undefined;
  mount: string;
}

const settled = 250;

/** Pick a type, see what would be made and written, open the change. */
export function AddResourceSheet({ component, onClose, onOpened }: AddResourceSheetProps) {
  const offers = useResourceOffers(component);
  const [offer, setOffer] = useState<ResourceOffer>();
  const [draft, setDraft] = useState<Draft>();
  const [typed] = useDebouncedValue(draft, settled);
  const isTyping = typed !== draft;
  const plan = useAdditionPlan(component, wantedOf(offer, isTyping ? undefined : typed));
  const add = useAddResource(component);

  function choose(chosen: ResourceOffer) {
    setOffer(chosen);
    setDraft({
      name: chosen.type,
      params: Object.fromEntries(chosen.parameters.map((each) => [each.name, each.default ?? ""])),
      container: undefined,
      variables: undefined,
      mount: chosen.mounted ? "/data" : "",
    });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = wantedOf(offer, draft);
    if (wanted !== undefined) add.mutate(wanted, { onSuccess: onOpened });
  }

  const wanted = wantedOf(offer, draft);
  return (
    <Dialog isOpen isWide onClose={onClose} title={`Add to ${component}`}>
      <form className="sheet" onSubmit={submit}>
        {offers.isPending && <Skeleton label="Loading what there is" lines={4} />}
        {offers.isError && <ErrorPanel error={offers.error} onRetry={() => void offers.refetch()} />}
        {offers.data !== undefined && <Offers offers={offers.data.items} chosen={offer} onChoose={choose} />}
        {offer !== undefined && draft !== undefined && (
          <>
            <Fields offer={offer} draft={draft} plan={plan.data} onChange={setDraft} />
            {plan.isLoading && <Skeleton label="Loading what would be made" lines={5} />}
            {plan.isError && !isTyping && <ErrorPanel error={plan.error} />}
            {plan.data !== undefined && !plan.isError && <AdditionPreview plan={plan.data} />}
          </>
        )}
        {add.isError && <ErrorPanel error={add.error} />}
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath resource add {component} {draft?.name ?? "NAME"} --type {offer?.type ?? "TYPE"}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            disabled={wanted === undefined || plan.isError}
            loading={add.isPending || add.isSuccess}
          >
            Open the change
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function wantedOf(offer: ResourceOffer | undefined, draft: Draft | undefined): Addition | undefined {
  if (offer === undefined || draft === undefined) return undefined;
  const params = Object.entries(draft.params).filter(([, value]) => value !== "");
  return {
    name: draft.name,
    type: offer.type,
    class: offer.class,
    ...(params.length === 0 ? {} : { params: Object.fromEntries(params) }),
    ...(draft.container === undefined ? {} : { container: draft.container }),
    ...(draft.variables === undefined
      ? {}
      : { variables: Object.fromEntries(draft.variables.filter(([name]) => name !== "")) }),
    ...(draft.mount === "" ? {} : { mount: draft.mount }),
  };
}

interface OffersProps {
  offers: ResourceOffer[];
  chosen: ResourceOffer | undefined;
  onChoose: (offer: ResourceOffer) => void;
}

function Offers({ offers, chosen, onChoose }: OffersProps) {
  return (
    <fieldset className="offers">
      <legend>What it needs</legend>
      {offers.map((offer) => (
        <label key={`${offer.type} ${offer.class}`} className="offer">
          <input
            type="radio"
            name="offer"
            checked={offer === chosen}
            onChange={() => {
              onChoose(offer);
            }}
          />
          <b>{offer.class === "default" ? offer.type : `${offer.type} ${offer.class}`}</b>
          <span className="soft">{offer.description}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface FieldsProps {
  offer: ResourceOffer;
  draft: Draft;
  plan: AdditionPlan | undefined;
  onChange: (draft: Draft) => void;
}

function Fields({ offer, draft, plan, onChange }: FieldsProps) {
  return (
    <div className="addition-fields">
      <TextField
        label="Name in score.yaml"
        value={draft.name}
        onChange={(name) => {
          onChange({ ...draft, name, variables: undefined });
        }}
      />
      {offer.parameters.map((parameter) => (
        <TextField
          key={parameter.name}
          label={parameter.name}
          help={parameter.description}
          isRequired={parameter.required}
          value={draft.params[parameter.name] ?? ""}
          onChange={(value) => {
            onChange({ ...draft, params: { ...draft.params, [parameter.name]: value } });
          }}
        />
      ))}
      {offer.mounted && (
        <TextField
          label="Path in the container"
          value={draft.mount}
          onChange={(mount) => {
            onChange({ ...draft, mount });
          }}
        />
      )}
      {plan !== undefined && plan.containers.length > 1 && (
        <label className="sheet-field">
          Container
          <select
            value={draft.container ?? plan.container}
            onChange={(event) => {
              onChange({ ...draft, container: event.currentTarget.value });
            }}
          >
            {plan.containers.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      )}
      {!offer.mounted && offer.outputs.length > 0 && plan !== undefined && (
        <Variables offer={offer} draft={draft} plan={plan} onChange={onChange} />
      )}
    </div>
  );
}

/** Which variables the container gets; those the server proposes until they are changed. */
function Variables({ offer, draft, plan, onChange }: FieldsProps & { plan: AdditionPlan }) {
  if (draft.variables === undefined)
    return (
      <p className="addition-variables">
        <span>
          {plan.variables.length === 1 ? "One variable" : `${String(plan.variables.length)} variables`} for{" "}
          {plan.container}: <span className="mono soft">{plan.variables.map(({ name }) => name).join(", ")}</span>
        </span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            const proposed = new Map(plan.variables.map(({ name, value }) => [outputOf(value), name]));
            onChange({ ...draft, variables: offer.outputs.map(({ name }) => [proposed.get(name) ?? "", name]) });
          }}
        >
          Change names
        </Button>
      </p>
    );
  return (
    <fieldset className="addition-names">
      <legend>Variable for each output; an empty one is left out</legend>
      {draft.variables.map(([name, output], index) => (
        <TextField
          key={output}
          label={offer.outputs.some((each) => each.name === output && each.secret) ? `${output} (secret)` : output}
          value={name}
          onChange={(value) => {
            onChange({ ...draft, variables: draft.variables?.with(index, [value, output]) });
          }}
        />
      ))}
    </fieldset>
  );
}

/** "${resources.db.host}" names the output "host". */
function outputOf(placeholder: string): string {
  return placeholder.slice(placeholder.lastIndexOf(".") + 1, -1);
}

interface TextFieldProps {
  label: string;
  help?: string;
  isRequired?: boolean;
  value: string;
  onChange: (value: string) => void;
}

function TextField({ label, help, isRequired = false, value, onChange }: TextFieldProps) {
  return (
    <label className="sheet-field">
      <span>
        {label}
        {isRequired && <span aria-hidden> *</span>}
      </span>
      <input
        autoComplete="off"
        spellCheck={false}
        required={isRequired}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      {help !== undefined && <span className="addition-help soft">{help}</span>}
    </label>
  );
}
