// Made by "npm run schema" from api/openapi.yaml; not edited by hand.

export interface paths {
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password or a one-time code
         * @description Sets the cookies `towpath_session` and `towpath_csrf`. A code works once.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out */
        delete: operations["deleteCurrentSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The principal that asks */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Business events as they happen
         * @description Without `after` and without `Last-Event-ID`, from now on. Only what the principal may see.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entities, by reference
         * @description Filters are joined by "and". Several values of one filter are separated by commas and joined by "or".
         */
        get: operations["listEntities"];
        put?: never;
        /**
         * Register or replace the documents of a descriptor file
         * @description All or nothing. What comes from a repository is changed there.
         */
        post: operations["applyEntities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a descriptor file without registering it */
        post: operations["validateEntities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{kind}/{namespace}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example component */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /**
         * One entity with its relations
         * @description Parts of a reference compare without case.
         */
        get: operations["getEntity"];
        put?: never;
        post?: never;
        /** Remove an entity that was registered through the API */
        delete: operations["deleteEntity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entity-facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The values a filter can take, with counts
         * @description Each facet is counted under all the other filters, but not under its own.
         */
        get: operations["listEntityFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its nodes and steps */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description Answers at once; the run is `cancelling` until its nodes have stopped. A second request forces it.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/reruns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run again
         * @description Creates a new run. `failed` takes the results of nodes that succeeded over from this one.
         */
        post: operations["rerunRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files kept with a run */
        get: operations["listRunArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/nodes/{key}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve or refuse a node that waits for an approval */
        post: operations["decideRunNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/nodes/{key}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say whether an effect of a node in state unknown has happened */
        post: operations["resolveRunNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/journal/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The run's transitions as they happen
         * @description Message ids are journal sequence numbers. Without `after` and `Last-Event-ID`, from the first transition. After
         *     the transition that ends the run comes one message of type `end`.
         */
        get: operations["streamRunJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/nodes/{key}/steps/{step}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of a step's log */
        get: operations["getStepLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/nodes/{key}/steps/{step}/log/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A step's log as it is written
         * @description Message ids are the number of the last line in the message. Lines that exist come at once, in batches. A step
         *     that has not started yet gives an open stream without messages. After the last line of a finished step comes
         *     one message of type `end`.
         */
        get: operations["streamStepLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what when, newest first
         * @description Only what the principal may see.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Recomputes the hash chain of the whole log */
        post: operations["verifyAuditLog"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events with their seals, as JSON Lines that can be verified by themselves */
        get: operations["exportAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last sequence and its hash, to be kept outside */
        get: operations["getAuditCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Ulid: string;
        /**
         * Format: date-time
         * @description RFC 3339, UTC
         */
        Time: string;
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @description One sentence that says what happened and names the thing. */
            detail: string;
            /**
             * @description Stable
             * @example catalog.entity_not_found
             */
            code: string;
            /** @description What to do next, where there is something. */
            hint?: string;
            errors?: components["schemas"]["FieldErrors"];
            requestId?: string;
        };
        FieldErrors: {
            /** @description JSON Pointer into the submitted document. */
            pointer: string;
            detail: string;
        }[];
        PasswordSignIn: {
            /**
             * @description Name of the user
             * @example admin
             */
            user: string;
            /** Format: password */
            password: string;
        };
        CodeSignIn: {
            /** @description From a one-time sign-in link. */
            code: string;
        };
        Me: {
            /** @example user:default/alice */
            ref: string;
            /** @example alice */
            name: string;
            /** @example Alice Moreau */
            displayName: string;
            email: string | null;
            /**
             * @description References, nested groups included.
             * @example [
             *       "group:default/payments"
             *     ]
             */
            groups: string[];
            /**
             * @example [
             *       "member"
             *     ]
             */
            roles: string[];
            /**
             * @description Allowed at least under a condition. For showing or hiding controls; the server decides.
             * @example [
             *       "catalog.read",
             *       "run.read"
             *     ]
             */
            permissions: string[];
        };
        EventMessage: {
            /** Format: int64 */
            seq: number;
            /** @example run.finished */
            type: string;
            /**
             * @description An entity reference or "<noun>:<id>".
             * @example run:01JD0QZ0V5T7KX9B3M2N4P6R8S
             */
            subject: string;
            at: components["schemas"]["Time"];
        };
        Entity: {
            /** @example component:default/orders */
            ref: string;
            /** @description Stays the same when the descriptor changes. */
            uid: components["schemas"]["Ulid"];
            /** @example Component */
            kind: string;
            /** @example default */
            namespace: string;
            /** @example orders */
            name: string;
            title: string | null;
            description: string | null;
            /**
             * @description Full reference
             * @example group:default/payments
             */
            owner: string | null;
            type: string | null;
            lifecycle: string | null;
            tags: string[];
            updatedAt: components["schemas"]["Time"];
        };
        EntityPage: {
            items: components["schemas"]["Entity"][];
            next: string | null;
            /** @description Entities that match, over all pages. */
            total: number;
        };
        EntityDetail: components["schemas"]["Entity"] & {
            relations: components["schemas"]["Relation"][];
            annotations: {
                [key: string]: string;
            };
            links: components["schemas"]["Link"][];
            spec: {
                [key: string]: unknown;
            };
            /** @description The whole descriptor. */
            document: {
                [key: string]: unknown;
            };
            source: components["schemas"]["EntitySource"];
        };
        /** @description Where the descriptor stands. */
        EntitySource: {
            /**
             * @description "api", or "repository:<name>".
             * @example repository:payments/orders
             */
            name: string;
            /** @example catalog-info.yaml */
            file: string | null;
            commit: string | null;
        };
        EntityDocuments: {
            /** @description YAML with one or more documents. */
            document: string;
            /** @description Named in messages. */
            fileName?: string;
        };
        EntityValidation: {
            /** @description True when every document is. */
            valid: boolean;
            documents: {
                /** @description Empty when it cannot be told. */
                ref: string;
                /** @description Where the document starts. */
                line: number;
                valid: boolean;
                errors: components["schemas"]["FieldErrors"];
            }[];
        };
        Relation: {
            /**
             * @description Both directions are listed
             * @example ownedBy
             */
            type: string;
            /**
             * @description Full reference; nothing of that name need be in the catalog
             * @example group:default/payments
             */
            target: string;
        };
        Link: {
            /** Format: uri */
            url: string;
            title?: string;
        };
        /** @description Most frequent first; entities without a value are not counted. */
        Facet: {
            value: string;
            count: number;
        }[];
        EntityFacets: {
            kind: components["schemas"]["Facet"];
            owner: components["schemas"]["Facet"];
            type: components["schemas"]["Facet"];
            lifecycle: components["schemas"]["Facet"];
        };
        /**
         * @description The last four are final.
         * @enum {string}
         */
        RunState: "queued" | "running" | "waiting" | "cancelling" | "succeeded" | "failed" | "cancelled" | "timed_out";
        /**
         * @description blocked: needs others. ready: waits for a runner. waiting: for an approval, a timer or a concurrency group.
         *     unknown: an outside effect may or may not have happened and a person must say. Final: succeeded, failed,
         *     skipped, cancelled, timed_out.
         * @enum {string}
         */
        NodeState: "blocked" | "ready" | "waiting" | "running" | "unknown" | "succeeded" | "failed" | "skipped" | "cancelled" | "timed_out";
        /** @enum {string} */
        StepState: "pending" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | "timed_out";
        /**
         * @description What the run is for; more kinds may come.
         * @example pipeline
         */
        RunKind: string;
        /**
         * @description What executes it, for example pipeline.job, approval or timer; more kinds may come.
         * @example pipeline.job
         */
        NodeKind: string;
        Failure: {
            /** @example failed */
            kind: string;
            /** @example pipelines.step_failed */
            code: string;
            message: string;
            hint: string | null;
            errors?: components["schemas"]["FieldErrors"];
        };
        Trigger: {
            /**
             * @description push, manual, api, schedule, promotion, rerun; more may come.
             * @example push
             */
            kind: string;
            /**
             * @description Full reference
             * @example user:default/alice
             */
            actor: string | null;
            /**
             * @description Git ref
             * @example refs/heads/main
             */
            ref: string | null;
            /** @description Full object name. */
            commit: string | null;
        };
        Run: {
            id: components["schemas"]["Ulid"];
            /** @description Counts up over the whole installation. */
            number: number;
            kind: components["schemas"]["RunKind"];
            /** @example build: retry the payment once */
            title: string;
            /**
             * @description What it is about: an entity reference or "<noun>:<id>".
             * @example component:default/orders
             */
            subject: string | null;
            /**
             * @description Reference of the owner
             * @example group:default/payments
             */
            owner: string | null;
            /** @description Id of the project. */
            project: string | null;
            /** @example staging */
            environmentType: string | null;
            state: components["schemas"]["RunState"];
            trigger: components["schemas"]["Trigger"];
            createdAt: components["schemas"]["Time"];
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            /** @description In words, while queued or waiting. */
            waitingReason: string | null;
            /** @description The first failing node's, for a failed run. */
            error: components["schemas"]["Failure"] | null;
            /** @description Id of the run this one repeats. */
            rerunOf: string | null;
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            next: string | null;
            /** @description Runs that match, over all pages. */
            total: number;
        };
        RunDetail: components["schemas"]["Run"] & {
            /**
             * Format: int64
             * @description Every journal entry up to this one is in the answer; stream after it. Entries may be applied twice.
             */
            journalSeq: number;
            inputs: {
                [key: string]: unknown;
            };
            /** @description Outputs of the nodes, by key. */
            outputs: {
                [key: string]: unknown;
            };
            nodes: components["schemas"]["Node"][];
        };
        Node: {
            /**
             * @description Unique in its run
             * @example build
             */
            key: string;
            title: string;
            kind: components["schemas"]["NodeKind"];
            state: components["schemas"]["NodeState"];
            /** @description Keys of the nodes it waits for. */
            needs: string[];
            /** @description 0 before the first claim. */
            attempt: number;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            waitingReason: string | null;
            error: components["schemas"]["Failure"] | null;
            outputs: {
                [key: string]: unknown;
            };
            /** @description Those of the latest attempt. */
            steps: components["schemas"]["Step"][];
        };
        Step: {
            /** @description From 0. */
            index: number;
            /** @description Of the node. */
            attempt: number;
            name: string;
            state: components["schemas"]["StepState"];
            exitCode: number | null;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            /** @description Lines written so far. */
            logLines: number;
        };
        Rerun: {
            /** @enum {string} */
            mode: "all" | "failed";
        };
        /** @description One transition, of the run, of a node or of a step. */
        JournalEntry: {
            /**
             * Format: int64
             * @description 1, 2, 3, ... within the run.
             */
            seq: number;
            at: components["schemas"]["Time"];
            /**
             * @description "run.", "node." or "step." and what happened; more may come.
             * @example step.finished
             */
            type: string;
            /** @description Key of the node; null for the run itself. */
            node: string | null;
            data: components["schemas"]["JournalData"];
        };
        /**
         * @description What the transition changed. Where `state` is absent, "run.started" and "node.started" mean running and
         *     "run.cancelling" cancelling; after any other entry a client reads the run again.
         */
        JournalData: {
            /** @description The new RunState, NodeState or StepState. */
            state?: string;
            /** @description Index of the step; only on step transitions. */
            step?: number;
            /** @description Of a step that begins. */
            name?: string;
            attempt?: number;
            exitCode?: number;
            logLines?: number;
        } & {
            [key: string]: unknown;
        };
        Artifact: {
            name: string;
            digest: string;
            mediaType: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
        };
        LogLine: {
            /** @description Line number, from 1. */
            n: number;
            at: components["schemas"]["Time"];
            /** @description Without the line end; may hold ANSI SGR sequences. Secrets are masked. */
            text: string;
        };
        LogPage: {
            lines: components["schemas"]["LogLine"][];
            /** @description `from` of the next page; null on an empty one. */
            next: number | null;
        };
        LogBatch: {
            lines: components["schemas"]["LogLine"][];
        };
        AuditEvent: {
            /**
             * Format: int64
             * @description Place in the one order: 1, 2, 3, ... without gaps
             */
            sequence: number;
            id: components["schemas"]["Ulid"];
            at: components["schemas"]["Time"];
            /** @example delivery.deployment.succeeded */
            type: string;
            /** @example component:default/orders */
            subject: string;
            /** @example user:default/alice */
            actor: string;
            ownerRef: string;
            projectId: string;
            envType: string;
            /** @description Null when it was erased */
            payload: {
                [key: string]: unknown;
            } | null;
            hash: string;
        };
        AuditPage: {
            items: components["schemas"]["AuditEvent"][];
            next: string | null;
        };
        AuditVerdict: {
            valid: boolean;
            /**
             * Format: int64
             * @description Seals found right, from the first on
             */
            checked: number;
            /**
             * Format: int64
             * @description Sequence of the first that does not fit
             */
            firstBad: number | null;
            /** @description Empty when the chain holds */
            reason: string;
        };
        AuditCheckpoint: {
            /** Format: int64 */
            sequence: number;
            hash: string;
        };
    };
    responses: {
        /** @description What went wrong and what to do. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Server-sent events; the data of each message is one line of JSON (see x-sse). */
        EventStream: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/event-stream": string;
            };
        };
    };
    parameters: {
        /** @description The `next` of the previous page. */
        After: string;
        Limit: number;
        /** @description Resume after the message with this id. */
        StreamAfter: number;
        /** @description As `after`, and wins over it. */
        LastEventId: string;
        /**
         * @description Kind
         * @example component
         */
        EntityKind: string;
        /**
         * @description Reference of the owner
         * @example group:default/payments
         */
        EntityOwner: string;
        /**
         * @description `spec.type`
         * @example service
         */
        EntityType: string;
        /**
         * @description `spec.lifecycle`
         * @example production
         */
        EntityLifecycle: string;
        /** @description Words to find in name, title, description and tags */
        EntityText: string;
        RunId: components["schemas"]["Ulid"];
        /**
         * @description Key of the node in its run; a slash in it is sent as %2F
         * @example build
         */
        NodeKey: string;
        /** @description Position in the node from 0 */
        StepIndex: number;
        /** @description Attempt of the node, from 1; the latest when absent */
        Attempt: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordSignIn"] | components["schemas"]["CodeSignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            201: {
                headers: {
                    /** @description One for each of the two cookies. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteCurrentSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out; both cookies are cleared. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description Resume after the message with this id. */
                after?: components["parameters"]["StreamAfter"];
            };
            header?: {
                /** @description As `after`, and wins over it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["EventStream"];
            default: components["responses"]["Problem"];
        };
    };
    listEntities: {
        parameters: {
            query?: {
                /**
                 * @description Kind
                 * @example component
                 */
                kind?: components["parameters"]["EntityKind"];
                /**
                 * @description Reference of the owner
                 * @example group:default/payments
                 */
                owner?: components["parameters"]["EntityOwner"];
                /**
                 * @description `spec.type`
                 * @example service
                 */
                type?: components["parameters"]["EntityType"];
                /**
                 * @description `spec.lifecycle`
                 * @example production
                 */
                lifecycle?: components["parameters"]["EntityLifecycle"];
                /** @description Words to find in name, title, description and tags */
                text?: components["parameters"]["EntityText"];
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    applyEntities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntityDocuments"];
            };
        };
        responses: {
            /** @description The entities. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        refs: string[];
                    };
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    validateEntities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description YAML. */
                    text: string;
                    /** @description Named in messages. */
                    fileName?: string;
                };
            };
        };
        responses: {
            /** @description A verdict on each document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityValidation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example component */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example component */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listEntityFacets: {
        parameters: {
            query?: {
                /**
                 * @description Kind
                 * @example component
                 */
                kind?: components["parameters"]["EntityKind"];
                /**
                 * @description Reference of the owner
                 * @example group:default/payments
                 */
                owner?: components["parameters"]["EntityOwner"];
                /**
                 * @description `spec.type`
                 * @example service
                 */
                type?: components["parameters"]["EntityType"];
                /**
                 * @description `spec.lifecycle`
                 * @example production
                 */
                lifecycle?: components["parameters"]["EntityLifecycle"];
                /** @description Words to find in name, title, description and tags */
                text?: components["parameters"]["EntityText"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The facets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityFacets"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /**
                 * @description One or more run kinds, separated by commas.
                 * @example pipeline,deploy
                 */
                kind?: string;
                /**
                 * @description One or more states, separated by commas.
                 * @example running,waiting
                 */
                state?: string;
                /**
                 * @description What the run is about
                 * @example component:default/orders
                 */
                subject?: string;
                /** @description Id of the project */
                project?: string;
                /** @description Reference of the owner */
                owner?: string;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Cancellation is requested. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    rerunRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rerun"];
            };
        };
        responses: {
            /** @description The new run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRunArtifacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Artifact"][];
                    };
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    decideRunNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
                /**
                 * @description Key of the node in its run; a slash in it is sent as %2F
                 * @example build
                 */
                key: components["parameters"]["NodeKey"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    approve: boolean;
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description Decided. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resolveRunNode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
                /**
                 * @description Key of the node in its run; a slash in it is sent as %2F
                 * @example build
                 */
                key: components["parameters"]["NodeKey"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description False runs the node again. */
                    happened: boolean;
                    /** @description The effect's result. */
                    response?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Settled. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    streamRunJournal: {
        parameters: {
            query?: {
                /** @description Resume after the message with this id. */
                after?: components["parameters"]["StreamAfter"];
            };
            header?: {
                /** @description As `after`, and wins over it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["EventStream"];
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getStepLog: {
        parameters: {
            query?: {
                /** @description Attempt of the node, from 1; the latest when absent */
                attempt?: components["parameters"]["Attempt"];
                /** @description Number of the first line wanted */
                from?: number;
                /** @description Only lines that match this regular expression (RE2); `from` does not count */
                search?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
                /**
                 * @description Key of the node in its run; a slash in it is sent as %2F
                 * @example build
                 */
                key: components["parameters"]["NodeKey"];
                /** @description Position in the node from 0 */
                step: components["parameters"]["StepIndex"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines there are, in order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    streamStepLog: {
        parameters: {
            query?: {
                /** @description Attempt of the node, from 1; the latest when absent */
                attempt?: components["parameters"]["Attempt"];
                /** @description Resume after the message with this id. */
                after?: components["parameters"]["StreamAfter"];
            };
            header?: {
                /** @description As `after`, and wins over it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                id: components["parameters"]["RunId"];
                /**
                 * @description Key of the node in its run; a slash in it is sent as %2F
                 * @example build
                 */
                key: components["parameters"]["NodeKey"];
                /** @description Position in the node from 0 */
                step: components["parameters"]["StepIndex"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["EventStream"];
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /**
                 * @description Type of event; with a dot at its end, every type below it
                 * @example delivery.
                 */
                type?: string;
                /**
                 * @description What it is about
                 * @example component:default/orders
                 */
                subject?: string;
                /**
                 * @description Who did it
                 * @example user:default/alice
                 */
                actor?: string;
                /** @description At this time or later */
                from?: components["schemas"]["Time"];
                /** @description Earlier than this */
                to?: components["schemas"]["Time"];
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    verifyAuditLog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exportAuditLog: {
        parameters: {
            query?: {
                /** @description Events after this sequence; 0 for all */
                after?: number;
                /** @description Up to this sequence; 0 for the last */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A header line, one line per event, a closing line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAuditCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The place in the chain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
