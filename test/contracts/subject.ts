/** An adapter under test, on storage of its own. */
export type Subject<Port> = {
  readonly port: Port;
  /** Closes it and opens the same storage again, as after a restart: what only the old object knew is lost. */
  readonly reopen: () => Promise<Port>;
  readonly dispose: () => Promise<void>;
};

export type OpenSubject<Port> = () => Promise<Subject<Port>>;

/** Waits until `look` answers something but null or false; a test fails when that takes more than 10 s. */
export async function eventually<Seen>(look: () => Promise<Seen | null | false> | Seen | null | false): Promise<Seen> {
  const until = Date.now() + 45_000;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (Date.now() > until) throw new Error('it did not happen within 45 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
