// Made by "npm run schema" from api/openapi.yaml; not edited by hand.

export interface paths {
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own sessions */
        get: operations["listSessions"];
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
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own sessions */
        delete: operations["revokeSession"];
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
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People, by name */
        get: operations["listUsers"];
        put?: never;
        /**
         * Make a user
         * @description Without a password the user signs in once with a code (POST .../sign-in-codes).
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        /** One person */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change or disable a user
         * @description Disabling ends all sessions and tokens at once and for good.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/v1/users/{name}/password": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Set one's own password, or another's as admin
         * @description Ends the user's other sessions. One's own needs the current one, if there is any.
         */
        put: operations["setPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{name}/sign-in-codes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A one-time code to sign in with
         * @description Works once, within 24 hours; replaces the user's last one.
         */
        post: operations["createSignInCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups, by name */
        get: operations["listGroups"];
        put?: never;
        /** Make a group */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
            };
            cookie?: never;
        };
        /** One group */
        get: operations["getGroup"];
        put?: never;
        post?: never;
        /** Delete a group */
        delete: operations["deleteGroup"];
        options?: never;
        head?: never;
        /** Change a group */
        patch: operations["updateGroup"];
        trace?: never;
    };
    "/api/v1/groups/{name}/members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a user or a group to a group */
        post: operations["addGroupMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{name}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
                /**
                 * @description Its reference
                 * @example user:default/alice
                 */
                member: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a direct member out of a group */
        delete: operations["removeGroupMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens, without their secrets */
        get: operations["listTokens"];
        put?: never;
        /** Make a token for a program */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id, or its name for one of your own */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token */
        delete: operations["revokeToken"];
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
    "/api/v1/entities/{kind}/{namespace}/{name}/definition": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example api */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders-api */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What an API declares about itself, as JSON
         * @description `spec.definition`, read when it is YAML.
         */
        get: operations["getEntityDefinition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/catalog-views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own saved views of the catalog, by name */
        get: operations["listCatalogViews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/catalog-views/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ours */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a view under a name
         * @description In the place of the one that has the name.
         */
        put: operations["putCatalogView"];
        post?: never;
        /** Forget a saved view */
        delete: operations["deleteCatalogView"];
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
    "/api/v1/entity-names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The names of all entities, to search in
         * @description All that one may see, in groups of a kind, namespace and owner; 10,000 names are about 200 kB.
         */
        get: operations["listEntityNames"];
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
    "/api/v1/runs/{id}/artifacts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file kept with a run */
        get: operations["downloadRunArtifact"];
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
    "/api/v1/runs/{id}/nodes/{key}/steps/{step}/log/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which lines of a step's log match, by number */
        get: operations["searchStepLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/nodes/{key}/steps/{step}/log/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole log of a step as a text file */
        get: operations["downloadStepLog"];
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
    "/api/v1/runs/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo what a golden path has created */
        post: operations["undoRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Repositories, by name */
        get: operations["listRepositories"];
        put?: never;
        /** Make an empty repository */
        post: operations["createRepository"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** One repository */
        get: operations["getRepository"];
        put?: never;
        post?: never;
        /** Delete a repository with all it holds */
        delete: operations["deleteRepository"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/use": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Say whether a repository is only observed
         * @description What is only observed takes pushes and is read. The platform writes nothing to it, opens and merges no change of it, and runs no pipeline of it; what asks for that is refused with forge.observe_only. A job that has begun goes on.
         */
        put: operations["setRepositoryUse"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/branches": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** Branches */
        get: operations["listBranches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/commits": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** Commits, newest first */
        get: operations["listCommits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** The top folder of a repository */
        get: operations["listRootTree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/tree/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /**
                 * @description Path in the repository, slashes included
                 * @example docs
                 */
                path: string;
            };
            cookie?: never;
        };
        /** A folder of a repository */
        get: operations["listTree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /**
                 * @description Path in the repository, slashes included
                 * @example README.md
                 */
                path: string;
            };
            cookie?: never;
        };
        /**
         * A file of a repository
         * @description As text/plain, or application/octet-stream when it is not UTF-8; never as the type it claims to be.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes of all repositories, newest first */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a change
         * @description With `files` the source branch is made on top of the target with one commit of them; otherwise it was pushed before.
         */
        post: operations["openChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        /** A change with its checks, reviews, conversation and what is in the way of merging it */
        get: operations["getChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change its title or description */
        patch: operations["editChange"];
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        /** What it changes, from the merge base to its head */
        get: operations["getChangeDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/commits": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        /** Its commits, oldest first, at most 250 */
        get: operations["listChangeCommits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve it, request changes, or comment */
        post: operations["reviewChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something, on the whole or on a line of the diff */
        post: operations["commentChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/threads/{thread}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
                thread: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        /** Mark a thread as resolved, or open it again */
        put: operations["resolveThread"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge it
         * @description Refused with a reason for each thing in the way.
         */
        post: operations["mergeChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/closure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close it without merging */
        post: operations["closeChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/changes/{number}/reopening": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a closed change again */
        post: operations["reopenChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/protections": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** What branches demand of changes */
        get: operations["listProtections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/protections/{branch}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example main */
                branch: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Say what a branch demands of changes */
        put: operations["protectBranch"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** Workflow files with what is wrong with them */
        get: operations["listWorkflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/{name}/workflows/{file}/dispatches": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /**
                 * @description Name of the workflow file
                 * @example ci.yml
                 */
                file: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a workflow by hand */
        post: operations["dispatchWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/golden-paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Golden paths on offer */
        get: operations["listGoldenPaths"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/template-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What steps of golden paths can do */
        get: operations["listTemplateActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/golden-paths/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        /** One golden path with its form */
        get: operations["getGoldenPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/golden-paths/{name}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The files and resources it would create
         * @description Creates nothing.
         */
        post: operations["previewGoldenPath"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/golden-paths/{name}/form": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Its form with answers in it, and what is wrong so far
         * @description What is to be asked now: conditions, dependencies and branches of the JSON Schema are decided by the answers given. Creates nothing; wrong answers are problems in the result.
         */
        post: operations["fillGoldenPathForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/golden-paths/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create something from a golden path */
        post: operations["runGoldenPath"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Documentation there is, by reference */
        get: operations["listDocSets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pages that have all the words */
        get: operations["searchDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How good the documentation is
         * @description Of all sets the asker may read, and what at least `fewestSearchers` people searched in vain within 90 days.
         */
        get: operations["getDocsReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/{kind}/{namespace}/{name}/quality": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** How good one doc set is */
        get: operations["getDocQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/{kind}/{namespace}/{name}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** Whether headings were useful */
        get: operations["listDocVotes"];
        /**
         * Say whether a heading was useful
         * @description One's vote replaces the one before.
         */
        put: operations["voteForDoc"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/{kind}/{namespace}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** A doc set with its navigation */
        get: operations["getDocSet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/{kind}/{namespace}/{name}/pages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** The page to begin with */
        get: operations["getDocHome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/{kind}/{namespace}/{name}/pages/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
                /**
                 * @description Path in the doc set; .md and index.md may be left out
                 * @example index.md
                 */
                path: string;
            };
            cookie?: never;
        };
        /**
         * A page, rendered or as written
         * @description The HTML is safe to insert: what could run is text in it.
         */
        get: operations["getDocPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/docs/{kind}/{namespace}/{name}/assets/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
                /**
                 * @description Path in the doc set
                 * @example img/how-it-runs.svg
                 */
                path: string;
            };
            cookie?: never;
        };
        /** A file beside the pages */
        get: operations["getDocAsset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Environments */
        get: operations["listEnvironments"];
        put?: never;
        /** Make an environment */
        post: operations["createEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{project}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an environment with all it has */
        delete: operations["deleteEnvironment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a component with all it has */
        delete: operations["deleteComponent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether all that runs is well
         * @description Services that run anywhere but in ephemeral environments, and those places that are degraded or missing.
         */
        get: operations["getServiceHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{project}/{name}/sleeps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put everything that runs in an environment to sleep
         * @description Its routes stay, and a request for one of them wakes it. Production never sleeps.
         */
        post: operations["sleepEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{project}/{name}/wakings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wake everything that sleeps in an environment
         * @description What wakes already is left alone.
         */
        post: operations["wakeEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{project}/{name}/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        /** Quotas that hold for an environment */
        get: operations["listEnvironmentQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{project}/{name}/costs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What the resources of an environment cost a month
         * @description By the prices that definitions and types of resources say. What has no price is counted apart, never as nothing.
         */
        get: operations["getEnvironmentCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sleepers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What sleeps */
        get: operations["listSleepers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Types of environments with what they inherit */
        get: operations["listEnvironmentTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment-types/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ephemeral */
                name: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        /** A type of environment */
        get: operations["getEnvironmentType"];
        /**
         * Change what every environment of a type inherits
         * @description Carries out what was previewed; when anything changed meanwhile it is refused. What is left out is what an installation starts with.
         */
        put: operations["setEnvironmentType"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment-types/{name}/previews": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ephemeral */
                name: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a change of a type would mean
         * @description Nothing is changed.
         */
        post: operations["previewEnvironmentType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments/{project}/{name}/clones": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an environment with what runs in another one
         * @description The same components with the same releases and configuration; resources are made anew, by the definitions that match
         *     there. Secrets that were set for the other environment alone are not copied. Its run begins a deployment for each
         *     component.
         */
        post: operations["cloneEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** Where a component runs, how it is and what to do next */
        get: operations["getComponentStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What happened to a component, newest first
         * @description Deployments, pipeline runs, configuration changes and incidents on one line.
         */
        get: operations["getComponentTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/component-activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What runs of many components, and how often they were deployed
         * @description For rows of a list; components that delivery does not know, or that are not to be seen, are left out.
         */
        get: operations["listComponentActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Releases of a component, newest first */
        get: operations["listReleases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deployments, newest first */
        get: operations["listDeployments"];
        put?: never;
        /** Deploy a release to an environment */
        post: operations["deploy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests to approve a deployment, newest first */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One request, with the plan it is bound to and who has a voice */
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to the plan, or not
         * @description One "no" ends the deployment; enough voices let it go on. When the plan is another by now nothing is approved, and the new plan is asked for.
         */
        post: operations["decideApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who must agree before something is deployed, by type of environment */
        get: operations["listApprovalRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-rules/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production */
                type: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Set the rule of a type of environment
         * @description For what is planned from now on. Rollbacks, restarts and stops never wait.
         */
        put: operations["setApprovalRule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runtimes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can run workloads on the server's machine
         * @description What a machine allows is found out once, when it is first asked for; that can take some seconds.
         */
        get: operations["listRuntimes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which programs that drivers and runtimes call are on the server's machine
         * @description They are looked for each time. A version is asked once for each file, which can take some seconds at first.
         */
        get: operations["listTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runtime-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which runtime workloads are started with, by type of environment */
        get: operations["listRuntimeRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runtime-rules/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example staging */
                type: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Set the runtime of a type of environment
         * @description For deployments from now on; what runs stays where it is. A runtime that the machine lacks is said by the plan of a deployment.
         */
        put: operations["setRuntimeRule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Freeze windows that are not over */
        get: operations["listFreezes"];
        put?: never;
        /**
         * Freeze deployments for a time
         * @description Deployments under way finish; rollbacks, restarts and stops are never held up.
         */
        post: operations["createFreeze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a freeze */
        delete: operations["removeFreeze"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment-matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Components with where they run, by name */
        get: operations["getEnvironmentMatrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** What two environments of a component do not have in common */
        get: operations["compareEnvironments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/resource-offers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** What a component could be given */
        get: operations["listResourceOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/resource-additions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a change that adds a resource to score.yaml
         * @description With `plan` nothing is made, and the answer says what the change would be and what would come of it.
         */
        post: operations["addResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/happenings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed between two instants, newest first
         * @description Deployments that ended, configuration versions and incidents; at most 500.
         */
        get: operations["listHappenings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deploy what runs in one environment to another */
        post: operations["promote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rollbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go back to an earlier deployment */
        post: operations["rollBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restarts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart without an interruption */
        post: operations["restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a command once beside what serves
         * @description A run of kind `job`: the command, in the surroundings of the release in force, with its variables and resources.
         *     Freezes, guardrails (gate `deploy`, with `deployment.mode` `job`) and approvals hold it up as a deployment to the
         *     same place. It is never run twice: when its server dies, it is over. The command is in logs and in the audit log;
         *     what is secret is handed over as a secret of the component.
         */
        post: operations["runJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how many instances of a component run in an environment
         * @description A run of kind `scale`, in turn with deployments to the place. The number belongs to the place: deployments,
         *     restarts and rollbacks keep it, a clone takes it along. More instances get requests once all are healthy; fewer
         *     end when their last request has ended. Freezes, guardrails (gate `deploy`, with `deployment.mode` `scale` and
         *     `deployment.instances`) and approvals hold it up as a job; quotas of the environment's type bound it. None at all
         *     is a stop.
         */
        post: operations["scale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shells": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a shell, or run a command, where a component runs
         * @description A run of kind `shell`: a program in the surroundings of what is in force, with its files, variables, secrets and
         *     limits. It starts when whoever asked connects to its terminal. What is typed and shown is recorded: the log of the
         *     run is what was seen, its artifact `recording.cast` (asciicast v2) the whole session; secrets are masked in both.
         *     Members may open one where their group owns, in production only with the role `operator`, and there a reason is
         *     needed. Policies of the gate `secret-read` are asked (`secret.use` is `shell`). A freeze or an approval does not
         *     hold it up. Without a terminal the exit code of a command that was asked for decides whether the run succeeded.
         */
        post: operations["openShell"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shells/{id}/terminal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the run.
                 * @example 01JD0QZ0V5T7KX9B3M2N4P6R8S
                 */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /**
         * The terminal of a shell, as a WebSocket
         * @description Only for who opened it. Messages are binary; the first byte says which, numbers are in network order.
         *
         *     From the client: 0 what was typed (8 bytes: offset from the beginning of all input, then at most 32 KiB), 1 the end
         *     of the input, 2 the size of the terminal (2 bytes columns, 2 bytes rows), 3 how many bytes of output were shown
         *     (8 bytes), 4 a signal for the program (1 byte: 1, 2, 3 or 15).
         *
         *     From the server: 0 standard output, 1 standard error, 2 how many bytes of input reached the program (8 bytes),
         *     3 the end (JSON: `exitCode`, or a problem document), 4 a sentence for the person.
         *
         *     At most 256 KiB are on their way without an acknowledgement in each direction. A connection that was lost may be
         *     made again for half a minute: `shown` says how much of the output came, and what came after it is sent again.
         */
        get: operations["connectShell"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a component in an environment; its data stays */
        post: operations["stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One deployment */
        get: operations["getDeployment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resources (databases, volumes, routes)
         * @description Secret outputs are masked.
         */
        get: operations["listResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a resource gets the definition it gets */
        get: operations["explainResource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-upgrades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a resource with the newest version of its definition
         * @description Deploys the release that is in force once more, with this resource, and what its definition brought along, at the
         *     newest version that fits. A resource that exists keeps the version it was made with until then, unless the
         *     definition says `upgrade: automatic`.
         */
        post: operations["upgradeResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a resource new credentials
         * @description Restarts the component with new credentials of one resource. The driver makes them beside the old ones; the new
         *     instance uses them, and once nothing uses the old ones any more they are revoked. When the new instance does not
         *     become healthy, the new ones are revoked and nothing has changed. Drivers that have none to replace refuse.
         */
        post: operations["rotateResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-resolutions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whether a resource is there whose making or change was interrupted
         * @description Its state is `perhaps_made`: its driver was asked, nobody knows what came of it, and it may not simply be asked
         *     again. With `exists` the outputs are kept as if it had answered; with `absent` it is asked again. One that
         *     consists of parts (terraform's) takes over what is named in `imports`, and nothing with `absent`. Deployments
         *     that wait for it go on. The same answer once more changes nothing.
         */
        post: operations["resolveResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resources of which nobody knows whether they were made, or changed */
        get: operations["listResourceQuestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The resource definitions in force
         * @description The shipped ones, with what an entity of the kind ResourceDefinition of the same name says in their place, and
         *     those that entities add. A definition is saved as any entity is, with POST /api/v1/entities, or here, where it is
         *     saved only as it was previewed.
         */
        get: operations["listResourceDefinitions"];
        put?: never;
        /**
         * Save definitions as they were previewed
         * @description Saves a file of ResourceDefinitions and ResourceTypes when that still means what POST
         *     /api/v1/resource-definitions/affected said: `preview` is the digest of its answer. Otherwise nothing is saved, with
         *     409. Each change is a new version; what comes from a repository is changed there.
         */
        post: operations["saveResourceDefinitions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definition-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is wrong with definitions, and where
         * @description Every problem of a text with its line and column: of the YAML, of the schema, and of what is there already. Nothing
         *     is saved, and a text with problems is no error of the request.
         */
        post: operations["checkResourceDefinitions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definition-trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What definitions that are not saved would do at a place
         * @description With `component` and `environment`, for the resources of that workload that the text could be about, or for
         *     `resource`; with `place`, for one that somebody thinks of. Says which definition would serve it and why, with which
         *     inputs (placeholders resolved, secrets masked), and with `askDriver` what the driver of one resource would do, as
         *     far as it can say so without doing it; for that one has to be allowed to deploy there. It is refused as saving it
         *     would be. Nothing is saved, and nothing is made.
         */
        post: operations["tryResourceDefinitions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definitions/affected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which workloads a definition affects, before it is saved
         * @description With `document`, what saving this file of ResourceDefinitions and ResourceTypes would change; it is refused as
         *     saving it would be. With `name`, where that definition makes resources and which of them are older than its
         *     newest version; with `removed`, what removing it would change. Nothing is saved.
         */
        post: operations["listAffectedWorkloads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definitions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resource definitions of a file of Score's provisioners
         * @description Reads a `*.provisioners.yaml` file of score-compose or score-k8s and makes a definition of each provisioner that
         *     works here: templates that compute outputs, and programs. The others are named with what they lack. Nothing is
         *     saved: look at the text and save it with POST /api/v1/entities.
         */
        post: operations["importProvisioners"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definitions/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example postgres */
                name: string;
            };
            cookie?: never;
        };
        /** One resource definition */
        get: operations["getResourceDefinition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-definitions/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example postgres */
                name: string;
            };
            cookie?: never;
        };
        /**
         * The versions of a resource definition, newest first
         * @description A version never changes; what was made with one keeps it until it is upgraded. Those of a removed definition stay.
         */
        get: operations["listResourceDefinitionVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resource-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The types of resources that definitions can be of
         * @description Those every installation knows, and those that entities of the kind ResourceType declare.
         */
        get: operations["listResourceTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/drifted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resources of which a look said that they are not as they were applied
         * @description What the looks so far have found. Nothing is looked at again.
         */
        get: operations["listDriftedResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/accepted-drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resources whose difference to what was applied is taken for right */
        get: operations["listAcceptedDrift"];
        put?: never;
        /**
         * Take what is found of a resource for right
         * @description Its driver looks once more. What it finds is no drift any more until the resource is applied again, something else is found, or that is taken back. The resource itself is not changed.
         */
        post: operations["acceptDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/accepted-drift/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0123456789abcdef0123456789abcdef */
                uid: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** What was accepted is drift again */
        delete: operations["takeBackAcceptedDrift"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/resources/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How resources differ from what was applied
         * @description Asks each resource's driver, which looks at what is really there and changes nothing. It takes as long as that takes, at most a minute for each resource. A resource that is not active is `not_known`.
         */
        get: operations["listResourceDrift"];
        put?: never;
        /**
         * Look for drift now and keep what was found
         * @description As the look of GET; what it found then stands with the resources, as it does after the look that is made every hour. The resources themselves are not changed.
         */
        post: operations["checkResourceDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration/{component}/{environment}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                component: string;
                /** @example development */
                environment: string;
            };
            cookie?: never;
        };
        /** Configuration of a component in an environment */
        get: operations["getConfiguration"];
        /**
         * Replace the configuration
         * @description Takes effect with the next deployment.
         */
        put: operations["setConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of secrets; values are never read back */
        get: operations["listSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{scope}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description "organisation", "component.<name>" or "component.<name>.<environment>"
                 * @example component.orders
                 */
                scope: string;
                /** @example API_KEY */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Store a secret */
        put: operations["setSecret"];
        post?: never;
        /** Delete a secret */
        delete: operations["deleteSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/master-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the master key is wrapped and open */
        get: operations["getMasterKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/master-key/passphrase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Protect the master key with a passphrase */
        put: operations["wrapMasterKey"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/master-key/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a wrapped master key */
        post: operations["unlockMasterKey"];
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
    "/api/v1/audit/events/{sequence}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event, and the one before it about the same thing
         * @description What the event changed is the difference of the two payloads.
         */
        get: operations["getAuditEvent"];
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
    "/api/v1/components/{name}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What a component wrote in an environment, secrets masked
         * @description Lines of all its instances, old and new, by time. Without a cursor the newest ones. A page may hold fewer lines
         *     than asked for; `older` and `hasNewer` say whether there are more.
         */
        get: operations["getWorkloadLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/logs/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What a component writes, as it comes
         * @description From `after` (the `newer` of a page) on, or from now. Message ids are cursors. The stream goes on over
         *     deployments and does not end by itself.
         */
        get: operations["streamWorkloadLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /**
         * CPU, memory, requests, errors and latency over time
         * @description Columns of equal length; null where there is no data. Samples of 15 s are kept for 24 h, minutes for 7 days. A
         *     step that would give more than 1,000 values is made coarser.
         */
        get: operations["getWorkloadMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents, newest first */
        get: operations["listIncidents"];
        put?: never;
        /**
         * Open an incident by hand
         * @description For what nothing watches. In production it counts as a failure of the deployment named, else of the one in force when that is not older than 24 hours.
         */
        post: operations["openIncident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01JD8XZ4B6W7Y2E9P3T5V0QRST */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One incident */
        get: operations["getIncident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01JD8XZ4B6W7Y2E9P3T5V0QRST */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It is over */
        post: operations["resolveIncident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/deployment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01JD8XZ4B6W7Y2E9P3T5V0QRST */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Which deployment it is due to
         * @description Wins over the rule. null says that it is due to none.
         */
        put: operations["linkIncident"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prometheus/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workloads for Prometheus' HTTP service discovery
         * @description The whole list each time. Prometheus signs in with a token as bearer. One target for each port of each workload in
         *     force on this host, at its loopback address.
         */
        get: operations["getPrometheusTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * For Prometheus
         * @description Text format 0.0.4. Prometheus signs in with a token as bearer. Workloads the token may read; the server's own
         *     numbers for who may `platform.read`.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * OTLP/HTTP for traces
         * @description ExportTraceServiceRequest in protobuf or JSON, also gzipped; at most 4 MiB and 10,000 spans. `service.name` of the
         *     resource is the component, `deployment.environment.name` the environment (development without it). What cannot be
         *     taken is counted in the partial success of the answer, which has the encoding of the request.
         */
        post: operations["sendTraces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * OTLP/HTTP for metrics
         * @description ExportMetricsServiceRequest, as for traces. Gauges, sums and histograms are kept for 24 hours, at most 500 series a component and environment.
         */
        post: operations["sendMetrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Traces that components took part in, newest first
         * @description One row for each component of a trace. Kept for 3 days, at most 200,000 spans in all.
         */
        get: operations["listTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/traces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description 32 hexadecimal digits
                 * @example 5b8efff798038103d269b633813fc60c
                 */
                id: string;
            };
            cookie?: never;
        };
        /** The spans of a trace */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/components/{name}/measures": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        /** What a component measures itself, in the last hour */
        get: operations["listMeasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What other systems send to */
        get: operations["listSources"];
        put?: never;
        /**
         * Make an endpoint for another system
         * @description The answer holds the secret the sender must have; it is shown once. Types, and the schemes each can prove itself by, the usual one first - cdevents (standard, bearer), github (github), gitlab (gitlab, standard), gitea (gitea), alertmanager (bearer, basic), pagerduty (pagerduty), devlake (bearer).
         */
        post: operations["createSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        /** One source */
        get: operations["getSource"];
        put?: never;
        post?: never;
        /**
         * Take an endpoint away
         * @description What it received goes with it; what it told stays in the event log.
         */
        delete: operations["deleteSource"];
        options?: never;
        head?: never;
        /**
         * Change a source
         * @description Absent fields stay; maps are replaced as a whole.
         */
        patch: operations["changeSource"];
        trace?: never;
    };
    "/api/v1/sources/{name}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret
         * @description The old one is worth nothing from then on. It is shown once.
         */
        post: operations["renewSourceSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/received": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What came and what was made of it
         * @description Newest first. Kept for 30 days, at most 20,000 requests or 64 MiB a source.
         */
        get: operations["listReceived"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/received/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One request with its body */
        get: operations["getReceived"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read again what came
         * @description By ids, or all from an instant on, at most 500 at once; `next` of the answer is the `after` of the next call. What was told stays told once.
         */
        post: operations["replayReceived"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ingest/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where other systems send to
         * @description The body is what the sender's webhook sends, or CloudEvents 1.0 over HTTP (binary, structured, batch of at most 500
         *     events of 64 KiB) with CDEvents in them. At most 1 MiB. Proven by the scheme of the source, not by a token. 202: taken;
         *     200: taken before.
         */
        post: operations["ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is told what happens */
        get: operations["listSubscriptions"];
        put?: never;
        /**
         * Tell an address what happens
         * @description cdevents sends CloudEvents 1.0 (structured) with CDEvents 0.5.1, chat sends `{"text": ...}`. Each request is signed as
         *     Standard Webhooks have it (webhook-id, webhook-timestamp, webhook-signature) with the secret of the answer, which is
         *     shown once, and is tried up to eight times in about ten hours. The address is kept secret; addresses of private
         *     networks are refused unless the server allows them. What is announced, shipped and asked (announcements, roadmap,
         *     surveys) is told in words only, and only what everybody may know.
         */
        post: operations["createSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        /** One subscription */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        /**
         * Tell it nothing more
         * @description What is on its way goes with it.
         */
        delete: operations["deleteSubscription"];
        options?: never;
        head?: never;
        /**
         * Change a subscription
         * @description Absent fields stay.
         */
        patch: operations["changeSubscription"];
        trace?: never;
    };
    "/api/v1/subscriptions/{name}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret
         * @description What is sent from then on is signed with it. It is shown once.
         */
        post: operations["renewSubscriptionSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions/{name}/greetings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a greeting, to see whether it arrives */
        post: operations["greetSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions/{name}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        /**
         * What was sent, is on its way or was given up
         * @description Newest first; what ended is kept for 14 days.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions/{name}/deliveries/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it once more */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dora": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The five DORA metrics
         * @description A metric without data is null and says why.
         */
        get: operations["getDora"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dora/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The production deployments the metrics are made of, newest first */
        get: operations["listDoraDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What good looks like
         * @description Everybody sees the definitions; counts are over the entities that the reader may see.
         */
        get: operations["listScorecards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecards/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production-readiness */
                name: string;
            };
            cookie?: never;
        };
        /** One of them with its checks */
        get: operations["getScorecard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecards/{name}/entities": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production-readiness */
                name: string;
            };
            cookie?: never;
        };
        /**
         * The heat map, a row for each entity
         * @description The cells of a row are in the order of `checks`. The counts of a check are over all pages.
         */
        get: operations["getScorecardEntities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecards/{name}/teams": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production-readiness */
                name: string;
            };
            cookie?: never;
        };
        /**
         * The heat map, a row for each team
         * @description What no group owns is counted together, without a team. There is no row for a person.
         */
        get: operations["getScorecardTeams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecards/{name}/checks/{check}/result": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example security */
                name: string;
                /** @example penetration-test */
                check: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Report the result of an external check
         * @description It counts until `expiresAt`, and at most as long as the check allows; then the check is unknown. An older result than the one that is there changes nothing.
         */
        put: operations["pushCheckResult"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecard-standings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an entity stands on every scorecard that covers it */
        get: operations["getScorecardStandings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecard-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Results and levels of an entity that became others */
        get: operations["listScorecardChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scorecard-trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a scorecard would say
         * @description Evaluates the scorecards of a text over what the reader may see. Nothing is kept.
         */
        post: operations["tryScorecard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bars that are raised
         * @description Everybody sees which there are; progress is over the entities that the reader may see.
         */
        get: operations["listCampaigns"];
        put?: never;
        /**
         * Raise a bar
         * @description Owners of what does not meet it are told now, a week and a day before it is due. It ends by itself, when everything in scope meets it or on its date.
         */
        post: operations["startCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One of them with its progress by team */
        get: operations["getCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/ending": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it before its date */
        post: operations["endCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What developers said
         * @description Everybody signed in sees all of it, and the answers. Votes are numbers; whose they are is not told.
         */
        get: operations["listFeedback"];
        put?: never;
        /**
         * Say something about the platform
         * @description With a name it has its author's vote, and the author is told what becomes of it.
         */
        post: operations["sendFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One of them */
        get: operations["getFeedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Answer, decide, or link to the roadmap
         * @description Absent fields stay. Declined and answered need an answer. Author and voters are told. An item linked to the roadmap follows it.
         */
        patch: operations["triageFeedback"];
        trace?: never;
    };
    "/api/v1/feedback/{id}/vote": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        /** This matters to me, too */
        put: operations["voteForFeedback"];
        post?: never;
        /** Take the vote back */
        delete: operations["unvoteFeedback"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roadmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the platform team means to do */
        get: operations["listRoadmap"];
        put?: never;
        /**
         * Put something on the roadmap
         * @description Feedback named here leads to it from then on; its authors and voters are told.
         */
        post: operations["addToRoadmap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roadmap/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One item */
        get: operations["getRoadmapItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change or move it
         * @description Absent fields stay. What ships needs a note that says what is new, what is dropped one that says why. A move tells everybody who voted for it or sent what led to it.
         */
        patch: operations["changeRoadmapItem"];
        trace?: never;
    };
    "/api/v1/roadmap/{id}/vote": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        /** This matters to me */
        put: operations["voteForRoadmapItem"];
        post?: never;
        /** Take the vote back */
        delete: operations["unvoteRoadmapItem"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is and was asked
         * @description Newest first. Drafts are seen by those who may manage surveys.
         */
        get: operations["listSurveys"];
        put?: never;
        /**
         * Write a survey
         * @description With the questions of its kind unless others are given.
         */
        post: operations["createSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One survey */
        get: operations["getSurvey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a draft
         * @description Once it was opened nothing of it changes.
         */
        patch: operations["changeSurvey"];
        trace?: never;
    };
    "/api/v1/surveys/{id}/opening": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask everybody
         * @description Everybody who can sign in is told and may answer until the days are over; one about first deployments asks whoever makes one, until it is closed. Refused when another survey of everybody, or one that asks the same, was opened in the 60 days before: the difference between the two could be one person.
         */
        post: operations["openSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys/{id}/closing": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End it and work out its results
         * @description What is shown of which team is decided here, once. Who took part is forgotten.
         */
        post: operations["closeSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys/{id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer, once
         * @description Scores are added to the counts of one's team; nothing is stored that belongs to a person but that they have answered, until the survey is closed.
         */
        post: operations["answerSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /**
         * What came of it
         * @description Of a closed survey; one about first deployments has results while it is open, which grow by at least k answers at a time. Nothing is shown of fewer than k people, nor of a team whose answers would let those of fewer be computed.
         */
        get: operations["getSurveyResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is announced
         * @description What is in force and for the asker. With `all`, which needs announcement.manage, all there were, newest first.
         */
        get: operations["listAnnouncements"];
        put?: never;
        /**
         * Announce something
         * @description Whom it is for sees it on every page until it is over or they put it away, and is told by the bell and by mail when it begins; what is for everybody also goes to the chats that are subscribed to announcements.
         */
        post: operations["announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/announcements/{id}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It is over now */
        post: operations["withdrawAnnouncement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/announcements/{id}/dismissal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        /** Put it away for oneself */
        put: operations["dismissAnnouncement"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one gets by mail */
        get: operations["getNotificationSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Choose what one gets by mail
         * @description Kinds that are not named stay as they are.
         */
        patch: operations["setNotificationSettings"];
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one is told
         * @description One's own, newest first.
         */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/reading": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Some or all of one's own were read */
        post: operations["markNotificationsRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the platform is cared for */
        get: operations["getHeartbeat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server answers */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A backup of everything, as it is now, while the server goes on */
        post: operations["takeBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the server says of itself
         * @description Version, database, workers and what waits for them, and the backups that were taken last.
         */
        get: operations["getServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The servers of this installation
         * @description All that share the database, also those that are away. With SQLite there is one.
         */
        get: operations["listServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Free disk space, what was removed last, and what would go now */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove what is over its time or size now */
        post: operations["enforceRetention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document as JSON */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the platform offers
         * @description What the caller can use, in the order of the portal; the platform team also sees what is off and what is open to
         *     other teams only. A part of the product is there in any case, with what an entity of the kind Capability says
         *     about it; entities that name no part come after them.
         */
        get: operations["listCapabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/capabilities/{key}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outcomes */
                key: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Offer a capability, stop offering it, or lead to another system
         * @description Written into its entity of the kind Capability, which is made when there is none. What a repository declares is changed there.
         */
        put: operations["setCapabilityMode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The policies in force
         * @description The shipped ones, with what an entity of the kind Policy of the same name says in their place, and those that
         *     entities add. A policy is saved as any entity is, with POST /api/v1/entities.
         */
        get: operations["listPolicies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example freeze-window */
                name: string;
            };
            cookie?: never;
        };
        /** One policy */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{name}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example freeze-window */
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Say what happens when a policy is not met
         * @description Written into its entity of the kind Policy, which is made when there is none. What a repository declares is changed there.
         */
        put: operations["setPolicyMode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy-tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a file of policies and run the tests in it
         * @description As saving it would; nothing is saved.
         */
        post: operations["testPolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy-replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a changed policy would have decided
         * @description Replays a policy that is not saved over kept decisions that the caller may see, and tells what would have changed,
         *     by gate and by the team that owns what was decided about.
         */
        post: operations["replayPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was decided at the gates, newest first
         * @description Of what the caller may see. With `about`, the decisions that belong to one decision, deployment or run.
         */
        get: operations["listDecisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One decision with its input */
        get: operations["getDecision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exceptions that were asked for, newest first
         * @description Of what the caller may see, and of what they answer for as owner of the policy or check.
         */
        get: operations["listWaivers"];
        put?: never;
        /**
         * Ask for an exception
         * @description For something one owns; it counts once a second person agreed, and ends by itself.
         */
        post: operations["requestWaiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waivers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        /** One waiver */
        get: operations["getWaiver"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waivers/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to a waiver or not
         * @description By somebody who answers for the policy or check and did not ask for the waiver.
         */
        post: operations["decideWaiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waivers/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a waiver, or take the request back */
        post: operations["endWaiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Machines that run jobs
         * @description In the order of their names. What runners themselves ask is a protocol of its own, with a version of its own.
         */
        get: operations["listRunners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runner-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token to register one runner with
         * @description Good once. It is shown in this answer only.
         */
        post: operations["makeRunnerToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example builder-1 */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a runner
         * @description By id or name. Its credential is void at once; jobs it works on are lost and follow the rule for that.
         */
        delete: operations["removeRunner"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runners/{id}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example builder-1 */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a runner finish and end
         * @description By id or name. It takes nothing new, finishes what it has and ends.
         */
        post: operations["drainRunner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The platform as a product: who answers for it, and its scope */
        get: operations["getPlatform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Say who answers for the platform, what its scope is, and how much of it shows
         * @description What is absent stays as it is.
         */
        patch: operations["updatePlatform"];
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every metric of the registry with its value
         * @description Definition, value of the last `days` (UTC, today included), the time before of the same length, and the target. A metric without data is null and says why. No metric is about a person.
         */
        get: operations["listMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
            cookie?: never;
        };
        /** One metric over time, with baseline, target and benchmark */
        get: operations["getMetric"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/{key}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
            cookie?: never;
        };
        /** What a metric was made of, newest first */
        get: operations["listMetricRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/{key}/target": {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
            };
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Say what is wanted of a metric
         * @description For everything, or for the component or owner of the query. `days` is not looked at.
         */
        put: operations["setMetricTarget"];
        post?: never;
        /** Want nothing more of a metric */
        delete: operations["removeMetricTarget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report for sponsors
         * @description Hours, lead time, incidents, cost, satisfaction and adoption, each with formula and n, beside the time before and, where a history was imported, before adoption. The same figures give the same bytes.
         */
        get: operations["getValueReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an hour of use costs */
        get: operations["getPrices"];
        /** Set what an hour of use costs */
        put: operations["setPrices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/manual-work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long work takes by hand, as the platform team has declared it */
        get: operations["getManualWork"];
        /** Declare how long work takes by hand */
        put: operations["setManualWork"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/costs/focus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cost and usage as FOCUS 1.2 has it
         * @description A row for each day, component, environment and kind of use, at the prices of now.
         */
        get: operations["exportCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customer-ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import what customers said elsewhere
         * @description The result of at least five answers; a single one is refused.
         */
        post: operations["importCustomerRating"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/benchmarks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What DORA's reports say of others, by edition */
        get: operations["listBenchmarks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baselines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Delivery figures of imported histories
         * @description What was before anything was adopted. Failure rate, recovery and rework rest on a proxy.
         */
        get: operations["listBaselines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baselines/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders-before */
                name: string;
            };
            cookie?: never;
        };
        /** One baseline with its figures and releases */
        get: operations["getBaseline"];
        /**
         * Import the releases of a history, in place of what was imported under that name
         * @description What `towpath import git` sends: tags and the times of commits, neither names nor addresses nor messages. The release before `from` may be among them: a patch release in the first days is judged by it.
         */
        put: operations["putBaseline"];
        post?: never;
        /** Forget a baseline */
        delete: operations["deleteBaseline"];
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
        User: {
            /** @example user:default/alice */
            ref: string;
            /** @example alice */
            name: string;
            displayName: string;
            email: string | null;
            /** @description Given to the user directly. */
            roles: components["schemas"]["Role"][];
            disabled: boolean;
            hasPassword: boolean;
            createdAt: components["schemas"]["Time"];
            updatedAt: components["schemas"]["Time"];
        };
        /** @enum {string} */
        Role: "admin" | "platform" | "operator" | "member" | "viewer";
        UserPage: {
            items: components["schemas"]["User"][];
            next: string | null;
            total: number;
        };
        NewUser: {
            /**
             * @description Lower-case letters, digits, "-", "_", ".", at most 63.
             * @example mina
             */
            name: string;
            displayName?: string;
            email?: string;
            /** @description member when empty. */
            roles?: components["schemas"]["Role"][];
            /** Format: password */
            password?: string;
        };
        UserChange: {
            displayName?: string;
            email?: string;
            roles?: components["schemas"]["Role"][];
            disabled?: boolean;
        };
        NewPassword: {
            /** Format: password */
            current?: string;
            /** Format: password */
            password: string;
        };
        SignInCode: {
            /** @description Opened as /sign-in?code=... */
            code: string;
        };
        Group: {
            /** @example group:default/payments */
            ref: string;
            /** @example payments */
            name: string;
            displayName: string;
            description: string;
            /** @description Of every member. */
            roles: components["schemas"]["Role"][];
            /** @description References of users and groups. */
            members: string[];
            createdAt: components["schemas"]["Time"];
            updatedAt: components["schemas"]["Time"];
        };
        GroupPage: {
            items: components["schemas"]["Group"][];
            next: string | null;
            total: number;
        };
        NewGroup: {
            /** @example payments */
            name: string;
            displayName?: string;
            description?: string;
            roles?: components["schemas"]["Role"][];
            members?: string[];
        };
        GroupChange: {
            displayName?: string;
            description?: string;
            roles?: components["schemas"]["Role"][];
        };
        NewMember: {
            /**
             * @description Reference of a user or a group
             * @example user:default/alice
             */
            member: string;
        };
        Token: {
            id: components["schemas"]["Ulid"];
            name: string;
            /** @example user:default/alice */
            user: string;
            /** @description Permissions it is limited to; empty for all of the user. */
            scope: string[];
            createdAt: components["schemas"]["Time"];
            /** Format: date-time */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description Exact to an hour.
             */
            lastUsedAt: string | null;
        };
        TokenList: {
            items: components["schemas"]["Token"][];
        };
        NewToken: {
            /** @description Name of the user; oneself when absent. */
            user?: string;
            /** @description What it is for; unique for the user. */
            name: string;
            scope?: string[];
            expiresInSeconds?: number;
        };
        CreatedToken: components["schemas"]["Token"] & {
            /** @description Shown this once. */
            token: string;
        };
        Session: {
            id: components["schemas"]["Ulid"];
            /** @example password */
            method: string;
            remoteAddress: string;
            userAgent: string;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
            current: boolean;
        };
        SessionList: {
            items: components["schemas"]["Session"][];
        };
        EventMessage: {
            /**
             * Format: int64
             * @description Also the id of the message.
             */
            sequence: number;
            /** @example user:default/alice */
            actor: string;
            /** @description Null when it was erased. */
            payload: {
                [key: string]: unknown;
            } | null;
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
            /** @description Sources that say something else under this reference; what is declared counts. */
            conflicts: string[];
        };
        /** @description Where the descriptor stands. */
        EntitySource: {
            /**
             * @description "api", "repository:<name>", or "directory" for users and groups of the platform.
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
            tag: components["schemas"]["Facet"];
        };
        EntityDefinition: {
            /** @example api:default/orders-api */
            ref: string;
            /** @example openapi */
            type: string | null;
            /** @description Of the format that the type names. */
            document: unknown;
        };
        CatalogView: {
            /** @example ours */
            name: string;
            /**
             * @description The search part of the page's address.
             * @example owner=group%3Adefault%2Fpayments
             */
            query: string;
            updatedAt: components["schemas"]["Time"];
        };
        CatalogViewList: {
            items: components["schemas"]["CatalogView"][];
            next: null;
        };
        CatalogViewQuery: {
            query: string;
        };
        EntityNames: {
            items: {
                /** @example Component */
                kind: string;
                namespace: string;
                owner: string | null;
                names: string[];
            }[];
            next: null;
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
            /** @description How long runs of its kind about the same subject took that succeeded before it; null below three. */
            typical: null | {
                /** @description The median. */
                seconds: number;
                /** @description How many it is the median of, at most the last 20. */
                runs: number;
            };
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
            /** @description Why it failed; null for a run that has not. */
            explanation: components["schemas"]["Explanation"] | null;
        };
        Explanation: {
            /** @description Key of the node that failed the run. */
            node: string;
            nodeTitle: string;
            /** @description The failing step; null when the node failed outside of one. */
            step: components["schemas"]["Step"] | null;
            /** @example Step 'Test' of 'build' ended with exit code 1. */
            summary: string;
            error: components["schemas"]["Failure"];
            /** @description What to do next */
            nextAction: string;
            /** @description The part of the step's log that tells most, at most 16 lines. */
            lines: components["schemas"]["LogLine"][];
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
            /** @description Those of the attempts before it. */
            earlierSteps: components["schemas"]["Step"][];
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
        LogMatches: {
            /** @description Numbers of the first lines that match, in order. */
            lines: number[];
            /** @description How many lines match. */
            total: number;
        };
        RunStarted: {
            id: components["schemas"]["Ulid"];
        };
        Repository: {
            id: components["schemas"]["Ulid"];
            /** @example orders */
            name: string;
            description: string;
            /** @example group:default/payments */
            owner: string;
            project: string;
            /** @example main */
            defaultBranch: string;
            /** Format: uri */
            cloneUrl: string;
            /** @description That the asker may see. */
            openChanges: number;
            /** @description Read only from here; no pipeline of it runs. */
            isObserveOnly: boolean;
            /**
             * Format: date-time
             * @description When a branch or tag moved last.
             */
            pushedAt: string | null;
            createdAt: components["schemas"]["Time"];
        };
        RepositoryPage: {
            items: components["schemas"]["Repository"][];
            next: string | null;
            total: number;
        };
        NewRepository: {
            name: string;
            description?: string;
            /** @description Reference; oneself when absent. */
            owner?: string;
            project?: string;
            /** @default main */
            defaultBranch: string;
            /**
             * @description A copy of what is kept elsewhere.
             * @default false
             */
            observeOnly: boolean;
        };
        RepositoryUse: {
            observeOnly: boolean;
        };
        Change: {
            id: components["schemas"]["Ulid"];
            repository: string;
            owner: string;
            number: number;
            title: string;
            description: string;
            /** @example user:default/alice */
            author: string;
            /** @description Branch. */
            source: string;
            /** @description Branch. */
            target: string;
            /** @enum {string} */
            state: "open" | "merged" | "closed";
            /** @description Commit. */
            head: string;
            mergeCommit: string | null;
            /** @description `merge`, `squash`, `rebase`, or `push` when its commits came to the target by a push. */
            strategy: string | null;
            endedBy: string | null;
            /** Format: date-time */
            endedAt: string | null;
            createdAt: components["schemas"]["Time"];
            updatedAt: components["schemas"]["Time"];
            comments: number;
            /** @description Of its present head. */
            approvals: number;
            /** @description Somebody's last word is to request changes. */
            hasObjections: boolean;
        };
        ChangePage: {
            items: components["schemas"]["Change"][];
            next: string | null;
            total: number;
        };
        NewChange: {
            title: string;
            description?: string;
            source: string;
            /** @description The default branch when absent. */
            target?: string;
            /** @description Of the commit that `files` make; the title when absent. */
            message?: string;
            files?: {
                path: string;
                content?: string;
                executable?: boolean;
                removed?: boolean;
            }[];
        };
        ChangeEdit: {
            title?: string;
            description?: string;
        };
        ChangeDetail: components["schemas"]["Change"] & {
            /** @description Merge base of target and head. */
            base: string;
            commits: number;
            /** @description Commits of the target that it has not. */
            behind: number;
            reviews: components["schemas"]["Review"][];
            threads: components["schemas"]["ChangeThread"][];
            checks: components["schemas"]["Check"][];
            protection: components["schemas"]["Protection"];
            codeOwners: {
                owners: string[];
                paths: string[];
                approvedBy: string | null;
            }[];
            codeOwnerProblems: string[];
            merge: {
                isMergeable: boolean;
                obstacles: {
                    /** @enum {string} */
                    code: "state" | "conflict" | "nothing" | "check_missing" | "check_running" | "check_failed" | "approvals" | "objection" | "owners" | "threads" | "permission";
                    message: string;
                }[];
                conflicts: string[];
            };
            may: {
                /** @description To approve or to object. */
                review: boolean;
                merge: boolean;
                edit: boolean;
            };
        };
        Review: {
            id: components["schemas"]["Ulid"];
            reviewer: string;
            /** @enum {string} */
            verdict: "approve" | "request_changes" | "comment";
            body: string;
            commit: string;
            /** @description An approval of a commit that is not the head any more. */
            isStale: boolean;
            createdAt: components["schemas"]["Time"];
        };
        NewReview: {
            /** @enum {string} */
            verdict: "approve" | "request_changes" | "comment";
            body?: string;
            /** @description The commit that was looked at: refused when it is not the head any more. */
            head?: string;
        };
        ChangeThread: {
            id: components["schemas"]["Ulid"];
            /** @description Null for the conversation as a whole. */
            path: string | null;
            /** @enum {string} */
            side: "old" | "new";
            line: number;
            lineText: string;
            commit: string;
            isResolved: boolean;
            resolvedBy: string | null;
            /** @description The line is not in the diff any more. */
            isOutdated: boolean;
            comments: {
                id: components["schemas"]["Ulid"];
                author: string;
                body: string;
                createdAt: components["schemas"]["Time"];
            }[];
        };
        NewComment: {
            body: string;
            /** @description A new one when absent. */
            thread?: string;
            /** @description The whole change when absent. */
            path?: string;
            /**
             * @description New when absent.
             * @enum {string}
             */
            side?: "old" | "new";
            line?: number;
        };
        Resolution: {
            resolved: boolean;
        };
        MergeOptions: {
            /**
             * @default merge
             * @enum {string}
             */
            strategy: "merge" | "squash" | "rebase";
            message?: string;
            /** @description The commit that was looked at: refused when it is not the head any more. */
            head?: string;
            /** @default false */
            deleteSource: boolean;
            /** @description Why it is done although a policy of the mode soft is not met. */
            override?: string;
        };
        Check: {
            name: string;
            /** @enum {string} */
            state: "queued" | "running" | "waiting" | "cancelling" | "succeeded" | "failed" | "cancelled" | "timed_out";
            /** @example pull_request */
            event: string;
            run: components["schemas"]["Ulid"];
            runNumber: number;
            isRequired: boolean;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
        };
        Protection: {
            branch: string;
            requiredApprovals: number;
            /** @description Names of workflows. */
            requiredChecks: string[];
            /** @description CODEOWNERS decides who must approve. */
            requiresOwnerApproval: boolean;
            requiresResolvedThreads: boolean;
            /** @description Nobody pushes to it. */
            requiresChange: boolean;
        };
        ProtectionList: {
            items: components["schemas"]["Protection"][];
            next: null;
        };
        NewProtection: {
            /** @default 0 */
            requiredApprovals: number;
            requiredChecks?: string[];
            /** @default false */
            requiresOwnerApproval: boolean;
            /** @default false */
            requiresResolvedThreads: boolean;
            /** @default false */
            requiresChange: boolean;
        };
        Diff: {
            base: string;
            head: string;
            fileCount: number;
            added: number;
            removed: number;
            /** @description More files differ than are listed. */
            isCut: boolean;
            files: components["schemas"]["FileDiff"][];
        };
        FileDiff: {
            path: string;
            oldPath: string;
            /** @enum {string} */
            change: "added" | "removed" | "modified" | "renamed" | "copied" | "mode_changed";
            oldMode: string | null;
            newMode: string | null;
            added: number;
            removed: number;
            /** @description Why there are no hunks: `binary` or `too_large`. */
            omitted: string | null;
            hunks: {
                oldStart: number;
                oldCount: number;
                newStart: number;
                newCount: number;
                heading: string;
                lines: {
                    /** @enum {string} */
                    kind: " " | "+" | "-";
                    old?: number;
                    new?: number;
                    text: string;
                    noNewline?: boolean;
                }[];
            }[];
        };
        BranchList: {
            items: {
                name: string;
                commit: string;
                isDefault: boolean;
                isProtected: boolean;
            }[];
            next: null;
        };
        Commit: {
            sha: string;
            parents: string[];
            author: {
                name: string;
                email: string;
            };
            message: string;
            authoredAt: components["schemas"]["Time"];
            committedAt: components["schemas"]["Time"];
        };
        CommitPage: {
            items: components["schemas"]["Commit"][];
            next: string | null;
        };
        TreeEntryList: {
            items: {
                name: string;
                path: string;
                isFolder: boolean;
                isExecutable: boolean;
                /**
                 * Format: int64
                 * @description Bytes; 0 for a folder.
                 */
                size: number;
            }[];
            next: null;
        };
        WorkflowFileList: {
            items: {
                /** @example .github/workflows/ci.yml */
                path: string;
                name: string;
                isRunnable: boolean;
                problems: string[];
            }[];
        };
        Dispatch: {
            /** @description The default branch when absent. */
            ref?: string;
            inputs?: {
                [key: string]: string;
            };
        };
        GoldenPath: {
            /** @example node-service */
            name: string;
            title: string;
            description: string;
            owner: string;
            /** @example service */
            type: string;
            tags: string[];
            /**
             * @description What it is for: the annotation towpath.dev/intent, or from its type.
             * @example A new service
             */
            intent: string;
        };
        GoldenPathList: {
            items: (components["schemas"]["GoldenPath"] & {
                /** @description How its last runs went, over the whole installation; null when none has finished. */
                trackRecord: {
                    finished: number;
                    succeeded: number;
                    /** @description Of those that succeeded. */
                    medianMs: number;
                } | null;
            })[];
        };
        TemplateActionList: {
            items: {
                /** @example fetch:plain */
                name: string;
                description: string;
                /** @description Keys of the step's input. */
                inputs: string[];
            }[];
        };
        GoldenPathDetail: components["schemas"]["GoldenPath"] & {
            /** @description Pages of the form, each a JSON Schema (draft 7). */
            parameters: {
                [key: string]: unknown;
            }[];
            /** @description Questions whose answers are secret and given beside the parameters. */
            secrets: string[];
            steps: {
                id: string;
                name: string;
                /** @example fetch:template */
                action: string;
            }[];
            runnable: boolean;
            /** @description Why it cannot run here. */
            notRunnable: string[];
        };
        GoldenPathParameters: {
            /** @description As its form describes. */
            parameters: {
                [key: string]: unknown;
            };
        };
        GoldenPathOrder: {
            /** @description As its form describes, without secrets. */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Kept encrypted until the run has ended. The run, its log and its events know their names only. */
            secrets?: {
                [key: string]: components["schemas"]["SecretAnswer"];
            };
            /** @description Why it is made although a policy of the mode soft is not met. */
            override?: string;
        };
        /** @description A value, or scope and name of a secret that is kept and that the asker may replace. */
        SecretAnswer: {
            /** Format: password */
            value?: string;
            /** @example component.shop */
            scope?: string;
            /** @example API_KEY */
            name?: string;
        };
        GoldenPathAnswers: {
            /** @description The answers so far. */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Alternatives chosen by hand: pointer of an object to the number of its branch, from 0. */
            choices?: {
                [key: string]: number;
            };
            /** @description Secret questions that have an answer; the answer is not wanted here. */
            secrets?: string[];
        };
        GoldenPathForm: {
            pages: {
                title: string;
                description: string;
                root: components["schemas"]["FormField"];
                problems: components["schemas"]["FormProblem"][];
            }[];
            problems: components["schemas"]["FormProblem"][];
            /** @description The answers with defaults filled in. */
            parameters: {
                [key: string]: unknown;
            };
        };
        FormProblem: {
            /**
             * @description JSON Pointer within the parameters.
             * @example /name
             */
            pointer: string;
            detail: string;
        };
        FormField: {
            pointer: string;
            name: string;
            title: string;
            description: string;
            help: string;
            placeholder: string;
            /** @enum {string} */
            type: "string" | "number" | "integer" | "boolean" | "array" | "object";
            /** @description As ui:widget; empty for what the type suggests. */
            widget: string;
            /** @description As ui:field; empty for none. */
            picker: string;
            /** @description As ui:options. */
            options: {
                [key: string]: unknown;
            };
            /** @description The answer with defaults; null when there is none. */
            value: unknown;
            /** @description Null when there is none. */
            default: unknown;
            /** @description What a new element of an array begins as. */
            blank: unknown;
            isRequired: boolean;
            isReadOnly: boolean;
            hasAutofocus: boolean;
            choices: {
                /** @description What is answered. */
                value: unknown;
                label: string;
            }[];
            fields: components["schemas"]["FormField"][];
            branches: string[];
            branch: number;
        };
        PlannedResource: {
            environment: string;
            environmentType: string;
            /** @example db */
            name: string;
            /** @example postgres */
            type: string;
            class: string;
            /** @description Empty when nothing offers it. */
            definition: string;
            driver: string;
            description: string;
        };
        GoldenPathPreview: {
            resources: components["schemas"]["PlannedResource"][];
            files: {
                path: string;
                size: number;
                isExecutable: boolean;
                /** @description Null when it is not text. */
                content: string | null;
            }[];
        };
        DocSet: {
            /** @example component:default/orders */
            ref: string;
            title: string;
            owner: string | null;
            /** @description null for the manual. */
            repository: string | null;
            /** @description What is shown. */
            commit: string;
            /**
             * @description Path of the page to begin with.
             * @example index.md
             */
            home: string;
            pageCount: number;
            updatedAt: components["schemas"]["Time"];
        };
        DocSetPage: {
            items: components["schemas"]["DocSet"][];
            next: string | null;
            total: number;
        };
        DocSetDetail: components["schemas"]["DocSet"] & {
            nav: components["schemas"]["DocNavItem"][];
            /** @description What could not be read, in words. */
            problems: string[];
        };
        /** @description A page, an address elsewhere or a section. */
        DocNavItem: {
            title: string;
            /** @example index.md */
            page?: string;
            url?: string;
            children?: components["schemas"]["DocNavItem"][];
        };
        DocPage: {
            set: string;
            path: string;
            title: string;
            /** @description With format=html. */
            html?: string;
            /** @description With format=markdown. */
            markdown?: string;
            toc: {
                level: number;
                id: string;
                title: string;
            }[];
            brokenLinks: string[];
            source: {
                repository: string | null;
                commit: string;
                /** @example docs/index.md */
                path: string;
            };
            /** @description Where the API has the file as it is now. */
            editPath: string | null;
            previous: components["schemas"]["DocPageLink"];
            next: components["schemas"]["DocPageLink"];
        };
        DocPageLink: {
            path: string;
            title: string;
        } | null;
        DocsReport: {
            sets: {
                ref: string;
                title: string;
                owner: string | null;
                pages: number;
                /** @description Of these the code changed more than `staleAfterDays` later. */
                stalePages: number;
                brokenLinks: number;
                useful: number;
                notUseful: number;
                /**
                 * Format: date-time
                 * @description Null where it is not known.
                 */
                docsChangedAt: string | null;
                /** Format: date-time */
                codeChangedAt: string | null;
            }[];
            missedSearches: {
                text: string;
                searches: number;
                /** Format: date */
                lastDay: string;
            }[];
            staleAfterDays: number;
            fewestSearchers: number;
        };
        DocQuality: {
            ref: string;
            title: string;
            owner: string | null;
            /** Format: date-time */
            codeChangedAt: string | null;
            pages: {
                path: string;
                title: string;
                /** Format: date-time */
                changedAt: string | null;
                stale: boolean;
            }[];
            brokenLinks: {
                page: string;
                /** @description As written. */
                link: string;
                /** @enum {unknown} */
                reason: "no_target" | "no_anchor";
            }[];
            votes: components["schemas"]["DocVotes"][];
        };
        DocVotes: {
            page: string;
            /** @description Id of the heading; empty for the page. */
            heading: string;
            useful: number;
            notUseful: number;
            /** @description What the asker said. */
            mine: boolean | null;
        };
        DocVoteList: {
            items: components["schemas"]["DocVotes"][];
        };
        DocVote: {
            page: string;
            heading?: string;
            useful: boolean;
        };
        DocMatchPage: {
            items: {
                set: string;
                setTitle: string;
                path: string;
                title: string;
                /** @description Plain text around the first word. */
                snippet: string;
            }[];
            next: string | null;
            total: number;
        };
        Environment: {
            project: string;
            /** @example development */
            name: string;
            type: components["schemas"]["EnvironmentType"];
            owner: string;
            /** @enum {string} */
            state: "active" | "deleting";
            /** Format: date-time */
            expiresAt: string | null;
            createdAt: components["schemas"]["Time"];
        };
        /** @description Null where there is no limit. */
        EnvironmentQuota: {
            environments?: number | null;
            instances?: number | null;
            /** @description As the limits of workloads say. */
            memoryMiB?: number | null;
            /** @description Thousandths of a core. */
            cpuMillis?: number | null;
            /** @description By type. */
            resources?: {
                [key: string]: number;
            };
        };
        EnvironmentTypeContent: {
            /** @description Of a new environment; 0: it stays. */
            defaultTtlSeconds?: number;
            /** @description Without a request; 0: never. */
            sleepAfterSeconds?: number;
            /** @description Whom to ask for more. */
            contact?: string;
            /** @description Where a component does not say otherwise. */
            configuration?: {
                [key: string]: string;
            };
            quotas?: {
                type?: components["schemas"]["EnvironmentQuota"];
                project?: components["schemas"]["EnvironmentQuota"];
                environment?: components["schemas"]["EnvironmentQuota"];
            };
        };
        EnvironmentTypeChange: {
            /** @description The digest of the preview that this carries out. */
            preview: string;
            /** @description Of a new environment; 0: it stays. */
            defaultTtlSeconds?: number;
            /** @description Without a request; 0: never. */
            sleepAfterSeconds?: number;
            /** @description Whom to ask for more. */
            contact?: string;
            /** @description Where a component does not say otherwise. */
            configuration?: {
                [key: string]: string;
            };
            quotas?: {
                type?: components["schemas"]["EnvironmentQuota"];
                project?: components["schemas"]["EnvironmentQuota"];
                environment?: components["schemas"]["EnvironmentQuota"];
            };
        };
        EnvironmentTypeDetail: {
            name: components["schemas"]["EnvironmentType"];
            /** @description Of a new environment; 0: it stays. */
            defaultTtlSeconds: number;
            /** @description Without a request; 0: never. */
            sleepAfterSeconds: number;
            /** @description Whom to ask for more. */
            contact: string;
            /** @description Where a component does not say otherwise. */
            configuration: {
                [key: string]: string;
            };
            quotas: {
                type: components["schemas"]["EnvironmentQuota"];
                project: components["schemas"]["EnvironmentQuota"];
                environment: components["schemas"]["EnvironmentQuota"];
            };
            runtime: string;
            /** @description How many must agree to a deployment. */
            approvals: number;
            /** @description That there are. */
            environments: number;
            changedBy: string;
            /** Format: date-time */
            changedAt: string | null;
        };
        EnvironmentTypeList: {
            items: components["schemas"]["EnvironmentTypeDetail"][];
        };
        EnvironmentTypePreview: {
            affected: {
                project: string;
                environment: string;
                changes: string[];
                /** @description What runs there has the values of before until it is deployed again. */
                needsRedeploy: boolean;
            }[];
            digest: string;
        };
        QuotaUseList: {
            items: {
                /** @enum {string} */
                scope: "type" | "project" | "environment";
                /** @description environments, instances, memoryMiB, cpuMillis or a type of resource. */
                what: string;
                used: number;
                most: number;
                /** @description At most 20; empty for a whole type. */
                by: string[];
            }[];
        };
        SleepReason: {
            reason?: string;
        };
        SleepRunList: {
            items: {
                component: string;
                run: components["schemas"]["Ulid"];
            }[];
        };
        SleeperList: {
            items: {
                component: string;
                project: string;
                environment: string;
                /** @enum {string} */
                state: "falling" | "asleep" | "waking" | "failed";
                since: components["schemas"]["Time"];
                /** @description Why it sleeps */
                reason: string;
                /** @description That wakes it. */
                deployment: string | null;
                /**
                 * Format: date-time
                 * @description When a request may try again.
                 */
                retryAt: string | null;
            }[];
        };
        /** @enum {string} */
        EnvironmentType: "development" | "staging" | "production" | "ephemeral";
        EnvironmentList: {
            items: components["schemas"]["Environment"][];
            next: null;
        };
        NewEnvironment: {
            project: string;
            /** @example preview-7 */
            name: string;
            type: components["schemas"]["EnvironmentType"];
            /** @description Gone after so long. */
            ttlSeconds?: number;
        };
        EnvironmentMatrix: {
            items: {
                /** @example orders */
                component: string;
                project: string;
                owner: string;
                repository: string;
                environments: components["schemas"]["MatrixCell"][];
            }[];
            next: string | null;
        };
        MatrixCell: {
            /** @example production */
            name: string;
            type: components["schemas"]["EnvironmentType"];
            state: string;
            /** @enum {string} */
            health: "unknown" | "progressing" | "healthy" | "degraded" | "suspended" | "missing";
            healthReason: string;
            sleepReason: string;
            /**
             * @description The runtime that runs it; empty when nothing runs.
             * @example kubernetes
             */
            runtime: string;
            /** @description What it stands on there. */
            resources: components["schemas"]["FoundationResource"][];
            /** @description How many are wanted there, whether it runs now or not. */
            instances: number;
            url: string;
            /** @example rel-3 */
            release: string;
            releaseId: string;
            commit: string;
            deployment: string | null;
            /** Format: date-time */
            deployedAt: string | null;
            lastAttempt: string | null;
            nextAction: string;
            /** @description Releases behind the environment before it; null when either has none. */
            lag: number | null;
            /** Format: date-time */
            expiresAt: string | null;
            /** @description The run of the last attempt. */
            lastRun: string | null;
        };
        FoundationResource: {
            /** @example db */
            name: string;
            /** @example postgres */
            type: string;
            /** @example active */
            state: string;
            /** @example terraform */
            driver: string;
            /**
             * @description The version that made it.
             * @example cloud-postgres@3
             */
            definition: string;
        };
        EnvironmentComparison: {
            from: components["schemas"]["ComparedSide"];
            to: components["schemas"]["ComparedSide"];
            /** @description That `from` has and `to` has not. */
            commits: components["schemas"]["ComparedCommit"][];
            /** @description That `to` has and `from` has not. */
            missing: components["schemas"]["ComparedCommit"][];
            configuration: components["schemas"]["Difference"][];
            resources: components["schemas"]["Difference"][];
        };
        ComparedSide: {
            environment: string;
            type: string;
            release: number | null;
            commit: string | null;
            /** @description 0 for none. */
            configurationVersion: number;
        };
        ComparedCommit: {
            sha: string;
            subject: string;
            author: string;
            committedAt: components["schemas"]["Time"];
        };
        Difference: {
            name: string;
            /** @description Null where it is absent. */
            from: string | null;
            to: string | null;
        };
        HappeningList: {
            items: {
                sequence: number;
                at: components["schemas"]["Time"];
                /** @enum {string} */
                kind: "deployment" | "configuration" | "incident";
                component: string;
                environment: string;
                actor: string;
                /** @description Of a deployment or incident; or empty. */
                state: string;
                title: string;
                deployment: string | null;
            }[];
            next: null;
        };
        Approval: {
            id: components["schemas"]["Ulid"];
            deployment: components["schemas"]["Ulid"];
            run: components["schemas"]["Ulid"];
            /** @description Above 1 when the plan changed and was asked for again. */
            round: number;
            component: string;
            project: string;
            environment: string;
            environmentType: string;
            /**
             * @description Of a job or a scaling the deployment is what it is done to.
             * @enum {string}
             */
            mode: "deploy" | "promote" | "job" | "scale";
            /** @description The number of the release: rel-7. */
            release: number;
            plan: {
                actions: {
                    action: string;
                    subject: string;
                    reason: string;
                    changes?: components["schemas"]["DriverChanges"];
                    cost?: components["schemas"]["ActionCost"];
                }[];
                cost?: components["schemas"]["PlanCost"];
            };
            /** @description What an approval is bound to. */
            planHash: string;
            required: number;
            fourEyes: boolean;
            /** @description Groups; empty: whoever may approve there. */
            approvers: string[];
            /** @enum {string} */
            state: "waiting" | "approved" | "denied" | "expired" | "stale" | "cancelled";
            reason: string;
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            closedAt: string | null;
            votes: {
                voter: string;
                approves: boolean;
                comment: string;
                /** Format: date-time */
                at: string;
            }[];
            /** @description Whether the caller has a voice. */
            mayDecide: boolean;
            /** @description In words */
            whyNot: string;
        };
        ApprovalPage: {
            items: components["schemas"]["Approval"][];
            next: string | null;
            total: number;
        };
        ApprovalDecision: {
            approve: boolean;
            comment?: string;
            /** @description Of the plan that was looked at. */
            planHash: string;
        };
        Runtime: {
            /** @description local, podman, kubernetes or gitops. */
            name: string;
            available: boolean;
            /** @description Why it is not available. */
            reason: string;
            /** @description What to do then. */
            advice: string;
            /** @description What was found out of the machine. */
            findings: {
                name: string;
                value: string;
            }[];
        };
        RuntimeList: {
            items: components["schemas"]["Runtime"][];
        };
        Tool: {
            /** @description terraform, opentofu, chef and so on. */
            name: string;
            /** @description What cannot be done without it. */
            purpose: string;
            /** @description The drivers that call it. None for what a runtime calls. */
            drivers: string[];
            available: boolean;
            /** @description Where it was found. */
            file: string;
            /** @description The first line it says of itself. */
            version: string;
            /** @description Why it is not available */
            reason: string;
            /** @description What to do then. */
            advice: string;
        };
        ToolList: {
            items: components["schemas"]["Tool"][];
        };
        RuntimeRule: {
            environmentType: string;
            runtime: string;
            changedBy: string;
            /** Format: date-time */
            changedAt: string | null;
        };
        RuntimeRuleList: {
            items: components["schemas"]["RuntimeRule"][];
        };
        RuntimeRuleChange: {
            runtime: string;
        };
        ApprovalRule: {
            environmentType: string;
            /** @description 0: nobody needs to agree. */
            required: number;
            /** @description Who asked does not count. */
            fourEyes: boolean;
            approvers: string[];
            expiresAfterSeconds: number;
            changedBy: string;
            /** Format: date-time */
            changedAt: string | null;
        };
        ApprovalRuleList: {
            items: components["schemas"]["ApprovalRule"][];
        };
        ApprovalRuleChange: {
            required: number;
            /** @default true */
            fourEyes: boolean;
            /**
             * @example [
             *       "group:default/release-managers"
             *     ]
             */
            approvers?: string[];
            /** @default 259200 */
            expiresAfterSeconds: number;
        };
        WeeklyWindow: {
            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
            /**
             * @description Time of day in UTC.
             * @example 15:00
             */
            at: string;
            durationMinutes: number;
        };
        Freeze: {
            id: components["schemas"]["Ulid"];
            /**
             * @description deny: nothing is deployed in it; allow: only in it.
             * @enum {string}
             */
            effect: "deny" | "allow";
            reason: string;
            /** @description Empty for every project. */
            project: string;
            /** @description Empty for every type. */
            environmentType: string;
            /** Format: date-time */
            startsAt: string;
            /** Format: date-time */
            endsAt: string | null;
            weekly: components["schemas"]["WeeklyWindow"] | null;
            mayOverride: boolean;
            /** @description Whether it is open now. */
            open: boolean;
            /** Format: date-time */
            openUntil: string | null;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
        };
        FreezeList: {
            items: components["schemas"]["Freeze"][];
        };
        NewFreeze: {
            /**
             * @default deny
             * @enum {string}
             */
            effect: "deny" | "allow";
            /** @description Whoever is held up reads it. */
            reason: string;
            /** @description Absent for every project. */
            project?: string;
            /** @description Absent for every type. */
            environmentType?: string;
            /**
             * Format: date-time
             * @description Absent for now.
             */
            startsAt?: string;
            /**
             * Format: date-time
             * @description Absent until it is removed.
             */
            endsAt?: string;
            weekly?: components["schemas"]["WeeklyWindow"];
            /**
             * @description Whoever may deploy may pass it with a reason.
             * @default false
             */
            mayOverride: boolean;
        };
        Plan: {
            plan: {
                /** @description For `expectedPlan` of the request that does it: refused when the plan is another by then. */
                digest: string;
                actions: {
                    /** @example create */
                    action: string;
                    /** @example postgres workloads.orders.db */
                    subject: string;
                    reason: string;
                    cost?: components["schemas"]["ActionCost"];
                }[];
                cost?: components["schemas"]["PlanCost"];
            };
        };
        MonthlyCost: {
            /** @description Null when it is not known, which is never nothing. */
            monthly: number | null;
            /** @description Null when it is not known, or nothing is to be paid. */
            currency: string | null;
            /** @description Why it is not known. */
            reason: string;
        };
        /** @description What the resource costs a month before and after; absent where no price is known. */
        ActionCost: {
            /** @description Null when it is not there then. */
            before: components["schemas"]["MonthlyCost"] | null;
            after: components["schemas"]["MonthlyCost"] | null;
        };
        /** @description What the resources of a plan cost a month. Amounts of different currencies are not added. */
        PlanCost: {
            sums: {
                /** @example EUR */
                currency: string;
                before: number;
                after: number;
                difference: number;
            }[];
            /** @description What is in none of the sums. */
            unknown: {
                subject: string;
                reason: string;
            }[];
        };
        CostNow: {
            sums: {
                /** @example EUR */
                currency: string;
                monthly: number;
            }[];
            /** @description How many resources are in none of the sums. */
            unknown: number;
        };
        EnvironmentCosts: components["schemas"]["CostNow"] & {
            project: string;
            environment: string;
            environmentType: string;
            components: (components["schemas"]["CostNow"] & {
                component: string;
                resources: (components["schemas"]["MonthlyCost"] & {
                    /** @example workloads.orders.db */
                    id: string;
                    /** @example postgres */
                    type: string;
                    /** @example postgres@1 */
                    definition: string;
                    state: string;
                })[];
            })[];
        };
        /** @description What one costs a month. */
        Price: {
            /** @description Null of what costs nothing. */
            currency: string | null;
            monthly: number;
            /** @description What parameters add. */
            parameters: {
                name: string;
                perUnit?: number;
                values?: {
                    [key: string]: number;
                };
            }[];
        };
        Started: {
            /** @description Null for what is no deployment. */
            deployment: string | null;
            run: components["schemas"]["RunStarted"];
        };
        DeployRequest: {
            component: string;
            environment: string;
            /** @description Id; the latest when absent. */
            release?: string;
            reason?: string;
            /** @description Say what would happen and do nothing. */
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
            /** @description Why a freeze window is to be passed; kept. */
            overrideFreeze?: string;
            /** @description Why it is done although a policy of the mode soft is not met. */
            override?: string;
        };
        PromoteRequest: {
            component: string;
            from: string;
            to: string;
            reason?: string;
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
            /** @description Why a freeze window is to be passed; kept. */
            overrideFreeze?: string;
            /** @description Why it is done although a policy of the mode soft is not met. */
            override?: string;
        };
        RollbackRequest: {
            component: string;
            environment: string;
            /** @description Id; the one before when absent. */
            deployment?: string;
            reason?: string;
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
        };
        PlaceRequest: {
            component: string;
            environment: string;
            reason?: string;
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
        };
        EnvironmentClone: {
            name: string;
            /**
             * @default ephemeral
             * @enum {string}
             */
            type: "development" | "staging" | "production" | "ephemeral";
            /** @description Gone after this long. */
            ttlSeconds?: number;
            reason?: string;
            /** @description Say what would happen and do nothing. */
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
        };
        ResourceRotation: {
            component: string;
            environment: string;
            /** @description Its name in score.yaml, or its id. */
            resource: string;
            reason?: string;
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
        };
        JobRequest: {
            component: string;
            environment: string;
            /** @description The program and its arguments; no shell is between. Visible in logs: no secrets. */
            command: string[];
            /**
             * @description It is ended after this long.
             * @default 600
             */
            timeLimitSeconds: number;
            /** @description Why; whoever approves it reads it. */
            reason?: string;
            /** @description Say what would happen and do nothing. */
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
            /** @description Why a freeze window is to be passed; kept. */
            overrideFreeze?: string;
            /** @description Why it is done although a policy of the mode soft is not met. */
            override?: string;
        };
        ScaleRequest: {
            component: string;
            environment: string;
            /** @description How many are to run there. */
            instances: number;
            /** @description Why; whoever approves it reads it. */
            reason?: string;
            /** @description Say what would happen and do nothing. */
            plan?: boolean;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
            /** @description Why a freeze window is to be passed; kept. */
            overrideFreeze?: string;
            /** @description Why it is done although a policy of the mode soft is not met. */
            override?: string;
        };
        ShellRequest: {
            component: string;
            environment: string;
            /** @description The program and its arguments; /bin/sh when empty. Kept with the run: no secrets. */
            command?: string[];
            /** @description Without it the program has pipes, and standard error is told apart. */
            terminal?: {
                /** @default 80 */
                columns: number;
                /** @default 24 */
                rows: number;
                /**
                 * @description The variable TERM.
                 * @default xterm-256color
                 */
                type: string;
            };
            /** @description Why; needed in production. */
            reason?: string;
            /** @description Why it is opened although a policy of the mode soft is not met. */
            override?: string;
        };
        ServiceHealth: {
            /** @description Components that run anywhere. */
            services: number;
            /** @description Those of them without a troubled place. */
            healthy: number;
            /** @description Degraded and missing ones, production first, at most 200. */
            attention: {
                component: string;
                owner: string;
                environment: string;
                type: components["schemas"]["EnvironmentType"];
                /** @enum {string} */
                health: "degraded" | "missing";
                reason: string;
                /** @example rel-3 */
                release: string | null;
            }[];
        };
        ComponentStatus: {
            component: string;
            project: string;
            owner: string;
            repository: string;
            environments: {
                name: string;
                type: components["schemas"]["EnvironmentType"];
                /** @description running, asleep, waking, wake_failed, stopped, empty, or the state of its first deployment. */
                state: string;
                /** @enum {string} */
                health: "unknown" | "progressing" | "healthy" | "degraded" | "suspended" | "missing";
                healthReason: string;
                /** @description Why it sleeps or did not wake; empty when it does not sleep. */
                sleepReason: string;
                /**
                 * @description The runtime that runs it; empty when nothing runs.
                 * @example kubernetes
                 */
                runtime: string;
                /** @description What it stands on there. */
                resources: components["schemas"]["FoundationResource"][];
                /** @description How many are wanted there, whether it runs now or not. */
                instances: number;
                url: string;
                /** @example rel-3 */
                release: string;
                releaseId: string;
                commit: string;
                deployment: string | null;
                /** Format: date-time */
                deployedAt: string | null;
                /** @description State of the latest deployment. */
                lastAttempt: string | null;
                /** @description What to do next; empty when all is well. */
                nextAction: string;
                /** @description The open one, if any; added by the command line, not by this operation. */
                incident?: null | components["schemas"]["Incident"];
            }[];
            lastRun: null | {
                id: components["schemas"]["Ulid"];
                number: number;
                title: string;
                state: components["schemas"]["RunState"];
                /** @description What it failed with; empty when it did not. */
                error: string;
                /** @description What to do next; empty when all is well. */
                nextAction: string;
            };
        };
        TimelinePage: {
            items: {
                /** @enum {string} */
                kind: "deployment" | "run" | "configuration" | "incident";
                /** @description Of the deployment, run or incident; of the event for a configuration. */
                id: string;
                at: components["schemas"]["Time"];
                /** Format: date-time */
                finishedAt: string | null;
                /** @example rel-3 promoted to production */
                title: string;
                /** @description Of the deployment or run; "opened" or "closed" of an incident. */
                state: string | null;
                environment: string | null;
                actor: string;
                /** @description The run to look at. */
                run: string | null;
            }[];
            next: string | null;
        };
        ComponentActivityList: {
            items: components["schemas"]["ComponentActivity"][];
            next: null;
        };
        ComponentActivity: {
            component: string;
            /** @description In the order of promotion. */
            running: {
                environment: string;
                type: components["schemas"]["EnvironmentType"];
                /** @enum {string} */
                health: "unknown" | "progressing" | "healthy" | "degraded" | "suspended" | "missing";
                /** @example rel-3 */
                release: string | null;
                /** Format: date-time */
                deployedAt: string | null;
            }[];
            lastDeployment: {
                id: components["schemas"]["Ulid"];
                environment: string;
                state: string;
                at: components["schemas"]["Time"];
            } | null;
            /** @description Ended deployments of the last 14 days (UTC) by the day they began; today is the last. */
            days: {
                succeeded: number;
                failed: number;
            }[];
        };
        Release: {
            id: string;
            component: string;
            number: number;
            /** @description Digest of what is run. */
            bundle: string;
            repository: string;
            commit: string;
            branch: string;
            /** @description Id of the run that built it. */
            run: string;
            createdAt: components["schemas"]["Time"];
        };
        ReleaseList: {
            items: components["schemas"]["Release"][];
            next: null;
        };
        Deployment: {
            id: components["schemas"]["Ulid"];
            component: string;
            project: string;
            environment: string;
            environmentType: components["schemas"]["EnvironmentType"];
            /** @enum {string} */
            mode: "deploy" | "promote" | "rollback" | "restart" | "stop";
            release: string;
            configurationVersion: number;
            /** @description Id of the deployment it replaces. */
            base: string | null;
            /** @example succeeded */
            state: string;
            reason: string;
            plan: {
                [key: string]: unknown;
            };
            /**
             * @description Once it is planned, the definition version of each resource by its id.
             * @example {
             *       "workloads.orders.db": "postgres@1"
             *     }
             */
            definitions: {
                [key: string]: string;
            };
            run: string;
            requestedBy: string;
            createdAt: components["schemas"]["Time"];
            /** Format: date-time */
            finishedAt: string | null;
        };
        DeploymentPage: {
            items: components["schemas"]["Deployment"][];
            next: string | null;
        };
        Resource: {
            /** @example workloads.orders.db */
            id: string;
            uid: string;
            /** @example postgres */
            type: string;
            class: string;
            component: string;
            environment: string;
            project: string;
            state: string;
            reason: string;
            driver: string;
            definition: string;
            /** @description Secrets are "***". */
            outputs: {
                [key: string]: unknown;
            };
            /** @example db */
            name: string;
            /** @description What its driver saw differ from what was made, in words; the next deployment makes it so again. */
            drift: string | null;
            /**
             * @description Whose it is.
             * @example group:default/shop
             */
            owner: string;
            /**
             * Format: date-time
             * @description When its driver last looked.
             */
            observedAt: string | null;
            updatedAt: components["schemas"]["Time"];
        };
        ResourceResolution: {
            component: string;
            environment: string;
            /** @description Its name in score.yaml, or its id. */
            resource: string;
            /** @enum {string} */
            answer: "exists" | "absent";
            /** @description With `exists`: what it hands out, by name, secrets included. Of a change they may be left out: then what it handed out before stays. */
            outputs?: {
                [key: string]: unknown;
            };
            /** @description With `exists`: what its program or service is told next time as resource_state; absent for what it was told last. */
            state?: {
                [key: string]: unknown;
            };
            /**
             * @description With `exists`, of a resource with parts: the ids of those that are there, by address. The others are not.
             * @example {
             *       "aws_s3_bucket.logs": "my-logs"
             *     }
             */
            imports?: {
                [key: string]: string;
            };
        };
        ResourceQuestionList: {
            items: components["schemas"]["ResourceQuestion"][];
            next: null;
        };
        ResourceQuestion: {
            uid: string;
            /** @example workloads.orders.queue */
            id: string;
            name: string;
            type: string;
            component: string;
            environment: string;
            /**
             * @description What was begun.
             * @enum {string}
             */
            about: "make" | "change";
            /** @description Why it is not known what came of it. */
            reason: string;
            askedAt: components["schemas"]["Time"];
            /** @description What it has to hand out if it is there. */
            outputs: {
                name: string;
                secret: boolean;
            }[];
            /** @description Of a resource that consists of parts, those in question; null of any other. */
            parts: {
                /** @example aws_s3_bucket.logs */
                address: string;
                /**
                 * @description What is known of it.
                 * @example its creation had begun
                 */
                about: string;
                /** @description What it is called outside, if that was told; else empty. */
                id: string;
            }[] | null;
            /** @description Those that wait for the answer. */
            runs: string[];
        };
        ResourceList: {
            items: components["schemas"]["Resource"][];
            next: null;
        };
        ResourceOfferList: {
            items: components["schemas"]["ResourceOffer"][];
            next: null;
        };
        ResourceOffer: {
            /** @example postgres */
            type: string;
            /** @example default */
            class: string;
            /** @example A role and a database on a PostgreSQL server. */
            description: string;
            /** @description A container gets it as a directory and not by variables. */
            mounted: boolean;
            parameters: {
                /** @example length */
                name: string;
                description: string;
                required: boolean;
                /** @example 32 */
                default: string | null;
            }[];
            /** @description What every environment hands out. */
            outputs: {
                /** @example password */
                name: string;
                secret: boolean;
            }[];
            environments: {
                /** @example development */
                environment: string;
                /** @example development */
                type: string;
                /**
                 * @description Null where nothing offers it.
                 * @example postgres
                 */
                definition: string | null;
                /** @example postgres */
                driver: string | null;
            }[];
        };
        ResourceAddition: {
            /**
             * @description Its name in score.yaml
             * @example reports
             */
            name: string;
            /** @example postgres */
            type: string;
            /** @description `default` when absent. */
            class?: string;
            params?: {
                [key: string]: string;
            };
            /** @description Which one gets the variables; the first when absent. */
            container?: string;
            /**
             * @description Variable to output; one for each output when absent.
             * @example {
             *       "REPORTS_HOST": "host"
             *     }
             */
            variables?: {
                [key: string]: string;
            };
            /**
             * @description Path in the container, for what is mounted.
             * @example /data
             */
            mount?: string;
            /** @description Only say what would happen. */
            plan?: boolean;
        };
        ResourceAdditionPlan: {
            /** @example orders */
            repository: string;
            /** @example main */
            branch: string;
            /** @description What the file was read at. */
            commit: string;
            /** @example score.yaml */
            path: string;
            /** @description The file's text. */
            before: string;
            after: string;
            /** @example main */
            container: string;
            containers: string[];
            variables: {
                /** @example REPORTS_HOST */
                name: string;
                /** @example ${resources.reports.host} */
                value: string;
            }[];
            environments: {
                /** @example development */
                environment: string;
                /** @example development */
                type: string;
                /** @example postgres */
                definition: string | null;
                /** @example postgres */
                driver: string | null;
                /** @example A role and a database on a PostgreSQL server. */
                description: string;
                exists: boolean;
                /** @description Null where nothing offers it. */
                cost?: components["schemas"]["MonthlyCost"] | null;
            }[];
        };
        ResourceAdditionChange: {
            /** @example orders */
            repository: string;
            /** @example 4 */
            number: number;
            /** @example Add reports (postgres) */
            title: string;
            /** @example add-reports */
            source: string;
            /** @example main */
            target: string;
        };
        DriverChange: {
            /** @description create, update, replace, delete or another word of the tool behind the driver. */
            action: string;
            /**
             * @description The driver's own name for it.
             * @example terraform_data.database
             */
            subject: string;
        };
        /** @description What a driver says it would do. Without changes it would do nothing. */
        DriverChanges: {
            /** @example 2 create, 1 replace */
            summary: string;
            changes: components["schemas"]["DriverChange"][];
            /** @description How many more there are. */
            leftOut: number;
        };
        DriftedResourceList: {
            items: {
                uid: string;
                component: string;
                environment: string;
                /** @description What its driver saw differ, in words. */
                drift: string;
                /**
                 * Format: date-time
                 * @description When this was said first.
                 */
                since: string | null;
            }[];
            next: null;
        };
        ResourcePlace: {
            component: string;
            environment: string;
        };
        ResourceDriftList: {
            items: components["schemas"]["ResourceDrift"][];
            next: null;
        };
        ResourceDrift: {
            id: string;
            uid: string;
            type: string;
            /** @description In score.yaml. */
            name: string;
            driver: string;
            /** @enum {string} */
            drift: "none" | "drifted" | "accepted" | "not_known" | "failed";
            /** @description Why it is not known or failed. */
            reason: string;
            /** @description In words, what would make it as it was applied or what differs; "" when that is not known. */
            summary: string;
            changes: components["schemas"]["DriverChange"][];
            accepted?: components["schemas"]["AcceptedDrift"];
        };
        AcceptedDrift: {
            /** @description In words, what differs. */
            drift: string;
            /** @description Why it is right as it is. */
            reason: string;
            by: string;
            at: components["schemas"]["Time"];
        };
        AcceptedDriftList: {
            items: (components["schemas"]["AcceptedDrift"] & {
                uid: string;
                component: string;
                environment: string;
            })[];
            next: null;
        };
        DriftAcceptance: {
            component: string;
            environment: string;
            /** @description Its name in score.yaml, or its id. */
            resource: string;
            /** @description The summary that was looked at: refused when another is found. Absent for whatever is found. */
            seen?: string;
            reason: string;
        };
        ResourceExplanation: {
            resources: components["schemas"]["ExplainedResource"][];
        };
        ExplainedResource: {
            /** @example db */
            name: string;
            /** @example workloads.orders.db */
            id: string;
            /** @example postgres */
            type: string;
            /** @example default */
            class: string;
            /** @description Whose definition brought it along; null for one the workload declares. */
            parent: string | null;
            /**
             * @description The version that made what is there.
             * @example postgres@1
             */
            made: string | null;
            /** @description The version the next deployment uses; null when none fits. */
            planned: string | null;
            /** @description Why the next deployment uses it. */
            reason: string;
            /** @description Names of what is made first. */
            needs: string[];
            candidates: components["schemas"]["ResourceCandidate"][];
        };
        ResourceCandidate: {
            definition: string;
            /** @description Its newest. */
            version: number;
            driver: string;
            /**
             * @description In words; of several the one that fits best, or is nearest. Empty for none.
             * @example class 'default', environment type 'production'
             */
            criterion: string;
            chosen: boolean;
            /** @description Why it wins or loses. */
            reason: string;
        };
        ResourceUpgrade: {
            component: string;
            environment: string;
            /** @description Its name in score.yaml or its id. */
            resource: string;
            reason?: string;
            /** @description The digest of the plan that was looked at. */
            expectedPlan?: string;
            overrideFreeze?: string;
            override?: string;
            plan?: boolean;
        };
        /** @description All that is not null has to fit; the class always. */
        ResourceCriterion: {
            /** @example workloads.orders.db */
            resId: string | null;
            environment: string | null;
            project: string | null;
            /** @example production */
            environmentType: string | null;
            /** @example default */
            class: string;
        };
        ResourceDefinition: {
            /** @example postgres */
            name: string;
            /** @description The newest. */
            version: number;
            /** @example postgres */
            type: string;
            /** @example postgres */
            driver: string;
            description: string;
            owner: string | null;
            /** @description False where an entity of the catalog declares it. */
            shipped: boolean;
            /** @enum {string} */
            upgrade: "manual" | "automatic";
            /** @description How long a resource stays that no workload declares any more; null for ever. */
            retainDays: number | null;
            criteria: components["schemas"]["ResourceCriterion"][];
            /** @description How many it made. */
            resources: number;
            /** @description Of those, made with another version than the newest. */
            older: number;
            createdBy: string;
            createdAt: components["schemas"]["Time"];
        };
        ResourceDefinitionList: {
            items: components["schemas"]["ResourceDefinition"][];
            next: null;
        };
        ResourceOutput: {
            /** @example password */
            name: string;
            secret: boolean;
        };
        BroughtResource: {
            /** @description How the definition's inputs call it. */
            name: string;
            type: string;
            class: string;
            /** @description Set: one for the project and environment. */
            id: string | null;
            params: {
                [key: string]: unknown;
            };
        };
        ResourceDefinitionDetail: components["schemas"]["ResourceDefinition"] & {
            /** @description The whole descriptor as YAML. */
            text: string;
            /** @description Where it is declared: api, or repository:<name>; null for a shipped one. */
            source: string | null;
            outputs: components["schemas"]["ResourceOutput"][];
            /** @description JSON Schema of what a workload may say under params. */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Null when only its type may say one. */
            price?: components["schemas"]["Price"] | null;
            /** @description Cloud account that its resources are made with. */
            account?: string | null;
            /** @description Of the account; its first when null. */
            region?: string | null;
            dependsOn: components["schemas"]["BroughtResource"][];
            alongside: components["schemas"]["BroughtResource"][];
            made: {
                /** @example workloads.orders.db */
                id: string;
                component: string;
                project: string;
                environment: string;
                environmentType: string;
                /** @example postgres@1 */
                definition: string;
                state: string;
            }[];
        };
        ResourceDefinitionVersion: {
            version: number;
            driver: string;
            shipped: boolean;
            /** @description The descriptor as YAML. */
            text: string;
            /** @description How many it made. */
            resources: number;
            createdBy: string;
            createdAt: components["schemas"]["Time"];
            /**
             * Format: date-time
             * @description When the definition was removed.
             */
            withdrawnAt: string | null;
        };
        ResourceDefinitionVersionList: {
            items: components["schemas"]["ResourceDefinitionVersion"][];
            next: null;
        };
        ResourceTypeInfo: {
            /** @example postgres */
            name: string;
            description: string;
            shipped: boolean;
            /** @description What every definition of it hands out. */
            outputs: components["schemas"]["ResourceOutput"][];
            parameters: {
                [key: string]: unknown;
            };
            /** @description Of definitions of it that say none. */
            price?: components["schemas"]["Price"] | null;
            /** @description Those that offer it. */
            definitions: string[];
        };
        ResourceTypeList: {
            items: components["schemas"]["ResourceTypeInfo"][];
            next: null;
        };
        AffectedOrder: {
            /** @description YAML; either it or name. */
            document?: string;
            /** @description For messages. */
            fileName?: string;
            /** @description Of a definition that is there. */
            name?: string;
            /** @description With name: as if it were removed. */
            removed?: boolean;
        };
        ProvisionerImportOrder: {
            /** @description YAML: a list of provisioners. */
            document: string;
            /** @description For messages. */
            fileName?: string;
            /** @description Owner of the definitions. */
            owner: string;
        };
        ProvisionerImport: {
            /** @description Definitions, and the types they need, as YAML; empty when none could be made. */
            text: string;
            provisioners: {
                uri: string;
                type: string;
                /** @description Where it begins in the file. */
                line: number;
                /** @description Name of the definition made of it. */
                definition: string | null;
                /** @description What it needs and is not here; then there is no definition. */
                missing: string[];
                /** @description What is otherwise than with Score's tools. */
                notes: string[];
            }[];
        };
        DefinitionText: {
            /** @description YAML: ResourceDefinitions and ResourceTypes. */
            document: string;
            /** @description For messages. */
            fileName?: string;
        };
        DefinitionSave: {
            /** @description YAML: ResourceDefinitions and ResourceTypes. */
            document: string;
            /** @description For messages. */
            fileName?: string;
            /** @description The digest of the preview that was looked at. */
            preview: string;
        };
        DefinitionCheck: {
            /** @description Whether it could be saved. */
            valid: boolean;
            /** @description Names, when nothing is wrong with the text by itself. */
            definitions: string[];
            problems: {
                /** @description From 1. */
                line: number;
                /** @description From 1, in characters. */
                column: number;
                /**
                 * @description JSON Pointer from the root of its document.
                 * @example /spec/driver
                 */
                pointer: string;
                message: string;
            }[];
        };
        /** @description With component and environment, or with place. */
        DefinitionTrialOrder: {
            /** @description YAML: ResourceDefinitions and ResourceTypes. */
            document: string;
            /** @description For messages. */
            fileName?: string;
            component?: string;
            environment?: string;
            /** @description Its name in score.yaml or its id; with what it brings along. */
            resource?: string;
            /** @description What would its driver do? Only with resource; it may take a minute. */
            askDriver?: boolean;
            place?: {
                /** @example postgres */
                type: string;
                /** @example default */
                class?: string;
                /**
                 * @description workloads.<workload>.<name> or shared.<id>.
                 * @example workloads.orders.db
                 */
                id?: string;
                project?: string;
                environment?: string;
                environmentType?: string;
                /** @description What the workload would say. */
                params?: {
                    [key: string]: unknown;
                };
            };
        };
        DefinitionTrial: {
            /** @description Of the text. */
            definitions: string[];
            resources: components["schemas"]["TriedResource"][];
            /** @description How many more there are. */
            leftOut: number;
        };
        TriedResource: {
            /** @example db */
            name: string;
            /** @example workloads.orders.db */
            id: string;
            /** @example postgres */
            type: string;
            /** @example default */
            class: string;
            /** @description Whose definition brought it along; null for one the workload declares. */
            parent: string | null;
            /**
             * @description The version that made what is there.
             * @example postgres@1
             */
            made: string | null;
            /** @description The version that would fit best, with the text in force; null when none fits. */
            planned: string | null;
            /** @description Why the next deployment uses it or does not. */
            reason: string;
            /** @description Names of what is made first. */
            needs: string[];
            candidates: components["schemas"]["ResourceCandidate"][];
            /** @description By a definition of the text. */
            served: boolean;
            /** @description Of what fits best. */
            driver: string | null;
            /**
             * @description When it gets what fits best.
             * @enum {string}
             */
            when: "first_deployment" | "next_deployment" | "upgrade";
            /** @description What stands in the way; empty for nothing. */
            problem: string;
            /** @description What the workload asks for, placeholders resolved and secrets masked; null when it is not served or not known yet. */
            params: {
                [key: string]: unknown;
            } | null;
            /** @description What its driver would be asked with, in the same way. */
            inputs: {
                [key: string]: unknown;
            } | null;
            /** @description Why they are not known yet; empty when they are. */
            unknown: string;
            /** @description Its driver can say beforehand what it would do, and the caller may ask it. */
            mayAskDriver: boolean;
            /** @description What the driver says it would do. */
            changes: components["schemas"]["DriverChanges"] | null;
            /** @description Why the driver says nothing although it was to be asked. */
            silence: string;
        };
        AffectedWorkloads: {
            /** @description What it is about. */
            definitions: string[];
            /** @description Of the text and of all that saving it means, for saving just that; null without a text. */
            digest: string | null;
            effects: {
                component: string;
                project: string;
                environment: string;
                environmentType: string;
                owner: string;
                /** @description Its id; empty when the problem is about the whole workload. */
                resource: string;
                type: string;
                /**
                 * @description The version it was made with, or would be now.
                 * @example postgres@1
                 */
                before: string | null;
                /** @example postgres@2 */
                after: string | null;
                /** @description When the change reaches it. */
                when: ("next_deployment" | "upgrade" | "first_deployment") | null;
                /** @description What stands in the way; empty for nothing. */
                problem: string;
            }[];
        };
        Configuration: {
            /** @description 0 before anything was set. */
            version: number;
            values: {
                [key: string]: string;
            };
        };
        ConfigurationValues: {
            values: {
                [key: string]: string;
            };
        };
        SecretInfo: {
            /** @example component.orders */
            scope: string;
            /** @example API_KEY */
            name: string;
            version: number;
            updatedAt: components["schemas"]["Time"];
        };
        SecretPage: {
            items: components["schemas"]["SecretInfo"][];
            next: string | null;
            total: number;
        };
        SecretValue: {
            /** Format: password */
            value: string;
        };
        MasterKey: {
            /** @enum {string} */
            state: "plain" | "unlocked" | "locked";
        };
        Passphrase: {
            /** Format: password */
            passphrase: string;
        };
        WorkloadLogLine: {
            /** Format: date-time */
            at: string;
            instance: components["schemas"]["Ulid"];
            /** @enum {unknown} */
            stream: "stdout" | "stderr";
            text: string;
        };
        WorkloadLogBatch: {
            lines: components["schemas"]["WorkloadLogLine"][];
        };
        WorkloadLogPage: {
            lines: components["schemas"]["WorkloadLogLine"][];
            /** @description `before` of the page before; null when there is none. */
            older: string | null;
            /** @description `after` of what comes next, also later; null when nothing ever ran. */
            newer: string | null;
            /** @description Whether there is more after this page now. */
            hasNewer: boolean;
        };
        MetricColumn: (number | null)[];
        WorkloadMetrics: {
            component: string;
            environment: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            stepSeconds: number;
            times: string[];
            cpuCores: components["schemas"]["MetricColumn"];
            memoryBytes: components["schemas"]["MetricColumn"];
            memoryLimitBytes: components["schemas"]["MetricColumn"];
            restarts: components["schemas"]["MetricColumn"];
            requestsPerSecond: components["schemas"]["MetricColumn"];
            errors4xxPerSecond: components["schemas"]["MetricColumn"];
            errors5xxPerSecond: components["schemas"]["MetricColumn"];
            latencyP50Seconds: components["schemas"]["MetricColumn"];
            latencyP95Seconds: components["schemas"]["MetricColumn"];
        };
        Incident: {
            id: components["schemas"]["Ulid"];
            component: string;
            project: string;
            environment: string;
            environmentType: string;
            owner: string;
            /** @description The one in force when it was noticed, or the one it was linked to. */
            deployment: components["schemas"]["Ulid"] | null;
            instance: components["schemas"]["Ulid"] | null;
            /** @enum {unknown} */
            state: "open" | "closed";
            /**
             * @description What opened it
             * @enum {unknown}
             */
            origin: "health" | "alert" | "reported" | "hand";
            severity: string | null;
            url: string | null;
            reason: string;
            /** @enum {unknown} */
            resolution: "recovered" | "stopped" | null;
            /** Format: date-time */
            openedAt: string;
            /** Format: date-time */
            closedAt: string | null;
        };
        IncidentPage: {
            items: components["schemas"]["Incident"][];
            total: number;
            next: string | null;
        };
        OtlpAcceptance: {
            partialSuccess?: {
                rejectedSpans?: string;
                rejectedDataPoints?: string;
                errorMessage?: string;
            };
        };
        TraceHead: {
            trace: string;
            component: string;
            environment: string;
            /** @description Of its first span here */
            name: string;
            /** Format: date-time */
            startedAt: string;
            durationMs: number;
            spans: number;
            errors: number;
        };
        TracePage: {
            items: components["schemas"]["TraceHead"][];
            next: string | null;
            total: number;
        };
        TraceSpan: {
            span: string;
            parent: string | null;
            component: string;
            environment: string;
            name: string;
            /** @enum {unknown} */
            kind: "internal" | "server" | "client" | "producer" | "consumer" | null;
            /** Format: date-time */
            startedAt: string;
            /** @description Since the begin of the trace */
            offsetMs: number;
            durationMs: number;
            /** @enum {unknown} */
            status: "ok" | "error" | null;
            message: string | null;
            attributes: {
                [key: string]: unknown;
            };
            events: {
                name: string;
                offsetMs: number;
                attributes: {
                    [key: string]: unknown;
                };
            }[];
        };
        Trace: {
            trace: string;
            /** Format: date-time */
            startedAt: string;
            durationMs: number;
            spans: components["schemas"]["TraceSpan"][];
            /** @description Spans of components one may not see, and those over 2,000. */
            hidden: number;
        };
        MeasureList: {
            items: {
                metric: string;
                unit: string | null;
                /** @enum {unknown} */
                kind: "gauge" | "counter" | "delta" | "histogram";
                labels: {
                    [key: string]: unknown;
                };
                values: {
                    /** Format: date-time */
                    at: string;
                    /** @description Of a histogram its sum */
                    value: number;
                    count: number | null;
                }[];
            }[];
        };
        PrometheusTarget: {
            targets: string[];
            labels: {
                [key: string]: string;
            };
        };
        NewIncident: {
            component: string;
            environment: string;
            title: string;
            severity?: string;
            url?: string;
            deployment?: components["schemas"]["Ulid"];
            /** Format: date-time */
            openedAt?: string;
        };
        IncidentResolution: {
            /**
             * Format: date-time
             * @description Now when absent
             */
            resolvedAt?: string;
        };
        IncidentLink: {
            deployment?: components["schemas"]["Ulid"] | null;
        };
        /** @enum {unknown} */
        SourceType: "cdevents" | "github" | "gitlab" | "gitea" | "alertmanager" | "pagerduty" | "devlake";
        /** @enum {unknown} */
        SourceScheme: "bearer" | "basic" | "github" | "gitlab" | "gitea" | "pagerduty" | "standard";
        SourceNames: {
            [key: string]: string;
        };
        Runner: {
            id: components["schemas"]["Ulid"];
            name: string;
            /** @description What jobs may ask for in runs-on */
            labels: string[];
            /** @description Of its program */
            version: string;
            /** @enum {string} */
            state: "online" | "draining" | "offline";
            /** @description It works on now */
            jobs: number;
            /** @description Who made the token it registered with */
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            seenAt: string | null;
        };
        RunnerList: {
            items: components["schemas"]["Runner"][];
            next: null;
        };
        NewRunnerToken: {
            /** @default 3600 */
            expiresInSeconds: number;
        };
        RunnerToken: {
            token: string;
            /** Format: date-time */
            expiresAt: string;
        };
        Source: {
            name: string;
            type: components["schemas"]["SourceType"];
            scheme: components["schemas"]["SourceScheme"];
            enabled: boolean;
            /** @description Path it sends to */
            address: string;
            /** @description What everything is about that names nothing known */
            component: string | null;
            components: components["schemas"]["SourceNames"];
            environments: components["schemas"]["SourceNames"];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The last genuine request
             */
            receivedAt: string | null;
            /**
             * Format: date-time
             * @description The last one that proved nothing
             */
            refusedAt: string | null;
            refusedBecause: string | null;
        };
        SourceWithSecret: {
            name: string;
            type: components["schemas"]["SourceType"];
            scheme: components["schemas"]["SourceScheme"];
            enabled: boolean;
            /** @description Path it sends to */
            address: string;
            /** @description What everything is about that names nothing known */
            component: string | null;
            components: components["schemas"]["SourceNames"];
            environments: components["schemas"]["SourceNames"];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description The last genuine request
             */
            receivedAt: string | null;
            /**
             * Format: date-time
             * @description The last one that proved nothing
             */
            refusedAt: string | null;
            refusedBecause: string | null;
            secret: string;
        };
        SourcePage: {
            items: components["schemas"]["Source"][];
            next: string | null;
            total: number;
        };
        NewSource: {
            name: string;
            type: components["schemas"]["SourceType"];
            scheme?: components["schemas"]["SourceScheme"];
            component?: string;
            components?: components["schemas"]["SourceNames"];
            environments?: components["schemas"]["SourceNames"];
        };
        SourceChange: {
            scheme?: components["schemas"]["SourceScheme"];
            component?: string;
            components?: components["schemas"]["SourceNames"];
            environments?: components["schemas"]["SourceNames"];
            enabled?: boolean;
        };
        /** @enum {unknown} */
        ReceivedState: "mapped" | "ignored" | "refused" | "duplicate";
        Received: {
            id: components["schemas"]["Ulid"];
            /** @description What the sender calls it */
            kind: string | null;
            state: components["schemas"]["ReceivedState"];
            /** @description One for each thing it tells. */
            outcomes: components["schemas"]["ReceivedOutcome"][];
            sizeBytes: number;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            replayedAt: string | null;
        };
        ReceivedDetail: {
            id: components["schemas"]["Ulid"];
            /** @description What the sender calls it */
            kind: string | null;
            state: components["schemas"]["ReceivedState"];
            /** @description One for each thing it tells. */
            outcomes: components["schemas"]["ReceivedOutcome"][];
            sizeBytes: number;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            replayedAt: string | null;
            /** @description Those that say what the body is */
            headers: {
                [key: string]: string;
            };
            body: string;
            /** @enum {unknown} */
            bodyEncoding: "text" | "base64";
        };
        ReceivedPage: {
            items: components["schemas"]["Received"][];
            next: string | null;
            total: number;
        };
        ReceivedOutcome: {
            state: components["schemas"]["ReceivedState"];
            /** @description What was made of it or would have been */
            fact?: string;
            reason?: string;
            component?: string;
            environment?: string;
        };
        Replay: {
            ids?: components["schemas"]["Ulid"][];
            /** Format: date-time */
            since?: string;
            after?: components["schemas"]["Ulid"];
        };
        ReplayReport: {
            replayed: number;
            mapped: number;
            ignored: number;
            refused: number;
            duplicate: number;
            next: string | null;
        };
        Receipt: {
            id: string | null;
            duplicate: boolean;
            outcomes: {
                state: components["schemas"]["ReceivedState"];
                fact: string | null;
                reason: string | null;
            }[];
        };
        /** @enum {unknown} */
        SubscriptionFormat: "cdevents" | "chat";
        /** @enum {string} */
        SubscriptionTopic: "deployments" | "pipelines" | "changes" | "incidents" | "announcements" | "roadmap" | "surveys";
        Subscription: {
            name: string;
            /** @description Scheme and host; the rest of the address is kept secret */
            place: string;
            format: components["schemas"]["SubscriptionFormat"];
            /** @description Empty for all */
            topics: components["schemas"]["SubscriptionTopic"][];
            /** @description Only what is about it */
            component: string | null;
            enabled: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        SubscriptionWithSecret: {
            name: string;
            /** @description Scheme and host; the rest of the address is kept secret */
            place: string;
            format: components["schemas"]["SubscriptionFormat"];
            /** @description Empty for all */
            topics: components["schemas"]["SubscriptionTopic"][];
            /** @description Only what is about it */
            component: string | null;
            enabled: boolean;
            /** Format: date-time */
            createdAt: string;
            secret: string;
        };
        SubscriptionPage: {
            items: components["schemas"]["Subscription"][];
            next: string | null;
            total: number;
        };
        NewSubscription: {
            name: string;
            url: string;
            format?: components["schemas"]["SubscriptionFormat"];
            topics?: components["schemas"]["SubscriptionTopic"][];
            component?: string;
        };
        SubscriptionChange: {
            url?: string;
            topics?: components["schemas"]["SubscriptionTopic"][];
            component?: string;
            enabled?: boolean;
        };
        /** @enum {unknown} */
        WebhookDeliveryState: "waiting" | "delivered" | "dead";
        WebhookDelivery: {
            id: components["schemas"]["Ulid"];
            topic: components["schemas"]["SubscriptionTopic"];
            /** @description Type of the event it tells */
            what: string;
            state: components["schemas"]["WebhookDeliveryState"];
            attempts: number;
            /** Format: date-time */
            nextAt: string | null;
            /** @description HTTP status of the last answer */
            lastStatus: number | null;
            lastError: string | null;
            body: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt: string | null;
        };
        WebhookDeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            next: string | null;
            total: number;
        };
        Dora: {
            definitionVersion: number;
            days: number;
            /** @description Every day (UTC) of the window. */
            series: components["schemas"]["DoraDay"][];
            /** @description Failed deliveries that nothing has recovered yet, oldest first. */
            openFailures: {
                deployment: string;
                component: string;
                environment: string;
                since: components["schemas"]["Time"];
            }[];
            metrics: {
                deploymentFrequency: components["schemas"]["Metric"];
                leadTime: components["schemas"]["Metric"];
                changeFailureRate: components["schemas"]["Metric"];
                failedDeploymentRecoveryTime: components["schemas"]["Metric"];
                reworkRate: components["schemas"]["Metric"];
                attemptSuccessRate: components["schemas"]["Metric"];
            };
        };
        DoraDay: {
            /** Format: date */
            date: string;
            /** @description Successful ones. */
            deployments: number;
            attemptsFailed: number;
            /** @description Of the day's deployments */
            failures: number;
            rework: number;
            /** @description Median of the day. */
            leadTimeHours: number | null;
            /** @description Median of what was recovered that day. */
            recoveryHours: number | null;
        };
        DoraDeliveryList: {
            items: {
                deployment: string;
                component: string;
                environment: string;
                commit: string;
                finishedAt: components["schemas"]["Time"];
                succeeded: boolean;
                /** @description In service, after it had succeeded. */
                failed: boolean;
                /** @description It was a rollback or a hotfix. */
                rework: boolean;
                /** Format: date-time */
                failedAt: string | null;
                /** Format: date-time */
                recoveredAt: string | null;
                /** @description How many lead times it brought. */
                commits: number;
                /** @description Median of its commits. */
                leadTimeHours: number | null;
            }[];
            next: string | null;
            total: number;
        };
        MetricReason: {
            reason: string;
            text: string;
        };
        MetricComparison: {
            value: number | null;
            n: number;
            reason: string | null;
            reasonText: string | null;
        };
        MetricTargetRequest: {
            /** @description In the metric's unit; a share from 0 to 1. */
            value: number;
            /** Format: date */
            due?: string;
            /** @description A group. */
            responsible: string;
            /** @description What was decided from the metric. */
            decision?: string;
        };
        MetricTarget: {
            value: number;
            /** Format: date */
            due: string | null;
            responsible: string;
            decision: string;
            setAt: components["schemas"]["Time"];
            /** @description Null without a value; only beside one. */
            isMet?: boolean | null;
        };
        Outcome: {
            key: string;
            name: string;
            /** @enum {unknown} */
            question: "speed" | "stability" | "experience" | "adoption" | "cost";
            definition: string;
            formula: string;
            /** @description hours, minutes, days, share (0 to 1), per day, count, points or money. */
            unit: string;
            /**
             * @description Which way is better.
             * @enum {unknown}
             */
            direction: "up" | "down" | "neither";
            /** @description What n counts. */
            cases: string;
            /** @description What it is made of. */
            source: string;
            /** @description Who may see it. */
            audience: string;
            /** @description Why it may have no value. */
            reasons: components["schemas"]["MetricReason"][];
            value: number | null;
            /** @description The value is the low end of a range up to this. */
            high: number | null;
            /** @description How many cases it rests on. */
            n: number;
            reason: string | null;
            reasonText: string | null;
            /** @description too_few when it rests on little. */
            warning: string | null;
            p75: number | null;
            p90: number | null;
            /** @description Its quantiles are within 5 %. */
            isApproximate: boolean;
            before: components["schemas"]["MetricComparison"];
            /** @description Than in the time before; null when it did not move or cannot be said. */
            isBetter: boolean | null;
            target: components["schemas"]["MetricTarget"] | null;
        };
        OutcomeList: {
            items: components["schemas"]["Outcome"][];
            next: string | null;
            total: number;
            days: number;
        };
        OutcomeDetail: {
            key: string;
            name: string;
            /** @enum {unknown} */
            question: "speed" | "stability" | "experience" | "adoption" | "cost";
            definition: string;
            formula: string;
            /** @description hours, minutes, days, share (0 to 1), per day, count, points or money. */
            unit: string;
            /**
             * @description Which way is better.
             * @enum {unknown}
             */
            direction: "up" | "down" | "neither";
            /** @description What n counts. */
            cases: string;
            /** @description What it is made of. */
            source: string;
            /** @description Who may see it. */
            audience: string;
            /** @description Why it may have no value. */
            reasons: components["schemas"]["MetricReason"][];
            value: number | null;
            /** @description The value is the low end of a range up to this. */
            high: number | null;
            /** @description How many cases it rests on. */
            n: number;
            reason: string | null;
            reasonText: string | null;
            /** @description too_few when it rests on little. */
            warning: string | null;
            p75: number | null;
            p90: number | null;
            /** @description Its quantiles are within 5 %. */
            isApproximate: boolean;
            before: components["schemas"]["MetricComparison"];
            /** @description Than in the time before; null when it did not move or cannot be said. */
            isBetter: boolean | null;
            target: components["schemas"]["MetricTarget"] | null;
            days: number;
            /** @description By day, or by week (its Monday) for more than 100 days. */
            series: {
                /** Format: date */
                date: string;
                value: number | null;
                n: number;
            }[];
            /** @description What it consists of; value is the mean of the part, or its number. */
            parts: {
                label: string;
                value: number;
                n: number;
            }[];
            /** @description Of recovery time, failures that nothing has recovered yet. */
            openFailures: {
                deployment: string;
                component: string;
                environment: string;
                since: components["schemas"]["Time"];
            }[];
            baseline: null | {
                value: number | null;
                n: number;
                reason: string | null;
                reasonText: string | null;
                names: string[];
                from: components["schemas"]["Time"];
                to: components["schemas"]["Time"];
                /** @description It rests on patch releases within seven days. */
                isProxy: boolean;
            };
            benchmark: null | {
                edition: string;
                title: string;
                source: string;
                note: string | null;
                group: string | null;
                /** @description 0 to 10. */
                score: number | null;
                /** @description Of all who answered. */
                meanScore: number | null;
            };
        };
        OutcomeRows: {
            items: {
                id: string;
                component: string | null;
                label: string | null;
                /** Format: date-time */
                begunAt: string | null;
                /** Format: date-time */
                endedAt: string | null;
                value: number | null;
                /** @description What a share counts: it failed, it is a feature. */
                flagged: boolean;
            }[];
            next: string | null;
        };
        ValueReport: {
            title: string;
            subtitle: string;
            /**
             * Format: date
             * @description Its last day.
             */
            date: string;
            blocks: {
                /** @enum {unknown} */
                kind: "heading" | "paragraph" | "table";
                text: string;
                /** @description The first one is the head. */
                rows: string[][];
            }[];
        };
        PriceBook: {
            currency: string;
            /** @description A processor core for an hour. */
            coreHour: number;
            /** @description 10^9 bytes of memory for an hour. */
            memoryGbHour: number;
            /** @description Where the prices are from. */
            source: string;
        };
        ManualWork: {
            items: {
                /** @description Of run: golden_path, deployment, pipeline. */
                kind: string;
                lowMinutes: number;
                highMinutes: number;
                /** @description What people still do themselves. */
                leftMinutes: number;
                source: string;
            }[];
        };
        CustomerRating: {
            id: components["schemas"]["Ulid"];
            product: string;
            /** Format: date */
            day: string;
            score: number;
            answers: number;
            source: string;
        };
        BenchmarkList: {
            items: {
                id: string;
                title: string;
                source: string;
                note: string | null;
                /** @description 0 to 10 instead of groups of teams. */
                isScored: boolean;
                metrics: {
                    metric: string;
                    groups: {
                        name: string;
                        bound: number;
                    }[];
                    meanScore: number | null;
                }[];
            }[];
            next: string | null;
            total: number;
        };
        Metric: {
            value: number | null;
            unit: string;
            /** @description How many it rests on. */
            n: number;
            /** @description Why there is no value. */
            reason: string | null;
            /** @description The reason in words. */
            reasonText: string | null;
            /** @description too_few when it rests on little. */
            warning: string | null;
            p75: number | null;
            p90: number | null;
        };
        /**
         * @description `unknown` is not `fail`: something that would be needed to tell is not there. `waived` is a failure that somebody answered for, for a time.
         * @enum {string}
         */
        CheckOutcome: "pass" | "fail" | "unknown" | "waived";
        /** @description How many entities have each outcome. */
        CheckCounts: {
            pass: number;
            fail: number;
            unknown: number;
            waived: number;
        };
        LevelCount: {
            /** @description Null for those that have none. */
            level: string | null;
            entities: number;
        };
        ScorecardCheck: {
            id: string;
            title: string;
            why: string | null;
            /** @description Markdown: how to make it pass. */
            fix: string;
            level: string;
            weight: number;
            owner: string | null;
            /** @description CEL; null for a check whose results are pushed. */
            pass: string | null;
            /** @description How long a pushed result counts. */
            maxAgeHours: number | null;
        };
        Scorecard: {
            name: string;
            title: string;
            description: string;
            owner: string | null;
            /** @description The entity that declares it; null for one as it is shipped. */
            entity: string | null;
            /** @description From the lowest. */
            levels: string[];
            filter: {
                kinds: string[];
                types: string[];
                lifecycles: string[];
                owners: string[];
                tags: string[];
                when: string | null;
            };
            checks: components["schemas"]["ScorecardCheck"][];
            /** @description That it covers and the reader may see. */
            entities: number;
            standings: components["schemas"]["LevelCount"][];
        };
        ScorecardList: {
            items: components["schemas"]["Scorecard"][];
            next: null;
            total: number;
        };
        HeatMapColumn: {
            id: string;
            title: string;
            level: string;
            counts: components["schemas"]["CheckCounts"];
        };
        EntityHeatMap: {
            scorecard: string;
            title: string;
            levels: string[];
            checks: components["schemas"]["HeatMapColumn"][];
            items: {
                entity: string;
                title: string;
                /** @description Null for what no group owns. */
                team: string | null;
                level: string | null;
                /** @description Percent of the weight that passes. */
                score: number;
                cells: components["schemas"]["CheckOutcome"][];
            }[];
            next: string | null;
            total: number;
        };
        TeamHeatMap: {
            scorecard: string;
            title: string;
            levels: string[];
            checks: components["schemas"]["HeatMapColumn"][];
            items: {
                /** @description Null for what no group owns. */
                team: string | null;
                entities: number;
                standings: components["schemas"]["LevelCount"][];
                cells: components["schemas"]["CheckCounts"][];
            }[];
            next: null;
            total: number;
        };
        CheckResult: {
            id: string;
            outcome: components["schemas"]["CheckOutcome"];
            reason: string | null;
            /** @description The values it was told from. */
            evidence: {
                [key: string]: unknown;
            };
            since: components["schemas"]["Time"];
        };
        StandingCheck: components["schemas"]["CheckResult"] & {
            title: string;
            why: string | null;
            fix: string;
            level: string;
            weight: number;
        };
        ScorecardStanding: {
            scorecard: string;
            title: string;
            levels: string[];
            /** @description The highest it has reached. */
            level: string | null;
            /** @description Null at the highest. */
            nextLevel: string | null;
            /** @description Percent of the weight that passes. */
            score: number;
            since: components["schemas"]["Time"];
            checks: components["schemas"]["StandingCheck"][];
        };
        ScorecardStandings: {
            entity: string;
            title: string;
            team: string | null;
            items: components["schemas"]["ScorecardStanding"][];
            next: null;
        };
        ScorecardChangePage: {
            items: {
                id: components["schemas"]["Ulid"];
                entity: string;
                scorecard: string;
                /** @description Null for a change of the level. */
                check: string | null;
                from: string | null;
                to: string | null;
                reason: string | null;
                at: components["schemas"]["Time"];
            }[];
            next: string | null;
            total: number;
        };
        PushedCheckResult: {
            entity: string;
            /** @enum {string} */
            outcome: "pass" | "fail";
            /** @description Why it fails; needed then. */
            reason?: string;
            /** @description Who found out. */
            source: string;
            /** @description Where to read more. */
            url?: string;
            /** @description When it was found out; now when absent. */
            at?: components["schemas"]["Time"];
            expiresAt?: components["schemas"]["Time"];
        };
        ScorecardText: {
            /** @description YAML with one Scorecard or more. */
            text: string;
            /** @description For messages. */
            fileName?: string;
        };
        ScorecardTrialList: {
            items: {
                name: string;
                title: string;
                entities: number;
                standings: components["schemas"]["LevelCount"][];
                checks: {
                    id: string;
                    title: string;
                    level: string;
                    counts: components["schemas"]["CheckCounts"];
                    examples: {
                        entity: string;
                        outcome: components["schemas"]["CheckOutcome"];
                        reason: string | null;
                    }[];
                }[];
            }[];
            next: null;
        };
        /** @description How many entities meet all checks of a campaign. `unknown`, where none fails, but not all can be told. */
        CampaignProgress: {
            met: number;
            unmet: number;
            unknown: number;
        };
        Campaign: {
            id: components["schemas"]["Ulid"];
            title: string;
            why: string;
            scorecard: string;
            scorecardTitle: string;
            checks: {
                id: string;
                title: string;
            }[];
            /** @description The level that the checks make; null when they were chosen one by one. */
            level: string | null;
            /** @description Whom it is for; null for everybody. */
            team: string | null;
            owner: string;
            /**
             * @description done: everything in scope meets it; over: its date has passed; ended: somebody ended it.
             * @enum {string}
             */
            state: "running" | "done" | "over" | "ended";
            endReason: string | null;
            startsAt: components["schemas"]["Time"];
            dueAt: components["schemas"]["Time"];
            /** Format: date-time */
            endedAt: string | null;
            progress: components["schemas"]["CampaignProgress"];
        };
        CampaignPage: {
            items: components["schemas"]["Campaign"][];
            next: string | null;
            total: number;
        };
        CampaignDetail: components["schemas"]["Campaign"] & {
            teams: {
                /** @description Null for what no group owns. */
                team: string | null;
                progress: components["schemas"]["CampaignProgress"];
            }[];
            /** @description How it went, oldest first; a point where something changed. */
            points: {
                at: components["schemas"]["Time"];
                progress: components["schemas"]["CampaignProgress"];
            }[];
        };
        NewCampaign: {
            title: string;
            why: string;
            scorecard: string;
            /** @description These, or: */
            checks?: string[];
            /** @description all up to this level. */
            level?: string;
            /** @description A group; everybody when absent. */
            team?: string;
            /** @description The group that answers for it. */
            owner: string;
            /** @description A date, or RFC 3339. */
            dueAt: string;
        };
        CampaignEnding: {
            reason: string;
        };
        Feedback: {
            id: components["schemas"]["Ulid"];
            /** @enum {unknown} */
            kind: "idea" | "problem" | "question" | "praise" | "friction";
            text: string;
            /** @description Path in the portal it was sent from. */
            page: string | null;
            /** @description What that page was about. */
            entity: string | null;
            /** @description What was being done: a command, a run. */
            context: string | null;
            /** @description Null when it was sent without a name. */
            author: string | null;
            /** @enum {unknown} */
            status: "new" | "planned" | "shipped" | "declined" | "answered";
            answer: string | null;
            roadmap: components["schemas"]["Ulid"] | null;
            /** @description One a person. */
            votes: number;
            /** @description By the asker. */
            voted: boolean;
            mine: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: date-time
             * @description First reaction of the platform team.
             */
            respondedAt: string | null;
        };
        FeedbackPage: {
            items: components["schemas"]["Feedback"][];
            total: number;
            next: string | null;
        };
        NewFeedback: {
            /** @enum {unknown} */
            kind: "idea" | "problem" | "question" | "praise" | "friction";
            text: string;
            page?: string;
            entity?: string;
            context?: string;
            /** @description Nobody learns who sent it, and nobody can be told what becomes of it. */
            withoutName?: boolean;
        };
        FeedbackTriage: {
            /** @enum {unknown} */
            status?: "new" | "planned" | "shipped" | "declined" | "answered";
            answer?: string;
            /** @description Id of the item it leads to; empty ends the link. */
            roadmap?: string;
        };
        /** @enum {string} */
        RoadmapStage: "now" | "next" | "later" | "shipped" | "dropped";
        RoadmapItem: {
            id: components["schemas"]["Ulid"];
            title: string;
            /** @description The pain it answers. */
            why: string;
            stage: components["schemas"]["RoadmapStage"];
            /** @description What is new, or why it was dropped. */
            note: string | null;
            capability: string | null;
            votes: number;
            voted: boolean;
            /** @description How many feedback items led to it. */
            feedback: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            shippedAt: string | null;
        };
        RoadmapPage: {
            items: components["schemas"]["RoadmapItem"][];
            total: number;
            next: string | null;
        };
        NewRoadmapItem: {
            title: string;
            why: string;
            /**
             * @default later
             * @enum {unknown}
             */
            stage: "now" | "next" | "later";
            /** @description Reference of what it improves. */
            capability?: string;
            feedback?: components["schemas"]["Ulid"][];
        };
        RoadmapChange: {
            title?: string;
            why?: string;
            stage?: components["schemas"]["RoadmapStage"];
            note?: string;
            capability?: string;
        };
        Notification: {
            id: components["schemas"]["Ulid"];
            kind: string;
            title: string;
            text: string;
            /** @description Path in the portal. */
            link: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            readAt: string | null;
        };
        NotificationPage: {
            items: components["schemas"]["Notification"][];
            total: number;
            next: string | null;
            unread: number;
            /** @description What shipped since one last looked at what is new. */
            news: number;
            /** @description In force and not put away. */
            announcements: components["schemas"]["Announcement"][];
        };
        NotificationReading: {
            ids?: components["schemas"]["Ulid"][];
            all?: boolean;
            /** @description What is new was looked at. */
            news?: boolean;
        };
        /** @enum {unknown} */
        AnnouncementSeverity: "info" | "warning" | "critical";
        Announcement: {
            id: components["schemas"]["Ulid"];
            title: string;
            text: string;
            severity: components["schemas"]["AnnouncementSeverity"];
            /** @description References of groups; empty for everybody. */
            audience: string[];
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When people were told; null before it begins.
             */
            toldAt: string | null;
        };
        AnnouncementPage: {
            items: components["schemas"]["Announcement"][];
            total: number;
            next: string | null;
        };
        NewAnnouncement: {
            title: string;
            text?: string;
            severity?: components["schemas"]["AnnouncementSeverity"];
            audience?: string[];
            /**
             * Format: date-time
             * @description Now without it.
             */
            from?: string;
            /**
             * Format: date-time
             * @description A week later without it.
             */
            until?: string;
        };
        NotificationSettings: {
            /** @description Whether the platform sends mail at all. */
            hasMail: boolean;
            mail: {
                announcement: boolean;
                /** @description What one waited for has shipped. */
                shipped: boolean;
                survey: boolean;
            };
        };
        NotificationWishes: {
            mail?: {
                announcement?: boolean;
                shipped?: boolean;
                survey?: boolean;
            };
        };
        /** @enum {unknown} */
        SurveyKind: "baseline" | "quarterly" | "first-deployment";
        SurveyQuestionDraft: {
            /** @description The same from survey to survey. */
            id: string;
            text: string;
            scale: components["schemas"]["SurveyScale"];
            dimension?: string;
        };
        /**
         * @description agree, satisfied: 1 to 5; recommend: 0 to 10; effort: 1 (very hard) to 7 (very easy); hours: 0 none, 1 up to 2, 2 up to 5, 3 up to 10, 4 more.
         * @enum {unknown}
         */
        SurveyScale: "agree" | "satisfied" | "recommend" | "effort" | "hours" | "text";
        SurveyQuestion: {
            id: string;
            text: string;
            scale: components["schemas"]["SurveyScale"];
            dimension: string | null;
            /** @description The lowest score; null for words. */
            least: number | null;
            most: number | null;
        };
        Survey: {
            id: components["schemas"]["Ulid"];
            kind: components["schemas"]["SurveyKind"];
            title: string;
            /** @enum {unknown} */
            state: "draft" | "open" | "closed";
            /** @description The smallest group anything is shown of; fixed at opening. */
            k: number;
            questions: components["schemas"]["SurveyQuestion"][];
            invited: number;
            answered: number;
            /** @description It is open and asks the asker. */
            asksMe: boolean;
            /** @description Known while it is open only. */
            answeredByMe: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            openedAt: string | null;
            /** Format: date-time */
            closesAt: string | null;
            /** Format: date-time */
            closedAt: string | null;
        };
        SurveyPage: {
            items: components["schemas"]["Survey"][];
            total: number;
            next: string | null;
        };
        NewSurvey: {
            kind: components["schemas"]["SurveyKind"];
            title?: string;
            /** @default 5 */
            k: number;
            questions?: components["schemas"]["SurveyQuestionDraft"][];
        };
        SurveyChange: {
            title?: string;
            k?: number;
            questions?: components["schemas"]["SurveyQuestionDraft"][];
        };
        SurveyOpening: {
            /** @default 14 */
            days: number;
        };
        SurveyAnswers: {
            answers: {
                question: string;
                score?: number;
                text?: string;
            }[];
        };
        SurveyEstimate: {
            value: number;
            /** @description Lower end of the 95 % confidence interval. */
            low: number;
            high: number;
        } | null;
        SurveyGroup: {
            /** @description Null for the whole, and for people without a team. */
            team: string | null;
            /** @description How many answered; null when nothing is shown. */
            n: number | null;
            /** @description Why nothing is shown. */
            reason: string | null;
            satisfaction: components["schemas"]["SurveyEstimate"];
            promoters: components["schemas"]["SurveyEstimate"];
            index: components["schemas"]["SurveyEstimate"];
            questions: {
                question: string;
                /** @description Null when nothing is shown. */
                n: number | null;
                /** @enum {unknown} */
                measure: "share" | "promoters" | "mean";
                estimate: components["schemas"]["SurveyEstimate"];
                counts: {
                    score: number;
                    times: number;
                }[];
            }[];
        };
        SurveyResults: {
            survey: components["schemas"]["Survey"];
            /** @description Of those who were asked. */
            responseRate: number | null;
            whole: components["schemas"]["SurveyGroup"];
            teams: components["schemas"]["SurveyGroup"][];
            /** @description In no order. Only when the whole is shown. */
            texts: {
                question: string;
                answers: string[];
            }[];
            /** @description What the figures mean, and where their formulas come from. */
            methods: {
                measure: string;
                formula: string;
                source: string;
            }[];
        };
        Heartbeat: {
            /** @description Since something on the roadmap shipped; null when nothing did yet. */
            daysSinceImprovement: number | null;
            /** @description Share of the feedback of 90 days that was answered within five working days (Monday to Friday, UTC). */
            answeredInTime: {
                value: number | null;
                n: number;
                reason: string | null;
            };
            openFeedback: number;
        };
        Health: {
            /** @constant */
            status: "ok";
            version: string;
        };
        ServerList: {
            items: components["schemas"]["Server"][];
        };
        Server: {
            /** @description Of its data directory. What is bound to it is worked on there only. */
            hostId: string;
            name: string;
            /** @description Where the other servers reach it. */
            address: string;
            version: string;
            /**
             * @description stopped: it ended in order; lost: it was not heard of for longer than the lease.
             * @enum {string}
             */
            state: "alive" | "stopped" | "lost";
            /** @description It does what must happen once: sealing, timers, alarms, projections, taking over. */
            isLeader: boolean;
            /** @description The one that answers. */
            isThis: boolean;
            startedAt: components["schemas"]["Time"];
            seenAt: components["schemas"]["Time"];
        };
        ServerStatus: {
            version: string;
            startedAt: components["schemas"]["Time"];
            /** @description Name of the machine's data directory. */
            hostId: string;
            dataDirectory: string;
            /**
             * Format: int64
             * @description Of the server process.
             */
            memoryBytes: number;
            database: {
                /** @enum {string} */
                engine: "sqlite" | "postgres";
                version: string;
                /** Format: int64 */
                sizeBytes: number;
                /** @description Transactions that wait for the writer. */
                queuedWrites: number;
            };
            runs: {
                /** @description Nodes that run at once. */
                workers: number;
                /** @description Nodes that wait for a worker. */
                ready: number;
                running: number;
                /** @description Nodes that wait for something else: an approval, a timer, another run. */
                waiting: number;
            };
            http: {
                workers: number;
                connections: number;
                /** @description Requests that have a worker. */
                running: number;
                /** @description Requests that wait for one. */
                queued: number;
            };
            events: {
                /**
                 * Format: int64
                 * @description How many events the log has.
                 */
                lastSequence: number;
            };
            /** @description The last ones taken, newest first. Their files are with who asked for them. */
            backups: {
                at: components["schemas"]["Time"];
                actor: string;
                /** @description Files in it. */
                members: number | null;
                /** @description Whether the key of stored secrets is in it. */
                hasKey: boolean | null;
            }[];
        };
        Removal: {
            /** @example run_logs */
            kind: string;
            items: number;
            /** Format: int64 */
            bytes: number;
            keptItems: number;
            /** Format: int64 */
            keptBytes: number;
            /** @description Why not everything could go; empty when it could. */
            problem: string;
        };
        RetentionReport: {
            at: components["schemas"]["Time"];
            /** @description The disk was nearly full */
            wasPressed: boolean;
            removals: components["schemas"]["Removal"][];
        };
        Retention: {
            disk: {
                /** Format: int64 */
                freeBytes: number;
                /** Format: int64 */
                totalBytes: number;
                /** Format: int64 */
                leastFreeBytes: number;
                isNearlyFull: boolean;
            };
            last: components["schemas"]["RetentionReport"] | null;
            plan: components["schemas"]["Removal"][];
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
        AuditEntry: {
            event: components["schemas"]["AuditEvent"];
            before: components["schemas"]["AuditEvent"] | null;
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
        CapabilityUsage: {
            /** @description In the last 30 days. */
            requests: number;
            /** @description Teams of those who asked, in the last 30 days. */
            teams: number;
            /**
             * Format: date
             * @description Null when it was not used in the last 60 days.
             */
            lastDay: string | null;
        };
        Capability: {
            /** @description The part of the product, or the name of the entity. */
            key: string;
            title: string;
            description: string;
            /** @description The pain it takes away. */
            answers: string;
            /** @description The part of the product that does it. */
            part: string | null;
            /** @description The entity that declares it; null for one as it is shipped. */
            entity: string | null;
            owner: string | null;
            lifecycle: string | null;
            /** @enum {string} */
            mode: "builtin" | "external" | "off";
            /** @description Where the external system is. */
            url: string | null;
            /** @description The groups that see it; empty for everybody. */
            ring: string[];
            /** @description Paths of the portal that belong to it. */
            areas: string[];
            /** @description Always on for everybody; other parts need it. */
            isCore: boolean;
            docs: string | null;
            supportChannel: string | null;
            supportHours: string | null;
            serviceLevel: string | null;
            price: string | null;
            version: string | null;
            /** Format: date */
            deprecatedOn: string | null;
            replacement: string | null;
            usage: components["schemas"]["CapabilityUsage"];
        };
        CapabilityList: {
            items: components["schemas"]["Capability"][];
            next: null;
            /** @enum {string} */
            profile: "mvp" | "full";
        };
        CapabilityMode: {
            /** @enum {string} */
            mode: "builtin" | "external" | "off";
            /** @description For external. */
            url?: string;
            /** @description Groups; absent or empty for everybody. */
            ring?: string[];
        };
        /** @enum {string} */
        Gate: "create" | "merge" | "deploy" | "promote" | "provision" | "secret-read";
        /**
         * @description advise says it, soft stops unless overridden with a reason, hard stops.
         * @enum {string}
         */
        PolicyMode: "advise" | "soft" | "hard";
        /** @enum {string} */
        PolicyVerdict: "pass" | "fail" | "unknown";
        /** @enum {string} */
        DecisionOutcome: "allowed" | "advised" | "waived" | "overridden" | "denied";
        Policy: {
            name: string;
            /** @example policy:default/freeze-window */
            ref: string;
            title: string;
            description: string;
            owner: string | null;
            /** @description False where an entity of the catalog declares it. */
            shipped: boolean;
            /** @description Of its text; decisions name it. */
            version: string;
            gates: components["schemas"]["Gate"][];
            /** @description What it is about; everything when empty. */
            match: {
                [key: string]: string[];
            };
            parameters: {
                [key: string]: unknown;
            };
            /** @description CEL; true when all is well. */
            condition: string;
            mode: components["schemas"]["PolicyMode"];
            /**
             * @description Whether what cannot be told counts as not met.
             * @enum {string}
             */
            unknown: "block" | "allow";
            message: string;
            hint: string | null;
            longestWaiverDays: number;
            tests: {
                name: string;
                input: {
                    [key: string]: unknown;
                };
                expect: components["schemas"]["PolicyVerdict"];
            }[];
            /** @description The whole descriptor as YAML. */
            text: string;
            /** @description Why it cannot be read, after an upgrade that reads it otherwise; its verdict is unknown until it is corrected. */
            problem: string | null;
            /** @description How often it was asked in the last 30 days. */
            decisions: number;
            /** @description How often it was not met. */
            unmet: number;
        };
        PolicyList: {
            items: components["schemas"]["Policy"][];
            next: string | null;
        };
        PolicyModeChange: {
            mode: components["schemas"]["PolicyMode"];
        };
        PolicyFile: {
            /** @description YAML, one document or more. */
            text: string;
            /** @description For messages. */
            fileName?: string;
        };
        PolicyTestResult: {
            ref: string | null;
            line: number;
            /** @description Whether it could be saved. */
            valid: boolean;
            /** @description file:line:column: what is wrong */
            message: string | null;
            problems: components["schemas"]["FieldErrors"];
            tests: {
                name: string;
                expect: components["schemas"]["PolicyVerdict"];
                actual: components["schemas"]["PolicyVerdict"];
                passed: boolean;
                /** @description What is not known. */
                reason: string | null;
            }[];
        };
        PolicyTestResultList: {
            items: components["schemas"]["PolicyTestResult"][];
            next: string | null;
        };
        PolicyReplayOrder: {
            /** @description One policy as YAML. */
            text: string;
            /** @description For messages. */
            fileName?: string;
            /** @default 90 */
            days: number;
            /**
             * @description Decisions to look at.
             * @default 10000
             */
            limit: number;
        };
        /**
         * @description stops what it did not stop, lets through what it stopped, advises where it was silent, or is quiet where it advised.
         * @enum {string}
         */
        ReplayEffect: "stops" | "lets" | "advises" | "quiet";
        PolicyReplay: {
            policy: string;
            /** @description Decisions that were looked at. */
            replayed: number;
            /** @description Of these, those the changed policy is about. */
            asked: number;
            /** @description Whose input was too large to be kept. */
            skipped: number;
            /** @description There are older ones that were not looked at. */
            cut: boolean;
            milliseconds: number;
            groups: {
                gate: components["schemas"]["Gate"];
                team: string | null;
                stops: number;
                lets: number;
                advises: number;
                quiet: number;
            }[];
            /** @description Newest first, at most 200. */
            changes: {
                decision: components["schemas"]["Ulid"];
                gate: components["schemas"]["Gate"];
                subject: string;
                environment: string | null;
                team: string | null;
                outcome: components["schemas"]["DecisionOutcome"];
                effect: components["schemas"]["ReplayEffect"];
                verdict: components["schemas"]["PolicyVerdict"];
                at: components["schemas"]["Time"];
            }[];
        };
        /** @description What one policy came to in one decision. */
        Finding: {
            policy: string;
            version: string;
            title: string;
            owner: string | null;
            mode: components["schemas"]["PolicyMode"];
            verdict: components["schemas"]["PolicyVerdict"];
            met: boolean;
            message: string | null;
            hint: string | null;
            /** @description Of an unknown: what is not known. */
            reason: string | null;
            /** @description The waiver that counted. */
            waiver: string | null;
            /** @description What the condition read. */
            evidence: {
                /** @description JSON Pointer into the input. */
                pointer: string;
                /** @description As JSON; null where it is not there. */
                value: string | null;
            }[];
        };
        Decision: {
            id: components["schemas"]["Ulid"];
            gate: components["schemas"]["Gate"];
            subject: string;
            /** @description What it belongs to: `<noun>:<id>`. */
            cause: string | null;
            owner: string | null;
            project: string | null;
            environment: string | null;
            environmentType: string | null;
            actor: string;
            outcome: components["schemas"]["DecisionOutcome"];
            overrideReason: string | null;
            /** @description SHA-256 of the canonical input. */
            inputDigest: string;
            findings: components["schemas"]["Finding"][];
            at: components["schemas"]["Time"];
            /** @description Only of one decision; absent where it was too large to keep. */
            input?: {
                [key: string]: unknown;
            };
        };
        DecisionPage: {
            items: components["schemas"]["Decision"][];
            next: string | null;
        };
        Waiver: {
            id: components["schemas"]["Ulid"];
            /** @description A policy or a check. */
            target: string;
            /** @description Of the target. */
            title: string;
            /** @description The entity it is for. */
            subject: string;
            /** @description Null for every environment. */
            environment: string | null;
            reason: string;
            /** @description What is done instead. */
            control: string;
            owner: string | null;
            /** @description Who answers for the target. */
            targetOwner: string | null;
            /** @enum {string} */
            state: "requested" | "approved" | "rejected" | "withdrawn" | "revoked" | "expired";
            requestedBy: string;
            requestedAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
            decidedBy: string | null;
            /** Format: date-time */
            decidedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            comment: string | null;
            mayDecide: boolean;
            mayEnd: boolean;
            /** @description Why the caller may not decide on a request. */
            whyNot: string | null;
        };
        WaiverPage: {
            items: components["schemas"]["Waiver"][];
            next: string | null;
            total: number;
        };
        NewWaiver: {
            target: string;
            subject: string;
            /** @description Every environment when absent. */
            environment?: string;
            reason: string;
            /** @description What is done instead, to keep the risk small. */
            control: string;
            /** @description From now; the policy says how many at most. */
            days: number;
        };
        WaiverVerdict: {
            approve: boolean;
            /** @description A no needs one. */
            comment?: string;
        };
        WaiverEnd: {
            comment?: string;
        };
        PlatformRole: {
            /** @description product-owner, engineers, operations, user-experience or security. */
            key: string;
            title: string;
            /** @description Users and groups; empty is a gap. */
            heldBy: string[];
        };
        Platform: {
            /** @enum {string} */
            profile: "mvp" | "full";
            purpose: string;
            /** @description The group that owns it. */
            team: string | null;
            roles: components["schemas"]["PlatformRole"][];
            offers: string[];
            refuses: string[];
            /** @description Why no product owner is named. */
            ownerSkipped: string | null;
            /**
             * Format: date-time
             * @description When something it offers was changed last.
             */
            improvedAt: string | null;
        };
        PlatformChange: {
            /** @enum {string} */
            profile?: "mvp" | "full";
            purpose?: string;
            /** @description Empty for none. */
            team?: string;
            roles?: {
                [key: string]: string[];
            };
            offers?: string[];
            refuses?: string[];
            ownerSkipped?: string;
        };
        BaselineList: {
            items: components["schemas"]["Baseline"][];
            next: string | null;
            total: number;
        };
        Baseline: {
            name: string;
            /**
             * @description Where it was imported from.
             * @constant
             */
            kind: "git";
            /** @description A path or a URL without credentials. */
            source: string;
            /** @description The component it is compared with. */
            component: string | null;
            owner: string;
            /** @description Which tags are releases. */
            tagGlob: string;
            from: components["schemas"]["Time"];
            to: components["schemas"]["Time"];
            /** Format: date-time */
            importedAt: string | null;
            /** @description Something of the history was not there. */
            isShallow: boolean;
            /** @description Commits that wait for a release. */
            unreleasedCommits: number;
            /** @description Tags that are no releases, or bring nothing new. */
            ignoredTags: number;
            /** @description Commits that say they were written after their release; counted as nought. */
            clampedCommits: number;
            /** @description Metrics that rest on a proxy. A patch release within seven days is taken to mend the release before it. */
            proxies: string[];
            metrics: {
                deploymentFrequency: components["schemas"]["Metric"];
                leadTime: components["schemas"]["Metric"];
                changeFailureRate: components["schemas"]["Metric"];
                failedDeploymentRecoveryTime: components["schemas"]["Metric"];
                reworkRate: components["schemas"]["Metric"];
            };
            stages: {
                writing: components["schemas"]["Metric"];
                waiting: components["schemas"]["Metric"];
            };
            /** @description Every month (UTC) of the time. */
            series: {
                month: string;
                releases: number;
                failures: number;
                /** @description Median of the month. */
                leadTimeHours: number | null;
            }[];
            /** @description Newest first. */
            releases: {
                tag: string;
                commit: string;
                at: components["schemas"]["Time"];
                /** @description How many lead times it brought. */
                commits: number;
                /** @description Median of its commits. */
                leadTimeHours: number | null;
                /** @description A patch release followed within seven days. */
                failed: boolean;
                /** @description It is that patch release. */
                rework: boolean;
            }[];
        };
        BaselineImport: {
            /** @example https://git.example.test/shop.git */
            source: string;
            /** @example orders */
            component?: string | null;
            /** @example group:default/payments */
            owner: string;
            /** @default * */
            tagGlob: string;
            from: components["schemas"]["Time"];
            to: components["schemas"]["Time"];
            unreleased?: number;
            ignoredTags?: number;
            isShallow?: boolean;
            releases: {
                tag: string;
                commit: string;
                at: components["schemas"]["Time"];
                /**
                 * @description False for the very first release.
                 * @default true
                 */
                hasBase: boolean;
                /** @description By the tag when absent. */
                isPatch?: boolean;
                merges?: number;
                byBots?: number;
                /** @description Those it has first, merges and bots left out. */
                commits?: {
                    authoredAt: components["schemas"]["Time"];
                    mergedAt: components["schemas"]["Time"];
                }[];
            }[];
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
        /** @example pipeline-duration */
        MetricKey: string;
        /** @example orders */
        MetricComponent: string;
        /** @description A group; not together with component */
        MetricOwner: string;
        /** @description Of the last so many days */
        MetricDays: number;
        /** @example development */
        Environment: string;
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
        /**
         * @description One of its tags
         * @example recommended
         */
        EntityTag: string;
        /** @description Words to find in name, title, description and tags */
        EntityText: string;
        RunId: components["schemas"]["Ulid"];
        /**
         * @description Key of the node in its run; a slash in it is sent as %2F
         * @example build
         */
        NodeKey: string;
        /**
         * @description Position in the node from 0
         * @example 1
         */
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
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": "alice",
                 *       "password": "correct horse battery"
                 *     }
                 */
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
    revokeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
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
    listUsers: {
        parameters: {
            query?: {
                /**
                 * @description Part of the name, the full name or the mail address; ASCII case does not matter
                 * @example mina
                 */
                q?: string;
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
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "mina",
                 *       "displayName": "Mina Okafor",
                 *       "roles": [
                 *         "member"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The user. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "displayName": "Alice Moreau"
                 *     }
                 */
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "correct horse battery",
                 *       "password": "staple purple lantern"
                 *     }
                 */
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Set. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createSignInCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alice */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code, shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInCode"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /**
                 * @description Part of the name or the full name; ASCII case does not matter
                 * @example payments
                 */
                q?: string;
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
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "checkout",
                 *       "displayName": "Checkout",
                 *       "members": [
                 *         "user:default/alice"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description The group. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
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
    updateGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Takes the money."
                 *     }
                 */
                "application/json": components["schemas"]["GroupChange"];
            };
        };
        responses: {
            /** @description The group as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    addGroupMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "member": "user:default/alice"
                 *     }
                 */
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description The group as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeGroupMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example payments */
                name: string;
                /**
                 * @description Its reference
                 * @example user:default/alice
                 */
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Name of the user; oneself when absent */
                user?: string;
            };
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "laptop",
                 *       "scope": [
                 *         "run.read"
                 *       ],
                 *       "expiresInSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token; its secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id, or its name for one of your own */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It works no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
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
                /**
                 * @description One of its tags
                 * @example recommended
                 */
                tag?: components["parameters"]["EntityTag"];
                /** @description Words to find in name, title, description and tags */
                text?: components["parameters"]["EntityText"];
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
                /** @description Rows to leave out, to begin anywhere in a long list */
                offset?: number;
                /** @description `next` is null in another order than by reference; `offset` leads through it */
                sort?: "ref" | "owner" | "type" | "lifecycle" | "-updated";
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
                /**
                 * @example {
                 *       "document": "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: { name: orders-api }\nspec: { type: openapi, lifecycle: production, owner: payments, definition: none }\n"
                 *     }
                 */
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
                /**
                 * @example {
                 *       "text": "kind: Component\n",
                 *       "fileName": "catalog-info.yaml"
                 *     }
                 */
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
    getEntityDefinition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example api */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders-api */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityDefinition"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listCatalogViews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["CatalogViewList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putCatalogView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ours */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "query": "owner=group%3Adefault%2Fpayments"
                 *     }
                 */
                "application/json": components["schemas"]["CatalogViewQuery"];
            };
        };
        responses: {
            /** @description Kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogView"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteCatalogView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ours */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
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
                /**
                 * @description One of its tags
                 * @example recommended
                 */
                tag?: components["parameters"]["EntityTag"];
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
    listEntityNames: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityNames"];
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
                 * @description What the run is about; several are separated by commas
                 * @example component:default/orders
                 */
                subject?: string;
                /** @description Id of the project */
                project?: string;
                /** @description Reference of the owner */
                owner?: string;
                /**
                 * @description Short name of the branch it was triggered for
                 * @example main
                 */
                branch?: string;
                /**
                 * @description Reference of who triggered it
                 * @example user:default/alice
                 */
                actor?: string;
                /** @description Created at this time or later */
                from?: components["schemas"]["Time"];
                /** @description Created earlier than this */
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
                /**
                 * @example {
                 *       "reason": "Wrong branch."
                 *     }
                 */
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
                /**
                 * @example {
                 *       "mode": "failed"
                 *     }
                 */
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
    downloadRunArtifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
                /**
                 * @description Name of the artifact
                 * @example bundle
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
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
                /**
                 * @example {
                 *       "approve": true,
                 *       "comment": "Looks good."
                 *     }
                 */
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
                /**
                 * @example {
                 *       "happened": true
                 *     }
                 */
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
                /**
                 * @description Position in the node from 0
                 * @example 1
                 */
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
    searchStepLog: {
        parameters: {
            query: {
                /** @description Attempt of the node, from 1; the latest when absent */
                attempt?: components["parameters"]["Attempt"];
                /**
                 * @description A regular expression (RE2)
                 * @example error
                 */
                search: string;
                /** @description How many numbers at most */
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
                /**
                 * @description Position in the node from 0
                 * @example 1
                 */
                step: components["parameters"]["StepIndex"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The first matching lines, and how many match. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogMatches"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    downloadStepLog: {
        parameters: {
            query?: {
                /** @description Attempt of the node, from 1; the latest when absent */
                attempt?: components["parameters"]["Attempt"];
            };
            header?: never;
            path: {
                id: components["parameters"]["RunId"];
                /**
                 * @description Key of the node in its run; a slash in it is sent as %2F
                 * @example build
                 */
                key: components["parameters"]["NodeKey"];
                /**
                 * @description Position in the node from 0
                 * @example 1
                 */
                step: components["parameters"]["StepIndex"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its lines; ANSI sequences are kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
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
                /**
                 * @description Position in the node from 0
                 * @example 1
                 */
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
    undoRun: {
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
            /** @description The run that undoes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRepositories: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["RepositoryPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createRepository: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "notes",
                 *       "owner": "group:default/payments"
                 *     }
                 */
                "application/json": components["schemas"]["NewRepository"];
            };
        };
        responses: {
            /** @description The repository. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Repository"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getRepository: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The repository. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Repository"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteRepository: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setRepositoryUse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "observeOnly": false
                 *     }
                 */
                "application/json": components["schemas"]["RepositoryUse"];
            };
        };
        responses: {
            /** @description The repository as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Repository"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listBranches: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
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
                    "application/json": components["schemas"]["BranchList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listCommits: {
        parameters: {
            query?: {
                /** @description Branch, tag or commit; the default branch when absent */
                ref?: string;
                /** @description Only those that touch this path */
                path?: string;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
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
                    "application/json": components["schemas"]["CommitPage"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRootTree: {
        parameters: {
            query?: {
                /** @description Branch, tag or commit; the default branch when absent */
                ref?: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Folders and files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TreeEntryList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTree: {
        parameters: {
            query?: {
                /** @description Branch, tag or commit; the default branch when absent */
                ref?: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /**
                 * @description Path in the repository, slashes included
                 * @example docs
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Folders and files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TreeEntryList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getFile: {
        parameters: {
            query?: {
                /** @description Branch, tag or commit; the default branch when absent */
                ref?: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /**
                 * @description Path in the repository, slashes included
                 * @example README.md
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description Name of a repository */
                repository?: string;
                state?: "open" | "merged" | "closed";
                /** @description Reference of a person, or `me` */
                author?: string;
                /** @description `mine`: open changes of others that the asker may review and has not judged as they are */
                review?: "mine";
                /** @description `me`: open changes that the asker or a group of theirs is asked to review, as owner of the repository or by CODEOWNERS, and has not judged as they are; and their own in which changes are requested */
                awaiting?: "me";
                /** @description Part of the title */
                q?: string;
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
                    "application/json": components["schemas"]["ChangePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    openChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Page size",
                 *       "source": "page-size",
                 *       "files": [
                 *         {
                 *           "path": "PAGE_SIZE",
                 *           "content": "50"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewChange"];
            };
        };
        responses: {
            /** @description The change. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    editChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Another page size"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeEdit"];
            };
        };
        responses: {
            /** @description The change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getChangeDiff: {
        parameters: {
            query?: {
                /** @description Only this file */
                path?: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files with hunks. A file over 3,000 changed lines, what comes after 20,000 lines or 300 files, and binary files have no hunks and say so in `omitted`; `path` asks for one file up to 50,000 lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diff"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listChangeCommits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The commits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitPage"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    reviewChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "verdict": "approve"
                 *     }
                 */
                "application/json": components["schemas"]["NewReview"];
            };
        };
        responses: {
            /** @description The review. An approval counts for the head it was given for. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    commentChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "Why fifty?"
                 *     }
                 */
                "application/json": components["schemas"]["NewComment"];
            };
        };
        responses: {
            /** @description The thread with the comment. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeThread"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resolveThread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
                thread: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resolved": true
                 *     }
                 */
                "application/json": components["schemas"]["Resolution"];
            };
        };
        responses: {
            /** @description The thread. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeThread"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    mergeChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "strategy": "squash"
                 *     }
                 */
                "application/json": components["schemas"]["MergeOptions"];
            };
        };
        responses: {
            /** @description The merged change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    closeChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    reopenChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listProtections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The default branch and every branch with a demand. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectionList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    protectBranch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /** @example main */
                branch: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "requiredApprovals": 1
                 *     }
                 */
                "application/json": components["schemas"]["NewProtection"];
            };
        };
        responses: {
            /** @description What is in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Protection"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listWorkflows: {
        parameters: {
            query?: {
                /** @description Branch, tag or commit; the default branch when absent */
                ref?: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
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
                    "application/json": components["schemas"]["WorkflowFileList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    dispatchWorkflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
                /**
                 * @description Name of the workflow file
                 * @example ci.yml
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "ref": "main"
                 *     }
                 */
                "application/json": components["schemas"]["Dispatch"];
            };
        };
        responses: {
            /** @description The run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listGoldenPaths: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["GoldenPathList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listTemplateActions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["TemplateActionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getGoldenPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The golden path. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoldenPathDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    previewGoldenPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "parameters": {
                 *         "name": "shop",
                 *         "owner": "group:default/payments"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["GoldenPathParameters"];
            };
        };
        responses: {
            /** @description The files and resources. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoldenPathPreview"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    fillGoldenPathForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "parameters": {
                 *         "name": "shop"
                 *       },
                 *       "choices": {}
                 *     }
                 */
                "application/json": components["schemas"]["GoldenPathAnswers"];
            };
        };
        responses: {
            /** @description The form. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoldenPathForm"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    runGoldenPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example node-service */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "parameters": {
                 *         "name": "shop",
                 *         "owner": "group:default/payments"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["GoldenPathOrder"];
            };
        };
        responses: {
            /** @description The run that creates it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDocSets: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["DocSetPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    searchDocs: {
        parameters: {
            query: {
                /**
                 * @description One to eight words
                 * @example nextBefore
                 */
                text: string;
                /** @description Reference of one doc set */
                set?: string;
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
            /** @description One page; titles that have the words come first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocMatchPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDocsReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocsReport"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDocQuality: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
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
            /** @description Its pages, broken links and votes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocQuality"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDocVotes: {
        parameters: {
            query?: {
                /** @description Only of this page */
                page?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
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
            /** @description Those with votes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocVoteList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    voteForDoc: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "page": "index.md",
                 *       "heading": "orders",
                 *       "useful": true
                 *     }
                 */
                "application/json": components["schemas"]["DocVote"];
            };
        };
        responses: {
            /** @description Counted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDocSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
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
            /** @description The doc set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocSetDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDocHome: {
        parameters: {
            query?: {
                format?: "html" | "markdown";
            };
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
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
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocPage"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDocPage: {
        parameters: {
            query?: {
                format?: "html" | "markdown";
            };
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
                /**
                 * @description Path in the doc set; .md and index.md may be left out
                 * @example index.md
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocPage"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDocAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the entity; platform/default/manual is the manual
                 * @example component
                 */
                kind: string;
                /** @example default */
                namespace: string;
                /** @example orders */
                name: string;
                /**
                 * @description Path in the doc set
                 * @example img/how-it-runs.svg
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A picture by its type, in a sandbox; everything else as a download. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/octet-stream": string;
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listEnvironments: {
        parameters: {
            query?: {
                /** @example orders */
                project?: string;
            };
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["EnvironmentList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "project": "orders",
                 *       "name": "preview-7",
                 *       "type": "ephemeral",
                 *       "ttlSeconds": 28800
                 *     }
                 */
                "application/json": components["schemas"]["NewEnvironment"];
            };
        };
        responses: {
            /** @description The environment. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Environment"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteEnvironment: {
        parameters: {
            query?: {
                /** @description true: say what would go and delete nothing (200) */
                plan?: boolean;
                /** @description true: delete data at once instead of keeping it 7 days */
                purge?: boolean;
            };
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What would go. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The run that deletes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteComponent: {
        parameters: {
            query?: {
                /** @description true: say what would go and delete nothing (200) */
                plan?: boolean;
                /** @description true: delete data at once instead of keeping it 7 days */
                purge?: boolean;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What would go. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The run that deletes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getServiceHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Numbers and places. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sleepEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "nobody works on it"
                 *     }
                 */
                "application/json": components["schemas"]["SleepReason"];
            };
        };
        responses: {
            /** @description A run for each component. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SleepRunList"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    wakeEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "a demonstration"
                 *     }
                 */
                "application/json": components["schemas"]["SleepReason"];
            };
        };
        responses: {
            /** @description A run for each component. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SleepRunList"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listEnvironmentQuotas: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With how much of each is used, and by what. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaUseList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getEnvironmentCosts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By component and resource. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentCosts"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSleepers: {
        parameters: {
            query?: {
                /** @example orders */
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By environment and component. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SleeperList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listEnvironmentTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of promotion. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentTypeList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEnvironmentType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ephemeral */
                name: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What every environment of it inherits, and the rules that hold for it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentTypeDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setEnvironmentType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ephemeral */
                name: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sleepAfterSeconds": 1800,
                 *       "preview": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
                 *     }
                 */
                "application/json": components["schemas"]["EnvironmentTypeChange"];
            };
        };
        responses: {
            /** @description The type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentTypeDetail"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    previewEnvironmentType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ephemeral */
                name: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sleepAfterSeconds": 1800
                 *     }
                 */
                "application/json": components["schemas"]["EnvironmentTypeContent"];
            };
        };
        responses: {
            /** @description Every environment that changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentTypePreview"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    cloneEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                project: string;
                /** @example development */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "review",
                 *       "ttlSeconds": 28800,
                 *       "plan": true
                 *     }
                 */
                "application/json": components["schemas"]["EnvironmentClone"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getComponentStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state in each environment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentStatus"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getComponentTimeline: {
        parameters: {
            query?: {
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: number;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
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
                    "application/json": components["schemas"]["TimelinePage"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listComponentActivity: {
        parameters: {
            query: {
                /**
                 * @description Names, at most 100, separated by commas
                 * @example orders
                 */
                components: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In no order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComponentActivityList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listReleases: {
        parameters: {
            query: {
                /** @example orders */
                component: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDeployments: {
        parameters: {
            query?: {
                /** @example orders */
                component?: string;
                /** @example development */
                environment?: string;
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
                    "application/json": components["schemas"]["DeploymentPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deploy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development"
                 *     }
                 */
                "application/json": components["schemas"]["DeployRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @example waiting */
                state?: "waiting" | "approved" | "denied" | "expired" | "stale" | "cancelled";
                /** @example orders */
                component?: string;
                run?: components["schemas"]["Ulid"];
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: number;
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
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    decideApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "approve": true,
                 *       "planHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalDecision"];
            };
        };
        responses: {
            /** @description The request as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listApprovalRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One for each type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalRuleList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setApprovalRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production */
                type: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "required": 1,
                 *       "fourEyes": true,
                 *       "approvers": [
                 *         "group:default/release-managers"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalRuleChange"];
            };
        };
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalRule"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRuntimes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One for each runtime. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuntimeList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listTools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that are known, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuntimeRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One for each type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuntimeRuleList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setRuntimeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example staging */
                type: "development" | "staging" | "production" | "ephemeral";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "runtime": "local"
                 *     }
                 */
                "application/json": components["schemas"]["RuntimeRuleChange"];
            };
        };
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuntimeRule"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listFreezes: {
        parameters: {
            query?: {
                /** @example shop */
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By start. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createFreeze: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "End of the year",
                 *       "environmentType": "production",
                 *       "startsAt": "2026-12-23T15:00:00.000000Z",
                 *       "endsAt": "2027-01-04T07:00:00.000000Z"
                 *     }
                 */
                "application/json": components["schemas"]["NewFreeze"];
            };
        };
        responses: {
            /** @description Frozen. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeFreeze: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
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
            default: components["responses"]["Problem"];
        };
    };
    getEnvironmentMatrix: {
        parameters: {
            query?: {
                component?: string;
                project?: string;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: number;
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
                    "application/json": components["schemas"]["EnvironmentMatrix"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    compareEnvironments: {
        parameters: {
            query: {
                /** @example development */
                from: string;
                /** @example production */
                to: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Commits, configuration and resources. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentComparison"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listResourceOffers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource types by name, with what each environment makes of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceOfferList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    addResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "reports",
                 *       "type": "postgres"
                 *     }
                 */
                "application/json": components["schemas"]["ResourceAddition"];
            };
        };
        responses: {
            /** @description What would change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceAdditionPlan"];
                };
            };
            /** @description The change that was opened. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceAdditionChange"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listHappenings: {
        parameters: {
            query: {
                /**
                 * @description At this time or later
                 * @example 2020-01-01T00:00:00Z
                 */
                from: string;
                /**
                 * @description Earlier than this
                 * @example 2100-01-01T00:00:00Z
                 */
                to: string;
                component?: string;
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HappeningList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    promote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "from": "development",
                 *       "to": "staging"
                 *     }
                 */
                "application/json": components["schemas"]["PromoteRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    rollBack: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development"
                 *     }
                 */
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    restart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development"
                 *     }
                 */
                "application/json": components["schemas"]["PlaceRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    runJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "command": [
                 *         "./bin/server",
                 *         "migrate"
                 *       ],
                 *       "timeLimitSeconds": 60
                 *     }
                 */
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    scale: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "instances": 2
                 *     }
                 */
                "application/json": components["schemas"]["ScaleRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    openShell: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "terminal": {
                 *         "columns": 80,
                 *         "rows": 24
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ShellRequest"];
            };
        };
        responses: {
            /** @description Its run. Connect to its terminal within half a minute. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    connectShell: {
        parameters: {
            query?: {
                /** @description Bytes of output that an earlier connection showed. */
                shown?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of the run.
                 * @example 01JD0QZ0V5T7KX9B3M2N4P6R8S
                 */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The WebSocket. */
            101: {
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
    stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development"
                 *     }
                 */
                "application/json": components["schemas"]["PlaceRequest"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                /** @example orders */
                component?: string;
                /** @example development */
                environment?: string;
            };
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["ResourceList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    explainResource: {
        parameters: {
            query: {
                /** @example orders */
                component: string;
                /** @example development */
                environment: string;
                /**
                 * @description Its name in score.yaml
                 * @example db
                 */
                resource: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource, then what its definition brings along; for each the definitions looked at, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceExplanation"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    upgradeResource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "resource": "db"
                 *     }
                 */
                "application/json": components["schemas"]["ResourceUpgrade"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    rotateResource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "resource": "db"
                 *     }
                 */
                "application/json": components["schemas"]["ResourceRotation"];
            };
        };
        responses: {
            /** @description What would happen, for a request with `plan`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The deployment and its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resolveResource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "resource": "db",
                 *       "answer": "absent"
                 *     }
                 */
                "application/json": components["schemas"]["ResourceResolution"];
            };
        };
        responses: {
            /** @description The resource, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resource"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listResourceQuestions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["ResourceQuestionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listResourceDefinitions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDefinitionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    saveResourceDefinitions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "document": "{\"apiVersion\":\"towpath.dev/v1alpha1\",\"kind\":\"ResourceDefinition\",\"metadata\":{\"name\":\"cloud-cache\"},\"spec\":{\"owner\":\"platform\",\"type\":\"redis\",\"driver\":\"static\",\"criteria\":[{\"environmentType\":\"production\"}]}}",
                 *       "preview": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                 *     }
                 */
                "application/json": components["schemas"]["DefinitionSave"];
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
    checkResourceDefinitions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "document": "{\"apiVersion\":\"towpath.dev/v1alpha1\",\"kind\":\"ResourceDefinition\",\"metadata\":{\"name\":\"cloud-cache\"},\"spec\":{\"owner\":\"platform\",\"type\":\"redis\",\"driver\":\"static\",\"criteria\":[{\"environmentType\":\"production\"}]}}"
                 *     }
                 */
                "application/json": components["schemas"]["DefinitionText"];
            };
        };
        responses: {
            /** @description The problems; none when it could be saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionCheck"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    tryResourceDefinitions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "document": "{\"apiVersion\":\"towpath.dev/v1alpha1\",\"kind\":\"ResourceDefinition\",\"metadata\":{\"name\":\"cloud-cache\"},\"spec\":{\"owner\":\"platform\",\"type\":\"redis\",\"driver\":\"static\",\"criteria\":[{\"environmentType\":\"production\"}]}}",
                 *       "place": {
                 *         "type": "redis",
                 *         "environmentType": "production"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["DefinitionTrialOrder"];
            };
        };
        responses: {
            /** @description Each resource with what would serve it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionTrial"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAffectedWorkloads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "postgres"
                 *     }
                 */
                "application/json": components["schemas"]["AffectedOrder"];
            };
        };
        responses: {
            /** @description Each resource that would get another definition or version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffectedWorkloads"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    importProvisioners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "document": "- uri: template://acme/dns\n  type: dns\n  outputs: 'host: a.example'\n",
                 *       "owner": "platform"
                 *     }
                 */
                "application/json": components["schemas"]["ProvisionerImportOrder"];
            };
        };
        responses: {
            /** @description The definitions as text, and what became of each provisioner. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvisionerImport"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getResourceDefinition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example postgres */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it makes, for whom, and where it did, as far as the caller may see. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDefinitionDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listResourceDefinitionVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example postgres */
                name: string;
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
                    "application/json": components["schemas"]["ResourceDefinitionVersionList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listResourceTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceTypeList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDriftedResources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["DriftedResourceList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAcceptedDrift: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["AcceptedDriftList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    acceptDrift: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "resource": "db",
                 *       "reason": "The index was made by hand"
                 *     }
                 */
                "application/json": components["schemas"]["DriftAcceptance"];
            };
        };
        responses: {
            /** @description What was accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDrift"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    takeBackAcceptedDrift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0123456789abcdef0123456789abcdef */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listResourceDrift: {
        parameters: {
            query: {
                /** @example orders */
                component: string;
                /** @example development */
                environment: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All resources of the component there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDriftList"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    checkResourceDrift: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development"
                 *     }
                 */
                "application/json": components["schemas"]["ResourcePlace"];
            };
        };
        responses: {
            /** @description All resources of the component there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceDriftList"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                component: string;
                /** @example development */
                environment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders */
                component: string;
                /** @example development */
                environment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "values": {
                 *         "PAGE_SIZE": "20"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ConfigurationValues"];
            };
        };
        responses: {
            /** @description The new version, or the last one when nothing changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSecrets: {
        parameters: {
            query?: {
                /**
                 * @description Only of this scope, all at once
                 * @example component.orders
                 */
                scope?: string;
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
                    "application/json": components["schemas"]["SecretPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description "organisation", "component.<name>" or "component.<name>.<environment>"
                 * @example component.orders
                 */
                scope: string;
                /** @example API_KEY */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "value": "not-a-real-key"
                 *     }
                 */
                "application/json": components["schemas"]["SecretValue"];
            };
        };
        responses: {
            /** @description Stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretInfo"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description "organisation", "component.<name>" or "component.<name>.<environment>"
                 * @example component.orders
                 */
                scope: string;
                /** @example API_KEY */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getMasterKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    wrapMasterKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "passphrase": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["Passphrase"];
            };
        };
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterKey"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unlockMasterKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "passphrase": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["Passphrase"];
            };
        };
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterKey"];
                };
            };
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
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
    getAuditEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its place in the one order
                 * @example 1
                 */
                sequence: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntry"];
                };
            };
            404: components["responses"]["Problem"];
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
    getWorkloadLog: {
        parameters: {
            query: {
                /** @example development */
                environment: components["parameters"]["Environment"];
                /** @description Lines of this time or later */
                since?: string;
                /** @description Lines earlier than this */
                until?: string;
                /** @description Only lines that contain this text; case does not matter */
                q?: string;
                /** @description `older` of another page: what comes before it */
                before?: string;
                /** @description `newer` of another page: what comes after it */
                after?: string;
                /** @description Without a cursor which end of the range */
                from?: "start" | "end";
                limit?: number;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
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
                    "application/json": components["schemas"]["WorkloadLogPage"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    streamWorkloadLog: {
        parameters: {
            query: {
                /** @example development */
                environment: components["parameters"]["Environment"];
                /** @description Only lines that contain this text */
                q?: string;
                /** @description A cursor; 0 is the beginning */
                after?: string;
            };
            header?: {
                /** @description As `after`, and wins over it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["EventStream"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getWorkloadMetrics: {
        parameters: {
            query: {
                /** @example development */
                environment: components["parameters"]["Environment"];
                /** @description The last hour without it */
                from?: string;
                /** @description Until now without it */
                to?: string;
                /** @description Seconds */
                step?: number;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkloadMetrics"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listIncidents: {
        parameters: {
            query?: {
                /** @example orders */
                component?: string;
                /** @example production */
                environment?: string;
                state?: "open" | "closed";
                /** @description What opened it */
                origin?: "health" | "alert" | "reported" | "hand";
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
                    "application/json": components["schemas"]["IncidentPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    openIncident: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "component": "orders",
                 *       "environment": "development",
                 *       "title": "Nobody can pay",
                 *       "severity": "high"
                 *     }
                 */
                "application/json": components["schemas"]["NewIncident"];
            };
        };
        responses: {
            /** @description Opened. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01JD8XZ4B6W7Y2E9P3T5V0QRST */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incident. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resolveIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01JD8XZ4B6W7Y2E9P3T5V0QRST */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resolvedAt": "2026-01-31T09:30:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["IncidentResolution"];
            };
        };
        responses: {
            /** @description Over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    linkIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01JD8XZ4B6W7Y2E9P3T5V0QRST */
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "deployment": "01JD8XZ4B6W7Y2E9P3T5V0QRST"
                 *     }
                 */
                "application/json": components["schemas"]["IncidentLink"];
            };
        };
        responses: {
            /** @description Linked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getPrometheusTargets: {
        parameters: {
            query?: {
                /** @example production */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every target. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusTarget"][];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every metric. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendTraces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resourceSpans": []
                 *     }
                 */
                "application/json": Record<string, never>;
                "application/x-protobuf": string;
            };
        };
        responses: {
            /** @description Taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtlpAcceptance"];
                    "application/x-protobuf": string;
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    sendMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resourceMetrics": []
                 *     }
                 */
                "application/json": Record<string, never>;
                "application/x-protobuf": string;
            };
        };
        responses: {
            /** @description Taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtlpAcceptance"];
                    "application/x-protobuf": string;
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTraces: {
        parameters: {
            query?: {
                /** @example orders */
                component?: string;
                /** @example production */
                environment?: string;
                /** @description Part of the name */
                q?: string;
                /** @description Only with a span that failed */
                errors?: boolean;
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
                    "application/json": components["schemas"]["TracePage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description 32 hexadecimal digits
                 * @example 5b8efff798038103d269b633813fc60c
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trace, as far as one may see it; at most 2,000 spans. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listMeasures: {
        parameters: {
            query: {
                /** @example development */
                environment: string;
            };
            header?: never;
            path: {
                /** @example orders */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every series, newest value first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeasureList"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSources: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["SourcePage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createSource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "github-shop",
                 *       "type": "github",
                 *       "components": {
                 *         "team/legacy-shop": "shop"
                 *       },
                 *       "environments": {
                 *         "eu-1": "production"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewSource"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceWithSecret"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    changeSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["SourceChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    renewSourceSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceWithSecret"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listReceived: {
        parameters: {
            query?: {
                state?: components["schemas"]["ReceivedState"];
                since?: string;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
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
                    "application/json": components["schemas"]["ReceivedPage"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getReceived: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    replayReceived: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-01-31T08:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["Replay"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayReport"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    ingest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outside */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "d-1",
                 *       "finishedDate": "2026-01-31T08:00:00Z"
                 *     }
                 */
                "application/json": Record<string, never>;
                "application/cloudevents+json": Record<string, never>;
                "application/cloudevents-batch+json": Record<string, never>[];
            };
        };
        responses: {
            /** @description It was taken before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description Taken. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            401: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["SubscriptionPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "pipeline-events",
                 *       "url": "https://events.example.org/towpath",
                 *       "format": "cdevents",
                 *       "topics": [
                 *         "deployments",
                 *         "incidents"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewSubscription"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionWithSecret"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    changeSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    renewSubscriptionSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionWithSecret"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    greetSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                state?: components["schemas"]["WebhookDeliveryState"];
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
            };
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
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ops-chat */
                name: string;
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDora: {
        parameters: {
            query?: {
                /** @example orders */
                component?: string;
                /** @example group:default/payments */
                owner?: string;
                /** @description Of the last so many days */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dora"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDoraDeliveries: {
        parameters: {
            query?: {
                component?: string;
                owner?: string;
                /** @description Of the last so many days */
                days?: number;
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
                    "application/json": components["schemas"]["DoraDeliveryList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listScorecards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["ScorecardList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getScorecard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production-readiness */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scorecard. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scorecard"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getScorecardEntities: {
        parameters: {
            query?: {
                /**
                 * @description Only what this group owns
                 * @example group:default/payments
                 */
                team?: string;
                /** @description Only what no group owns */
                withoutTeam?: boolean;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @example production-readiness */
                name: string;
            };
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
                    "application/json": components["schemas"]["EntityHeatMap"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getScorecardTeams: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production-readiness */
                name: string;
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
                    "application/json": components["schemas"]["TeamHeatMap"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    pushCheckResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example security */
                name: string;
                /** @example penetration-test */
                check: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "entity": "component:default/orders",
                 *       "outcome": "pass",
                 *       "source": "nightly scan"
                 *     }
                 */
                "application/json": components["schemas"]["PushedCheckResult"];
            };
        };
        responses: {
            /** @description What the check says now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckResult"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getScorecardStandings: {
        parameters: {
            query: {
                /** @example component:default/orders */
                entity: string;
            };
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["ScorecardStandings"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listScorecardChanges: {
        parameters: {
            query: {
                /** @example component:default/orders */
                entity: string;
                scorecard?: string;
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
            /** @description One page, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScorecardChangePage"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    tryScorecard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "apiVersion: towpath.dev/v1alpha1\nkind: Scorecard\nmetadata: {name: tags}\nspec:\n  owner: group:platform\n  levels: [good]\n  checks:\n    - {id: tagged, title: It has tags, level: good, fix: Add some., pass: has(entity.metadata.tags)}\n"
                 *     }
                 */
                "application/json": components["schemas"]["ScorecardText"];
            };
        };
        responses: {
            /** @description Counts, and examples of what does not pass. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScorecardTrialList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                state?: "running" | "done" | "over" | "ended";
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
            /** @description One page, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    startCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Say when you are ready",
                 *       "why": "Bad versions took traffic three times in May.",
                 *       "scorecard": "production-readiness",
                 *       "checks": [
                 *         "readiness-probe"
                 *       ],
                 *       "owner": "group:platform",
                 *       "dueAt": "2099-12-31"
                 *     }
                 */
                "application/json": components["schemas"]["NewCampaign"];
            };
        };
        responses: {
            /** @description Started. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The check was wrong."
                 *     }
                 */
                "application/json": components["schemas"]["CampaignEnding"];
            };
        };
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listFeedback: {
        parameters: {
            query?: {
                kind?: "idea" | "problem" | "question" | "praise" | "friction";
                status?: "new" | "planned" | "shipped" | "declined" | "answered";
                /** @example component:default/orders */
                entity?: string;
                /** @description What led to this item of the roadmap */
                roadmap?: components["schemas"]["Ulid"];
                /** @description Contained in the text */
                q?: string;
                mine?: boolean;
                sort?: "newest" | "votes";
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
                    "application/json": components["schemas"]["FeedbackPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    sendFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "idea",
                 *       "text": "Show the commit beside the version",
                 *       "page": "/environments"
                 *     }
                 */
                "application/json": components["schemas"]["NewFeedback"];
            };
        };
        responses: {
            /** @description Sent. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feedback. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    triageFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "answered",
                 *       "answer": "It is there since yesterday: press g e."
                 *     }
                 */
                "application/json": components["schemas"]["FeedbackTriage"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    voteForFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counted once a person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unvoteFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRoadmap: {
        parameters: {
            query?: {
                stage?: components["schemas"]["RoadmapStage"];
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
                    "application/json": components["schemas"]["RoadmapPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    addToRoadmap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Commit beside the version",
                 *       "why": "People look it up in another tab.",
                 *       "stage": "next"
                 *     }
                 */
                "application/json": components["schemas"]["NewRoadmapItem"];
            };
        };
        responses: {
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoadmapItem"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getRoadmapItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoadmapItem"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    changeRoadmapItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "stage": "shipped",
                 *       "note": "The version shows its commit."
                 *     }
                 */
                "application/json": components["schemas"]["RoadmapChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoadmapItem"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    voteForRoadmapItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counted once a person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoadmapItem"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unvoteRoadmapItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoadmapItem"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSurveys: {
        parameters: {
            query?: {
                state?: "draft" | "open" | "closed";
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
                    "application/json": components["schemas"]["SurveyPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "quarterly"
                 *     }
                 */
                "application/json": components["schemas"]["NewSurvey"];
            };
        };
        responses: {
            /** @description A draft. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The survey. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    changeSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "k": 8
                 *     }
                 */
                "application/json": components["schemas"]["SurveyChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    openSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "days": 14
                 *     }
                 */
                "application/json": components["schemas"]["SurveyOpening"];
            };
        };
        responses: {
            /** @description It is open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    closeSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is closed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    answerSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "answers": [
                 *         {
                 *           "question": "L1",
                 *           "score": 4
                 *         },
                 *         {
                 *           "question": "T1",
                 *           "text": "Waiting for reviews"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SurveyAnswers"];
            };
        };
        responses: {
            /** @description Counted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSurveyResults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurveyResults"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAnnouncements: {
        parameters: {
            query?: {
                all?: boolean;
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
                    "application/json": components["schemas"]["AnnouncementPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    announce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "The forge is slow",
                 *       "severity": "warning"
                 *     }
                 */
                "application/json": components["schemas"]["NewAnnouncement"];
            };
        };
        responses: {
            /** @description Announced. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announcement"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    withdrawAnnouncement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announcement"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    dismissAnnouncement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getNotificationSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One's own wishes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setNotificationSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mail": {
                 *         "survey": false
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NotificationWishes"];
            };
        };
        responses: {
            /** @description One's own wishes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    markNotificationsRead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "all": true
                 *     }
                 */
                "application/json": components["schemas"]["NotificationReading"];
            };
        };
        responses: {
            /** @description Noted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getHeartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heartbeat"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    takeBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "includeKey": false
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The key of stored secrets goes along although it has no passphrase
                     * @default false
                     */
                    includeKey?: boolean;
                };
            };
        };
        responses: {
            /** @description A tar archive compressed with zstd; its last member is the manifest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zstd": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerStatus"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listServers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The one policy for logs, artifacts, bundles, workspaces and kept data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    enforceRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionReport"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 as YAML. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCapabilities: {
        parameters: {
            query?: {
                /** @description Also how much each part was used in the last 30 days. Teams are counted, people never. */
                usage?: "false" | "true";
            };
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["CapabilityList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setCapabilityMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example outcomes */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "builtin",
                 *       "ring": [
                 *         "group:default/payments"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CapabilityMode"];
            };
        };
        responses: {
            /** @description The capability as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capability"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example freeze-window */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it asks, its tests, and how it went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setPolicyMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example freeze-window */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "soft"
                 *     }
                 */
                "application/json": components["schemas"]["PolicyModeChange"];
            };
        };
        responses: {
            /** @description The policy as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    testPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "{\"apiVersion\":\"towpath.dev/v1alpha1\",\"kind\":\"Policy\",\"metadata\":{\"name\":\"quiet-fridays\"},\"spec\":{\"owner\":\"platform\",\"gates\":[\"deploy\"],\"condition\":\"timestamp(at).getDayOfWeek() != 5\",\"message\":\"It is Friday.\"}}",
                 *       "fileName": "policy.yaml"
                 *     }
                 */
                "application/json": components["schemas"]["PolicyFile"];
            };
        };
        responses: {
            /** @description One result for each document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTestResultList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    replayPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "{\"apiVersion\":\"towpath.dev/v1alpha1\",\"kind\":\"Policy\",\"metadata\":{\"name\":\"quiet-fridays\"},\"spec\":{\"owner\":\"platform\",\"gates\":[\"deploy\"],\"condition\":\"timestamp(at).getDayOfWeek() != 5\",\"message\":\"It is Friday.\"}}",
                 *       "days": 90
                 *     }
                 */
                "application/json": components["schemas"]["PolicyReplayOrder"];
            };
        };
        responses: {
            /** @description What would change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyReplay"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDecisions: {
        parameters: {
            query?: {
                /** @description Id of a decision, deployment or run, or `<noun>:<id>`; the other parameters do not count then. */
                about?: string;
                gate?: components["schemas"]["Gate"];
                outcome?: components["schemas"]["DecisionOutcome"];
                /** @example component:default/shop */
                subject?: string;
                policy?: string;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, without inputs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDecision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked, what each policy came to, and from what. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listWaivers: {
        parameters: {
            query?: {
                /** @description `due` is approved and near its end. */
                state?: "requested" | "approved" | "rejected" | "withdrawn" | "revoked" | "expired" | "due";
                /** @example policy:default/cost-limit */
                target?: string;
                /** @example component:default/shop */
                subject?: string;
                /** @description Asked for by the caller */
                mine?: boolean;
                /** @description Requests the caller may decide. */
                awaitsMe?: boolean;
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: number;
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
                    "application/json": components["schemas"]["WaiverPage"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    requestWaiver: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "target": "policy:default/cost-limit",
                 *       "subject": "component:default/orders",
                 *       "reason": "The sale runs until Friday",
                 *       "control": "The budget is watched daily",
                 *       "days": 7
                 *     }
                 */
                "application/json": components["schemas"]["NewWaiver"];
            };
        };
        responses: {
            /** @description It waits for a second person. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiver"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getWaiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It, and what the caller may do with it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiver"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    decideWaiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "approve": true
                 *     }
                 */
                "application/json": components["schemas"]["WaiverVerdict"];
            };
        };
        responses: {
            /** @description The waiver as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiver"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endWaiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Ulid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "Not needed any more"
                 *     }
                 */
                "application/json": components["schemas"]["WaiverEnd"];
            };
        };
        responses: {
            /** @description The waiver as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiver"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRunners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["RunnerList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeRunnerToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiresInSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["NewRunnerToken"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunnerToken"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeRunner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example builder-1 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    drainRunner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example builder-1 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runner as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runner"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getPlatform: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The platform. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updatePlatform: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "profile": "full"
                 *     }
                 */
                "application/json": components["schemas"]["PlatformChange"];
            };
        };
        responses: {
            /** @description The platform as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listMetrics: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, in the order of the registry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutcomeList"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getMetric: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
                /** @description The benchmark edition to stand it in */
                edition?: string;
            };
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metric. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutcomeDetail"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listMetricRows: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
                /** @description The `next` of the previous page. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
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
                    "application/json": components["schemas"]["OutcomeRows"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    setMetricTarget: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
            };
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "value": 24,
                 *       "due": "2027-03-31",
                 *       "responsible": "group:default/platform",
                 *       "decision": "Reviews start the same day."
                 *     }
                 */
                "application/json": components["schemas"]["MetricTargetRequest"];
            };
        };
        responses: {
            /** @description The target. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricTarget"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeMetricTarget: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
            };
            header?: never;
            path: {
                /** @example pipeline-duration */
                key: components["parameters"]["MetricKey"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getValueReport: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
                /** @description A file but for json */
                format?: "json" | "html" | "docx";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValueReport"];
                    "text/html": string;
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": string;
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The price book; OpenCost's defaults until somebody sets it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceBook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currency": "EUR",
                 *       "coreHour": 0.02,
                 *       "memoryGbHour": 0.003,
                 *       "source": "Invoice of October 2026"
                 *     }
                 */
                "application/json": components["schemas"]["PriceBook"];
            };
        };
        responses: {
            /** @description The price book. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceBook"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getManualWork: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All kinds of run that something was said of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManualWork"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setManualWork: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "kind": "golden_path",
                 *           "lowMinutes": 60,
                 *           "highMinutes": 240,
                 *           "leftMinutes": 5,
                 *           "source": "Asked five teams, October 2026"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ManualWork"];
            };
        };
        responses: {
            /** @description What is declared now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManualWork"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportCosts: {
        parameters: {
            query?: {
                /** @example orders */
                component?: components["parameters"]["MetricComponent"];
                /** @description A group; not together with component */
                owner?: components["parameters"]["MetricOwner"];
                /** @description Of the last so many days */
                days?: components["parameters"]["MetricDays"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV (RFC 4180). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    importCustomerRating: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "shop",
                 *       "day": "2026-11-01",
                 *       "score": 82,
                 *       "answers": 140,
                 *       "source": "Store survey"
                 *     }
                 */
                "application/json": {
                    product: string;
                    /** @description A group. */
                    owner?: string;
                    /** Format: date */
                    day: string;
                    score: number;
                    answers: number;
                    source: string;
                };
            };
        };
        responses: {
            /** @description The result. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerRating"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listBenchmarks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BenchmarkList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listBaselines: {
        parameters: {
            query?: {
                component?: string;
                owner?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that fit, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaselineList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getBaseline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders-before */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The baseline. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Baseline"];
                };
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    putBaseline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders-before */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": "https://git.example.test/orders.git",
                 *       "component": "orders",
                 *       "owner": "group:default/payments",
                 *       "from": "2025-11-29T00:00:00.000000Z",
                 *       "to": "2026-11-29T00:00:00.000000Z",
                 *       "releases": [
                 *         {
                 *           "tag": "v1.4.0",
                 *           "commit": "4f1c2d3e",
                 *           "at": "2026-03-02T09:00:00.000000Z",
                 *           "commits": [
                 *             {
                 *               "authoredAt": "2026-02-27T15:00:00.000000Z",
                 *               "mergedAt": "2026-02-28T10:00:00.000000Z"
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BaselineImport"];
            };
        };
        responses: {
            /** @description The baseline. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Baseline"];
                };
            };
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteBaseline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example orders-before */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
}
