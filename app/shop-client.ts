type ShopAnswer = { readonly status: number; readonly body: Record<string, any> };

/** A caller of the public API. Every command carries an idempotency key, so that a seed can be repeated. */
export class ShopClient {
  private token: string | null = null;

  constructor(private readonly origin: string) {}

  async command(method: 'POST' | 'PUT', path: string, body: object, idempotencyKey?: string): Promise<ShopAnswer> {
    return this.send(method, path, body, idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey });
  }

  query(path: string): Promise<ShopAnswer> {
    return this.send('GET', path, null, {});
  }

  async login(email: string, password: string): Promise<this> {
    const answer = await this.command('POST', '/auth/login', { email, password });
    if (answer.status !== 200)
      throw new Error(`${email} cannot sign in: ${answer.status} ${answer.body['detail'] ?? ''}`);
    this.token = answer.body['accessToken'] as string;
    return this;
  }

  private async send(
    method: string,
    path: string,
    body: object | null,
    extra: Record<string, string>,
  ): Promise<ShopAnswer> {
    const headers: Record<string, string> = { ...extra };
    if (this.token !== null) headers['authorization'] = `Bearer ${this.token}`;
    if (body !== null) headers['content-type'] = 'application/json';
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers,
      body: body === null ? null : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  }
}

/** The answer's body when the status is one of those expected; throws with the problem otherwise. */
export function expectStatus(answer: ShopAnswer, ...expected: readonly number[]): Record<string, any> {
  if (expected.includes(answer.status)) return answer.body;
  throw new Error(`unexpected answer ${answer.status}: ${answer.body['code'] ?? ''} ${answer.body['detail'] ?? ''}`);
}
