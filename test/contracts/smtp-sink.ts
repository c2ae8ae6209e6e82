import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A mail server (RFC 5321, as far as a client needs it) that keeps what it takes; for tests only. */
export class SmtpSink {
  readonly taken: string[] = [];
  /** While true every recipient is refused. */
  refuses = false;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<SmtpSink> {
    const server = createServer();
    const sink = new SmtpSink(server);
    server.on('connection', (socket) => sink.talk(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => socket.destroy());
    let text = '';
    let mail: string[] | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      if (mail !== null) {
        if (line !== '.') return void mail.push(line.startsWith('.') ? line.slice(1) : line);
        this.taken.push(mail.join('\r\n'));
        mail = null;
        return void say('250 taken');
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') {
        mail = [];
        return void say('354 go on');
      }
      if (verb === 'RCPT' && this.refuses) return void say('550 <somebody@example.com> no such person');
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      say('250 sink');
    };
    say('220 sink');
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const lines = (text + chunk).split('\r\n');
      text = lines.pop()!;
      lines.forEach(hear);
    });
  }
}
