import { Link } from "@tanstack/react-router";
import { DefinitionEditor } from "./DefinitionEditor";
import { RemoveDefinition } from "./RemoveDefinition";
import { VersionList } from "./VersionList";
import { inWords } from "./definitionWords";
import { useDefinition, type DefinitionDetail } from "./definitions.queries";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs, CopyButton } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./definitions.css";

interface DefinitionPageProps {
  name: string;
  mayChange: boolean;
  /** Who reads it. */
  user: string;
  /** Names of components to try a change out at. */
  components: readonly string[];
  onRemoved: () => void;
}

/** One definition: what it makes and serves, what it made, its versions, and its text to change. */
export function DefinitionPage({ name, mayChange, user, components, onRemoved }: DefinitionPageProps) {
  const definition = useDefinition(name);
  const source = definition.data?.source ?? "";
  const repository = source.startsWith("repository:") ? source.slice("repository:".length) : undefined;
  return (
    <Page
      title={name}
      lead={definition.data?.description}
      actions={
        <>
          {mayChange && (
            <Link className="text-link" to="/resource-definitions/new" search={{ from: name }}>
              Begin another from it
            </Link>
          )}
          <CopyAs cli={`towpath definition get ${name}`} api={`/api/v1/resource-definitions/${name}`} />
        </>
      }
    >
      <div className="page-scroll definitions">
        {definition.isPending && <Skeleton label="Loading the definition" lines={8} />}
        {definition.isError && <ErrorPanel error={definition.error} onRetry={() => void definition.refetch()} />}
        {definition.isSuccess && (
          <>
            <Serves definition={definition.data} />
            <Made definition={definition.data} />
            <VersionList name={name} />
            {mayChange && repository === undefined ? (
              <>
                <DefinitionEditor
                  key={definition.data.version}
                  text={definition.data.text}
                  name={name}
                  version={definition.data.version}
                  user={user}
                  components={components}
                />
                {!definition.data.shipped && <RemoveDefinition name={name} onRemoved={onRemoved} />}
              </>
            ) : (
              <section className="panel definition-part" aria-label="As YAML">
                <header>
                  <h2>As YAML</h2>
                  {repository !== undefined && (
                    <small className="soft">
                      It is declared in the repository{" "}
                      <Link className="text-link" to="/repositories/$name" params={{ name: repository }}>
                        {repository}
                      </Link>
                      : change it there and push.
                    </small>
                  )}
                  <CopyButton label="Copy the definition as YAML" text={definition.data.text} />
                </header>
                <pre className="mono definition-text">{definition.data.text}</pre>
              </section>
            )}
          </>
        )}
      </div>
    </Page>
  );
}

interface PartProps {
  definition: DefinitionDetail;
}

function Serves({ definition }: PartProps) {
  const { type, driver, version, owner, source, shipped, upgrade, retainDays, criteria, outputs } = definition;
  const brought = [
    ...definition.dependsOn.map((each) => ({ ...each, how: "first" })),
    ...definition.alongside.map((each) => ({ ...each, how: "with it" })),
  ];
  return (
    <section className="panel definition-part" aria-label="What it makes">
      <header>
        <h2>What it makes</h2>
        <small className="soft">
          version {version},{" "}
          {shipped ? "shipped" : `declared ${source === "api" ? "here" : `in ${source ?? "the catalog"}`}`}
        </small>
      </header>
      <dl>
        <div>
          <dt>Type</dt>
          <dd>
            <code className="mono">{type}</code> by the driver <code className="mono">{driver}</code>
          </dd>
        </div>
        <div>
          <dt>Serves</dt>
          <dd>
            {criteria.length === 0 ? (
              "nothing"
            ) : (
              <ul>
                {criteria.map((criterion) => (
                  <li key={inWords(criterion)}>{inWords(criterion)}</li>
                ))}
              </ul>
            )}
          </dd>
        </div>
        <div>
          <dt>Hands out</dt>
          <dd>
            {outputs.length === 0
              ? "what is known once it is made"
              : outputs.map((output) => (output.secret ? `${output.name} (secret)` : output.name)).join(", ")}
          </dd>
        </div>
        {brought.length > 0 && (
          <div>
            <dt>Brings along</dt>
            <dd>
              <ul>
                {brought.map((each) => (
                  <li key={each.name}>
                    <code className="mono">{each.type}</code>
                    {each.class !== "default" && ` of class ${each.class}`}, made {each.how}
                    {each.id === null ? "" : `, shared as ${each.id}`}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        <div>
          <dt>New versions</dt>
          <dd>
            {upgrade === "automatic"
              ? "reach what exists with its next deployment"
              : "reach what exists when it is upgraded"}
          </dd>
        </div>
        <div>
          <dt>No longer declared</dt>
          <dd>{retainDays === null ? "it is kept" : `it is deleted after ${String(retainDays)} days`}</dd>
        </div>
        <div>
          <dt>Owner</dt>
          <dd>{owner === null ? "shipped with the product" : shortRef(owner)}</dd>
        </div>
      </dl>
    </section>
  );
}

function Made({ definition }: PartProps) {
  const newest = `${definition.name}@${String(definition.version)}`;
  return (
    <section className="panel definition-part" aria-label="What it made">
      <header>
        <h2>What it made</h2>
        <small className="soft">{definition.resources} in all; those you may see:</small>
      </header>
      {definition.made.length === 0 && <p className="soft">Nothing yet.</p>}
      <ul className="definition-effects">
        {definition.made.map((each) => (
          <li key={`${each.project} ${each.environment} ${each.id}`}>
            <Link className="text-link" to="/resources">
              {each.component} in {each.environment}
            </Link>
            <code className="mono soft">{each.id}</code>
            <span>
              {each.definition}
              {each.definition !== newest && (
                <code className="mono soft">
                  {" "}
                  towpath resource upgrade {each.component} {each.environment} {each.id}
                </code>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
