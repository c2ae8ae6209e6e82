/** What came back: `body` is parsed where the answer says that it is JSON, else null. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
};

export type Question = {
  readonly token?: string | null | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
};

/** One request; nothing is added but the token, and that a body is JSON where no other type is given. */
export async function ask(method: string, url: string, { token, headers, body }: Question = {}): Promise<Reply> {
  const isPlain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: (isPlain ? (body ?? null) : JSON.stringify(body)) as string | null,
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const { status } = response;
  return { status, headers: response.headers, text, body: isJson && text !== '' ? JSON.parse(text) : null };
}
