import { isIP } from 'node:net';
import { resolve } from 'node:path';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const messagesPersonal = ['sealed', 'plain'] as const;

/** What an operator can set; every field comes from the environment variable named in `.env.example`. */
export type Configuration = {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: (typeof logLevels)[number];
  readonly admin: { readonly email: string; readonly password: string; readonly isDefault: boolean };
  readonly productsApi: string | null;
  readonly paymentTimeoutMs: number;
  readonly lowStock: number;
  readonly currency: string;
  /** Null: made once and kept under the data folder. */
  readonly jwtSecret: string | null;
  readonly masterKey: string | null;
  readonly auditKey: string | null;
  /** Between two signed heads of the log, at least. */
  readonly auditHeadSeconds: number;
  readonly ordersPerMinute: number;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: readonly string[];
  /** Null: mails are written to `<dataDir>/outbox`. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Whether personal fields of integration messages are sealed with the person's key. */
  readonly messagesPersonal: (typeof messagesPersonal)[number];
};

/** The environment is not fit to start with; `problems` names every variable that is wrong and why. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Never repeated in a message. */
const secrets = new Set(['ADMIN_PASSWORD', 'JWT_SECRET', 'MASTER_KEY', 'AUDIT_KEY', 'SMTP_URL']);
/** Known to everybody: only for a shop that nobody else can reach. */
export const defaultAdmin = { email: 'admin@example.com', password: 'admin-password' };

/** Reads and checks the whole environment. Throws ConfigurationError with all that is wrong, not just the first. */
export function readConfiguration(env: NodeJS.ProcessEnv, isCurrency: (code: string) => boolean): Configuration {
  const problems: string[] = [];
  const text = (name: string) => env[name]?.trim() || null;
  const check = <T>(name: string, value: T, valid: boolean, rule: string): T => {
    if (!valid)
      problems.push(`${name} must be ${rule}${secrets.has(name) ? '' : `, but is ${JSON.stringify(env[name])}`}`);
    return value;
  };
  const whole = (name: string, byDefault: number, min: number, max: number) => {
    const raw = text(name);
    const value = raw === null ? byDefault : Number(raw);
    return check(
      name,
      value,
      Number.isInteger(value) && value >= min && value <= max,
      `a whole number from ${min} to ${max}`,
    );
  };
  const url = (name: string, schemes: readonly string[]) => {
    const raw = text(name);
    const valid = raw === null || (URL.canParse(raw) && schemes.includes(new URL(raw).protocol));
    return check(name, raw, valid, `a URL starting with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  };
  const each = (name: string, isValid: (part: string) => boolean, rule: string) => {
    const parts = list(name);
    return check(name, parts, parts.every(isValid), rule);
  };
  const list = (name: string) => (text(name) ?? '').split(',').flatMap((part) => part.trim() || []);
  const oneOf = <Word extends string>(name: string, words: readonly Word[], byDefault: Word): Word => {
    const word = (text(name) ?? byDefault) as Word;
    return check(name, word, words.includes(word), `one of ${words.join(', ')}`);
  };
  const secret = (name: string) => {
    const raw = text(name);
    return check(
      name,
      raw,
      raw === null || Buffer.byteLength(raw) >= 32,
      'at least 32 characters (or left out: made at the first start)',
    );
  };

  const adminEmail = text('ADMIN_EMAIL');
  const adminPassword = env['ADMIN_PASSWORD'] || null;
  if ((adminEmail === null) !== (adminPassword === null))
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD must be set together');
  const email = adminEmail ?? defaultAdmin.email;
  const password = adminPassword ?? defaultAdmin.password;

  const configuration: Configuration = {
    port: whole('PORT', 8080, 0, 65_535),
    host: text('HOST') ?? '0.0.0.0',
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
    admin: {
      email: check(
        'ADMIN_EMAIL',
        email,
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 254,
        'an e-mail address',
      ),
      password: check(
        'ADMIN_PASSWORD',
        password,
        password.length >= 10 && password.length <= 128,
        '10 to 128 characters long',
      ),
      isDefault: email === defaultAdmin.email && password === defaultAdmin.password,
    },
    productsApi: url('PRODUCTS_API', ['http:', 'https:']),
    paymentTimeoutMs: whole('PAYMENT_TIMEOUT_MS', 10_000, 1, 86_400_000),
    lowStock: whole('LOW_STOCK', 5, 0, 1_000_000_000),
    currency: check(
      'CURRENCY',
      text('CURRENCY') ?? 'EUR',
      isCurrency(text('CURRENCY') ?? 'EUR'),
      'an ISO 4217 currency code such as EUR',
    ),
    jwtSecret: secret('JWT_SECRET'),
    masterKey: secret('MASTER_KEY'),
    auditKey: secret('AUDIT_KEY'),
    auditHeadSeconds: whole('AUDIT_HEAD_SECONDS', 60, 1, 86_400),
    ordersPerMinute: whole('ORDERS_PER_MINUTE', 60, 1, 1_000_000),
    corsOrigins: each('CORS_ORIGINS', isOrigin, 'origins such as https://shop.example, or *, separated by commas'),
    trustProxy: each(
      'TRUST_PROXY',
      isNetwork,
      'addresses, ranges such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas',
    ),
    smtpUrl: url('SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: text('MAIL_FROM') ?? 'Storied <shop@example.com>',
    messagesPersonal: oneOf('MESSAGES_PERSONAL', messagesPersonal, 'sealed'),
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}

function isOrigin(text: string): boolean {
  return text === '*' || (URL.canParse(text) && new URL(text).origin === text);
}

/** What Express takes as `trust proxy`. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
