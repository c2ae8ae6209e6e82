/**
 * Named places where a test lets the process die, to prove that nothing is lost there. The process ends as by
 * `kill -9` at the n-th pass of the point named in FAIL_POINT (`name` or `name:n`); without it nothing happens.
 */
type FailPoint =
  | 'append:before-acknowledgement'
  | 'provider:before-record'
  | 'mail:before-record'
  | 'view:before-checkpoint'
  | 'rebuild:before-checkpoint'
  | 'command:between-streams'
  | 'erasure:between-steps'
  | 'backup:between-files'
  | 'restore:between-steps'
  | 'import:between-steps';

const wanted = process.env['FAIL_POINT']?.split(':') ?? [];
const name = wanted.slice(0, 2).join(':');
let passesLeft = Number(wanted[2] ?? 1);

export function failpoint(point: FailPoint): void {
  if (point !== name) return;
  passesLeft -= 1;
  if (passesLeft === 0) process.kill(process.pid, 'SIGKILL');
}
