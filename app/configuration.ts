import { resolve } from 'node:path';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

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
const defaultAdmin = { email: 'admin@example.com', password: 'admin-password' };

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
  const list = (name: string) => (text(name) ?? '').split(',').flatMap((part) => part.trim() || []);
  const secret = (name: string) => {
    const raw = text(name);
    return check(
      name,
      raw,
      raw === null || Buffer.byteLength(raw) >= 32,
      'at least 32 characters (or left out: made at the first start)',
    );
  };

  const logLevel = text('LOG_LEVEL') ?? 'info';
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
    logLevel: check(
      'LOG_LEVEL',
      logLevel as Configuration['logLevel'],
      (logLevels as readonly string[]).includes(logLevel),
      `one of ${logLevels.join(', ')}`,
    ),
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
      isDefault: adminEmail === null && adminPassword === null,
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
    corsOrigins: list('CORS_ORIGINS'),
    trustProxy: list('TRUST_PROXY'),
    smtpUrl: url('SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: text('MAIL_FROM') ?? 'Storied <shop@example.com>',
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}
