/** The shop cannot start for a reason that the operator can mend; the message says which and how. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Throws CannotStart with `message` for errors of the operating system, and everything else as it is. */
export function clearly(error: unknown, message: string): never {
  const { code } = error as NodeJS.ErrnoException;
  throw typeof code === 'string' && /^E[A-Z]+$/.test(code)
    ? new CannotStart(`${message} (${code})`, { cause: error })
    : error;
}
