export type Mail = {
  /** The same id for every attempt to send one mail; becomes its Message-ID, so a second copy can be told. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

export interface Mailer {
  /** Answers when the server (or the outbox folder) has taken the mail. Throws when it has not. */
  send(mail: Mail): Promise<void>;
  /** Removes what is kept here of a mail; one that has left cannot be called back. Safe to repeat. */
  withdraw(id: string): Promise<void>;
  close(): Promise<void>;
}
