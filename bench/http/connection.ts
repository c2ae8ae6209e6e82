import { connect, type Socket } from 'node:net';

export type Reply = { readonly status: number; readonly body: string };

const endOfHead = Buffer.from('\r\n\r\n');

/**
 * One keep-alive HTTP/1.1 connection that does as little as it can, so that the load costs less than what it loads: one
 * request at a time, answers told by their Content-Length.
 */
export class Connection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(reply: Reply): void; reject(error: Error): void } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the connection was closed')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.removeListener('error', reject);
        resolve(new Connection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** Sends a request as made by `requestText`. */
  send(request: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const head = this.received.indexOf(endOfHead);
    if (head === -1) return;
    const text = this.received.toString('latin1', 0, head);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    const start = head + endOfHead.length;
    if (this.received.length < start + length) return;
    const reply = { status: Number(text.slice(9, 12)), body: this.received.toString('utf8', start, start + length) };
    this.received = this.received.subarray(start + length);
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve(reply);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }
}

/** A whole request as it goes over the wire. */
export function requestText(method: string, path: string, token: string | null, body?: object): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const head = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1'];
  if (token !== null) head.push(`Authorization: Bearer ${token}`);
  if (body !== undefined) head.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`);
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}
