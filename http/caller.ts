/** Who sends a request, as its access token says. Which roles there are the API knows. */
export type Caller<Role extends string = string> = {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
  /** That of the user's sessions when the token was issued. */
  readonly generation: number;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
};

export function hasRole<Role extends string>(caller: Caller<Role>, role: NoInfer<Role>): boolean {
  return caller.roles.includes(role);
}
