import { isOfThisLog } from '../../engine/feed/checkpoint.ts';
import type { FeedEvent, LogFeed, LogReader } from '../../engine/feed/log-feed.ts';
import type { KeyVault, VaultCheckpoint } from '../../engine/log/key-vault.ts';
import type { Position } from '../../engine/log/position.ts';

const batch = 500;

/** Events that may have to be read again after a crash, about. */
const saveEvery = 1_000;

/** The log as far as it is read for destroyed keys. */
type DestructionLog = LogReader &
  Pick<LogFeed, 'logId'> & { eventAt(position: Position): Promise<{ readonly id: string } | null> };

type Parts = {
  readonly log: DestructionLog;
  readonly keyVault: Pick<KeyVault, 'find' | 'destroy' | 'checkpoint' | 'moveCheckpoint'>;
  /** Types of events that say that their subject's key was destroyed. */
  readonly types: ReadonlySet<string>;
};

/**
 * Destroys keys that a vault restored from a backup has again. It reads the log from the vault's checkpoint on, from its
 * beginning when there is none or the log has another history. The decision to erase somebody (`UserErased`) is passed:
 * the erasure still needs the key, and destroys it.
 */
export class DestroyKeysAgain {
  private unsaved = 0;

  private constructor(
    private readonly parts: Parts,
    private stored: VaultCheckpoint | null,
    private done: VaultCheckpoint,
  ) {}

  static async open(parts: Parts): Promise<DestroyKeysAgain> {
    const stored = await parts.keyVault.checkpoint();
    return new DestroyKeysAgain(parts, stored, await startingAt(stored, parts.log));
  }

  get position(): Position | null {
    return this.done.position;
  }

  /** Reads to the log's end. Answers how many keys the vault had again. */
  async catchUp(): Promise<number> {
    let revived = 0;
    do {
      for (let read = await this.readOn(); read !== null; read = await this.readOn()) revived += read;
    } while (!(await this.save()));
    return revived;
  }

  /** Reads one batch; answers how many keys of it the vault had again, null at the log's end. */
  async readOn(): Promise<number | null> {
    const { log, types } = this.parts;
    const events = await log.read(this.done.position, batch, types);
    const last = events.at(-1);
    if (last === undefined) return null;
    const said = events.filter(({ type }) => types.has(type));
    let revived = 0;
    for (const event of said) revived += await this.destroy(event);
    this.done = { logId: this.done.logId, position: last.position, eventId: last.id };
    this.unsaved += events.length;
    if (said.length > 0 || this.unsaved >= saveEvery) await this.save();
    return revived;
  }

  /** False when the vault is another than before: it is read for from its own checkpoint on. */
  async save(): Promise<boolean> {
    const { keyVault, log } = this.parts;
    if (this.unsaved === 0) return true;
    this.unsaved = 0;
    if (await keyVault.moveCheckpoint(this.stored, this.done)) {
      this.stored = this.done;
      return true;
    }
    this.stored = await keyVault.checkpoint();
    this.done = await startingAt(this.stored, log);
    return false;
  }

  private async destroy({ subject, time }: FeedEvent): Promise<number> {
    const { keyVault } = this.parts;
    if (subject === null) return 0;
    const { status } = await keyVault.find(subject);
    if (status !== 'destroyed') await keyVault.destroy(subject, time);
    return status === 'key' ? 1 : 0;
  }
}

async function startingAt(stored: VaultCheckpoint | null, log: DestructionLog): Promise<VaultCheckpoint> {
  if (stored !== null && (await isOfThisLog(log, stored))) return stored;
  return { logId: await log.logId(), position: null, eventId: '' };
}
