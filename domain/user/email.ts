/** How an e-mail is compared: without regard to case. The claim on it is `secretId(pepper, 'email', this)`. */
export function comparedEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
