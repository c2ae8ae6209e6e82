/** An adapter under test, on storage of its own. */
export type Subject<Port> = {
  readonly port: Port;
  /** Closes it and opens the same storage again, as after a restart: what only the old object knew is lost. */
  readonly reopen: () => Promise<Port>;
  readonly dispose: () => Promise<void>;
};

export type OpenSubject<Port> = () => Promise<Subject<Port>>;

/** How long is waited for what must happen: far beyond what any machine needs, it ends a hang before the runner does. */
export const patienceMs = 45_000;

/** Looks until `look` answers something but null or false. Throws when that takes longer than `patienceMs`. */
export async function eventually<Seen>(look: () => Promise<Seen | null | false> | Seen | null | false): Promise<Seen> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`it did not happen within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
