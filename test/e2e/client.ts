import { setTimeout as pause } from 'node:timers/promises';
import { ask, type Reply } from '../http/ask.ts';
import { anAddress } from '../an-address.ts';

export type Options = { readonly headers?: Record<string, string> };

/** Talks to a shop over HTTP as one caller; remembers the last position it was given for reads of its own writes. */
export class Client {
  token: string | null = null;
  refreshToken: string | null = null;
  userId: string | null = null;
  position: string | null = null;

  constructor(public url: string) {}

  async send(method: string, path: string, body?: unknown, { headers }: Options = {}): Promise<Reply> {
    const url = `${this.url}${path.startsWith('/health') ? '' : '/api/v1'}${path}`;
    const reply = await ask(method, url, { token: this.token, body, ...(headers === undefined ? {} : { headers }) });
    this.position = reply.headers.get('position') ?? this.position;
    return reply;
  }

  post(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('POST', path, body ?? {}, options);
  }

  /** Reads what reflects every command this client sent. */
  get(path: string, options: Options = {}): Promise<Reply> {
    const after: Record<string, string> = this.position === null ? {} : { 'read-after': this.position };
    return this.send('GET', path, undefined, { headers: { ...after, ...options.headers } });
  }

  async login(email: string, password: string): Promise<this> {
    const answer = await this.post('/auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`login failed: ${JSON.stringify(answer.body)}`);
    this.token = answer.body.accessToken;
    this.refreshToken = answer.body.refreshToken;
    this.userId = answer.body.userId;
    return this;
  }

  async register(email: string, fullName = 'Ada Lovelace', password = 'correct horse'): Promise<this> {
    const answer = await this.post('/auth/register', { email, password, fullName });
    if (answer.status !== 201) throw new Error(`registration failed: ${JSON.stringify(answer.body)}`);
    return this.login(email, password);
  }

  /** Reads until the answer is as wanted. Fails after the bound, showing the last answer. */
  async until(path: string, wanted: (answer: Reply) => boolean, boundMs = 15_000): Promise<Reply> {
    const end = Date.now() + boundMs;
    for (;;) {
      const answer = await this.get(path);
      if (wanted(answer)) return answer;
      if (Date.now() > end)
        throw new Error(`${path} did not become as wanted: ${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(20);
    }
  }
}

export function newProduct(sku: string, stock: number, changes: object = {}): object {
  return {
    sku,
    name: `Product ${sku}`,
    price: { amount: 1999, currency: 'EUR' },
    category: 'tools',
    initialStock: stock,
    ...changes,
  };
}

export function card(productId: string, quantity = 1, paymentToken = 'tok_ok') {
  return { items: [{ productId, quantity }], paymentMethod: 'card', paymentToken, shippingAddress: anAddress };
}
