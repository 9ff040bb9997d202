import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useRef, type FormEvent, type ReactNode } from "react";
import { useSignIn } from "./identity.queries";
import { ApiError } from "@/shared/api/problem";
import { BrandMark } from "@/shared/ui/Brand";
import "@/shared/ui/mantine-inputs.css";
import "./identity.css";

interface SignInPageProps {
  /** From a one-time sign-in link; used at once. */
  code: string | undefined;
  /** Called when the session exists. */
  onSignedIn: () => void;
}

export function SignInPage({ code, onSignedIn }: SignInPageProps) {
  const signIn = useSignIn();
  const usedCode = useRef<string | undefined>(undefined);

  useEffect(() => {
    // A code works once, and effects may run twice.
    if (code === undefined || usedCode.current === code) return;
    usedCode.current = code;
    signIn.mutate({ code }, { onSuccess: onSignedIn });
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ user: text(form, "user"), password: text(form, "password") }, { onSuccess: onSignedIn });
  }

  if (code !== undefined && (signIn.isIdle || signIn.isPending || signIn.isSuccess)) {
    return (
      <Frame title="Signing in">
        <p role="status" className="soft">
          Using your sign-in link.
        </p>
      </Frame>
    );
  }
  return (
    <Frame title="Sign in">
      {signIn.isError && <Failure error={signIn.error} wasCode={code !== undefined} />}
      <form className="sign-in-form" onSubmit={submit}>
        <TextInput
          name="user"
          label="User"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <PasswordInput name="password" label="Password" autoComplete="current-password" required withAsterisk={false} />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          Sign in
        </Button>
      </form>
      <p className="sign-in-note">
        No password yet? A new server prints a one-time link when it starts. An administrator makes one with{" "}
        <code className="mono">towpath user create</code>.
      </p>
    </Frame>
  );
}

function text(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === "string" ? value : "";
}

interface FailureProps {
  error: Error;
  wasCode: boolean;
}

function Failure({ error, wasCode }: FailureProps) {
  const hint = error instanceof ApiError ? error.hint : undefined;
  return (
    <div className="sign-in-failure" role="alert">
      <b>{error.message}</b>
      {(hint ?? wasCode) && <p>{hint ?? "A link works once. Sign in with your password or ask for a new link."}</p>}
    </div>
  );
}

interface FrameProps {
  title: string;
  children: ReactNode;
}

function Frame({ title, children }: FrameProps) {
  return (
    <main className="sign-in">
      <title>{`${title} · Towpath`}</title>
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <BrandMark size={28} />
          Towpath
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
