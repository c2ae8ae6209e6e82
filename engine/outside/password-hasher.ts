export interface PasswordHasher {
  /** A self-describing hash (PHC string) with a fresh salt. */
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}
