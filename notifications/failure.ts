/**
 * Why a mail was not taken, in codes alone: a mail server's own words may name the person, and failures are recorded
 * unencrypted.
 */
export function reasonOf(error: unknown): string {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const codes = [code, responseCode].filter(
    (each) => typeof each === 'number' || (typeof each === 'string' && each !== ''),
  );
  return codes.length > 0 ? codes.join(' ') : 'unknown';
}
