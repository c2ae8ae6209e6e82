/** What a command answers over HTTP: kept whole under an idempotency key and sent as it is. */
export class Answer {
  readonly status: number;
  readonly body: object | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: object | null = null, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  with(headers: Readonly<Record<string, string>>): Answer {
    return new Answer(this.status, this.body, { ...this.headers, ...headers });
  }
}
